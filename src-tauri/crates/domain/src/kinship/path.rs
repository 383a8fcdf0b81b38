//! The algebra of kinship: steps to a parent, to a child, to a spouse, and what a walk of them is
//! by 民法 967–971.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::KinshipReading;

/// One step from one person to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub enum Step {
    /// To a parent.
    U,
    /// To a child.
    D,
    /// To a spouse.
    S,
}

/// A walk from the inmate to the applicant. `UUD` is an uncle or aunt by blood.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS,
)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct Path(Vec<Step>);

/// A path's text has another letter than `U`, `D` and `S`, or more than [`Path::MOST_STEPS`] of
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("路徑只能由 U、D、S 組成，最多 16 步")]
pub struct PathError;

/// 親屬類別
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KinClass {
    /// 配偶
    Spouse,
    /// 直系血親
    LinealBlood,
    /// 旁系血親
    CollateralBlood,
    /// 直系姻親
    LinealAffinity,
    /// 旁系姻親
    CollateralAffinity,
    /// 無: no kinship in law.
    None,
    /// 共居家屬 (民法 1122, 1123), not by kinship.
    Household,
}

impl KinClass {
    /// As the law calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Spouse => "配偶",
            Self::LinealBlood => "直系血親",
            Self::CollateralBlood => "旁系血親",
            Self::LinealAffinity => "直系姻親",
            Self::CollateralAffinity => "旁系姻親",
            Self::None => "無",
            Self::Household => "同居家屬",
        }
    }
}

/// What a path is in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Kinship {
    /// The class, from how the walk goes up, down and by marriage.
    pub class: KinClass,
    /// 親等: 0 for a spouse, `None` where there is no kinship.
    pub degree: Option<u32>,
    /// Generations upwards; negative downwards.
    pub generation: i32,
}

impl Kinship {
    /// Whether 壹.一 opens the service to this kinship, under one reading of its garbled words.
    pub fn is_eligible(&self, reading: KinshipReading) -> bool {
        let within = |limit: u32| self.degree.is_some_and(|degree| degree <= limit);
        match self.class {
            KinClass::Spouse => true,
            KinClass::LinealBlood => reading == KinshipReading::A || within(3),
            KinClass::CollateralBlood => within(3),
            KinClass::LinealAffinity | KinClass::CollateralAffinity => within(2),
            KinClass::None | KinClass::Household => false,
        }
    }
}

impl Path {
    /// A longer one is not read back.
    pub const MOST_STEPS: usize = 16;

    /// The steps from the inmate on. Their number is not checked.
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(steps.into_iter().collect())
    }

    /// From the inmate to the relative.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether it stays with the inmate.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// This walk, and then that one.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        Self(self.0.iter().chain(&next.0).copied().collect())
    }

    /// The same walk from the other end.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self::new(self.0.iter().rev().map(|step| match step {
            Step::U => Step::D,
            Step::D => Step::U,
            Step::S => Step::S,
        }))
    }

    /// What the walk is in law. One leading and one trailing spouse are stripped and make it
    /// affinity; a spouse left inside means no kinship (血親之配偶之血親 is none since 74 年), and
    /// so does a child's other parent, who is kin only if married to the inmate.
    pub fn kinship(&self) -> Kinship {
        let generation = self.0.iter().fold(0, |sum, step| match step {
            Step::U => sum + 1,
            Step::D => sum - 1,
            Step::S => sum,
        });
        let none = Kinship { class: KinClass::None, degree: None, generation };
        let mut core = self.0.as_slice();
        if core == [Step::S] {
            return Kinship { class: KinClass::Spouse, degree: Some(0), generation };
        }
        let mut affinity = false;
        if let [Step::S, rest @ ..] = core {
            (core, affinity) = (rest, true);
        }
        if let [rest @ .., Step::S] = core {
            (core, affinity) = (rest, true);
        }
        let down_then_up = core.windows(2).any(|pair| pair == [Step::D, Step::U]);
        if core.is_empty() || core.contains(&Step::S) || down_then_up {
            return none;
        }
        let lineal = core.iter().all(|step| step == &core[0]);
        let class = match (lineal, affinity) {
            (true, false) => KinClass::LinealBlood,
            (false, false) => KinClass::CollateralBlood,
            (true, true) => KinClass::LinealAffinity,
            (false, true) => KinClass::CollateralAffinity,
        };
        Kinship { class, degree: u32::try_from(core.len()).ok(), generation }
    }

    /// Where the walk goes up and where down, for people: `往上 1、往下 2`.
    pub fn arithmetic(&self) -> String {
        let count = |wanted: Step| self.0.iter().filter(|step| **step == wanted).count();
        let (up, down) = (count(Step::U), count(Step::D));
        let kinship = self.kinship();
        let Some(degree) = kinship.degree else {
            return format!("路徑 {self}：中間隔著婚姻，不是親屬");
        };
        match (up, down) {
            (0, 0) => "配偶不計親等".to_owned(),
            _ => {
                let ones = vec!["1"; up + down].join("＋");
                format!("{ones}＝{}親等，往上 {up}、往下 {down}", degree_word(degree))
            }
        }
    }
}

/// 一 to 十六, as degrees are written.
pub fn degree_word(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        0..=9 => DIGITS[number as usize].to_owned(),
        10 => "十".to_owned(),
        11..=19 => format!("十{}", DIGITS[(number - 10) as usize]),
        _ => number.to_string(),
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|step| {
            f.write_str(match step {
                Step::U => "U",
                Step::D => "D",
                Step::S => "S",
            })
        })
    }
}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        if text.len() > Self::MOST_STEPS {
            return Err(PathError);
        }
        text.chars()
            .map(|c| match c {
                'U' => Ok(Step::U),
                'D' => Ok(Step::D),
                'S' => Ok(Step::S),
                _ => Err(PathError),
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl TryFrom<String> for Path {
    type Error = PathError;

    fn try_from(text: String) -> Result<Self, PathError> {
        text.parse()
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{KinClass, Path, Step};
    use crate::KinshipReading::{A, B};

    fn path(text: &str) -> Path {
        text.parse().expect("a path of U, D and S")
    }

    #[test]
    fn paths_are_classed_by_the_civil_code() {
        for (text, class, degree) in [
            ("S", KinClass::Spouse, Some(0)),
            ("U", KinClass::LinealBlood, Some(1)),
            ("UD", KinClass::CollateralBlood, Some(2)),
            ("UUDD", KinClass::CollateralBlood, Some(4)),
            ("UUDS", KinClass::CollateralAffinity, Some(3)),
            ("SUDS", KinClass::CollateralAffinity, Some(2)),
            ("US", KinClass::LinealAffinity, Some(1)),
            ("SUS", KinClass::LinealAffinity, Some(1)),
            ("USD", KinClass::None, None),
            ("DSU", KinClass::None, None),
            ("DU", KinClass::None, None),
            ("SS", KinClass::None, None),
            ("", KinClass::None, None),
        ] {
            let kinship = path(text).kinship();
            assert_eq!((kinship.class, kinship.degree), (class, degree), "{text}");
        }
    }

    #[test]
    fn the_two_readings_differ_for_distant_lineal_relatives_alone() {
        let great = path("UUUU").kinship();
        assert!(great.is_eligible(A) && !great.is_eligible(B));
        for text in ["UUU", "UUD", "UDS"] {
            assert!(path(text).kinship().is_eligible(A) && path(text).kinship().is_eligible(B));
        }
        for text in ["UUDD", "UUDS", "UDSU"] {
            assert!(!path(text).kinship().is_eligible(A) && !path(text).kinship().is_eligible(B));
        }
    }

    fn any_path() -> impl Strategy<Value = Path> {
        proptest::collection::vec(prop_oneof![Just(Step::U), Just(Step::D), Just(Step::S)], 0..8)
            .prop_map(Path::new)
    }

    proptest! {
        #[test]
        fn kinship_is_the_same_from_both_ends(walk in any_path()) {
            let (there, back) = (walk.kinship(), walk.reversed().kinship());
            prop_assert_eq!(there.class, back.class);
            prop_assert_eq!(there.degree, back.degree);
            prop_assert_eq!(there.generation, -back.generation);
        }

        #[test]
        fn composing_walks_is_putting_one_after_the_other(a in any_path(), b in any_path()) {
            prop_assert_eq!(a.then(&b).to_string(), format!("{a}{b}"));
            prop_assert_eq!(a.then(&b).reversed(), b.reversed().then(&a.reversed()));
        }
    }
}
