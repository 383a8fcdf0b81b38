//! A full snapshot that is not whole: pages of the feed from which cases have been taken out, or
//! everything.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::dice::Dice;

pub struct Thinning {
    in_a_hundred: usize,
    dice: Dice,
    /// Which cases this snapshot lacks, each drawn when it first comes by. `None` before the
    /// snapshot has begun.
    drawn: Option<HashMap<Uuid, bool>>,
}

impl Thinning {
    pub fn new(in_a_hundred: usize, dice: Dice) -> Self {
        Self { in_a_hundred, dice, drawn: None }
    }

    /// The page as it arrives, and whether the snapshot ends with it; `None`: it belongs to no full
    /// snapshot. `begins` says whether it was asked for without a cursor.
    pub fn page(
        &mut self,
        body: &[u8],
        begins: bool,
        left_out: &mut Vec<Uuid>,
    ) -> Option<(String, bool)> {
        if begins {
            self.drawn = Some(HashMap::new());
        }
        let drawn = self.drawn.as_mut()?;
        let mut page: Value = serde_json::from_slice(body).ok()?;
        let ends = page["has_more"] == false;
        for item in page["changes"].as_array_mut().map(std::mem::take).unwrap_or_default() {
            let is_case = item["kind"] == "application" || item["kind"] == "post";
            let id: Option<Uuid> = item["id"].as_str().and_then(|id| id.parse().ok());
            let lacks = match id.filter(|_| is_case) {
                Some(id) => {
                    let (dice, chance) = (&mut self.dice, self.in_a_hundred);
                    let lacks = *drawn.entry(id).or_insert_with(|| dice.percent(chance));
                    if lacks {
                        left_out.push(id);
                    }
                    lacks
                }
                None => self.in_a_hundred == 100,
            };
            if !lacks && let Some(changes) = page["changes"].as_array_mut() {
                changes.push(item);
            }
        }
        Some((page.to_string(), ends))
    }
}
