//! Whether a word is shaped like a person's name. A title or a trade (董事長, 石匠, 連長, 金主) often
//! begins with a surname; what follows it is never made of the characters of given names alone.

use crate::surnames::surnames;

/// The characters that most given names are made of. Those that name kin (妹, 伯), rank (長, 主, 總),
/// a trade (師, 匠, 商, 工) or a place in a sentence (上, 的, 人) are left out, though some are names
/// too: a name not recognised is asked about, a stranger taken for the inmate is let in.
const GIVEN: &str = "好明志建俊文雄華國偉宏智傑豪宗彥銘榮信義忠仁德正立勝輝祥瑞清福財添富貴春夏秋冬梅蘭菊竹桃美\
    麗玲玉珠珍珊瑚琴琪瑋瑜瑩瓊瑤環琳琦秀英芬芳芸芝茹莉萍蓉蓮薇蘋萱菁菲菱蓁芊苡若茜娟娥婷婉婕\
    嫻嫣媛妮妍姿姍姵如妙淑惠慧敏靜怡宜佳佩珮雅雯雪雲霞霖露翠碧綠紅緣綺綾紋純素絲緯維綸綱紹欣\
    心思恩慈恬悅情憶懷恆愷憐樂樺榕桂柏松楠棟楷樹森林彬柔榛楓柳琇珈伶俐伊依俞倩偲儀儒佑佐修倫\
    倢傳億健凱承丞啟嘉君吟哲善品喬晴昱升昌昊星昭晨晟晶暄曜曉暐景晉映昀旻昕時易宇宣宥家容寬安\
    守完定寶宸宛寧實冠凌冰軒輔辰遠逸迪鴻鵬鳳鶴龍麟虎駿騏騰豐霆靖靚東南西北平永水泉洋津浩海涵\
    淇淳淵湘源溢滿潔澄澤濤瀚瀅沛沁汶沐泓治泰浚火炎炫炳烈煌煜煒熙燕燦燁然勳功勇勤力加勁政效敦\
    斌振揚拓捷授撰擎攸克兆光其冀凡利列劭卉博台合吉名周唐基堯培壽士壬夢奇奕奎威孝孟季學宙尚展\
    岑岳峰峻崇昆嵐川州年幸廷弘強彤彩彰御微戎才旭日月朋朗杉杏果格梓梵棠楨模權歆歡毅民沅泳洲湧\
    漢瀛爵玄玟珀玹琛琬瑄璇璋璟璦甄甫申男畇皓盈益真睿知碩磊祐祺禎禮科穎積竣章築筠筱籽紀紘統經\
    翊翔耀聖聰肇育致興舜航良芷芮苓茂莎莘莊萬葳蒨蓓蔚蔓薰藍藝藻虹融蝶衍裕襄詠詩詮詳誠語諺謙譽\
    豫豔象賓贊賢辛采野金鈞鈴鈺銓銀鋒鋼錦錫鐘鎮鎧鐵鑫陵陽隆隨雁雷震青韋韻頤顥飛馨香騫齊阿大小\
    一二三四五世中丹乃亞亨亮仲仰伸佚儷允元玗千百翰諭玥喆庭羽妤緹嬋娜笙聿霈霂成達進順全來發旺\
    超越運先可以久帆卿坤木土根材山溪河池絜渝涓澐沂霓芃芯苑荷蓬菡薔蕙蕾蕎藜妡姮娸媞嫈孜宓岱峮\
    嶸巧巍庠廉弦彗徽忻忱恂愉慕憲懋戀扶抒敘旎晏晢暘曄曦朔朕杭枝柯柚桓梁楚槿樵櫻歐殷毓汝泛泱洛\
    洪淨渙渟溫漪潁潤澈澍濬瀞灝焄焜煖熹爾牧玫珞珩珣琁琮琰琲瑀瑗瑛璐璞瓈甯畯皎皚盛祈祖禹禾秉稚\
    竑笠筌箴緒縈繡翎聆舒舫芙茵荃荻莛菀葆葦葶蒔蕊薈蘅裴覲謹讓貞賀赫郡鄞酉採釗銥鋐鋕錚鍵鎔鏞鐸\
    閎隄雍霏靄靈頌顗飄駒駱魁鯉鳴鵑黛默鼎";

/// Ends and words that no name has, though each of their characters may stand in one.
const NO_NAMES: [&str; 30] = [
    "高雄", "高中", "高明", "金門", "金山", "金沙", "金湖", "金城", "馬祖", "連江", "石門", "石岡",
    "石碇", "古坑", "林園", "林內", "楊梅", "萬華", "萬里", "萬丹", "萬榮", "白河", "白沙", "卓蘭",
    "江南", "華南", "華中", "黃金", "白金", "溫州",
];
/// 黃三, 萬一千: numbers and sizes.
const COUNTS: &str = "一二三四五六七八九十百千萬大小阿";
/// Those that stand alone after a surname. Two characters are a word more often than a name: 陳家, 高貴,
/// 溫柔, 金主.
const ALONE: &str = "明偉強芳敏靜麗娟芬玲英傑豪婷怡雯琪慧蓉凱翔軒瑋鈞彥勇健俊斌磊燕梅蘭珍秀霞雪瑜潔瑩娜莉萍薇欣惠琴瓊宏\
    誠毅鵬";

/// 王小明, 歐陽大文: a surname, and one or two characters that given names are made of. What is a
/// term is asked before. 王小明 is one and 董事長, 連長, 石匠, 金主, 江湖上, 王老師, 陳太太 are none.
pub(super) fn is_name(text: &str) -> bool {
    let given = after_surname(text);
    // 阮氏花: a woman's name from Vietnam.
    if let Some(given) = given.and_then(|given| given.strip_prefix('氏')) {
        return (1..=3).contains(&given.chars().count());
    }
    // 王陳阿好: a husband's surname before one's own.
    let given = given.map(|given| match after_surname(given) {
        Some(own) if own.chars().count() == 2 && given.chars().count() == 3 => own,
        _ => given,
    });
    given.is_some_and(|given| {
        let known = |characters: &str| given.chars().all(|c| characters.contains(c));
        let length = given.chars().count();
        ((length == 1 && known(ALONE)) || (length == 2 && known(GIVEN) && !known(COUNTS)))
            && !NO_NAMES.iter().any(|place| text.starts_with(place))
    })
}

/// What follows a surname.
fn after_surname(text: &str) -> Option<&str> {
    let mut known = surnames().iter().filter_map(|name| text.strip_prefix(name.as_str()));
    known.find(|given| !given.is_empty())
}

/// 母親王小美, 父王大明: the places where a term may end and a name begin, the longest term first.
pub(super) fn before_name(text: &str) -> impl Iterator<Item = &str> {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
    places.into_iter().rev().filter(|&at| is_name(&text[at..])).map(|at| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::is_name;
    use crate::kinship::spelling::fold;

    #[test]
    fn a_name_is_told_from_a_title_a_trade_and_a_place() {
        for name in [
            "王小明",
            "王大明",
            "陳美玲",
            "林志豪",
            "黃雅婷",
            "張家豪",
            "李宗翰",
            "吳淑芬",
            "劉建宏",
            "阮氏花",
            "王陳阿好",
            "蔡英文",
            "歐陽大文",
            "張簡文雄",
            "許仁傑",
            "石明",
            "方正宏",
            "連勝文",
            "董志成",
            "江秀英",
            "金玉珍",
            "陈美玲",
            "刘志伟",
        ] {
            assert!(is_name(&fold(name)), "{name}");
        }
        for other in [
            "董事長",
            "連長",
            "石匠",
            "金主",
            "江湖上",
            "阮阿爸",
            "王老師",
            "陳太太",
            "林董",
            "李經理",
            "高手",
            "高官",
            "方丈",
            "石油商",
            "馬伕",
            "金店老闆",
            "黃牛",
            "白道",
            "高雄",
            "萬華",
            "馬祖",
            "程式員",
            "施主",
            "常客",
            "古董商",
            "花店",
            "田僑仔",
            "洪門",
            "余大哥",
            "孫大嫂",
            "許師兄",
            "公司",
            "太太",
            "張三哥",
            "金門",
            "田莊主",
            "官員",
            "高利貸",
            "康樂股長",
            "簡餐店",
            "戴帽的",
            "溫先生",
            "湯小姐",
            "羅漢腳",
            "何人",
            "錢莊",
            "史官",
            "華僑",
            "侯爺",
            "馬夫",
            "車手",
        ] {
            assert!(!is_name(&fold(other)), "{other}");
        }
    }
}
