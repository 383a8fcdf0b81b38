//! What can be drawn, as plain data: the same data gives the same picture.

use std::sync::Arc;

use serde::Serialize;

/// A drawn file.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub bytes: Arc<[u8]>,
    pub sha256: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub(crate) enum Age {
    Young,
    Grown,
    Old,
}

/// A face made of a few choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct Face {
    pub female: bool,
    pub age: Age,
    /// 0 to 3
    pub hair: u8,
    /// 0 to 2
    pub skin: u8,
    /// 0 to 5
    pub clothes: u8,
    pub glasses: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub(crate) enum Wearing {
    Nothing,
    Mask,
    Sunglasses,
    /// Somebody else is in the picture.
    Company,
}

/// The front of an identity card, or of a resident's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct Card {
    pub name: String,
    pub national_id: String,
    /// 民國 dates, ready to print.
    pub birth: String,
    pub issued: String,
    pub female: bool,
    pub resident: bool,
    pub face: Face,
}

/// Its back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct CardBack {
    pub father: String,
    pub mother: String,
    pub spouse: String,
    pub birthplace: String,
    pub address: String,
    pub national_id: String,
}

/// Which paper of the household registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub(crate) enum Sheet {
    /// 戶籍謄本
    Transcript,
    /// 戶口名簿
    Register,
}

/// One person in a household paper.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct Entry {
    /// 稱謂, to the head of the household.
    pub title: String,
    pub name: String,
    pub national_id: String,
    pub birth: String,
    pub father: String,
    pub mother: String,
    pub spouse: String,
    /// 記事
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct Household {
    pub sheet: Sheet,
    pub number: String,
    pub address: String,
    pub issued: String,
    pub office: String,
    /// 省略記事
    pub notes_left_out: bool,
    pub entries: Vec<Entry>,
}

/// A letter on paper: a proof of cohabitation, or an authority's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct Letter {
    pub title: String,
    pub number: String,
    pub date: String,
    pub lines: Vec<String>,
    pub signed: String,
    pub seal: String,
}

/// A post's picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub(crate) enum Scene {
    Bike,
    Cake,
    Dinner,
    ChildsDrawing,
    Tomatoes,
    Dog,
}

/// How the picture was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub(crate) enum Finish {
    Scanned,
    /// A phone held upright over a lying card: the pixels lie on their side, EXIF says so.
    Sideways,
    Blurred,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub(crate) enum Drawing {
    CardFront(Card, Finish),
    CardBack(CardBack),
    Household(Household),
    /// The same as a PDF of scanned pages.
    HouseholdPdf(Household),
    Portrait(Face, Wearing),
    Letter(Letter),
    /// The second number is a choice of colours, 0 to 3.
    Scene(Scene, u8),
    /// A tiny grey stand-in, its own for each of what it stands for.
    Stub(u64),
}

impl Drawing {
    pub(crate) fn media_type(&self) -> &'static str {
        match self {
            Self::HouseholdPdf(_) => "application/pdf",
            _ => "image/jpeg",
        }
    }
}
