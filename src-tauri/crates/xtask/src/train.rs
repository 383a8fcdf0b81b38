//! `cargo xtask train`: makes the weights of the second opinion from the posts that people judged.

use std::path::{Path, PathBuf};

use domain::text::{SecondOpinion, Thresholds, WEIGHTS, features, rarity};

use crate::score::{Judged, read};

/// How far the weights may go to please single posts.
const PLEASING: f64 = 10.0;
/// Rounds through all posts; further ones change no judgement.
const ROUNDS: usize = 40;
/// Parts for cross-validation; the posts of one file stay together.
const PARTS: usize = 5;
/// Of harmless posts so many may be asked to be read, in cross-validation.
const ALARMS: f64 = 0.035;

/// A post as the model reads it.
struct Example {
    id: String,
    /// Its features' places among the weights; the whole first, then each window.
    readings: Vec<Vec<usize>>,
    problem: bool,
    part: usize,
}

/// Trains on every file of `folder`, and writes the weights to `output`. With `missing` it names the
/// posts that it would miss had it not seen their part.
pub fn run(folder: &Path, output: &Path, missing: bool) -> Result<(), String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    files.sort();
    let mut examples = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let said = |error: String| format!("{}: {error}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| said(error.to_string()))?;
        let (posts, bad) = read(&text).map_err(said)?;
        if let Some(line) = bad.first() {
            return Err(said(line.clone()));
        }
        examples.extend(posts.iter().filter_map(|post| Example::of(post, at % PARTS)));
    }
    let (thresholds, missed) = thresholds(&examples);
    if missing {
        println!("{}", missed.join("\n"));
    }
    let model = trained(&examples.iter().collect::<Vec<_>>());
    let bytes =
        SecondOpinion::trained(&model.weights, &model.rare, model.bias, thresholds).to_bytes();
    std::fs::write(output, bytes).map_err(|error| format!("{}: {error}", output.display()))?;
    println!("{} posts of {} files, {thresholds:?}", examples.len(), files.len());
    Ok(())
}

impl Example {
    fn of(post: &Judged, part: usize) -> Option<Self> {
        let problem = match post.set.as_str() {
            "problem" => true,
            "harmless" => false,
            _ => return None,
        };
        let readings = features(&post.title, &post.body);
        Some(Self { id: post.id.clone(), readings, problem, part })
    }
}

/// What was learnt.
#[derive(Debug, Clone, PartialEq)]
struct Model {
    /// What each feature says, its rarity in it.
    weights: Vec<f64>,
    rare: Vec<u8>,
    bias: f64,
}

impl Model {
    fn new(examples: &[&Example]) -> Self {
        let mut posts = vec![0_u32; WEIGHTS];
        examples.iter().flat_map(|it| &it.readings[0]).for_each(|at| posts[*at] += 1);
        let all = u32::try_from(examples.len()).unwrap_or(u32::MAX);
        let rare = posts.iter().map(|posts| rarity(*posts, all)).collect();
        Self { weights: vec![0.0; WEIGHTS], rare, bias: 0.0 }
    }

    /// What features weigh, as much together in a short text as in a long one.
    fn sum(&self, features: &[usize]) -> f64 {
        let sum: f64 = features.iter().map(|at| self.weights[*at]).sum();
        sum * self.size(features) + self.bias
    }

    fn size(&self, features: &[usize]) -> f64 {
        let size: f64 = features.iter().map(|at| f64::from(self.rare[*at]).powi(2)).sum();
        1.0 / size.max(1.0).sqrt()
    }

    /// The sum of the whole, and the largest of a window.
    fn sums(&self, example: &Example) -> (f64, f64) {
        let mut sums = example.readings.iter().map(|features| self.sum(features));
        let whole = sums.next().unwrap_or(f64::MIN);
        (whole, sums.fold(f64::MIN, f64::max))
    }
}

/// Trains on four parts, judges the fifth, in turn; and the two sums of which so many harmless posts
/// exceed one and most problems do.
fn thresholds(examples: &[Example]) -> (Thresholds, Vec<String>) {
    let mut harmless = Vec::new();
    let mut problems = Vec::new();
    for part in 0..PARTS {
        let others: Vec<&Example> = examples.iter().filter(|it| it.part != part).collect();
        let model = trained(&others);
        for example in examples.iter().filter(|it| it.part == part) {
            let sums = model.sums(example);
            if example.problem {
                problems.push((sums, example.id.clone()));
            } else {
                harmless.push(sums);
            }
        }
    }
    let exceeds = |(whole, window): (f64, f64), at: (f64, f64)| whole > at.0 || window > at.1;
    let found = |at| problems.iter().filter(|(sums, _)| exceeds(*sums, at)).count();
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
                (nth(rest.map(|sums| sums.0), share), window)
            })
            .max_by_key(|at| found(*at))
            .unwrap_or_default()
    };
    for share in [0.01, 0.02, 0.03, 0.05] {
        let (at, all) = (best(share), problems.len());
        let alone = nth(harmless.iter().map(|sums| sums.0), share);
        let whole = found((alone, f64::MAX));
        println!(
            "at {share:.2} of harmless posts: {} of {all} problems, {whole} as wholes",
            found(at)
        );
    }
    let at = best(ALARMS);
    let missed = problems.iter().filter(|(sums, _)| !exceeds(*sums, at));
    #[expect(clippy::cast_possible_truncation, reason = "kept as short as the weights")]
    let thresholds = Thresholds { whole: at.0 as f32, window: at.1 as f32 };
    (thresholds, missed.map(|(_, id)| id.clone()).collect())
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
fn nth(sums: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut sums: Vec<f64> = sums.collect();
    sums.sort_by(|a, b| b.total_cmp(a));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of some thousand"
    )]
    let place = (share.max(0.0) * sums.len() as f64) as usize;
    sums.get(place).copied().unwrap_or(f64::MAX)
}

/// Learns from whole posts; to learn from the loudest window of each as well was tried and found less.
/// A support vector machine with squared hinge loss by dual coordinate descent (Hsieh et al., ICML
/// 2008), in an order drawn from a fixed seed: the same posts make the same bits.
fn trained(examples: &[&Example]) -> Model {
    let mut model = Model::new(examples);
    let mut duals = vec![0.0_f64; examples.len()];
    let softness = 1.0 / (2.0 * PLEASING);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..ROUNDS {
        shuffle(&mut order, &mut seed);
        for &at in &order {
            let features = &examples[at].readings[0];
            let side = if examples[at].problem { 1.0 } else { -1.0 };
            let slope = side * model.sum(features) - 1.0 + softness * duals[at];
            // Features of length one together, and one for the bias.
            let dual = (duals[at] - slope / (2.0 + softness)).max(0.0);
            let step = (dual - duals[at]) * side;
            duals[at] = dual;
            if step != 0.0 {
                let part = step * model.size(features);
                for &at in features {
                    model.weights[at] += part * f64::from(model.rare[at]).powi(2);
                }
                model.bias += step;
            }
        }
    }
    model
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
    use super::{Example, trained};
    use crate::score::read;

    #[test]
    fn it_learns_the_same_each_time() {
        let lines: Vec<String> = (0..40)
            .map(|at| {
                let (body, set) = if at % 2 == 0 {
                    (format!("明天去公園玩{at}"), "harmless")
                } else {
                    (format!("錢放在老地方{at}"), "problem")
                };
                format!(r#"{{"id":"{at}","body":"{body}","set":"{set}"}}"#)
            })
            .collect();
        let (posts, _) = read(&lines.join("\n")).expect("JSON");
        let examples: Vec<Example> = posts.iter().filter_map(|it| Example::of(it, 0)).collect();
        let all: Vec<&Example> = examples.iter().collect();
        let model = trained(&all);
        assert!(all.iter().all(|it| (model.sums(it).0 > 0.0) == it.problem));
        assert_eq!(trained(&all), model);
    }
}
