//! The portal to practise with, inside the desk. A desk without it is built with
//! `--no-default-features --features custom-protocol`.

use std::sync::Arc;

use app::{PracticePlace, PracticePortal, StartPracticePortal};
use practice_portal::{Config, Portal};

pub fn portal() -> StartPracticePortal {
    Arc::new(|place: &PracticePlace| {
        let config = Config::inside_a_desk(&place.folder, place.keeps_data, place.now);
        let portal = Portal::start(config).map_err(|error| error.to_string())?;
        Ok(PracticePortal { address: portal.base_url(), running: Box::new(portal) })
    })
}
