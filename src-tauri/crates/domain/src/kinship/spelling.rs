//! Spelling variants of kinship words: eligibility never depends on them.

use unicode_normalization::UnicodeNormalization;

use crate::text::is_invisible;

/// One spelling for all variants: full width narrowed, spaces and marks dropped, variants folded.
/// Brackets and the separators of several answers stay.
pub(super) fn fold(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .filter(|c| {
            !matches!(
                c,
                '「' | '」'
                    | '『'
                    | '』'
                    | '"'
                    | '\''
                    | '“'
                    | '”'
                    | '‘'
                    | '’'
                    | '。'
                    | '!'
                    | '?'
                    | '~'
                    | ':'
                    | ';'
                    | '《'
                    | '》'
                    | '*'
                    | '`'
            )
        })
        .map(variant)
        .collect::<String>()
        .to_lowercase()
}

fn variant(c: char) -> char {
    match c {
        '姐' | '姉' => '姊',
        '侄' | '妷' => '姪',
        '嫲' | '嬷' => '嬤',
        '妈' => '媽',
        '爷' => '爺',
        '儿' => '兒',
        '孙' => '孫',
        '亲' => '親',
        '婶' => '嬸',
        '嶽' => '岳',
        '幺' => '么',
        '壻' | '聟' => '婿',
        '养' => '養',
        '继' | '継' => '繼',
        '结' => '結',
        '义' => '義',
        '干' => '乾',
        '妳' | '您' => '你',
        '她' | '牠' | '祂' => '他',
        '们' => '們',
        '师' => '師',
        '双' => '雙',
        '关' => '關',
        '系' => '係',
        '孃' => '娘',
        '内' => '內',
        '爲' | '为' => '為',
        '収' => '收',
        '个' => '個',
        '与' => '與',
        '离' => '離',
        '归' => '歸',
        '亡' => '亡',
        '裏' | '里' => '里',
        '后' => '後',
        '长' => '長',
        '独' => '獨',
        '寄' => '寄',
        '邻' => '鄰',
        '监' => '監',
        '护' => '護',
        '友' => '友',
        '舊' | '旧' => '舊',
        'ㄚ' => '阿',
        'ㄟ' | 'ㄉ' | 'の' | '底' => '的',
        '【' | '[' | '{' | '〔' | '〈' | '﹝' => '(',
        '】' | ']' | '}' | '〕' | '〉' | '﹞' => ')',
        '／' | '|' | '、' | '，' | ',' => '/',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn variants_are_one_spelling() {
        for (a, b) in [
            ("姐姐", "姊姊"),
            ("侄 女", "姪女"),
            ("阿公（外）", "阿公(外)"),
            ("「大哥」", "大哥"),
            ("我ㄉㄚ嬷", "我的阿嬤"),
            ("ＩＮＡ", "ina"),
            ("姊\u{200b}夫", "姊夫"),
        ] {
            assert_eq!(fold(a), fold(b));
        }
    }
}
