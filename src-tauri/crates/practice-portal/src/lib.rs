//! The practice portal: a small, complete implementation of the contract's other side, for training
//! and for every test. Staff API, sign-in, change feed, claims, decisions, suspensions, and a sample
//! world that is drawn from a seed; and the families' pages, for a browser. It listens on loopback alone and lets anybody be anybody.
//!
//! [`Portal::start`] runs it inside another program; [`Portal::hand`] acts as the world around it.

mod acts;
mod clock;
mod config;
mod error;
mod family;
mod hand;
mod house;
mod oidc;
mod pictures;
mod problem;
mod random;
mod service;
mod staff;
mod staff_room;
mod store;
mod upload;
mod world;

pub use clock::Clock;
pub use config::{Config, Database, Mail, Smtp, World};
pub use error::{Error, Result};
pub use hand::Hand;
pub use service::Portal;
pub use staff_room::Person;
pub use store::{PortalCopy, Recount, StoreError};
pub use upload::Upload;
