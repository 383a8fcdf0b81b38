//! 練習信箱: the letters of the practice, for anybody to read. Where letters go to a mail server,
//! there is no such page.

use askama::Template;

use super::{
    answer::{Frame, Paged, nothing_here, ok},
    letters::write_letters,
    visit::Visit,
    words,
};
use crate::{Mail, house::House};

struct Row {
    seq: i64,
    recipient: String,
    subject: String,
    written: String,
}

#[derive(Template)]
#[template(path = "mailbox.html")]
struct List {
    frame: Frame,
    rows: Vec<Row>,
}

/// A line of a letter: words, or an address of this portal.
struct Line {
    words: String,
    is_link: bool,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Letter {
    frame: Frame,
    row: Row,
    lines: Vec<Line>,
}

pub(super) fn list(house: &House, visit: &mut Visit) -> Paged {
    if house.config.mail != Mail::Mailbox {
        return nothing_here(house, visit);
    }
    write_letters(house)?;
    let rows = house.accounts().letters()?;
    let rows = rows
        .into_iter()
        .map(|kept| Row {
            seq: kept.seq,
            recipient: kept.letter.recipient,
            subject: kept.letter.subject,
            written: words::moment(kept.written_at),
        })
        .collect();
    ok(&List { frame: Frame::new(visit, "練習信箱", "mailbox"), rows })
}

pub(super) fn letter(house: &House, visit: &mut Visit) -> Paged {
    let seq = visit.id.parse().unwrap_or(-1);
    let kept = match house.config.mail {
        Mail::Mailbox => house.accounts().letter(seq)?,
        Mail::Smtp(_) => None,
    };
    let Some(kept) = kept else { return nothing_here(house, visit) };
    let ours = format!("{}/", house.base_url);
    let lines = kept
        .letter
        .body
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| Line { words: line.to_owned(), is_link: line.starts_with(&ours) })
        .collect();
    let row = Row {
        seq,
        recipient: kept.letter.recipient,
        subject: kept.letter.subject,
        written: words::moment(kept.written_at),
    };
    ok(&Letter { frame: Frame::new(visit, "練習信箱", "mailbox"), row, lines })
}
