//! Every rule is total: none panics, overflows or runs on, whatever a family, a portal or a clock
//! says. `cargo xtask bench fuzz` runs the same for ten million inputs.

mod inputs;
mod rules;

use domain::{KinshipAction, RuleBook};
use proptest::prelude::*;

/// A spouse's spouse is the person again: the phrases that once ended the desk's pull.
#[test]
fn a_spouses_spouse_is_the_person_again() {
    let told = |text: &str| {
        let answer = RuleBook::shipped().kinship.resolve(text);
        (answer.classes(), answer.degrees(), answer.action)
    };
    for (text, person) in [
        ("弟弟的太太的先生", "弟弟"),
        ("媽媽的先生的太太", "媽媽"),
        ("妹妹的老公的老婆", "妹妹"),
        ("爸爸的配偶的配偶", "爸爸"),
        ("女兒的先生的太太", "女兒"),
        ("弟弟的太太的先生的女兒", "弟弟的女兒"),
        ("弟弟太太的先生", "弟弟"),
        ("太太的先生的弟弟", "弟弟"),
    ] {
        assert_eq!(told(text), told(person), "{text}");
    }
    for circle in ["太太的先生", "我的配偶的配偶", "太太的先生的太太的先生"]
    {
        assert_eq!(told(circle).2, KinshipAction::Review, "{circle}");
    }
}

#[test]
fn rules_answer_inputs_that_nobody_imagined() {
    let words = inputs::Words::shipped();
    for seed in 0..500 {
        rules::try_all(seed, &words);
    }
}

/// Counted from the ends of the calendar, one day at a time, these took seconds.
#[test]
fn working_days_between_the_ends_of_the_calendar_are_counted_at_once() {
    use chrono::NaiveDate;
    use domain::calendar::OfficeCalendar;
    let calendar = OfficeCalendar::shipped();
    assert_eq!(calendar.due_date(NaiveDate::MIN, u32::MAX), NaiveDate::MAX);
    assert!(calendar.working_days_since(NaiveDate::MIN, NaiveDate::MAX) > 136_000_000);
    assert_eq!(calendar.working_days_since(NaiveDate::MAX, NaiveDate::MIN), 0);
}

proptest! {
    #[test]
    fn any_text_is_answered(text in "\\PC{0,70}|(?s:.{0,70})") {
        rules::relation(&text);
        rules::short_text(&text);
        rules::text(&text, &text);
    }

    /// The n-th working day after a day is that many working days away.
    #[test]
    fn due_days_and_passed_working_days_agree(start in 0_u64..100_000, days in 0_u32..5_000) {
        let calendar = domain::calendar::OfficeCalendar::shipped();
        let day = chrono::NaiveDate::default() + chrono::Days::new(start);
        let due = calendar.due_date(day, days);
        prop_assert_eq!(calendar.working_days_since(day, due), days);
        prop_assert!(days == 0 || calendar.is_worked(due));
    }
}
