//! 提示: what a file lets one suspect. A hint never rejects, and none is said where it would be said
//! of every such file.

use chrono::NaiveDate;
use documents::{Besides, Hint};
use domain::calendar::{roc_short, taipei_date};
use domain::{Attachment, DocumentKind};

/// 近照: the notice asks for a recent portrait and names no age; a year is the usual reading.
const RECENT_DAYS: i64 = 365;

/// Sheets of paper, rather than a card or a picture of somebody.
pub(crate) fn is_paper(kind: DocumentKind) -> bool {
    !matches!(kind, DocumentKind::Identity | DocumentKind::Portrait | DocumentKind::Photo)
}

/// The worker's hints that mean something for such a document: a sheet of paper is white by nature,
/// and the shoulders of a portrait run out of the picture.
pub(crate) fn of_picture(hints: &[Hint], kind: DocumentKind) -> Vec<String> {
    hints
        .iter()
        .filter(|hint| match hint {
            Hint::BurntOut { .. } => !is_paper(kind),
            Hint::PerhapsCut { .. } => kind == DocumentKind::Identity || is_paper(kind),
            _ => true,
        })
        .map(|hint| sentence(hint, kind))
        .collect()
}

/// A post may have one picture (貳.三): where its file holds several, the reason that fits is named.
/// Whether it is used is the reviewer's to say.
fn sentence(hint: &Hint, kind: DocumentKind) -> String {
    let several = matches!(hint, Hint::HoldsMore { what: Besides::Frames | Besides::Pictures, .. });
    if several && kind == DocumentKind::Photo {
        return format!("{}附件限 1 張（貳.三），可用理由 P04。", hint.sentence());
    }
    hint.sentence()
}

/// The day that the file itself names, held against the day on which it came in and against what
/// such a document has to be.
pub(crate) fn of_day(made_on: Option<NaiveDate>, attachment: &Attachment) -> Option<String> {
    let made_on = made_on?;
    let uploaded_on = taipei_date(attachment.uploaded_at);
    let day = roc_short(made_on);
    let age = (uploaded_on - made_on).num_days();
    if age < -1 {
        let uploaded = roc_short(uploaded_on);
        return Some(format!("檔案日期 {day} 晚於上傳日 {uploaded}，手機或掃描機的時鐘可能不準。"));
    }
    match attachment.kind {
        DocumentKind::Portrait if age > RECENT_DAYS => {
            Some(format!("照片檔案日期 {day}，上傳時已過 {} 個月，請看是否為近照。", age / 30))
        }
        kind if is_paper(kind) => Some(format!("檔案日期 {day}，請與文件上的核發日期核對。")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use domain::{AttachmentId, Private};

    use super::*;

    fn uploaded(kind: DocumentKind) -> Attachment {
        let at: DateTime<Utc> = "2026-11-20T02:00:00Z".parse().expect("an instant");
        Attachment {
            id: AttachmentId(uuid::Uuid::nil()),
            kind,
            media_type: "image/jpeg".to_owned(),
            size_bytes: 1,
            sha256: "0".repeat(64),
            file_name: Private::from("x.jpg"),
            uploaded_at: at,
            since_revision: 1,
        }
    }

    fn hint(day: &str, kind: DocumentKind) -> Option<String> {
        of_day(Some(day.parse().expect("a day")), &uploaded(kind))
    }

    #[test]
    fn an_old_portrait_and_a_clock_that_runs_ahead_are_hinted_at() {
        let old = hint("2024-11-01", DocumentKind::Portrait).expect("a hint");
        assert!(old.contains("113.11.01") && old.contains("24 個月"), "{old}");
        assert_eq!(hint("2026-10-01", DocumentKind::Portrait), None);
        let ahead = hint("2026-12-24", DocumentKind::Identity).expect("a hint");
        assert!(ahead.contains("115.12.24") && ahead.contains("115.11.20"), "{ahead}");
    }

    #[test]
    fn the_day_of_a_paper_stands_beside_it_to_be_compared() {
        let paper = hint("2026-11-12", DocumentKind::Relationship).expect("a hint");
        assert!(paper.contains("115.11.12") && paper.contains("核發日期"), "{paper}");
        assert_eq!(of_day(None, &uploaded(DocumentKind::Relationship)), None);
    }

    #[test]
    fn the_shoulders_of_a_portrait_are_not_cut_off() {
        let cut = [Hint::PerhapsCut { left: false, top: false, right: false, bottom: true }];
        assert!(of_picture(&cut, DocumentKind::Portrait).is_empty());
        assert_eq!(of_picture(&cut, DocumentKind::Identity).len(), 1);
        let white = [Hint::BurntOut { share: 0.8 }];
        assert!(of_picture(&white, DocumentKind::Relationship).is_empty());
        assert_eq!(of_picture(&white, DocumentKind::Portrait).len(), 1);
    }

    #[test]
    fn what_a_file_holds_besides_and_what_it_lacks_is_told_of_every_document() {
        let told = [
            Hint::HoldsMore { what: Besides::Frames, count: 12 },
            Hint::HoldsMore { what: Besides::Pictures, count: 1 },
            Hint::HoldsMore { what: Besides::Video, count: 1 },
            Hint::EndsEarly { share: 0.4 },
        ];
        for kind in [
            DocumentKind::Photo,
            DocumentKind::Portrait,
            DocumentKind::Identity,
            DocumentKind::Relationship,
        ] {
            assert_eq!(of_picture(&told, kind).len(), told.len(), "{kind:?}");
        }
    }

    #[test]
    fn a_posts_file_with_several_pictures_has_its_reason_named() {
        let told = |what, kind| of_picture(&[Hint::HoldsMore { what, count: 2 }], kind).concat();
        for what in [Besides::Frames, Besides::Pictures] {
            let sentence = told(what, DocumentKind::Photo);
            assert!(sentence.ends_with("附件限 1 張（貳.三），可用理由 P04。"), "{sentence}");
            assert!(!told(what, DocumentKind::Identity).contains("P04"));
        }
        // A phone's short film is part of one photo.
        assert!(!told(Besides::Video, DocumentKind::Photo).contains("P04"));
    }
}
