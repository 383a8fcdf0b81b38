//! What setting a paper comes to.

/// A finished PDF.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// Characters that no font of this machine has: 〓 stands for them, and a note names them.
    pub missing: Vec<char>,
}
