//! The walls by name, how each stands, and the words for it.

use serde::{Deserialize, Serialize};

/// Whether one wall stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wall {
    /// The system holds all of it, for good.
    Stands,
    /// The system has a part of it, and that stands.
    Partly,
    /// This system has no such thing.
    Absent,
    /// The system has it, and it could not be put up: no file is opened.
    Failed,
}

/// What a wall keeps the worker from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WallKind {
    /// More memory and processor time than a file may cost.
    Memory,
    /// New processes.
    Processes,
    /// System calls that are not for computing.
    SystemCalls,
    /// Files and the network.
    FilesAndNetwork,
}

/// What holds a worker in, as the worker found it when it confined itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// A cap on memory.
    pub memory: Wall,
    /// No new processes.
    pub processes: Wall,
    /// System calls for computing and the two pipes alone (seccomp). On Windows, which has no such
    /// filter, in part: no privileges, process mitigations.
    pub system_calls: Wall,
    /// No file or socket by the kernel's own rule as well (landlock), whatever the system call; on
    /// Windows an AppContainer.
    pub files_and_network: Wall,
}

impl Confinement {
    /// Every wall by its name.
    pub fn walls(&self) -> [(WallKind, Wall); 4] {
        [
            (WallKind::FilesAndNetwork, self.files_and_network),
            (WallKind::SystemCalls, self.system_calls),
            (WallKind::Processes, self.processes),
            (WallKind::Memory, self.memory),
        ]
    }

    /// The gravest of the walls that the system has and that do not stand. Then no file is opened.
    pub fn failed(&self) -> Option<WallKind> {
        self.walls().into_iter().find(|(_, wall)| *wall == Wall::Failed).map(|(kind, _)| kind)
    }
}

impl WallKind {
    /// Its name, for the settings' page and the self-test.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "記憶體與時間上限",
            Self::Processes => "不能啟動其他程式",
            Self::SystemCalls => "系統呼叫的限制",
            Self::FilesAndNetwork => "檔案與網路的隔離",
        }
    }

    /// How it stands, for the same.
    pub fn words(self, wall: Wall) -> &'static str {
        match (wall, self) {
            (Wall::Stands, _) => "有效。",
            (Wall::Partly, Self::SystemCalls) => {
                "有效：已放棄特權並開啟系統的防護（Windows 沒有系統呼叫的篩選）。"
            }
            (Wall::Partly, _) => {
                "部分有效：這台電腦的系統較舊，只有其中一部分；其餘由別的限制擋下。"
            }
            (Wall::Absent, Self::FilesAndNetwork) if cfg!(target_os = "linux") => {
                "這台電腦的核心沒有 landlock；檔案與網路由系統呼叫的限制擋下。"
            }
            (Wall::Absent, _) => "這個系統沒有這項隔離。",
            (Wall::Failed, Self::FilesAndNetwork) if cfg!(windows) => {
                "沒有生效，所以不開啟文件。審核台要安裝在 Program Files 之下，系統才給 AppContainer。"
            }
            (Wall::Failed, _) => "沒有生效，所以不開啟文件。",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL_STAND: Confinement = Confinement {
        memory: Wall::Stands,
        processes: Wall::Stands,
        system_calls: Wall::Stands,
        files_and_network: Wall::Stands,
    };

    #[test]
    fn only_a_wall_that_the_system_has_keeps_files_closed() {
        let with = |files_and_network| Confinement { files_and_network, ..ALL_STAND };
        for told in [Wall::Stands, Wall::Partly, Wall::Absent] {
            assert_eq!(with(told).failed(), None, "{told:?}");
        }
        assert_eq!(with(Wall::Failed).failed(), Some(WallKind::FilesAndNetwork));
        let memory = Confinement { memory: Wall::Failed, ..ALL_STAND };
        assert_eq!(memory.failed(), Some(WallKind::Memory));
    }
}
