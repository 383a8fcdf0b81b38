//! Which documents show a relation and which cannot, and the path as a drawing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::path::{Path, Step};
use super::table::KinshipTable;

/// Proofs of one relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Proofs {
    /// Each shows the relation by itself.
    pub shows: Vec<String>,
    /// What people bring and what does not prove it.
    pub cannot: Vec<String>,
}

impl Proofs {
    pub(super) fn of(path: &Path, eligible: bool, docs: &str, table: &KinshipTable) -> Self {
        let listed = if docs.is_empty() {
            table.of_path(path).map_or("", |relation| relation.docs.as_str())
        } else {
            docs
        };
        let shows = if !eligible {
            vec!["不因親等而符合；另查同戶籍或同居證明".to_owned()]
        } else if listed.is_empty() {
            vec!["謄本逐代串接，每一節點姓名與統號相同".to_owned()]
        } else {
            listed.split('；').map(str::to_owned).collect()
        };
        let mut cannot = Vec::new();
        if path.steps().last() == Some(&Step::U) {
            cannot.push("申請人自己的身分證：只列父母與配偶，看不出子女".to_owned());
        }
        if path.steps().len() > 1 {
            cannot.push("只有申請人一人的身分證：看不出中間的人".to_owned());
        }
        if path.steps().contains(&Step::S) {
            cannot.push("結婚書約：97.5.23 以後須已向戶政登記".to_owned());
        }
        cannot.push("里長證明：只能證明居住，不能證明親屬關係".to_owned());
        cannot.push("省略記事的謄本：看不到結婚、離婚、收養".to_owned());
        Self { shows, cannot }
    }
}

/// One person on the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PathNode {
    /// 甲 is the inmate; the same pins stand on the documents.
    pub pin: String,
    /// 收容人, 父或母, 手足 …, 申請人.
    pub label: String,
    /// Generations above the inmate; negative below.
    pub generation: i32,
    /// The step that leads here; `None` for the inmate.
    pub step: Option<Step>,
    /// The degree counted so far.
    pub degree: u32,
}

impl PathNode {
    pub(super) fn along(path: &Path) -> Vec<Self> {
        const PINS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
        let pin =
            |at: usize| PINS.get(at).map_or_else(|| (at + 1).to_string(), |pin| (*pin).to_owned());
        let mut nodes = vec![Self {
            pin: pin(0),
            label: "收容人".to_owned(),
            generation: 0,
            step: None,
            degree: 0,
        }];
        let (mut generation, mut degree) = (0, 0);
        for (at, &step) in path.steps().iter().enumerate() {
            generation += match step {
                Step::U => 1,
                Step::D => -1,
                Step::S => 0,
            };
            degree += u32::from(step != Step::S);
            let last = at + 1 == path.steps().len();
            nodes.push(Self {
                pin: pin(at + 1),
                label: if last {
                    "申請人".to_owned()
                } else {
                    name(&path.steps()[..=at]).to_owned()
                },
                generation,
                step: Some(step),
                degree,
            });
        }
        nodes
    }
}

fn name(steps: &[Step]) -> &'static str {
    use Step::{D, S, U};
    match steps {
        [S] => "配偶",
        [U] => "父或母",
        [D] => "子女",
        [U, U] => "祖父母",
        [D, D] => "孫",
        [U, U, U] => "曾祖父母",
        [D, D, D] => "曾孫",
        [U, D] => "手足",
        [U, U, D] => "伯叔姑舅姨",
        [U, D, D] => "姪或甥",
        [U, U, D, D] => "堂表手足",
        [S, U] => "配偶之父或母",
        [S, U, D] => "配偶之手足",
        [S, D] => "配偶之子女",
        [.., U] => "其父或母",
        [.., D] => "其子女",
        _ => "其配偶",
    }
}
