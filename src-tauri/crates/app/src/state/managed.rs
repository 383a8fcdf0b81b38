//! What the computer's administrators set for every desk on it.

/// Which portal the desks of this computer speak to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ManagedPortal {
    /// Nobody set one: the person gives the address.
    #[default]
    Free,
    /// This one and no other.
    Set(String),
    /// Something is set here and is no address: no portal is spoken to.
    Unreadable {
        /// Where it is set, for whoever mends it.
        place: String,
    },
}
