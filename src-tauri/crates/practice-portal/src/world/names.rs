//! Names put together from common Taiwanese surnames and characters. Whoever bears one does so by
//! chance: nobody was looked up.

use rand::RngExt;

use super::Dice;

const SURNAMES: [&str; 44] = [
    "陳", "陳", "陳", "林", "林", "林", "黃", "黃", "張", "張", "李", "李", "王", "王", "吳", "吳",
    "劉", "蔡", "楊", "許", "鄭", "謝", "洪", "郭", "邱", "曾", "廖", "賴", "徐", "周", "葉", "蘇",
    "莊", "呂", "江", "何", "蕭", "羅", "高", "潘", "簡", "朱", "鍾", "彭",
];

/// First and second characters that go together, by the decade in which such names were given.
struct Characters {
    first: &'static [&'static str],
    second: &'static [&'static str],
}

const ELDER_MEN: Characters = Characters {
    first: &[
        "萬", "清", "金", "文", "水", "進", "明", "添", "義", "榮", "錦", "天", "正", "春", "坤",
        "永",
    ],
    second: &[
        "福", "河", "龍", "財", "木", "發", "山", "丁", "雄", "興", "成", "池", "吉", "旺", "生",
        "來",
    ],
};
const ELDER_WOMEN: Characters = Characters {
    first: &[
        "秀", "金", "玉", "阿", "月", "美", "春", "麗", "素", "寶", "碧", "彩", "錦", "淑", "招",
        "素",
    ],
    second: &[
        "月", "蓮", "雪", "珠", "英", "霞", "花", "蘭", "桂", "鳳", "梅", "女", "琴", "雲", "卿",
        "嬌",
    ],
};
const MIDDLE_MEN: Characters = Characters {
    first: &[
        "志", "俊", "文", "建", "家", "國", "宗", "明", "信", "世", "政", "永", "振", "嘉", "智",
        "東",
    ],
    second: &[
        "豪", "宏", "昌", "偉", "銘", "華", "彬", "瑋", "霖", "樑", "傑", "賢", "輝", "龍", "源",
        "成",
    ],
};
const MIDDLE_WOMEN: Characters = Characters {
    first: &[
        "淑", "雅", "美", "怡", "惠", "佩", "秀", "玉", "麗", "慧", "靜", "欣", "素", "瓊", "玲",
        "婉",
    ],
    second: &[
        "芬", "琴", "惠", "君", "雯", "珊", "娟", "玲", "貞", "慧", "儀", "宜", "萍", "如", "芳",
        "婷",
    ],
};
const YOUNG_MEN: Characters = Characters {
    first: &[
        "承", "宗", "冠", "柏", "宥", "彥", "品", "昱", "睿", "哲", "家", "子", "育", "庭", "韋",
        "翊",
    ],
    second: &[
        "恩", "翰", "宇", "廷", "均", "宏", "睿", "軒", "安", "哲", "澤", "丞", "辰", "皓", "誠",
        "佑",
    ],
};
const YOUNG_WOMEN: Characters = Characters {
    first: &[
        "妤", "品", "宜", "欣", "思", "子", "詩", "佳", "雨", "筱", "采", "羽", "芷", "郁", "以",
        "沛",
    ],
    second: &[
        "安", "妤", "蓁", "涵", "妍", "晴", "瑜", "穎", "潔", "彤", "恩", "庭", "琪", "萱", "甯",
        "柔",
    ],
};

pub(super) fn surname(dice: &mut Dice) -> &'static str {
    SURNAMES[dice.random_range(0..SURNAMES.len())]
}

/// A given name such as people born in `birth_year` (西元) bear.
pub(super) fn given_name(dice: &mut Dice, female: bool, birth_year: i32) -> String {
    let characters = match (birth_year, female) {
        (..=1962, false) => &ELDER_MEN,
        (..=1962, true) => &ELDER_WOMEN,
        (1963..=1988, false) => &MIDDLE_MEN,
        (1963..=1988, true) => &MIDDLE_WOMEN,
        (_, false) => &YOUNG_MEN,
        (_, true) => &YOUNG_WOMEN,
    };
    let first = characters.first[dice.random_range(0..characters.first.len())];
    loop {
        let second = characters.second[dice.random_range(0..characters.second.len())];
        if second != first {
            return format!("{first}{second}");
        }
    }
}

/// Names of people who came from abroad to marry.
pub(super) fn name_from_abroad(dice: &mut Dice) -> String {
    const SURNAMES: [&str; 5] = ["阮氏", "陳氏", "黎氏", "范氏", "武氏"];
    const GIVEN: [&str; 10] = ["秋", "香", "紅", "翠", "玄", "幸", "青雲", "金鸞", "美緣", "碧玉"];
    format!(
        "{}{}",
        SURNAMES[dice.random_range(0..SURNAMES.len())],
        GIVEN[dice.random_range(0..GIVEN.len())]
    )
}
