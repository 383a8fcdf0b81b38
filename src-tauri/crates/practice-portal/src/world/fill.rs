//! Writes a drafted world into the database, pictures and all.

use std::{collections::HashSet, path::Path};

use chrono::Datelike;
use domain::{Attachment, Policy};
use rusqlite::Transaction;

use super::draft::Draft;
use crate::{
    Error, Result, acts,
    pictures::{Drawing, Picture, draw_all},
    store::{self, Op, Store},
};

/// The rules that this facility had before 112.12.05, as others had them at that time.
fn first_policy() -> Policy {
    Policy {
        version: "110.11".to_owned(),
        in_force_from: chrono::NaiveDate::from_ymd_opt(2021, 11, 1).unwrap_or_default(),
        body_limit: 100,
        photo_limit_bytes: 20 * 1024 * 1024,
        interval_days: 30,
        juvenile_interval_days: 7,
        ..Policy::default()
    }
}

pub(super) fn write(
    store: &mut Store,
    mut draft: Draft,
    draw: bool,
    folder: Option<&Path>,
) -> Result<()> {
    number(&mut draft);
    let pictures = pictures(&mut draft, draw, folder)?;
    store.write(|tx| {
        store::add_policy(tx, &first_policy())?;
        store::add_policy(tx, &Policy::default())?;
        let mut stored = HashSet::new();
        for picture in &pictures {
            if stored.insert(picture.sha256.as_str()) {
                store::add_picture(tx, &picture.sha256, &picture.bytes)?;
            }
        }
        entities(tx, &mut draft)
    })
}

/// 案號 in the order in which the cases came in, each year from one.
fn number(draft: &mut Draft) {
    draft.applications.sort_by_key(|application| application.submitted_at);
    draft.posts.sort_by_key(|post| post.submitted_at);
    let year = draft.today.year() - 1911;
    for (index, application) in draft.applications.iter_mut().enumerate() {
        application.number = format!("申{year}-{:04}", 381 + index);
    }
    for (index, post) in draft.posts.iter_mut().enumerate() {
        post.number = format!("簿{year}-{:04}", 2017 + index);
    }
}

/// Draws what the files show and writes their sizes and digests into the cases.
fn pictures(draft: &mut Draft, draw: bool, folder: Option<&Path>) -> Result<Vec<Picture>> {
    let mut files: Vec<&mut Attachment> = draft
        .applications
        .iter_mut()
        .flat_map(|application| application.documents.iter_mut())
        .chain(draft.posts.iter_mut().flat_map(|post| post.photos.iter_mut()))
        .collect();
    // Stubs differ from each other in a small world; a large one has some hundreds of them.
    let stubs = if files.len() <= 1000 { u64::MAX } else { 499 };
    let drawings: Vec<Drawing> = files
        .iter()
        .map(|file| match draft.drawings.get(&file.id) {
            Some(drawing) if draw => drawing.clone(),
            _ => Drawing::Stub(file.id.0.as_u64_pair().0 % stubs),
        })
        .collect();
    let pictures = draw_all(&drawings, folder)?;
    for ((file, picture), drawing) in files.iter_mut().zip(&pictures).zip(&drawings) {
        file.sha256.clone_from(&picture.sha256);
        file.size_bytes = picture.bytes.len() as u64;
        drawing.media_type().clone_into(&mut file.media_type);
    }
    Ok(pictures)
}

fn entities(tx: &Transaction<'_>, draft: &mut Draft) -> Result<(), Error> {
    for inmate in &draft.inmates {
        store::put(tx, Op::Upsert, inmate)?;
    }
    for family in &draft.families {
        store::put(tx, Op::Upsert, family)?;
    }
    draft.decisions.sort_by_key(|past| past.accepted_at);
    let mut evidence = std::collections::HashMap::new();
    for application in &draft.applications {
        for file in &application.documents {
            store::add_attachment(tx, application.id, file)?;
        }
        let op = if application.state.is_open() { Op::Upsert } else { Op::Decided };
        store::put(tx, op, application)?;
    }
    for post in &draft.posts {
        for file in &post.photos {
            store::add_attachment(tx, post.id, file)?;
            evidence.insert(post.id, file.sha256.clone());
        }
        let op = if post.state.is_open() { Op::Upsert } else { Op::Decided };
        store::put(tx, op, post)?;
    }
    for past in std::mem::take(&mut draft.decisions) {
        let mut decision = past.decision;
        decision.evidence_sha256 = evidence.get(&decision.case.id).cloned().into_iter().collect();
        acts::history_decision(
            tx,
            past.id,
            decision,
            past.decided_by,
            past.accepted_at,
            past.family_id,
            past.overturned_by,
        )?;
    }
    for escalation in &draft.escalations {
        store::put(tx, Op::Upsert, escalation)?;
    }
    for past in std::mem::take(&mut draft.suspensions) {
        acts::suspend(tx, past.ordered_at, past.id, past.suspension, past.ordered_by)?;
    }
    acts::turn_the_day(tx, draft.now)?;
    let year = draft.today.year() - 1911;
    tracing::info!(
        year,
        applications = draft.applications.len(),
        posts = draft.posts.len(),
        "the sample world is in place"
    );
    store::set_numbers(tx, 381 + draft.applications.len() as u32, 2017 + draft.posts.len() as u32)?;
    Ok(())
}
