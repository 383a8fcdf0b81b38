//! The sample world: people, cases and papers drawn from a seed. The same seed and the same day
//! give the same world, down to the pictures.

mod applications;
mod draft;
mod fill;
mod identity;
mod kin;
mod messages;
mod names;
mod papers;
mod past;
mod people;
mod posts;

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use rand::SeedableRng;

use crate::{Result, World, store::Store};

/// The one source of chance in a world.
type Dice = rand_chacha::ChaCha8Rng;

/// Puts the sample world into an empty database.
pub(crate) fn fill(store: &mut Store, world: &World, folder: Option<&Path>) -> Result<()> {
    let draft = draw_up(world);
    fill::write(store, draft, world.draw, folder)
}

fn draw_up(world: &World) -> draft::Draft {
    let mut dice = Dice::seed_from_u64(world.seed);
    let mut draft = draft::Draft::new(world);
    if world.cases > 0 {
        let applications = world.cases * 9 / 20;
        applications::add(&mut draft, &mut dice, applications);
        posts::add(&mut draft, &mut dice, world.cases - applications);
    }
    draft
}

/// 民國 88 年 3 月 12 日
fn roc(day: NaiveDate) -> String {
    format!("民國 {} 年 {} 月 {} 日", day.year() - 1911, day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::{TimeZone, Utc};

    use super::*;

    fn world(seed: u64, cases: usize) -> World {
        let now = Utc.with_ymd_and_hms(2026, 11, 23, 2, 0, 0).single().expect("a real instant");
        World { seed, cases, draw: false, ..World::at(now) }
    }

    #[test]
    fn the_same_seed_gives_the_same_world_and_another_seed_another() {
        let told = |world: &World| format!("{:?}", draw_up(world).told());
        assert_eq!(told(&world(7, 40)), told(&world(7, 40)));
        assert_ne!(told(&world(7, 40)), told(&world(8, 40)));
    }

    #[test]
    fn no_two_people_are_alike() {
        let draft = draw_up(&world(7, 40));
        let names: Vec<&str> = draft
            .inmates
            .iter()
            .map(|inmate| inmate.name.as_str())
            .chain(draft.families.iter().map(|family| family.applicant.name.as_str()))
            .collect();
        let different: HashSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
        let large = draw_up(&world(7, 3000));
        let numbers: HashSet<_> =
            large.families.iter().map(|family| family.applicant.national_id.as_str()).collect();
        assert_eq!(numbers.len(), large.families.len());
        let calls: HashSet<_> = large.inmates.iter().map(|inmate| &inmate.number).collect();
        assert_eq!(calls.len(), large.inmates.len());
    }

    #[test]
    fn a_world_has_as_many_open_cases_as_asked_for_over_the_last_twelve_days() {
        let world = world(7, 40);
        let draft = draw_up(&world);
        let open: Vec<_> = draft.open_cases().collect();
        assert_eq!(open.len(), 40);
        for case in open {
            let age = world.now - case.arrived_at();
            assert!(age > chrono::Duration::zero() && age <= chrono::Duration::days(13), "{age}");
        }
    }
}
