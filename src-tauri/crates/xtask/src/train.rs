//! `cargo xtask train`: makes the weights of the second opinion from the posts that people judged.

use std::path::{Path, PathBuf};

use domain::text::{SecondOpinion, WEIGHTS, features};

use crate::score::{Judged, read};

/// How far the weights may go to please single posts.
const PLEASING: f64 = 10.0;
/// Rounds through all posts; further ones change no judgement.
const ROUNDS: usize = 40;
/// Parts for cross-validation; the posts of one file stay together.
const PARTS: usize = 5;
/// Of harmless posts so many may be asked to be read, in cross-validation.
const ALARMS: f64 = 0.025;

/// A post as the model reads it.
struct Example {
    id: String,
    /// Its features' places among the weights.
    features: Vec<usize>,
    problem: bool,
    part: usize,
}

/// Trains on every file of `folder`, and writes the weights to `output`.
/// With `missing` it names the posts
/// that it would miss had it not seen their part.
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
        let posts = read(&text).map_err(said)?;
        examples.extend(posts.iter().filter_map(|post| Example::of(post, at % PARTS)));
    }
    let (threshold, missed) = threshold(&examples);
    if missing {
        println!("{}", missed.join("\n"));
    }
    let (weights, bias) = trained(&examples.iter().collect::<Vec<_>>());
    let bytes = SecondOpinion::trained(&weights, bias, threshold).to_bytes();
    std::fs::write(output, bytes).map_err(|error| format!("{}: {error}", output.display()))?;
    println!("{} posts of {} files, threshold {threshold:.3}", examples.len(), files.len());
    Ok(())
}

impl Example {
    fn of(post: &Judged, part: usize) -> Option<Self> {
        let problem = match post.set.as_str() {
            "problem" => true,
            "harmless" => false,
            _ => return None,
        };
        let features = features(&post.title, &post.body);
        Some(Self { id: post.id.clone(), features, problem, part })
    }

    /// Its features weigh as much together in a short post as in a long one.
    #[expect(clippy::cast_precision_loss, reason = "some thousand features")]
    fn size(&self) -> f64 {
        1.0 / (self.features.len().max(1) as f64).sqrt()
    }

    fn sum(&self, weights: &[f64], bias: f64) -> f64 {
        let sum: f64 = self.features.iter().map(|at| weights[*at]).sum();
        sum * self.size() + bias
    }
}

/// Trains on four parts, judges the fifth, in turn; the sum that so many harmless posts exceed.
fn threshold(examples: &[Example]) -> (f64, Vec<String>) {
    let mut harmless = Vec::new();
    let mut problems = Vec::new();
    for part in 0..PARTS {
        let others: Vec<&Example> = examples.iter().filter(|it| it.part != part).collect();
        let (weights, bias) = trained(&others);
        for example in examples.iter().filter(|it| it.part == part) {
            let sum = example.sum(&weights, bias);
            if example.problem {
                problems.push((sum, example.id.clone()));
            } else {
                harmless.push(sum);
            }
        }
    }
    harmless.sort_by(|a, b| b.total_cmp(a));
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of some thousand"
        )]
        let place = (share * harmless.len() as f64) as usize;
        harmless.get(place).copied().unwrap_or(0.0)
    };
    for share in [0.01, 0.02, 0.03, 0.05] {
        let found = problems.iter().filter(|(sum, _)| *sum > at(share)).count();
        println!("at {share:.2} of harmless posts: {found} of {} problems", problems.len());
    }
    let threshold = at(ALARMS);
    let missed = problems.into_iter().filter(|(sum, _)| *sum <= threshold);
    (threshold, missed.map(|(_, id)| id).collect())
}

/// A support vector machine with squared hinge loss by dual coordinate descent (Hsieh et al., ICML
/// 2008), in an order drawn from a fixed seed: the same posts make the same bits.
fn trained(examples: &[&Example]) -> (Vec<f64>, f64) {
    let mut weights = vec![0.0; WEIGHTS];
    let mut bias = 0.0;
    let mut duals = vec![0.0_f64; examples.len()];
    let softness = 1.0 / (2.0 * PLEASING);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..ROUNDS {
        shuffle(&mut order, &mut seed);
        for &at in &order {
            let example = examples[at];
            let side = if example.problem { 1.0 } else { -1.0 };
            let slope = side * example.sum(&weights, bias) - 1.0 + softness * duals[at];
            // Features of length one together, and one for the bias.
            let dual = (duals[at] - slope / (2.0 + softness)).max(0.0);
            let step = (dual - duals[at]) * side;
            duals[at] = dual;
            if step != 0.0 {
                let part = step * example.size();
                example.features.iter().for_each(|at| weights[*at] += part);
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
        let posts = read(&lines.join("\n")).expect("JSON");
        let examples: Vec<Example> = posts.iter().filter_map(|it| Example::of(it, 0)).collect();
        let all: Vec<&Example> = examples.iter().collect();
        let (weights, bias) = trained(&all);
        assert!(all.iter().all(|it| (it.sum(&weights, bias) > 0.0) == it.problem));
        assert_eq!(trained(&all), (weights, bias));
    }
}
