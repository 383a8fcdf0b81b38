//! 親等試算: what a word, a chain or a walked path comes to, with or without a case.

use domain::{KinshipFlag, KinshipReading, KinshipSense, Policy, Route, RuleBook};

use crate::deciding::kinship::{headline, level, sense_name, steps};
use crate::error::ApiError;
use crate::state::Desk;
use crate::views::kinship::{KinshipAnswerView, KinshipRequest, KinshipSenseView};

impl Desk {
    /// Never fails on words: what cannot be resolved is answered so.
    pub async fn calculate_kinship(
        &self,
        request: KinshipRequest,
    ) -> Result<KinshipAnswerView, ApiError> {
        let policy = self.session().await?.policy_today();
        Ok(answer(&request.text, &policy))
    }
}

fn answer(text: &str, policy: &Policy) -> KinshipAnswerView {
    let answer = RuleBook::shipped().kinship.resolve(text);
    let reading = match policy.kinship_reading {
        KinshipReading::A => "讀法 A：直系血親不限親等",
        KinshipReading::B => "讀法 B：直系血親三親等內",
    };
    KinshipAnswerView {
        headline: headline(&answer),
        level: level(&answer, Route::Kin, policy),
        cautions: answer
            .flags
            .iter()
            .filter_map(|flag| caution(*flag))
            .map(str::to_owned)
            .collect(),
        policy: format!("{reading}（規則 {} 版）", policy.version),
        senses: answer.senses.iter().map(|sense| sense_view(sense, policy)).collect(),
        sentence: answer.sentence,
        note: answer.note,
    }
}

fn sense_view(sense: &KinshipSense, policy: &Policy) -> KinshipSenseView {
    KinshipSenseView {
        headline: sense_name(sense),
        sum: sense.arithmetic.clone(),
        clause: sense.clause.clone(),
        reading_a: sense.eligible_a,
        reading_b: sense.eligible_b,
        eligible: sense.is_eligible(policy.kinship_reading),
        letters: sense.path.to_string(),
        path: steps(sense),
        proofs: sense.proofs.shows.clone(),
        no_proofs: sense.proofs.cannot.clone(),
    }
}

fn caution(flag: KinshipFlag) -> Option<&'static str> {
    match flag {
        KinshipFlag::Status => Some("要看婚姻或收養是否仍存續"),
        KinshipFlag::Multi => Some("這個稱呼有幾種意思"),
        KinshipFlag::Generic => Some("也常用來稱呼沒有親屬關係的人"),
        KinshipFlag::Dir => Some("看不出誰是收容人"),
        KinshipFlag::Law => Some("法律上有爭議，或親等在界線上"),
        KinshipFlag::Typo => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::{KinshipReading, Policy};

    use super::answer;
    use crate::views::case::Level;

    #[test]
    fn a_walked_path_and_its_word_come_to_the_same() {
        let policy = Policy::default();
        for (letters, word) in [("UUD", "姑姑"), ("SUDS", "妯娌"), ("US", "繼父"), ("DDD", "曾孫")]
        {
            let (walked, said) = (answer(letters, &policy), answer(word, &policy));
            assert_eq!(walked.headline, said.headline, "{word}");
            assert_eq!(said.senses[0].letters, letters);
            assert_eq!(walked.senses[0].eligible, said.senses[0].eligible, "{word}");
        }
    }

    #[test]
    fn the_facilitys_reading_decides_for_a_great_great_grandparent() {
        let of = |kinship_reading| {
            let policy = Policy { kinship_reading, ..Policy::default() };
            answer("高祖父", &policy).senses[0].eligible
        };
        assert!(of(KinshipReading::A));
        assert!(!of(KinshipReading::B));
    }

    #[test]
    fn an_ambiguous_word_shows_all_its_senses() {
        let nephew = answer("姪女", &Policy::default());
        let eligible: Vec<bool> = nephew.senses.iter().map(|sense| sense.eligible).collect();
        assert_eq!(eligible, [true, false]);
        assert_eq!(nephew.level, Level::Attention);
        let nothing = answer("咕嚕咕嚕", &Policy::default());
        assert!(nothing.senses.is_empty() && !nothing.sentence.is_empty());
    }

    #[test]
    fn a_parents_own_card_does_not_prove_parenthood() {
        let father = answer("父親", &Policy::default());
        assert!(father.senses[0].no_proofs.iter().any(|proof| proof.contains("身分證")));
    }
}
