//! `cargo xtask train`: makes the weights of the second opinion from the posts that people judged,
//! or tells how weights fare that are made so (`--folds`).

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use domain::text::{GROUPS, SecondOpinion, Thresholds, Trained, features, slot};

use crate::score::{Judged, Score, read};

/// How far the weights may go to please single posts.
const PLEASING: f64 = 4.0;
/// A subtle problem is worth so much of an explicit one: half of them are to be found, of the
/// explicit ones nineteen in twenty.
const SUBTLE: f64 = 0.2;
/// Rounds through all posts; further ones change no judgement.
const ROUNDS: usize = 10;
/// What stands in fewer posts says nothing of others.
const FEWEST_POSTS: u32 = 2;
/// Parts for cross-validation; the posts of one file, of one writer mostly, stay together.
const PARTS: usize = 5;
/// Of harmless posts so many may be asked to be read by the model, in cross-validation. Of the five
/// in a hundred that are aimed at, words and patterns take three on posts by which they were not
/// mended (`tests/data/posts/README.md`).
const ALARMS: f64 = 0.023;

/// A post as the model reads it.
struct Example {
    post: Judged,
    /// Its features, by their places among those of all posts.
    features: Vec<u32>,
    /// What it is worth to judge it rightly.
    worth: f64,
    /// Of a problem its group.
    group: Option<usize>,
    file: usize,
}

/// All posts, and the hash of each feature that one of them has.
struct Examples {
    all: Vec<Example>,
    hashes: Vec<u32>,
}

/// Trains on every file of `folder`, and writes the weights to `output`.
pub fn run(folder: &Path, output: &Path) -> Result<(), String> {
    let examples = Examples::of(folder)?;
    let thresholds = thresholds(&examples.judged_in(PARTS), true);
    let all: Vec<&Example> = examples.all.iter().collect();
    let bytes = opinion(&examples, &all, thresholds).to_bytes();
    std::fs::write(output, bytes).map_err(|error| format!("{}: {error}", output.display()))?;
    println!("{} posts, {thresholds:?}", all.len());
    Ok(())
}

/// How words and model fare together where the model has not seen the file: each of so many parts of
/// the files is judged by what the others make. With `show` every post that is judged otherwise.
pub fn cross_validated(folder: &Path, parts: usize, show: bool) -> Result<String, String> {
    let examples = Examples::of(folder)?;
    let judged = examples.judged_in(parts);
    let at = thresholds(&judged, false);
    let mut score = Score::default();
    judged.iter().for_each(|(it, sums)| score.take(&it.post, exceeds(*sums, at)));
    Ok(score.text(show))
}

impl Examples {
    fn of(folder: &Path) -> Result<Self, String> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
            .map_err(|error| format!("{}: {error}", folder.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
            .collect();
        files.sort();
        let mut posts = Vec::new();
        for (at, file) in files.iter().enumerate() {
            let said = |error: String| format!("{}: {error}", file.display());
            let text = std::fs::read_to_string(file).map_err(|error| said(error.to_string()))?;
            let (of_file, bad) = read(&text).map_err(said)?;
            if let Some(line) = bad.first() {
                return Err(said(line.clone()));
            }
            posts.extend(of_file.into_iter().map(|post| (at, post)));
        }
        Ok(Self::new(posts))
    }

    fn new(posts: Vec<(usize, Judged)>) -> Self {
        let (mut hashes, mut places) = (Vec::new(), HashMap::new());
        let mut place = |hash: u32| {
            *places.entry(hash).or_insert_with(|| {
                hashes.push(hash);
                u32::try_from(hashes.len() - 1).unwrap_or(u32::MAX)
            })
        };
        let mut all = Vec::new();
        for (file, post) in posts {
            let group = match post.set.as_str() {
                "problem" => Some(group_of(&post.kind)),
                "harmless" => None,
                _ => continue,
            };
            let features = features(&post.title, &post.body).into_iter().map(&mut place).collect();
            let worth = if post.style == "subtle" { SUBTLE } else { 1.0 };
            all.push(Example { post, features, worth, group, file });
        }
        Self { all, hashes }
    }

    /// Every post with its sums by a model that has not seen its part.
    fn judged_in(&self, parts: usize) -> Vec<(&Example, (f32, f32))> {
        let of_part = |part: usize| {
            let (own, others): (Vec<&Example>, Vec<&Example>) =
                self.all.iter().partition(|it| it.file % parts == part);
            let opinion = opinion(self, &others, Thresholds { whole: 0.0, window: 0.0 });
            let judged =
                own.into_iter().map(move |it| (it, opinion.weigh(&it.post.title, &it.post.body)));
            judged.collect::<Vec<_>>()
        };
        (0..parts).flat_map(of_part).collect()
    }
}

/// Goods and money; harm; what is passed on.
fn group_of(kind: &str) -> usize {
    match kind {
        "money" | "drugs" | "contraband" | "gang" => 0,
        "hate" | "sexual" | "threat" | "violence" | "selfharm" | "victim" => 1,
        _ => 2,
    }
}

/// What was learnt, by the features' places.
struct Model {
    weights: Vec<[f64; GROUPS]>,
    bias: [f64; GROUPS],
}

/// Learns all problems, and those of each group by themselves; a weight is the mean of both. `lengths`
/// says how much each feature counts in the length of a text, 0 that it is left out.
fn model(examples: &[&Example], lengths: &[u8]) -> Model {
    let (all, bias) = trained(examples, lengths);
    let of_group = |group: usize| {
        let own = examples.iter().filter(|it| it.group.is_none_or(|of| of == group));
        trained(&own.copied().collect::<Vec<_>>(), lengths)
    };
    let groups: [(Vec<f64>, f64); GROUPS] = std::array::from_fn(of_group);
    let both = |at: usize| groups.each_ref().map(|(own, _)| f64::midpoint(all[at], own[at]));
    Model {
        weights: (0..lengths.len()).map(both).collect(),
        bias: groups.each_ref().map(|(_, own)| f64::midpoint(bias, *own)),
    }
}

/// Trains on all features, keeps for each slot the one that weighs most, and trains on those.
fn opinion(examples: &Examples, of: &[&Example], thresholds: Thresholds) -> SecondOpinion {
    let count = examples.hashes.len();
    let all = lengths(of, count);
    let Model { weights, .. } = model(of, &all);
    let most = |at: usize| weights[at].iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    let mut heaviest: HashMap<usize, usize> = HashMap::new();
    for at in (0..count).filter(|at| all[*at] > 0) {
        let kept = heaviest.entry(slot(examples.hashes[at])).or_insert(at);
        if most(at) > most(*kept) {
            *kept = at;
        }
    }
    let mut lengths = vec![0; count];
    heaviest.values().for_each(|at| lengths[*at] = all[*at]);
    let Model { weights, bias } = model(of, &lengths);
    let kept = (0..count).filter(|at| lengths[*at] > 0);
    let features: Vec<Trained> = kept
        .map(|at| Trained { hash: examples.hashes[at], weights: weights[at], length: lengths[at] })
        .collect();
    SecondOpinion::trained(&features, bias, thresholds)
}

/// How much each feature counts: the rarer it is (Spärck Jones 1972), and the more unevenly it is
/// shared by problems and harmless posts (Wang and Manning, ACL 2012), in twentieths.
fn lengths(examples: &[&Example], count: usize) -> Vec<u8> {
    let mut posts = vec![[0_u32; 2]; count];
    let mut all = [0_u32; 2];
    for example in examples {
        let side = usize::from(example.group.is_some());
        all[side] += 1;
        example.features.iter().for_each(|at| posts[*at as usize][side] += 1);
    }
    let [harmless, problems] = all.map(|all| f64::from(all + 2));
    let length = |[calm, loud]: [u32; 2]| {
        if calm + loud < FEWEST_POSTS {
            return 0;
        }
        let rare = (f64::from(all[0] + all[1] + 1) / f64::from(calm + loud + 1)).ln();
        let uneven = (f64::from(loud + 1) / problems / (f64::from(calm + 1) / harmless)).ln().abs();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 255")]
        let rounded = (rare * (1.0 + uneven) / 2.0 * 20.0).round().clamp(1.0, 255.0) as u8;
        rounded
    };
    posts.into_iter().map(length).collect()
}

fn exceeds((whole, window): (f32, f32), at: Thresholds) -> bool {
    whole > at.whole || window > at.window
}

/// The two sums of which so many harmless posts exceed one and most problems do, the subtle ones
/// aside.
fn thresholds(judged: &[(&Example, (f32, f32))], tell: bool) -> Thresholds {
    let sums = |wanted: &dyn Fn(&Example) -> bool| -> Vec<(f32, f32)> {
        judged.iter().filter(|(it, _)| wanted(it)).map(|(_, sums)| *sums).collect()
    };
    let harmless = sums(&|it| it.group.is_none());
    let problems = sums(&|it| it.group.is_some() && it.post.style != "subtle");
    let found = |at| problems.iter().filter(|sums| exceeds(**sums, at)).count();
    let best = |share: f64| {
        (0..=WINDOW_SHARES)
            .map(|part| {
                let window = nth(harmless.iter().map(|sums| sums.1), share * of(part));
                // The rest of the share is for the whole.
                let within = harmless.iter().filter(|sums| sums.1 > window).count();
                let left = share - ratio(within, harmless.len());
                let rest = harmless.iter().filter(|sums| sums.1 <= window);
                let kept = rest.clone().count();
                let share = left * ratio(harmless.len(), kept);
                Thresholds { whole: nth(rest.map(|sums| sums.0), share), window }
            })
            .max_by_key(|at| found(*at))
            .unwrap_or(Thresholds { whole: f32::MAX, window: f32::MAX })
    };
    for share in [0.01, 0.02, 0.03, 0.05].into_iter().filter(|_| tell) {
        let (at, all) = (best(share), problems.len());
        println!("at {share:.2} of harmless posts: {} of {all} that are not subtle", found(at));
    }
    best(ALARMS)
}

/// Of a share of alarms the windows get none, one tenth, … all.
const WINDOW_SHARES: usize = 10;

fn of(part: usize) -> f64 {
    ratio(part, WINDOW_SHARES)
}

#[expect(clippy::cast_precision_loss, reason = "some thousand posts")]
fn ratio(part: usize, all: usize) -> f64 {
    part as f64 / all.max(1) as f64
}

/// The sum that a share of them exceeds.
fn nth(sums: impl Iterator<Item = f32>, share: f64) -> f32 {
    let mut sums: Vec<f32> = sums.collect();
    sums.sort_by(|a, b| b.total_cmp(a));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of some thousand"
    )]
    let place = (share.max(0.0) * sums.len() as f64) as usize;
    sums.get(place).copied().unwrap_or(f32::MAX)
}

/// Learns from whole posts; to learn from the loudest window of each as well, or from posts put
/// together of two, was tried and found less.
/// A support vector machine with squared hinge loss by dual coordinate descent (Hsieh et al., ICML
/// 2008), in an order drawn from a fixed seed: the same posts make the same bits.
fn trained(examples: &[&Example], lengths: &[u8]) -> (Vec<f64>, f64) {
    let squared = |at: u32| f64::from(lengths[at as usize]).powi(2);
    // By which a post's weights are multiplied, so that a short text weighs as much as a long one.
    let size = |it: &&Example| {
        let size: f64 = it.features.iter().map(|at| squared(*at)).sum();
        1.0 / size.max(1.0).sqrt()
    };
    let sizes: Vec<f64> = examples.iter().map(size).collect();
    let (mut weights, mut bias) = (vec![0.0; lengths.len()], 0.0);
    let mut duals = vec![0.0_f64; examples.len()];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..ROUNDS {
        shuffle(&mut order, &mut seed);
        for &at in &order {
            let Example { features, worth, group, .. } = examples[at];
            let softness = 1.0 / (2.0 * PLEASING * worth);
            let side = if group.is_some() { 1.0 } else { -1.0 };
            let sum: f64 = features.iter().map(|at| weights[*at as usize]).sum();
            let slope = side * (sum * sizes[at] + bias) - 1.0 + softness * duals[at];
            // Features of length one together, and one for the bias.
            let dual = (duals[at] - slope / (2.0 + softness)).max(0.0);
            let step = (dual - duals[at]) * side;
            duals[at] = dual;
            if step != 0.0 {
                let part = step * sizes[at];
                for &at in features {
                    weights[at as usize] += part * squared(at);
                }
                bias += step;
            }
        }
    }
    (weights, bias)
}

fn shuffle(order: &mut [usize], seed: &mut u64) {
    for at in (1..order.len()).rev() {
        // SplitMix64.
        *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut drawn = *seed;
        drawn = (drawn ^ drawn >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        drawn = (drawn ^ drawn >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        drawn ^= drawn >> 31;
        order.swap(at, usize::try_from(drawn % (at as u64 + 1)).unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use domain::text::Thresholds;

    use super::{Example, Examples, opinion};
    use crate::score::read;

    /// Twenty posts to a file, half of them problems.
    fn examples(files: usize) -> Examples {
        let of_file = |file: usize| {
            let line = |at: usize| {
                let (body, set) = if at.is_multiple_of(2) {
                    (format!("明天去公園玩{at}"), "harmless")
                } else {
                    (format!("錢放在老地方{at}"), "problem")
                };
                format!(r#"{{"id":"{at}","body":"{body}","set":"{set}"}}"#)
            };
            let lines: Vec<String> = (0..20).map(line).collect();
            let (posts, _) = read(&lines.join("\n")).expect("JSON");
            posts.into_iter().map(move |post| (file, post))
        };
        Examples::new((0..files).flat_map(of_file).collect())
    }

    #[test]
    fn a_post_is_judged_by_a_model_that_has_not_seen_its_file() {
        let (one, two) = (examples(1), examples(2));
        // Who has seen nothing else knows nothing.
        assert!(one.judged_in(2).iter().all(|(_, sums)| sums.0.abs() < f32::EPSILON));
        let judged = two.judged_in(2);
        assert_eq!(judged.len(), 40);
        assert!(judged.iter().all(|(it, sums)| (sums.0 > 0.0) == it.group.is_some()));
    }

    #[test]
    fn it_learns_the_same_each_time() {
        let examples = examples(2);
        let all: Vec<&Example> = examples.all.iter().collect();
        let learn = || opinion(&examples, &all, Thresholds { whole: 0.0, window: 0.0 });
        let learnt = learn();
        assert!(all.iter().all(|it| {
            let (whole, _) = learnt.weigh(&it.post.title, &it.post.body);
            (whole > 0.0) == it.group.is_some()
        }));
        assert_eq!(learn().to_bytes(), learnt.to_bytes());
    }
}
