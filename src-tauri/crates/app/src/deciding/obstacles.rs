//! What stands in the way of a verdict on a case.

use std::collections::BTreeMap;

use domain::{CaseKind, CaseState, Lint, StatusTable, Verdict};

use crate::case_file::CaseFile;
use crate::deciding::advice;
use crate::deciding::reversal::obstacle_to_overturning;
use crate::documents::checks;
use crate::documents::seen::obstacle_unseen;
use crate::labels::closed_words;
use crate::state::Session;
use crate::views::case::CheckMark;
use crate::views::decide::DecideRequest;

/// What stands in the way of this verdict, whatever its words.
pub(crate) fn obstacles(
    session: &Session,
    file: &CaseFile,
    request: &DecideRequest,
    lints: &[Lint],
) -> Vec<String> {
    let mut obstacles = Vec::new();
    let why = match request.overturns {
        Some(old) => obstacle_to_overturning(session, file, request, old),
        None => why_not(file, request.verdict),
    };
    obstacles.extend(why);
    if request.verdict == Verdict::Approve {
        let open = unchecked(file, &request.checks);
        if open > 0 {
            obstacles.push(format!("還有 {open} 項文件檢核沒有通過，核對後才能通過。"));
        }
        obstacles.extend(obstacle_unseen(session, file));
    }
    obstacles.extend(advice::obstacles(lints));
    obstacles
}

/// Why `verdict` cannot be given now, if it cannot.
pub(crate) fn why_not(file: &CaseFile, verdict: Verdict) -> Option<String> {
    if let Some(words) = closed_words(file.case.state()) {
        return Some(words.to_owned());
    }
    if file.pending.is_some() {
        return Some("已有一個決定在寄件匣，先收回才能重新決定。".to_owned());
    }
    let held = file
        .inmate
        .as_ref()
        .is_some_and(|inmate| StatusTable::shipped().reading(&inmate.status, file.today()).holds());
    match verdict {
        Verdict::Approve if held => {
            Some("收容人目前未開放，請用「暫緩」；恢復後會回到清單。（壹.＊）".to_owned())
        }
        Verdict::Hold if file.case.state() == CaseState::Held => {
            Some("這件已經是暫緩。".to_owned())
        }
        _ => None,
    }
}

/// How many checks of the documents have not passed.
fn unchecked(file: &CaseFile, marks: &BTreeMap<String, CheckMark>) -> usize {
    if file.case.reference().kind != CaseKind::Application {
        return 0;
    }
    checks::required(file)
        .iter()
        .filter(|id| marks.get(id.as_str()) != Some(&CheckMark::Pass))
        .count()
}
