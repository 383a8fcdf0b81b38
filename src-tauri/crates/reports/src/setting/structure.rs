//! What the parts of a paper are to one another, for whoever has it read aloud: headings, paragraphs,
//! tables with their head cells, pictures with what they show, in the order to be read (ISO 14289-1,
//! PDF/UA-1). What only adorns a page, or stands on every page, belongs to none of them.

use std::num::NonZeroU16;

use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::outline::{Outline, OutlineNode};
use krilla::tagging::{Identifier, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};

/// A part, by its place among all.
pub(super) type PartId = usize;

/// What a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// The paper's own title.
    Title(String),
    Heading(String),
    Paragraph,
    /// Words of somebody else, exactly as they are.
    Quote,
    /// A name, or what it is, of a fact.
    Stretch,
    /// With what it shows.
    Picture(String),
    Table,
    Row,
    HeadCell,
    Cell,
}

/// To what a mark on the page belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Part(PartId),
    /// It is read elsewhere, or only adorns.
    Adornment,
    /// It stands at the foot of every page.
    Foot,
}

struct Part {
    kind: Kind,
    parts: Vec<PartId>,
}

/// Where a title or heading stands.
struct Place {
    part: PartId,
    page: usize,
    top: f32,
}

/// The parts of a paper, as they are opened and closed while it is set.
#[derive(Default)]
pub(super) struct Structure {
    parts: Vec<Part>,
    roots: Vec<PartId>,
    /// What is open; nothing where what is set belongs to no part.
    open: Vec<Option<PartId>>,
    places: Vec<Place>,
}

impl Structure {
    /// A part within the one that is open, which is open from here on.
    pub(super) fn open(&mut self, kind: Kind) -> PartId {
        let part = self.add(kind);
        self.open.push(Some(part));
        part
    }

    /// A part within the one that is open, which is opened later.
    pub(super) fn add(&mut self, kind: Kind) -> PartId {
        let part = self.parts.len();
        self.parts.push(Part { kind, parts: Vec::new() });
        match self.open.last() {
            Some(Some(around)) => self.parts[*around].parts.push(part),
            _ => self.roots.push(part),
        }
        part
    }

    /// Goes on with a part that was added or closed.
    pub(super) fn enter(&mut self, part: PartId) {
        self.open.push(Some(part));
    }

    /// What is set from here on belongs to no part.
    pub(super) fn step_out(&mut self) {
        self.open.push(None);
    }

    /// Ends what was opened, entered or stepped out of last.
    pub(super) fn close(&mut self) {
        self.open.pop();
    }

    /// Whether what is set now belongs to a part.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.open.last(), Some(Some(_)))
    }

    /// What is set now belongs to this.
    pub(super) fn role(&self) -> Role {
        self.open.last().copied().flatten().map_or(Role::Adornment, Role::Part)
    }

    /// The first line of a title or heading stands here.
    pub(super) fn found_at(&mut self, page: usize, top: f32) {
        if let Some(Some(part)) = self.open.last().copied()
            && matches!(self.parts[part].kind, Kind::Title(_) | Kind::Heading(_))
            && self.places.iter().all(|place| place.part != part)
        {
            self.places.push(Place { part, page, top });
        }
    }

    /// Titles and headings, for finding one's way in a viewer.
    pub(super) fn outline(&self) -> Outline {
        let mut outline = Outline::new();
        for Place { part, page, top } in &self.places {
            if let Kind::Title(words) | Kind::Heading(words) = &self.parts[*part].kind {
                let there = XyzDestination::new(*page, Point::from_xy(0.0, *top));
                outline.push_child(OutlineNode::new(words.clone(), there));
            }
        }
        outline
    }

    /// The tree, with what was drawn of each part.
    pub(super) fn tree(&self, drawn: &mut [Vec<Identifier>]) -> TagTree {
        let mut tree = TagTree::new();
        for root in &self.roots {
            tree.push(self.group(*root, drawn));
        }
        tree
    }

    fn group(&self, part: PartId, drawn: &mut [Vec<Identifier>]) -> TagGroup {
        let Part { kind, parts } = &self.parts[part];
        let mut group = TagGroup::new(kind.tag());
        for drawn in drawn.get_mut(part).map(std::mem::take).unwrap_or_default() {
            group.push(drawn);
        }
        for part in parts {
            group.push(self.group(*part, drawn));
        }
        group
    }

    /// How many parts there are.
    pub(super) fn count(&self) -> usize {
        self.parts.len()
    }
}

impl Kind {
    fn tag(&self) -> TagKind {
        let heading = |level: NonZeroU16, words: &String| Tag::Hn(level, Some(words.clone()));
        match self {
            Self::Title(words) => heading(NonZeroU16::MIN, words).into(),
            Self::Heading(words) => heading(NonZeroU16::MIN.saturating_add(1), words).into(),
            Self::Paragraph => Tag::P.into(),
            Self::Quote => Tag::BlockQuote.into(),
            Self::Stretch => Tag::Span.into(),
            Self::Picture(shows) => Tag::Figure(Some(shows.clone())).into(),
            Self::Table => Tag::Table.into(),
            Self::Row => Tag::TR.into(),
            Self::HeadCell => Tag::TH(TableHeaderScope::Column).into(),
            Self::Cell => Tag::TD.into(),
        }
    }
}
