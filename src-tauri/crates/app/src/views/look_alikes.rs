//! How this facility ruled on cases that look like the one at hand.

use domain::{CaseRef, Verdict};
use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
pub struct LookAlikesView {
    /// The most alike first.
    pub rows: Vec<LookAlikeView>,
    /// 通過 2、退件 3
    pub sentence: String,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct LookAlikeView {
    pub case: CaseRef,
    pub number: String,
    /// 115.10.07
    pub day: String,
    /// The decision in force.
    pub verdict: Verdict,
    pub reasons: Vec<String>,
    pub excerpt: String,
    /// What is alike: 都提到「在監證明」.
    pub why: String,
    /// Whether it stands in place of an overturned one.
    pub overturned: bool,
}
