//! The surnames that most people in Taiwan have.

use std::sync::OnceLock;

use crate::text::fold_word;

const SURNAMES: &str = "歐陽 司馬 諸葛 上官 張簡 范姜 陳 林 黃 張 李 王 吳 劉 蔡 楊 許 鄭 謝 \
    郭 洪 邱 曾 廖 賴 徐 周 葉 蘇 莊 呂 江 何 蕭 羅 高 潘 簡 朱 鍾 游 \
    彭 詹 胡 施 沈 余 趙 盧 梁 顏 柯 翁 魏 孫 戴 范 方 宋 鄧 杜 傅 侯 \
    曹 薛 丁 卓 阮 馬 董 溫 唐 藍 石 蔣 田 康 鄒 涂 尤 巫 韓 龔 嚴 袁 \
    黎 金 閻 連 童 陸 夏 柳 凃 邵 錢 姜 史 倪 湯 駱 汪 程 白 甘 歐 萬 \
    賀 俞 尹 古 紀 章";

/// Each folded as texts are, those of two characters first.
pub(crate) fn surnames() -> &'static [String] {
    static FOLDED: OnceLock<Vec<String>> = OnceLock::new();
    FOLDED.get_or_init(|| SURNAMES.split_whitespace().map(fold_word).collect())
}

#[cfg(test)]
mod tests {
    use super::surnames;

    #[test]
    fn longer_ones_come_first_and_none_twice() {
        let all = surnames();
        assert!(all.iter().is_sorted_by_key(|name| std::cmp::Reverse(name.chars().count())));
        assert!(all.iter().enumerate().all(|(at, name)| !all[..at].contains(name)));
        assert!(all.contains(&"鐘".to_owned()), "鍾 as texts are folded");
    }
}
