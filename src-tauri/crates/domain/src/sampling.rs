//! 品質抽查: drawing a share of decisions so that the same seed draws the same ones, and holding the
//! second look against the first.

use std::collections::{BTreeMap, BTreeSet};

use crate::{DecisionId, Verdict};

/// Draws `percent` of the decisions, rounded up, in the order in which they are to be looked at.
/// The same seed draws the same ones, in whatever order they are given.
pub fn draw(seed: u64, percent: u32, decisions: &[DecisionId]) -> Vec<DecisionId> {
    let wanted = (decisions.len() as u64 * u64::from(percent.min(100))).div_ceil(100);
    let mut lots: Vec<(u64, DecisionId)> =
        decisions.iter().map(|id| (lot(seed, id.0.as_u128()), *id)).collect();
    lots.sort_unstable();
    lots.dedup();
    lots.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
    lots.into_iter().map(|(_, id)| id).collect()
}

/// SplitMix64 over the seed and both halves of the id.
fn lot(seed: u64, id: u128) -> u64 {
    let halves = [(id >> 64) as u64, id as u64];
    halves.into_iter().fold(mix(seed), |lot, half| mix(lot ^ half))
}

fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// One answer to one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What this person would decide, or has decided.
    pub verdict: Verdict,
    /// The codes given.
    pub reasons: BTreeSet<String>,
}

impl Look {
    /// The codes that stand for this answer in the agreement; an approval has none of its own.
    fn codes(&self) -> BTreeSet<String> {
        if self.reasons.is_empty() {
            BTreeSet::from(["approve".to_owned()])
        } else {
            self.reasons.clone()
        }
    }
}

/// How often two people who looked at the same case gave the same reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreement {
    /// In how many of the cases one of the two gave it.
    pub looked: u32,
    /// In how many of these both did, with the same verdict.
    pub agreed: u32,
}

/// The agreement per reason's code over pairs of first and second look; `approve` stands for an
/// approval. Who gave which is not part of it: nobody is ranked.
pub fn agreement<'a>(
    pairs: impl IntoIterator<Item = (&'a Look, &'a Look)>,
) -> BTreeMap<String, Agreement> {
    let mut by_code: BTreeMap<String, Agreement> = BTreeMap::new();
    for (one, other) in pairs {
        let (mine, theirs) = (one.codes(), other.codes());
        for code in mine.union(&theirs) {
            let entry = by_code.entry(code.clone()).or_default();
            entry.looked += 1;
            let both = mine.contains(code) && theirs.contains(code);
            entry.agreed += u32::from(both && one.verdict == other.verdict);
        }
    }
    by_code
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Agreement, Look, agreement, draw};
    use crate::{DecisionId, Verdict};

    fn ids(count: u128) -> Vec<DecisionId> {
        (0..count).map(|number| DecisionId(Uuid::from_u128(number))).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_share_whatever_the_order() {
        let all = ids(1000);
        let drawn = draw(42, 5, &all);
        assert_eq!(drawn.len(), 50);
        let backwards: Vec<DecisionId> = all.iter().rev().copied().collect();
        assert_eq!(draw(42, 5, &backwards), drawn);
        assert_ne!(draw(43, 5, &all), drawn);
        assert_eq!(draw(42, 1, &ids(3)).len(), 1, "of three, one percent is one");
        assert!(draw(42, 20, &[]).is_empty());
    }

    #[test]
    fn every_decision_is_drawn_about_as_often_as_any_other() {
        let all = ids(200);
        let mut times = vec![0u32; 200];
        for seed in 0..1000 {
            for id in draw(seed, 10, &all) {
                times[id.0.as_u128() as usize] += 1;
            }
        }
        // 100 expected, standard deviation below 10.
        assert!(times.iter().all(|times| (50..=150).contains(times)), "{times:?}");
    }

    #[test]
    fn agreement_is_told_per_reason() {
        let look = |verdict, codes: &[&str]| Look {
            verdict,
            reasons: codes.iter().map(|code| (*code).to_owned()).collect(),
        };
        let pairs = [
            (look(Verdict::Reject, &["P01", "P06"]), look(Verdict::Reject, &["P01"])),
            (look(Verdict::Reject, &["P01"]), look(Verdict::Return, &["P01"])),
            (look(Verdict::Approve, &[]), look(Verdict::Approve, &[])),
            (look(Verdict::Approve, &[]), look(Verdict::Reject, &["P06"])),
        ];
        let by_code = agreement(pairs.iter().map(|(one, other)| (one, other)));
        let of = |code: &str| by_code[code];
        assert_eq!(of("P01"), Agreement { looked: 2, agreed: 1 });
        assert_eq!(of("P06"), Agreement { looked: 2, agreed: 0 });
        assert_eq!(of("approve"), Agreement { looked: 2, agreed: 1 });
    }
}
