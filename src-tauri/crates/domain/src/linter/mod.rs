//! Looks over the reviewer's own words to a family before they are sent: nothing that names staff
//! or inmates, nothing that hurts, and one concrete next step.

mod names;
mod numbers;
mod slots;
mod step;
mod subject;
mod translation;
mod words;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::text::{Normal, digit_of};
use crate::{FindingLevel, Verdict};
use subject::{Subject, subject};
pub use translation::{LONGEST_TRANSLATION, TranslationFacts, lint_translation};
use words::{When, terms};

/// Something to mend in the family's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Lint {
    /// `slot`, `staff`, `inmate_number`, `status`, `jargon`, `blame`, `code`, `next_step`.
    pub rule: String,
    /// `Fail` may not be sent; `Attention` should be read once more.
    pub level: FindingLevel,
    /// What to do about it, as a sentence.
    pub advice: String,
    /// Byte offsets into the text; equal where the whole is meant.
    pub start: usize,
    /// Where it ends, not included.
    pub end: usize,
}

/// What must not be named, and what the text is for.
#[derive(Debug, Clone, Copy)]
pub struct LintFacts<'a> {
    /// What the reviewer has written, without what the catalogue adds.
    pub text: &'a str,
    /// Every verdict but an approval needs a next step.
    pub verdict: Verdict,
    /// Names that may not appear: families read of the facility, not of people.
    pub staff_names: &'a [&'a str],
    /// 呼號 that may not appear.
    pub inmate_numbers: &'a [&'a str],
    /// Whether the message as a whole has a next step besides this text.
    pub has_next_step: bool,
}

/// Everything to mend, in order of place.
pub fn lint_family_text(facts: &LintFacts<'_>) -> Vec<Lint> {
    let normal = Normal::new(facts.text);
    let folded = crate::text::fold_word(normal.text());
    let mut lints = Vec::new();
    let mut add = |rule: &str, level, advice: &str, start: usize, end: usize| {
        let (rule, advice) = (rule.to_owned(), advice.to_owned());
        lints.push(Lint { rule, level, advice, start, end });
    };
    for (start, end) in widest(slots::slots(facts.text)) {
        add("slot", FindingLevel::Fail, "這裡還有空格沒有填。", start, end);
    }
    for (start, end) in widest(names::staff(&folded, facts.staff_names)) {
        let (start, end) = normal.back(start, end);
        let advice = "家屬只會看到單位，請不要寫同仁姓名、職稱。";
        add("staff", FindingLevel::Fail, advice, start, end);
    }
    let numbers = widest(numbers::numbers(&folded, facts.inmate_numbers));
    for (start, end) in numbers::unnamed(&folded) {
        if !numbers.iter().any(|number| start < number.1 && number.0 < end) {
            let (start, end) = normal.back(start, end);
            let advice = "這是呼號嗎？是的話請拿掉，改寫「您的家人」。";
            add("inmate_number", FindingLevel::Attention, advice, start, end);
        }
    }
    for (start, end) in numbers {
        let (start, end) = normal.back(start, end);
        let advice = "請不要寫呼號，改寫「您的家人」。";
        add("inmate_number", FindingLevel::Fail, advice, start, end);
    }
    for term in terms() {
        for (at, word) in folded.match_indices(term.term.as_str()) {
            let until = at + word.len();
            let meant = match &term.when {
                When::Always => true,
                When::Told => subject(&folded, at, until) != Subject::Family,
                When::OfInmate => subject(&folded, at, until) == Subject::Inmate,
                When::Unless(longer) => !longer.iter().any(|longer| {
                    folded
                        .match_indices(longer.as_str())
                        .any(|(start, longer)| start <= at && until <= start + longer.len())
                }),
            };
            if meant {
                let (start, end) = normal.back(at, until);
                add(&term.rule, term.level, &term.advice, start, end);
            }
        }
    }
    for (start, end) in codes(&folded) {
        let (start, end) = normal.back(start, end);
        let advice = "家屬看不懂理由代碼與條號，請拿掉。";
        add("code", FindingLevel::Attention, advice, start, end);
    }
    let says_something = folded.chars().any(char::is_alphanumeric);
    if says_something
        && facts.verdict != Verdict::Approve
        && !step::has_step(&folded)
        && (!facts.has_next_step || step::tells_trouble(&folded))
    {
        let advice = "請寫一個具體的下一步：可以做什麼、找誰、什麼時候。";
        add("next_step", FindingLevel::Attention, advice, 0, 0);
    }
    lints.sort_by(|a, b| (a.start, a.end, &a.rule).cmp(&(b.start, b.end, &b.rule)));
    lints.dedup_by(|a, b| (a.start, a.end, &a.rule) == (b.start, b.end, &b.rule));
    lints
}

/// Whether a text tells a family one concrete thing that they can do next.
pub fn has_next_step(text: &str) -> bool {
    step::has_step(&crate::text::fold_word(Normal::new(text).text()))
}

/// Of stretches that overlap only the outer one, in order.
fn widest(mut found: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    found.sort_unstable_by_key(|&(start, end)| (start, std::cmp::Reverse(end)));
    let mut kept: Vec<(usize, usize)> = Vec::new();
    for (start, end) in found {
        match kept.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => kept.push((start, end)),
        }
    }
    kept
}

/// P01, A22: the catalogue's codes; 貳、二 and 貳之二: the notice's clauses.
fn codes(text: &str) -> Vec<(usize, usize)> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |at: usize| letters.get(at).map_or(text.len(), |&(start, _)| start);
    let alnum = |at: Option<usize>| {
        at.and_then(|at| letters.get(at)).is_some_and(|(_, c)| c.is_ascii_alphanumeric())
    };
    let mut found = Vec::new();
    for (at, window) in letters.windows(3).enumerate() {
        let [(start, a), (_, b), (_, c)] = *window else { continue };
        let code = matches!(a, 'P' | 'A' | 'X' | 'F')
            && b.is_ascii_digit()
            && c.is_ascii_digit()
            && !alnum(at.checked_sub(1))
            && !alnum(Some(at + 3));
        let clause = matches!(a, '壹' | '貳')
            && matches!(b, '、' | '之' | '.' | ',' | '，')
            && matches!(c, '一' | '二' | '三' | '四' | '五' | '1'..='5');
        if code || clause {
            found.push((start, end_of(at + 3)));
        }
        // 第74條
        let digits = letters[at + 1..]
            .iter()
            .take_while(|(_, c)| digit_of(*c).is_some() || matches!(c, '十' | '百' | ' '))
            .count();
        let article = letters.get(at + 1 + digits).is_some_and(|(_, c)| *c == '條');
        if a == '第' && (1..=6).contains(&digits) && article {
            found.push((start, end_of(at + 2 + digits)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{LintFacts, lint_family_text};
    use crate::Verdict;

    fn rules(text: &str) -> Vec<String> {
        let facts = LintFacts {
            text,
            verdict: Verdict::Reject,
            staff_names: &["李沛真"],
            inmate_numbers: &["2417"],
            has_next_step: false,
        };
        lint_family_text(&facts).into_iter().map(|lint| lint.rule).collect()
    }

    #[test]
    fn what_families_must_not_read_is_found() {
        for (text, expected) in [
            ("請洽{窗口}補件。", vec!["slot"]),
            ("請洽○○股補件。", vec!["slot"]),
            ("李沛真社工請您補件。", vec!["staff"]),
            ("請不要寄給 2417。", vec!["inmate_number"]),
            ("請撥 05-12417 補件。", vec![]),
            ("依 P01 退件，請修改。", vec!["code"]),
            ("內容不適合。", vec!["next_step"]),
            ("請把電話拿掉後重新發佈。", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(rules(text), expected, "{text}");
        }
        assert!(rules("您怎麼又寫這個，請修改。").contains(&"blame".to_owned()));
        assert!(rules("台端所附文件礙難同意，請補正。").contains(&"jargon".to_owned()));
        assert!(rules("他正在隔離保護，請等候。").contains(&"status".to_owned()));
    }

    #[test]
    fn staff_are_known_by_name_and_title_in_any_order() {
        for text in [
            "王科員請您補件。",
            "請洽科員王。",
            "社工小陳請您補件。",
            "沛真姐請您補件。",
            "請找小沛真補件。",
            "李 沛 真社工請您補件。",
            "李姐請您補件。",
            "承辦人：吳佩珊，請補件。",
            "我是教化科的小林，請補件。",
            "楊小姐（承辦人）請您補件。",
        ] {
            assert!(rules(text).contains(&"staff".to_owned()), "{text}");
        }
        for text in [
            "請洽本機關社工。",
            "請洽兒童社工詢問。",
            "王小姐您好，請補上背面。",
            "您的承辦單位方便時會通知您，請等候。",
            "請小心保管證件，再上傳一次。",
            "孩子的林老師也在照片裡，請遮住後再發佈。",
        ] {
            assert!(!rules(text).contains(&"staff".to_owned()), "{text}");
        }
    }

    #[test]
    fn an_inmates_number_is_known_in_any_spelling() {
        for text in [
            "請不要寄給２４１７。",
            "請不要寄給2 4 1 7。",
            "請不要寄給二四一七。",
            "請不要寄給貳肆壹柒。",
            "請不要寄給24\u{200b}17。",
            "3056同學的照片請換一張。",
            "呼號 1 0 2 4 不對，請修改。",
        ] {
            assert!(rules(text).contains(&"inmate_number".to_owned()), "{text}");
        }
        for text in [
            "請撥05-632-2417補件。",
            "分機2417，請來電。",
            "請刪到2417字以內。",
            "請在2026年12月以前補上。",
            "請刪到150字以內。",
            "您的案號是115-2417，請來電。",
        ] {
            assert!(!rules(text).contains(&"inmate_number".to_owned()), "{text}");
        }
    }

    #[test]
    fn slots_are_found_as_people_type_them() {
        for text in [
            "請附OO。",
            "請附ＸＸ。",
            "請附○○。",
            "請附（文件名稱）。",
            "請附＿＿。",
            "請附{文件}。",
            "請附〔文件〕。",
            "請於○月○日前補件。",
            "請附某某證明。",
            "請附【請填寫】。",
            "請附「　」。",
        ] {
            let rules = rules(text);
            assert!(!rules.is_empty() && rules.iter().all(|rule| rule == "slot"), "{text}");
        }
        for text in [
            "請附一○○年的證明。",
            "請從【服務項目狀態查詢】補件。",
            "請附戶口名簿（含背面）。",
            "請改存成XLSX以外的檔案再上傳。",
            "請附（正本）。",
        ] {
            assert!(!rules(text).contains(&"slot".to_owned()), "{text} {:?}", rules(text));
        }
    }

    #[test]
    fn a_state_is_told_apart_by_whose_it_is() {
        for text in [
            "他另案在押，請等候。",
            "您兒子在病監，請等候。",
            "他被關禁閉，請等候。",
            "他借提去台北，請等候。",
            "他在違規房，請等候。",
            "您先生住院，目前不能收信，請等候。",
            "收容人生病，請等候。",
            "因住院暫停服務，請等候。",
            "他另案\u{200b}在押，請等候。",
        ] {
            assert!(rules(text).contains(&"status".to_owned()), "{text}");
        }
        for text in [
            "您提到媽媽住院，我們也很掛念，請保重，證件改天再補上就好。",
            "外婆生病辛苦您了，請把電話刪除後重新發佈。",
            "孩子隔離在家還好嗎？請把電話刪掉就能再發佈。",
            "請附住院證明。",
            "您住院期間不急，請出院後再補上。",
        ] {
            assert!(!rules(text).contains(&"status".to_owned()), "{text}");
        }
    }

    #[test]
    fn words_that_say_what_is_wrong_say_what_to_do() {
        let next_step = |text, verdict, has_next_step| {
            let facts =
                LintFacts { text, verdict, staff_names: &[], inmate_numbers: &[], has_next_step };
            lint_family_text(&facts).iter().any(|lint| lint.rule == "next_step")
        };
        // 申請 and 請見諒 are no step.
        assert!(next_step("您的申請沒有通過，請見諒。", Verdict::Reject, false));
        assert!(next_step("關係證明不足，本次申請未獲通過。", Verdict::Return, true));
        assert!(!next_step("謝謝您的關心。", Verdict::Return, true));
        assert!(next_step("謝謝您的關心。", Verdict::Return, false));
        assert!(!next_step("關係證明不足，請補上戶口名簿。", Verdict::Return, false));
        assert!(!next_step("照片看不清楚。", Verdict::Approve, false));
    }
}
