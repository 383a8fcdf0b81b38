//! Whether a word for a relative says that it is a man or a woman, from
//! `schema/rules/relation_sex.tsv`: to hold it against the second character of an identity number.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use crate::TableError;
use crate::sex::Sex;
use crate::table::Table;
use crate::text::is_invisible;

const SHIPPED: &str = include_str!("../../../../schema/rules/relation_sex.tsv");
const COLUMNS: [&str; 3] = ["word", "at", "sex"];

/// What parts several answers in one field.
const PARTS: [char; 11] = ['/', '、', ',', ';', '|', '或', '及', '和', '與', '跟', '&'];

/// The sex that the applicant's own word for the relation implies: 女兒 is a woman, 先生 a man.
///
/// `None` where the word is said of both (配偶, 子女, 外孫), where it names two people, where it says
/// what the inmate is to the applicant, and where it is not known.
pub(crate) fn relation_sex(term: &str) -> Option<Sex> {
    let term: String = term
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace() && !is_invisible(*c) && !is_mark(*c))
        .collect();
    if names_the_other_side(&term) {
        return None;
    }
    let mut answers = term.split(PARTS).filter(|part| !part.is_empty()).map(of_part);
    let first = answers.next()??;
    answers.all(|other| other == Some(first)).then_some(first)
}

/// 收容人是我媽媽, 我爸是他哥, 我嫁給他弟弟: the last word names somebody else than the applicant.
fn names_the_other_side(term: &str) -> bool {
    let turned = ["是我", "為我", "係我"].iter().any(|turn| term.contains(turn));
    let over_another = ["是他", "是她", "是收容人", "是受刑人", "是你"].iter().any(|turn| {
        let before = term.split_once(turn).map(|(before, _)| before);
        before.is_some_and(|who| !matches!(who, "" | "我" | "本人" | "申請人"))
    });
    let wed = ["嫁", "娶"].iter().any(|verb| {
        term.rsplit_once(verb).is_some_and(|(_, after)| !after.is_empty() && !after.contains('的'))
    });
    turned || over_another || wed
}

/// A word with an explanation in brackets: 阿公(外), 配偶(妻). What the two say must not differ.
fn of_part(part: &str) -> Option<Sex> {
    let Some((before, rest)) = part.split_once('(') else { return of_word(part) };
    let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
    let outside = of_word(&format!("{before}{after}"));
    match (outside, of_word(inside)) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => one.or(other),
    }
}

fn of_word(word: &str) -> Option<Sex> {
    let table = shipped();
    let mut word = word;
    loop {
        if let Some(sex) = table.whole.get(word) {
            return *sex;
        }
        // The longest ending that is known.
        let ending = word.char_indices().find_map(|(at, _)| table.endings.get(&word[at..]));
        if let Some(sex) = ending {
            return *sex;
        }
        word = ["本人", "們", "仔"].iter().find_map(|tail| word.strip_suffix(tail))?;
    }
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '「' | '」' | '『' | '』' | '"' | '\'' | '“' | '”' | '。' | '.' | '!' | ':' | '-' | '~'
    )
}

/// `None` as a sex: said of both.
struct Words {
    whole: HashMap<String, Option<Sex>>,
    endings: HashMap<String, Option<Sex>>,
}

fn shipped() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        read("relation_sex.tsv", SHIPPED).expect("the shipped words are read by a test")
    })
}

fn read(file: &str, source: &str) -> Result<Words, TableError> {
    let mut words = Words { whole: HashMap::new(), endings: HashMap::new() };
    for row in Table::read(file, source, &COLUMNS)?.rows() {
        let [word, at, sex] = row.as_slice() else { continue };
        let meant = match sex.text {
            "男" => Some(Sex::Male),
            "女" => Some(Sex::Female),
            "不論" => None,
            other => return Err(sex.error(format!("不認得的性別「{other}」"))),
        };
        let place = match at.text {
            "尾" => &mut words.endings,
            "全" => &mut words.whole,
            other => return Err(at.error(format!("不認得的位置「{other}」"))),
        };
        if place.insert(word.required("稱謂")?.nfkc().collect(), meant).is_some() {
            return Err(word.error("這個稱謂已經有了"));
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::{SHIPPED, read, relation_sex};
    use crate::identity::Sex::{self, Female, Male};

    fn check(sex: Option<Sex>, words: &str) {
        for word in words.split_whitespace() {
            assert_eq!(relation_sex(word), sex, "{word}");
        }
    }

    #[test]
    fn a_word_for_a_woman_or_a_man_says_so() {
        check(
            Some(Female),
            "女兒 太太 媽媽 姊姊 姐姐 妻 老婆 孫女 外孫女 媳婦 弟媳 嫂嫂 岳母 婆婆 外婆 阿嬤 阿婆 \
             姑媽 舅媽 阿姨 姪女 長女 養女 繼女 爸爸後來娶的太太 我是他太太 內人 未婚妻 女朋友 姊姊的女兒 收容人的女兒 我是他女兒 \
             女兒本人 查某囝仔 妹妹(親) 配偶（妻） 祖母/外祖母 女兒、媳婦 伯母 嬸婆 小姑子 女孩 阿媽",
        );
        check(
            Some(Male),
            "兒子 先生 爸爸 老公 丈夫 夫 哥哥 弟弟 女婿 孫女婿 姊夫 妹夫 岳父 公公 阿公 外公 爺爺 \
             叔叔 舅舅 姑丈 姨丈 姪子 孫子 長子 養子 未婚夫 男友 姊姊的先生 女兒的兒子 阿公（外） 伯公 \
             小舅子 大伯子 么兒 「大哥」 哥仔 兒　子 姑丈公 繼父 連襟 ｂố 兄長 ＳＯＮ",
        );
    }

    #[test]
    fn a_word_said_of_both_or_of_two_people_says_nothing() {
        check(
            None,
            "配偶 子女 兒女 孫 外孫 姪 外甥 手足 兄弟姊妹 兄妹 父母 祖父母 夫妻 父女 母子 父子關係 \
             弟妹 孩子 小孩 爸爸媽媽 外公外婆 阿公阿嬤 爸爸/媽媽 養子或養女 收容人是我媽媽 他是我兒子 \
             與收容人為母女關係 同性配偶 朋友 社工 律師 被害人 阿祖 另一半 女兒陳美子 家屬 雙胞胎 公婆 \
             同父異母 父母親 ama 我爸是他哥 我嫁給他弟弟 他娶了我姊姊 我阿公跟他阿公是兄弟",
        );
        assert_eq!(relation_sex(""), None);
        assert_eq!(relation_sex("（）／、"), None);
    }

    #[test]
    fn a_bad_file_is_refused_with_line_and_column() {
        assert!(read("稱謂", SHIPPED).is_ok());
        for (row, column) in [("女\t尾\t雌", 3), ("女\t頭\t女", 3), ("\t尾\t女", 1)] {
            let source = format!("word\tat\tsex\n{row}\n");
            assert_eq!(read("稱謂", &source).err().map(|error| error.line), Some(2), "{column}");
        }
    }
}
