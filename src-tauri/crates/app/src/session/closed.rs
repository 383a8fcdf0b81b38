//! Why a database stays closed.

use portal::secrets::SecretError;
use store::OpenError;

use crate::session::lock_out::cause_of_keyring;
use crate::views::lock_out::LockOutCause;

/// Why a database stays closed. Nothing of it was touched.
pub(crate) enum Closed {
    /// The keyring has no secret for its key file.
    KeyGone,
    /// There is no key file beside it, or none that can be used.
    KeyFileGone,
    /// It opens with a PIN.
    PinWanted,
    WrongPin,
    /// Not before so many seconds.
    Wait(u32),
    /// Too many wrong PINs: the portal has to say who it is.
    PortalWanted,
    NoRandomness,
    /// Not even a PIN can be tried.
    NoMemory,
    Secrets(SecretError),
    Open(OpenError),
    /// The work ended unexpectedly.
    Interrupted,
}

impl Closed {
    /// Which page tells of it.
    pub(crate) fn cause(&self) -> LockOutCause {
        match self {
            Self::KeyGone => LockOutCause::KeyGone,
            Self::KeyFileGone => LockOutCause::KeyFileGone,
            Self::PinWanted | Self::WrongPin | Self::Wait(_) | Self::PortalWanted => {
                LockOutCause::PinLost
            }
            Self::Secrets(error) => cause_of_keyring(error),
            Self::Open(OpenError::WrongKey) => LockOutCause::KeyReplaced,
            Self::Open(OpenError::Gone) => LockOutCause::FileGone,
            Self::Open(OpenError::Newer { .. }) => LockOutCause::Newer,
            Self::Open(OpenError::InUse) => LockOutCause::InUse,
            Self::Open(OpenError::DiskFull) => LockOutCause::DiskFull,
            Self::Open(OpenError::ReadOnly) => LockOutCause::ReadOnly,
            Self::Open(error) => {
                tracing::error!(%error, "the database did not open");
                LockOutCause::Unreadable
            }
            Self::NoRandomness | Self::NoMemory | Self::Interrupted => LockOutCause::Unreadable,
        }
    }

    /// Whether it is the key that is wanting, so that the portal's secret may help.
    pub(crate) fn is_of_the_key(&self) -> bool {
        matches!(
            self,
            Self::KeyGone
                | Self::KeyFileGone
                | Self::PinWanted
                | Self::PortalWanted
                | Self::Open(OpenError::WrongKey)
        )
    }
}

impl From<SecretError> for Closed {
    fn from(error: SecretError) -> Self {
        Self::Secrets(error)
    }
}

impl From<OpenError> for Closed {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}
