//! What is set on this computer, in words: for the settings' page, the health page and the self-test.

use portal::Proxy;

use super::{Managed, ManagedPolicy, UpdateSource};

/// One setting that administrators made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagedLine {
    /// 閒置上鎖
    pub name: &'static str,
    /// What is set, or where something stands that cannot be read and what holds instead.
    pub words: String,
    /// Whether it can be read.
    pub is_readable: bool,
}

impl ManagedPolicy {
    /// Each setting that is made, and what nobody could read.
    pub fn lines(&self) -> Vec<ManagedLine> {
        let mut lines: Vec<ManagedLine> = [
            line("入口網", &self.portal, Clone::clone, "不連到任何入口網"),
            line("Proxy", &self.proxy, proxy, "不連線"),
            line("閒置上鎖", &self.lock_minutes, lock, "閒置 1 分鐘就上鎖"),
            line("PIN", &self.pin, |on| pin(*on).to_owned(), "要 PIN"),
            line("畫面保護", &self.capture_protection, |on| capture(*on).to_owned(), "不給截圖"),
            line(
                "匯出的資料夾",
                &self.exports_folder,
                |folder| folder.display().to_string(),
                "不匯出",
            ),
            line("更新的來源", &self.update_source, update_source, "不看有沒有新版本"),
            line("更新的公鑰", &self.update_key, |key| hex::encode(key), "不看有沒有新版本"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !self.unknown.is_empty() {
            lines.push(ManagedLine {
                name: "不認得的名稱",
                words: format!("{}：沒有作用，請檢查拼字或更新審核台", self.unknown.join("、")),
                is_readable: false,
            });
        }
        lines
    }
}

fn line<T>(
    name: &'static str,
    managed: &Managed<T>,
    words: impl Fn(&T) -> String,
    meanwhile: &str,
) -> Option<ManagedLine> {
    match managed {
        Managed::Free => None,
        Managed::Set(value) => Some(ManagedLine { name, words: words(value), is_readable: true }),
        Managed::Unreadable { place } => Some(ManagedLine {
            name,
            words: format!("讀不懂：{place}。更正以前{meanwhile}"),
            is_readable: false,
        }),
    }
}

fn proxy(proxy: &Proxy) -> String {
    match proxy {
        // Nobody manages that somebody is asked: that is what following the system comes to.
        Proxy::System | Proxy::Asked(_) => "跟著系統".to_owned(),
        Proxy::Direct => "不經 Proxy".to_owned(),
        Proxy::At(address) => address.to_string(),
    }
}

fn lock(minutes: &u32) -> String {
    format!("閒置 {minutes} 分鐘；機關規則更短時依機關規則")
}

fn update_source(source: &UpdateSource) -> String {
    match source {
        UpdateSource::File(path) => path.display().to_string(),
        UpdateSource::Address(address) => address.to_string(),
    }
}

const fn pin(on: bool) -> &'static str {
    if on { "一律要 PIN" } else { "不用 PIN；機關規則要求時仍然要" }
}

const fn capture(on: bool) -> &'static str {
    if on { "一律不給截圖" } else { "依機關規則" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_told_and_what_is_free_is_not() {
        assert_eq!(ManagedPolicy::default().lines(), []);
        let policy = ManagedPolicy {
            lock_minutes: Managed::Set(5),
            proxy: Managed::Unreadable { place: "/etc/x 的 proxy".to_owned() },
            unknown: vec!["lock_minuts".to_owned()],
            ..ManagedPolicy::default()
        };
        let lines = policy.lines();
        let told: Vec<(&str, bool)> =
            lines.iter().map(|line| (line.name, line.is_readable)).collect();
        assert_eq!(told, [("Proxy", false), ("閒置上鎖", true), ("不認得的名稱", false)]);
        assert!(lines[0].words.contains("/etc/x 的 proxy") && lines[0].words.contains("不連線"));
    }
}
