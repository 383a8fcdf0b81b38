//! Words for relatives that no list holds: rank, 堂 and 表, 繼 and 養, 前 and 亡, and the like.

use super::action::{KinshipAction, KinshipFlag};
use super::answer::Found;
use super::path::{Path, Step};
use super::remarks::{self, is_affinity, is_spouse};
use super::table::KinshipTable;
use Step::{D, S, U};

const RANKS: [&str; 30] = [
    "大",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "小",
    "么",
    "屘",
    "細",
    "老",
    "滿",
    "長",
    "次",
    "幼",
    "尾",
    "細漢",
    "大漢",
    "季",
    "孟",
    "仲",
    "第二個",
    "第三個",
    "最大的",
    "最小的",
    "排行",
];

/// One word, folded: by heart or by rule. `depth` bounds the rules that take off a prefix.
pub(super) fn word(table: &KinshipTable, text: &str, depth: u32) -> Option<Found> {
    if let Some(relation) = table.known(text) {
        return Some(Found::of(relation));
    }
    if depth == 0 || text.chars().count() < 2 || text.chars().count() > 12 {
        return None;
    }
    let inner = |rest: &str| word(table, rest, depth - 1);
    former(text, &inner)
        .or_else(|| deceased(text, &inner))
        .or_else(|| {
            let (remark, rest) = remarks::before(text)?;
            inner(rest).map(|found| remark.apply(found, table))
        })
        .or_else(|| sworn(text, &inner))
        .or_else(|| step_and_adoptive(table, text, &inner))
        .or_else(|| collateral(text, &inner))
        .or_else(|| maternal(text, &inner))
        .or_else(|| of_spouse(text, &inner))
        .or_else(|| plain_prefix(text, &inner))
        .or_else(|| plain_suffix(text, &inner))
        .or_else(|| office(table, text))
        .or_else(|| acquaintance(table, text))
}

/// Each kind of prefix is tried longest first.
fn after<'t>(text: &'t str, prefixes: &[&str]) -> Option<&'t str> {
    prefixes
        .iter()
        .filter_map(|prefix| text.strip_prefix(prefix))
        .filter(|rest| !rest.is_empty())
        .min_by_key(|rest| rest.len())
}

/// 前: affinity ends with divorce (民法 971).
fn former(text: &str, inner: &dyn Fn(&str) -> Option<Found>) -> Option<Found> {
    let rest = after(text, &["前任", "前一任", "上一任", "第一任", "前"])?;
    let found = inner(rest)?;
    if is_spouse(&found) || found.action == Some(KinshipAction::CohabitOnly) {
        return Some(Found::no_kin(
            KinshipAction::CohabitOnly,
            "離婚或分手後不再是配偶；仍為永久共同生活而同住、有證明者，可以共居家屬申請。",
        ));
    }
    (is_affinity(&found) || found.paths.is_empty()).then(|| {
        Found::no_kin(
            KinshipAction::DenyKin,
            "姻親關係因離婚而消滅（民法 971）；若同住，可改看共居家屬。",
        )
    })
}

/// 亡, 先, 故: the applicant cannot be the deceased.
fn deceased(text: &str, inner: &dyn Fn(&str) -> Option<Found>) -> Option<Found> {
    let rest = after(
        text,
        &["亡", "先", "故", "已故", "已歿", "過世", "往生", "去世", "死去", "已過世", "已往生"],
    )?;
    let found = inner(rest)?;
    (!found.paths.is_empty()).then(|| Found {
        action: Some(KinshipAction::Review),
        why: "申請人不可能是已歿者，可能填反了方向或指其遺屬；請家屬說明。",
        ..Found::default()
    })
}

/// What a deceased person's word says of the way through them; affinity survives death (民法 971).
pub(super) fn through_deceased(table: &KinshipTable, text: &str) -> Option<Found> {
    let rest = after(
        text,
        &["亡", "先", "故", "已故", "已歿", "過世", "往生", "去世", "已過世", "已往生"],
    )
    .or_else(|| remarks::after_deceased(text))?;
    let found = word(table, rest, 3)?;
    (!found.paths.is_empty()).then(|| found.flag(KinshipFlag::Status))
}

/// 乾, 義, 契, 誼, 結拜: no kinship in law.
fn sworn(text: &str, inner: &dyn Fn(&str) -> Option<Found>) -> Option<Found> {
    let rest = after(text, &["乾", "義", "契", "誼", "結拜", "結義", "拜把", "換帖", "認的乾"])?;
    let found = inner(rest)?;
    let near = found.paths.iter().any(|path| path.steps().len() <= 3);
    near.then(|| {
        Found::no_kin(
            KinshipAction::DenyKin,
            "乾親、結拜沒有法律上的親屬關係（除非依法收養）；若同住，可改看共居家屬。",
        )
        .flag(KinshipFlag::Status)
    })
}

/// 繼, 後, 養, 出養, 親生.
fn step_and_adoptive(
    table: &KinshipTable,
    text: &str,
    inner: &dyn Fn(&str) -> Option<Found>,
) -> Option<Found> {
    if let Some(rest) = after(text, &["繼", "後"]) {
        let found = inner(rest)?;
        let paths = map_paths(&found, |steps| match steps {
            [U] | [U, U] | [U, U, U] => Some(Path::new(steps.iter().copied().chain([S]))),
            [D] | [D, D] | [D, D, D] => {
                Some(Path::new([S].into_iter().chain(steps.iter().copied())))
            }
            [U, D] => Some(Path::new([U, S, D])),
            _ => None,
        })?;
        return Some(found.with_paths(paths).flag(KinshipFlag::Status));
    }
    if let Some(rest) = after(text, &["養", "收養", "領養", "認養"]) {
        let found = inner(rest)?;
        let paths = map_paths(&found, |steps| {
            (!steps.contains(&S)).then(|| Path::new(steps.iter().copied()))
        })?;
        let named = match paths.as_slice() {
            [only] if only.steps() == [D] => table.named("養子女"),
            [only] if only.steps() == [U] => table.named("養父母"),
            _ => None,
        };
        let found = named.map_or_else(|| found.with_paths(paths), Found::of);
        return Some(found.flag(KinshipFlag::Status));
    }
    if let Some(rest) = after(text, &["出養", "送養", "已出養"]) {
        inner(rest).filter(|found| found.paths.iter().any(|path| path.steps() == [D]))?;
        return table.named("出養子女").map(Found::of);
    }
    if let Some(rest) = after(text, &["本生", "原生", "親生", "生身"]) {
        let found = inner(rest)?;
        if found.paths.iter().any(|path| path.steps() == [U]) {
            return table.named("本生父母(出養)").map(Found::of);
        }
        let blood = found.paths.iter().all(|path| !path.steps().contains(&S));
        let suspended = text.starts_with("本生") || text.starts_with("原生");
        return blood.then(|| match suspended && !found.paths.is_empty() {
            true => remarks::Remark::Adoption.apply(found, table).flag(KinshipFlag::Law),
            false => found,
        });
    }
    None
}

/// 堂 and 表: one generation further up and down.
fn collateral(text: &str, inner: &dyn Fn(&str) -> Option<Found>) -> Option<Found> {
    let (times, rest) = if let Some(rest) = after(text, &["再從", "從堂", "遠房堂", "遠房表", "族"])
    {
        (2, rest)
    } else {
        let prefixes = [
            "堂",
            "表",
            "姑表",
            "姨表",
            "舅表",
            "叔伯",
            "隔壁腹",
            "隔腹",
            "親堂",
            "親表",
            "同堂",
            "從",
        ];
        (1, after(text, &prefixes)?)
    };
    let found = inner(rest)?;
    let paths = map_paths(&found, |steps| {
        let turn = steps.windows(2).position(|pair| pair == [U, D])? + 1;
        (steps[0] != S).then(|| {
            let (up, down) = steps.split_at(turn);
            let mut further = up.to_vec();
            further.extend(vec![U; times]);
            further.extend(vec![D; times]);
            further.extend_from_slice(down);
            Path::new(further)
        })
    })?;
    let mut found = found.with_paths(paths);
    found.action = None;
    Some(found)
}

/// 外叔公, 外姑婆: the mother's side, as far away as the father's.
fn maternal(text: &str, inner: &dyn Fn(&str) -> Option<Found>) -> Option<Found> {
    let found = inner(text.strip_prefix('外')?)?;
    let paths = map_paths(&found, |steps| {
        (steps.len() > 2 && steps.starts_with(&[U, U])).then(|| Path::new(steps.iter().copied()))
    })?;
    let mut found = found.with_paths(paths);
    found.flags.retain(|flag| *flag != KinshipFlag::Multi);
    Some(found)
}

/// 夫, 妻, 內, 岳: through the spouse.
fn of_spouse(text: &str, inner: &dyn Fn(&str) -> Option<Found>) -> Option<Found> {
    let through = |found: &Found, fits: &dyn Fn(&[Step]) -> bool| {
        map_paths(found, |steps| {
            (fits(steps) && steps[0] != S)
                .then(|| Path::new([S].into_iter().chain(steps.iter().copied())))
        })
    };
    if let Some(rest) = text.strip_prefix('內') {
        let found = inner(rest)?;
        let paths = through(&found, &|steps| matches!(steps, [U, D] | [U, D, S] | [U, D, D]))?;
        return Some(found.with_paths(paths).flag(KinshipFlag::Status));
    }
    let elder = ["伯", "叔", "舅", "姑", "姨"];
    if elder.iter().any(|prefix| {
        text.strip_prefix(prefix)
            .is_some_and(|rest| matches!(rest, "岳父" | "岳母" | "岳" | "岳丈"))
    }) {
        let path = Path::new([S, U, U, D]);
        return Some(Found { paths: vec![path], ..Found::default() }.flag(KinshipFlag::Status));
    }
    let rest = after(text, &["夫家", "妻家", "夫", "妻", "配偶", "岳家"])?;
    let found = inner(rest)?;
    let paths = through(&found, &|_| true)?;
    let mut found = found.with_paths(paths).flag(KinshipFlag::Status);
    found.flags.retain(|flag| *flag != KinshipFlag::Multi);
    Some(found)
}

/// Prefixes that say nothing of the kinship: rank, 阿, 親, honorifics, 未婚 and 同居 aside.
fn plain_prefix(text: &str, inner: &dyn Fn(&str) -> Option<Found>) -> Option<Found> {
    if let Some(rest) = after(text, &["未婚", "準", "訂婚", "未過門"]) {
        let found = inner(rest)?;
        return (is_spouse(&found) || is_affinity(&found)).then(|| {
            Found::no_kin(
                KinshipAction::CohabitOnly,
                "婚約不生親屬關係；為永久共同生活而同住、有證明者，可以共居家屬申請。",
            )
        });
    }
    if let Some(rest) = after(text, &["同性"]) {
        let found = inner(rest)?;
        return Some(found.flag(KinshipFlag::Law));
    }
    if let Some(rest) = after(text, &["同居", "同住"]) {
        return inner(rest);
    }
    // 老大 is whoever leads a gang.
    if let Some(rest) = after(text, &RANKS).filter(|_| !text.starts_with("老大")) {
        let found = inner(rest)?;
        // 大媽, 小爸 are somebody else; the listed ones are known by heart.
        let near = found.paths.iter().any(|path| matches!(path.steps(), [U] | [S]));
        return (!near || text.starts_with('老')).then_some(found);
    }
    let rest = after(
        text,
        &[
            "阿",
            "親",
            "嫡",
            "嫡親",
            "胞",
            "同胞",
            "家",
            "舍",
            "令",
            "愚",
            "賢",
            "尊",
            "再婚",
            "再娶",
            "新婚",
            "新",
            "續弦",
            "現任",
            "第二任",
            "第三任",
            "分居",
            "合法",
            "法定",
            "法律上的",
            "外籍",
            "大陸",
            "陸籍",
            "越南",
            "越南籍",
            "印尼",
            "印尼籍",
            "泰國",
            "菲律賓",
            "柬埔寨",
            "日本",
            "外國",
            "新住民",
            "雙胞胎",
            "孿生",
            "龍鳳胎",
            "唯一",
            "同父同母",
            "同母同父",
            "全血緣",
            "半血緣",
            "認領",
            "已認領",
            "經認領",
            "成年",
            "未成年",
            "婚生",
            "非婚生",
            "單親",
        ],
    )?;
    inner(rest)
}

/// 金店老闆, 高中同學, 石油商人: a word that ends with one for somebody who is no kin.
fn acquaintance(table: &KinshipTable, text: &str) -> Option<Found> {
    let ends = text.char_indices().skip(1).map(|(at, _)| &text[at..]);
    let known = ends.filter(|end| end.chars().count() > 1).find_map(|end| table.known(end))?;
    (known.name == "朋友等").then(|| Found::of(known))
}

/// 某某基金會社工, 更生保護會輔導員: somebody of an authority or institution (壹.二).
pub(super) fn office(table: &KinshipTable, text: &str) -> Option<Found> {
    // As folded: 乾 stands for 幹 too.
    const TITLES: [&str; 31] = [
        "社工",
        "社工師",
        "社工員",
        "社工督導",
        "個管師",
        "個管員",
        "里長",
        "村長",
        "鄰長",
        "里乾事",
        "輔導員",
        "觀護人",
        "保護官",
        "居服員",
        "照服員",
        "心理師",
        "院長",
        "園長",
        "所長",
        "主任",
        "組長",
        "督導",
        "執行長",
        "秘書長",
        "區長",
        "鄉長",
        "鎮長",
        "里長伯",
        "里長嬸",
        "村里乾事",
        "志工",
    ];
    const OFFICES: [&str; 32] = [
        "更生保護",
        "縣政府",
        "市政府",
        "社會局",
        "社會處",
        "家防中心",
        "安置機構",
        "長照",
        "社福",
        "衛生局",
        "公所",
        "派出所",
        "少年隊",
        "基金會",
        "協會",
        "世界展望會",
        "兒福聯盟",
        "家扶",
        "勵馨",
        "紅十字會",
        "育幼院",
        "教養院",
        "少年之家",
        "兒童之家",
        "中途之家",
        "康復之家",
        "護理之家",
        "安養中心",
        "養護中心",
        "療養院",
        "安養院",
        "養護所",
    ];
    let bare = ["的", "先生", "小姊", "女士"].iter().find_map(|end| text.strip_suffix(end));
    let titled = TITLES.iter().any(|title| bare.unwrap_or(text).ends_with(title));
    (titled || OFFICES.iter().any(|office| text.contains(office)))
        .then(|| table.named("機構人員").map(Found::of))
        .flatten()
}

fn plain_suffix(text: &str, inner: &dyn Fn(&str) -> Option<Found>) -> Option<Found> {
    for suffix in [
        "本人", "關係", "身分", "們", "仔", "兒", "大人", "桑", "喔", "啦", "啊", "呀", "哦",
        "一人", "一名",
    ] {
        if let Some(rest) = text.strip_suffix(suffix).filter(|rest| !rest.is_empty())
            && let Some(found) = inner(rest)
        {
            return Some(found);
        }
    }
    for suffix in ["媳婦", "新婦", "媳", "女婿", "婿", "嫂", "夫", "妻", "丈"] {
        let Some(rest) = text.strip_suffix(suffix).filter(|rest| !rest.is_empty()) else {
            continue;
        };
        let Some(found) = inner(rest) else { continue };
        let married = map_paths(&found, |steps| {
            (steps.last() != Some(&S) && steps[0] != S)
                .then(|| Path::new(steps.iter().copied().chain([S])))
        });
        if let Some(paths) = married {
            let mut found = found.with_paths(paths).flag(KinshipFlag::Status);
            found.action = None;
            return Some(found);
        }
    }
    None
}

/// The senses that a rule can turn into others; `None` if there are none.
fn map_paths(found: &Found, turn: impl Fn(&[Step]) -> Option<Path>) -> Option<Vec<Path>> {
    let mut paths: Vec<Path> = Vec::new();
    for path in &found.paths {
        if let Some(turned) = (!path.is_empty()).then(|| turn(path.steps())).flatten()
            && !paths.contains(&turned)
        {
            paths.push(turned);
        }
    }
    (!paths.is_empty()).then_some(paths)
}
