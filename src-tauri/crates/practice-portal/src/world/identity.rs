//! Identity numbers that hold their check digit and belong to nobody.
//!
//! Letters W, X, Y and Z are those of 金門, 澎湖, 陽明山 and 連江, whose registers never came near
//! five million numbers; a serial that starts with 5 to 9 has not been given to anybody.

use std::collections::HashSet;

use rand::RngExt;

use super::Dice;

/// The letters' two digits.
fn letter_value(letter: char) -> u32 {
    match letter {
        'W' => 32,
        'X' => 30,
        'Y' => 31,
        _ => 33,
    }
}

/// The check digit of nine characters: [tens, units, d2…d9]·[1, 9, 8, 7, 6, 5, 4, 3, 2, 1] and the
/// tenth digit add up to a multiple of ten.
fn check_digit(letter: char, digits: &[u32; 8]) -> u32 {
    let value = letter_value(letter);
    let mut sum = value / 10 + value % 10 * 9;
    for (digit, weight) in digits.iter().zip([8, 7, 6, 5, 4, 3, 2, 1]) {
        sum += digit * weight;
    }
    (10 - sum % 10) % 10
}

/// A number not in `taken` yet. `resident`: 統一證號 of a foreigner since 110.
pub(super) fn identity_number(
    dice: &mut Dice,
    taken: &mut HashSet<String>,
    female: bool,
    resident: bool,
) -> String {
    loop {
        let letter = ['W', 'X', 'Y', 'Z'][dice.random_range(0..4)];
        let mut digits = [0; 8];
        digits[0] = match (resident, female) {
            (false, false) => 1,
            (false, true) => 2,
            (true, false) => 8,
            (true, true) => 9,
        };
        digits[1] = dice.random_range(5..10);
        for digit in &mut digits[2..] {
            *digit = dice.random_range(0..10);
        }
        let mut number = String::from(letter);
        number.extend(digits.iter().filter_map(|digit| char::from_digit(*digit, 10)));
        number.extend(char::from_digit(check_digit(letter, &digits), 10));
        if taken.insert(number.clone()) {
            return number;
        }
    }
}

/// The same number with its last digit wrong, as a slip of the finger makes it.
pub(super) fn with_slip(number: &str) -> String {
    let mut slipped = number.to_owned();
    if let Some(last) = slipped.pop().and_then(|last| last.to_digit(10)) {
        slipped.extend(char::from_digit((last + 3) % 10, 10));
    }
    slipped
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    /// The rule of the identity card again, written apart from the maker's.
    pub(crate) fn holds(number: &str) -> bool {
        let values = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
        let mut characters = number.chars();
        let Some(letter) = characters.next().and_then(|letter| values.find(letter)) else {
            return false;
        };
        let value = letter as u32 + 10;
        let digits: Option<Vec<u32>> = characters.map(|digit| digit.to_digit(10)).collect();
        let Some(digits) = digits.filter(|digits| digits.len() == 9) else { return false };
        let weights = [8, 7, 6, 5, 4, 3, 2, 1, 1];
        let sum: u32 = value / 10
            + value % 10 * 9
            + digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>();
        sum.is_multiple_of(10)
    }

    #[test]
    fn every_number_made_holds_its_check_digit_and_a_slip_does_not() {
        assert!(holds("A123456789") && holds("Z259000014") && holds("W978000117"));
        assert!(!holds("Z159000004"));
        let mut dice = Dice::seed_from_u64(1);
        let mut taken = HashSet::new();
        for turn in 0..2000 {
            let number = identity_number(&mut dice, &mut taken, turn % 2 == 0, turn % 3 == 0);
            assert!(holds(&number), "{number}");
            assert!(!holds(&with_slip(&number)), "{number}");
        }
        assert_eq!(taken.len(), 2000);
    }
}
