//! The sex that the register states.

/// What the register says: the second character of a number, or a word for a relative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Sex {
    /// The second character is 1, 8, A or C; or a word for a man.
    Male,
    /// The second character is 2, 9, B or D; or a word for a woman.
    Female,
}

impl Sex {
    /// For the screen.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }
}
