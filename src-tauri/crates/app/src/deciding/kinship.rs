//! Kinship and eligibility, as the screen shows them.

use chrono::NaiveDate;
use domain::{
    Application, ApplicationFacts, Case, Finding, KinshipAction, KinshipAnswer, KinshipSense,
    PathNode, Policy, Route, RuleBook, SameNumber, Step, application_findings,
};

use crate::case_file::CaseFile;
use crate::views::case::{KinDirection, KinStep, KinshipView, Level};

/// What the rules say of an application; nothing while the portal has not told of the inmate.
pub(crate) fn findings(
    application: &Application,
    file: &CaseFile,
    policy: &Policy,
    day: NaiveDate,
) -> Vec<Finding> {
    let Some(inmate) = &file.inmate else { return Vec::new() };
    let others: Vec<&Application> = file
        .of_inmate
        .iter()
        .chain(&file.of_family)
        .filter_map(|case| match case {
            Case::Application(other) if other.state.is_open() => Some(other),
            _ => None,
        })
        .collect();
    application_findings(&ApplicationFacts {
        application,
        inmate,
        family: file.family.as_ref(),
        policy,
        today: day,
        other_open: &others,
        same_number: SameNumber {
            applications: &file.of_number,
            accounts: &file.accounts_of_number,
        },
        document_dates: &crate::documents::checks::dates(file),
        data_date: Some(file.today()),
        rules: &file.rules,
    })
}

/// The stated relation, its sum and its path.
pub(crate) fn view(application: &Application, policy: &Policy, rules: &RuleBook) -> KinshipView {
    let answer = rules.kinship.resolve(application.relation.as_str());
    let sense = answer.senses.first();
    let mut sentence = answer.sentence.clone();
    if !answer.note.is_empty() {
        sentence.push_str(&format!("（{}）", answer.note));
    }
    KinshipView {
        headline: headline(&answer),
        sum: answer
            .senses
            .iter()
            .map(|sense| sense.arithmetic.as_str())
            .collect::<Vec<_>>()
            .join("；或 "),
        level: level(&answer, application.route, policy),
        sentence,
        clause: sense.map_or_else(|| "壹.一".to_owned(), |sense| sense.clause.clone()),
        path: sense.map(steps).unwrap_or_default(),
        proofs: sense.map(|sense| sense.proofs.shows.clone()).unwrap_or_default(),
        no_proofs: sense.map(|sense| sense.proofs.cannot.clone()).unwrap_or_default(),
    }
}

pub(crate) fn headline(answer: &KinshipAnswer) -> String {
    if answer.senses.is_empty() {
        return answer.class.word().to_owned();
    }
    let mut names: Vec<String> = Vec::new();
    for sense in &answer.senses {
        let name = sense_name(sense);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join("或")
}

/// 旁系血親 三親等
pub(crate) fn sense_name(sense: &KinshipSense) -> String {
    match sense.kinship.degree {
        None | Some(0) => sense.kinship.class.word().to_owned(),
        Some(degree) => {
            format!("{} {}親等", sense.kinship.class.word(), domain::degree_word(degree))
        }
    }
}

/// A relation that does not qualify is a fault of a kin application only: cohabitation and project
/// stand on other documents.
pub(crate) fn level(answer: &KinshipAnswer, route: Route, policy: &Policy) -> Level {
    match answer.action {
        KinshipAction::Ok => Level::Pass,
        KinshipAction::DenyKin if route == Route::Kin => Level::Fail,
        KinshipAction::Review | KinshipAction::Escalate => {
            let all = !answer.senses.is_empty()
                && answer.senses.iter().all(|sense| sense.is_eligible(policy.kinship_reading));
            if all && answer.action == KinshipAction::Review {
                Level::Pass
            } else {
                Level::Attention
            }
        }
        KinshipAction::DenyKin | KinshipAction::CohabitOnly | KinshipAction::Project => {
            Level::Attention
        }
    }
}

pub(crate) fn steps(sense: &KinshipSense) -> Vec<KinStep> {
    sense.nodes.iter().filter_map(step).collect()
}

fn step(node: &PathNode) -> Option<KinStep> {
    let direction = match node.step? {
        Step::U => KinDirection::Up,
        Step::D => KinDirection::Down,
        Step::S => KinDirection::Spouse,
    };
    Some(KinStep { direction, label: node.label.clone() })
}
