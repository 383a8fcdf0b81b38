//! The contract in Rust: wire types and the client; the only HTTP client of the house.
//!
//! The contract itself is `schema/portal/openapi.yaml`; `src-tauri/ARCHITECTURE.md` tells how the
//! desk uses it.

#![warn(missing_docs)]

mod attachment;
mod certificate;
mod client;
mod error;
mod fetch;
mod id_token;
mod loopback;
mod oidc;
mod options;
mod provider;
mod retry_after;
pub mod secrets;
mod session;
mod sign_in;
mod transport;
pub mod wire;

pub use attachment::PartialAttachment;
pub use certificate::CertificateFault;
pub use client::{Body, Client};
pub use error::{ClientError, NetworkKind, SignInError};
pub use fetch::fetch;
pub use options::{AskTheWay, ClientOptions, Proxy};
pub use session::{Lasting, Session, Tokens};
pub use sign_in::{SignIn, sign_in_practice};
pub use transport::{check_address, choose_cipher_provider};
