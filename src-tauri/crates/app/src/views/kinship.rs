//! 親等試算: a relation by itself, without a case.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::{KinStep, Level};

#[derive(Debug, Clone, Deserialize, TS)]
pub struct KinshipRequest {
    /// A word, a chain such as 媽媽的姊姊的兒子, or a path in the letters U, D and S.
    pub text: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct KinshipAnswerView {
    /// 旁系血親 三親等; several by 或.
    pub headline: String,
    pub level: Level,
    /// What follows and why.
    pub sentence: String,
    /// What the data say besides; may be empty.
    pub note: String,
    /// What to mind: 視婚姻或收養是否存續.
    pub cautions: Vec<String>,
    /// Which reading of 壹.一 the facility's rules take, and which version says so.
    pub policy: String,
    /// Several where the word is ambiguous; none where no path is known.
    pub senses: Vec<KinshipSenseView>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct KinshipSenseView {
    pub headline: String,
    /// 1＋1＋1＝三親等，往上 1、往下 2
    pub sum: String,
    pub clause: String,
    /// Under reading A (直系 without limit) and B (直系 up to three).
    pub reading_a: bool,
    pub reading_b: bool,
    /// Under the reading that the facility's rules take.
    pub eligible: bool,
    /// U, D and S.
    pub letters: String,
    pub path: Vec<KinStep>,
    pub proofs: Vec<String>,
    pub no_proofs: Vec<String>,
}
