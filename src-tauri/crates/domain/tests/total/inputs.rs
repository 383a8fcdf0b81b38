//! Inputs that nobody imagined, drawn from a seed: sentences of kinship by a small grammar over the
//! shipped words, family's texts, numbers, dates, days and instants up to the ends of the calendar.

use chrono::{DateTime, Days, NaiveDate, Utc};

const TERMS: &str = include_str!("../../../../../schema/rules/kinship_terms.tsv");
const LEXICON: &str = include_str!("../../../../../schema/rules/lexicon.tsv");

/// SplitMix64.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % end.max(1) as u64).unwrap_or(0)
    }

    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// The words that the shipped tables know.
pub struct Words {
    kin: Vec<&'static str>,
    marked: Vec<&'static str>,
}

impl Words {
    pub fn shipped() -> Self {
        let kin = TERMS.lines().skip(1).filter_map(|line| line.split('\t').next());
        // Terms stand in the lexicon beside their ids and categories; all of it is text.
        let marked = LEXICON.lines().skip(1).flat_map(|line| line.split('\t'));
        Self {
            kin: kin.filter(|term| !term.is_empty()).collect(),
            marked: marked.filter(|cell| !cell.is_empty()).collect(),
        }
    }
}

const SPOUSES: [&str; 10] =
    ["太太", "先生", "老公", "老婆", "配偶", "丈夫", "妻子", "夫", "妻", "牽手"];
const PREFIXES: [&str; 24] = [
    "前",
    "亡",
    "先",
    "故",
    "乾",
    "義",
    "繼",
    "養",
    "堂",
    "表",
    "外",
    "內",
    "夫",
    "妻",
    "岳",
    "大",
    "二",
    "阿",
    "親",
    "同性",
    "離婚的",
    "過世的",
    "未婚",
    "出養",
];
const OWNERS: [&str; 12] = [
    "",
    "",
    "",
    "我",
    "我的",
    "他的",
    "收容人的",
    "收容人之",
    "收容人是我的",
    "與收容人為",
    "王小明的",
    "我是他",
];
const JOINTS: [&str; 8] = ["的", "的", "的", "之", "", "ㄉ", "の", " 的 "];
const ENDS: [&str; 12] = [
    "",
    "",
    "",
    "",
    "(已離婚)",
    "（同住）",
    "(",
    "（媽媽的妹妹）",
    "/",
    "或爸爸",
    "本人",
    "王小美",
];

/// A sentence by the grammar: owner, then up to eight terms with prefixes, joined; and an end.
pub fn kinship_sentence(dice: &mut Dice, words: &Words) -> String {
    let mut text = dice.of(&OWNERS).to_owned();
    for link in 0..=dice.below(8) {
        if link > 0 {
            text.push_str(dice.of(&JOINTS));
        }
        if dice.one_in(6) {
            text.push_str(dice.of(&PREFIXES));
        }
        let term = if dice.one_in(3) { dice.of(&SPOUSES) } else { dice.of(&words.kin) };
        text.push_str(term);
    }
    text.push_str(dice.of(&ENDS));
    if dice.one_in(4) { misspell(dice, &text) } else { text }
}

/// Other widths, spaces, marks and variants between and instead of the characters.
fn misspell(dice: &mut Dice, text: &str) -> String {
    let mut spelt = String::new();
    for c in text.chars() {
        match dice.below(12) {
            0 => spelt.push('\u{200b}'),
            1 => spelt.push('\u{3000}'),
            2 => continue,
            3 => spelt.push(any_character(dice)),
            _ => {}
        }
        spelt.push(match c {
            '姊' => dice.of(&['姊', '姐', '姉']),
            '內' => '内',
            '(' => '（',
            c => c,
        });
    }
    spelt
}

fn any_character(dice: &mut Dice) -> char {
    const STRANGE: [char; 24] = [
        '\0',
        '\t',
        '\n',
        '\r',
        ' ',
        '\u{3000}',
        '\u{200b}',
        '\u{200d}',
        '\u{fe0f}',
        '\u{202e}',
        '\u{feff}',
        '\u{301}',
        '\u{20dd}',
        '😀',
        '👨',
        '🇹',
        '𠊎',
        '\u{10ffff}',
        '０',
        'Ａ',
        '①',
        'ﷺ',
        'ß',
        'İ',
    ];
    match dice.below(6) {
        0 => dice.of(&STRANGE),
        1 => char::from(32 + dice.below(95) as u8),
        2 => char::from_u32(0x4E00 + dice.below(0x51FF) as u32).unwrap_or('一'),
        3 => dice.of(&['0', '9', '零', '九', '十', '百', '廿', '年', '月', '日', '(', ')', '*']),
        _ => char::from_u32(dice.below(0x11_0000) as u32).unwrap_or('\u{FFFD}'),
    }
}

/// Anything: of any length up to `longest` characters.
pub fn any_text(dice: &mut Dice, longest: usize) -> String {
    (0..dice.below(longest + 1)).map(|_| any_character(dice)).collect()
}

/// What a post could hold: words that the lexicon knows, apart and together, among anything.
pub fn post_text(dice: &mut Dice, words: &Words) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(12) {
        match dice.below(5) {
            0 => text.push_str(&any_text(dice, 12)),
            1 => text.push_str(dice.of(&words.kin)),
            2 => text.extend(dice.of(&words.marked).chars().flat_map(|c| [c, '*'])),
            3 => text.push_str(&misspell(dice, words.marked[0])),
            _ => text.push_str(dice.of(&words.marked)),
        }
    }
    text
}

/// A day, mostly far outside of everybody's habits.
pub fn any_day(dice: &mut Dice) -> NaiveDate {
    match dice.below(6) {
        0 => NaiveDate::MIN,
        1 => NaiveDate::MAX,
        2 => NaiveDate::MAX.checked_sub_days(Days::new(dice.roll() % 800)).unwrap_or_default(),
        3 => NaiveDate::MIN.checked_add_days(Days::new(dice.roll() % 800)).unwrap_or_default(),
        4 => NaiveDate::MIN
            .checked_add_days(Days::new(dice.roll() % 191_000_000))
            .unwrap_or_default(),
        _ => NaiveDate::default()
            .checked_add_days(Days::new(dice.roll() % 40_000))
            .unwrap_or_default(),
    }
}

pub fn any_instant(dice: &mut Dice) -> DateTime<Utc> {
    match dice.below(6) {
        0 => DateTime::<Utc>::MIN_UTC,
        1 => DateTime::<Utc>::MAX_UTC,
        2 => any_day(dice).and_time(chrono::NaiveTime::MIN).and_utc(),
        // Any number of microseconds, as a column would hold them.
        3 => {
            DateTime::from_timestamp_micros(dice.roll() as i64).unwrap_or(DateTime::<Utc>::MIN_UTC)
        }
        4 => DateTime::from_timestamp(253_402_300_799 + (dice.roll() % 1000) as i64, 0)
            .unwrap_or_default(),
        _ => DateTime::from_timestamp((dice.roll() % 4_000_000_000) as i64, 0).unwrap_or_default(),
    }
}

/// A number of days, months or bytes as a policy could have it.
pub fn any_number(dice: &mut Dice) -> u32 {
    match dice.below(4) {
        0 => 0,
        1 => u32::MAX,
        2 => dice.roll() as u32,
        _ => (dice.roll() % 400) as u32,
    }
}
