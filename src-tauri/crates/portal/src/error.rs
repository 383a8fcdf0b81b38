//! What can go wrong between the desk and the portal, told without a family's words or a token.

use std::time::Duration;

use crate::certificate::CertificateFault;
use crate::secrets::SecretError;
use crate::wire::{Problem, ProblemType};

/// Why a call to the portal has no result.
///
/// Both texts, `Display` and `Debug`, are fit for a log: they name statuses and kinds, never
/// anything that came in a body or went out in a header.
#[derive(thiserror::Error)]
pub enum ClientError {
    /// No whole answer arrived. Whether the portal acted is unknown.
    #[error("no answer from the portal: {kind}")]
    Network {
        /// Where the way broke.
        kind: NetworkKind,
    },
    /// The session is over, after one refresh was tried: somebody has to sign in again.
    #[error("the session is over")]
    Unauthorised,
    /// The portal said no, and why (RFC 9457).
    #[error("the portal answered {status} ({:?})", problem.kind())]
    Problem {
        /// The HTTP status, from 400 to 599.
        status: u16,
        /// From `Retry-After` (RFC 9110 10.2.3), a date already turned into a wait.
        retry_after: Option<Duration>,
        /// What the portal said; its texts are for staff.
        problem: Box<Problem>,
    },
    /// A status without a problem of the contract: often something between desk and portal.
    #[error("the portal answered {status} without a problem document")]
    Status {
        /// The HTTP status.
        status: u16,
        /// From `Retry-After` (RFC 9110 10.2.3), a date already turned into a wait.
        retry_after: Option<Duration>,
    },
    /// An answer that is not the portal's, such as a sign-in page of the office's network.
    #[error("the answer is not JSON but {}", content_type.as_deref().unwrap_or("of another type"))]
    NotJson {
        /// The media type that was claimed, if it is a common one; any other might carry somebody's
        /// text.
        content_type: Option<String>,
    },
    /// JSON that does not fit the contract.
    #[error("the answer to {call} does not fit the contract (line {line}, column {column})")]
    Malformed {
        /// The call's name in the contract.
        call: &'static str,
        /// From 1, in the answer's body.
        line: usize,
        /// From 1, in the answer's body.
        column: usize,
    },
    /// More bytes than the call may answer with; the rest was not read.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The most that was allowed, in bytes.
        limit: u64,
    },
    /// The bytes of an attachment are not those that were announced. They must not be shown.
    #[error("the attachment's digest or size does not match")]
    DigestMismatch,
    /// A new refresh token could not be kept safely, so it was not used.
    #[error("the session could not be kept: {0}")]
    Secrets(#[from] SecretError),
    /// `http:` to another machine, or no web address at all.
    #[error("the portal's address must be https")]
    BadAddress,
}

/// Where the way to the portal broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NetworkKind {
    /// The name was not found.
    Dns,
    /// Nobody listens there.
    Refused,
    /// No answer within the time of the call.
    Timeout,
    /// The handshake failed.
    Tls,
    /// The certificate is not believed: nothing was sent.
    Certificate(CertificateFault),
    /// The connection ended in the middle.
    Cut,
    /// The office's proxy wants something first.
    Proxy,
    /// No connection, for a reason that is none of the others.
    Unreachable,
}

impl std::fmt::Display for NetworkKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Certificate(fault) => return write!(f, "its certificate is refused: {fault}"),
            Self::Dns => "its name was not found",
            Self::Refused => "the connection was refused",
            Self::Timeout => "time ran out",
            Self::Tls => "the secure connection failed",
            Self::Cut => "the connection was cut",
            Self::Proxy => "the proxy refused",
            Self::Unreachable => "it cannot be reached",
        })
    }
}

impl std::fmt::Debug for ClientError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A derived text would print the problem's `detail`, which the portal wrote freely.
        write!(f, "ClientError({self})")
    }
}

impl ClientError {
    pub(crate) fn network(kind: NetworkKind) -> Self {
        Self::Network { kind }
    }

    /// Whether sending the same again later may succeed by itself.
    ///
    /// True for network errors, 408, 425, 429 and 5xx, and for answers that cannot be the
    /// portal's own (HTML, a redirect, JSON beside the contract): the portal's effect is unknown
    /// then, and every write of the contract can be repeated.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Network { .. } | Self::NotJson { .. } | Self::Malformed { .. } => true,
            Self::Problem { status, .. } => is_transient_status(*status),
            Self::Status { status, .. } => {
                is_transient_status(*status) || (300..400).contains(status)
            }
            Self::Secrets(error) => error.is_transient(),
            Self::Unauthorised
            | Self::TooLarge { .. }
            | Self::DigestMismatch
            | Self::BadAddress => false,
        }
    }

    /// How long the portal asked to be left alone; at most a day.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Problem { retry_after, .. } | Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// What the portal said, if it said no by the contract.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem { problem, .. } => Some(problem),
            _ => None,
        }
    }

    /// The type of what it said; [`ProblemType::Other`] for one that this desk does not know.
    pub fn problem_type(&self) -> Option<ProblemType> {
        self.problem().map(Problem::kind)
    }

    /// The HTTP status, if there was an answer with one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem { status, .. } | Self::Status { status, .. } => Some(*status),
            Self::Unauthorised => Some(401),
            _ => None,
        }
    }
}

/// Why nobody is signed in. Fit for a log, as [`ClientError`] is.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// A call of the sign-in failed.
    #[error(transparent)]
    Portal(#[from] ClientError),
    /// The provider's own description of itself cannot be used.
    #[error("the sign-in service describes itself wrongly")]
    Discovery,
    /// The provider would have codes or tokens sent to another origin than its own.
    #[error("the {endpoint} of the sign-in service lies elsewhere than itself")]
    ForeignEndpoint {
        /// Its name in the discovery document.
        endpoint: &'static str,
    },
    /// The answer is not from the provider that was asked, or does not say so (RFC 9207).
    #[error("the answer is from another sign-in service than the one that was asked")]
    AnotherIssuer,
    /// This machine gave no port to listen on.
    #[error("no port of this machine is free to come back to")]
    NoLoopback,
    /// The person or the provider said no (RFC 6749 §4.1.2.1).
    #[error("the sign-in was declined ({code})")]
    Declined {
        /// The error's code, such as `access_denied`.
        code: String,
    },
    /// The provider gave no tokens for its own code (RFC 6749 §5.2).
    #[error("the sign-in service gave no tokens ({code})")]
    TokenRefused {
        /// The error's code, such as `invalid_grant`.
        code: String,
    },
    /// Nobody came back within five minutes.
    #[error("nobody came back from the browser in time")]
    TimedOut,
    /// The id token is missing, forged, expired or for somebody else's question.
    #[error("the sign-in service's proof of identity is not valid")]
    IdToken,
    /// The provider took an earlier sign-in for this one, and asked nobody for a password.
    #[error("the sign-in service did not ask who sits here")]
    NotAskedAnew,
    /// The portal names another person than the id token does.
    #[error("the portal and the sign-in service name different people")]
    AnotherPerson,
    /// One-click sign-in is for a practice portal on this machine alone.
    #[error("this is not a practice portal")]
    NotPractice,
}

/// 408, 425, 429 and 5xx (`src-tauri/ARCHITECTURE.md`, "A decision").
pub(crate) fn is_transient_status(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}
