//! How this facility ruled on cases like the one at hand: found by their words or their relation,
//! shown beside it. A hint, and never a reason by itself.

use domain::text::shown_line;
use std::collections::BTreeMap;

use domain::{Bigrams, Case, CaseKind, CaseRef, Verdict, shared_words};
use store::decisions::StoredDecision;

use crate::case_file::case_file;
use crate::error::ApiError;
use crate::labels::{reason_labels_of, relation};
use crate::state::Desk;
use crate::texts::excerpt;
use crate::views::look_alikes::{LookAlikeView, LookAlikesView};
use crate::words;

/// So many of the latest rulings are compared.
const COMPARED: u32 = 2_000;
const MOST_SHOWN: usize = 8;
/// Thousandths of the shorter text that have to be shared.
const ALIKE: u32 = 350;
const EXCERPT: usize = 60;

impl Desk {
    pub async fn look_alikes(&self, case: CaseRef) -> Result<LookAlikesView, ApiError> {
        let session = self.session().await?;
        let file = case_file(&session, case).await?;
        session
            .read(move |c| {
                let ruled = store::tally::ruled_lately(c, case.kind, case.id, COMPARED)?;
                let mut alike: Vec<(u32, StoredDecision, Case, String)> = ruled
                    .into_iter()
                    .filter_map(|(decision, other)| {
                        let (likeness, why) = likeness(&file.case, &other)?;
                        Some((likeness, decision, other, why))
                    })
                    .collect();
                // The most alike first; of equals the latest, as they came.
                alike.sort_by_key(|(likeness, ..)| std::cmp::Reverse(*likeness));
                alike.truncate(MOST_SHOWN);
                let mut verdicts: BTreeMap<Verdict, u32> = BTreeMap::new();
                for (_, decision, ..) in &alike {
                    *verdicts.entry(decision.decision.verdict).or_default() += 1;
                }
                let told: Vec<String> = verdicts
                    .into_iter()
                    .map(|(verdict, count)| format!("{} {count}", words::verdict_word(verdict)))
                    .collect();
                let rows = alike
                    .into_iter()
                    .map(|(_, stored, other, why)| LookAlikeView {
                        case: other.reference(),
                        number: other.number().to_owned(),
                        day: words::day(stored.accepted_at.unwrap_or(stored.decision.decided_at)),
                        verdict: stored.decision.verdict,
                        reasons: reason_labels_of(&file.rules.reasons, &stored.decision),
                        excerpt: match &other {
                            Case::Application(_) => relation(&other),
                            Case::Post(_) => excerpt(&other, EXCERPT),
                        },
                        why,
                        overturned: stored.decision.overturns.is_some(),
                    })
                    .collect();
                Ok(LookAlikesView { rows, sentence: told.join("、") })
            })
            .await
    }
}

/// How alike two cases are, in thousandths, and what is; `None` if they are not.
fn likeness(one: &Case, other: &Case) -> Option<(u32, String)> {
    match (one, other) {
        (Case::Post(one), Case::Post(other)) => {
            let alike = Bigrams::of(one.body.as_str()).alike(&Bigrams::of(other.body.as_str()));
            if alike < ALIKE {
                return None;
            }
            let why = shared_words(one.body.as_str(), other.body.as_str()).map_or_else(
                || "用詞相近".to_owned(),
                |words| format!("都提到「{}」", shown_line(&words)),
            );
            Some((alike, why))
        }
        (Case::Application(one), Case::Application(other)) => {
            let same = one.relation.as_str().trim() == other.relation.as_str().trim();
            let why = format!("同樣以「{}」申請", shown_line(one.relation.as_str().trim()));
            match (same, one.route == other.route) {
                (true, true) => Some((1_000, why)),
                (true, false) => Some((700, format!("{why}，途徑不同"))),
                _ => None,
            }
        }
        _ => None,
    }
    .filter(|_| one.reference().kind == CaseKind::Post || one.family_id() != other.family_id())
}
