//! The sample posts: most of them loving, some of them work for the desk. Every word is invented.

use crate::pictures::Scene;

/// A post that somebody of one of these relations could write.
pub(super) struct Message {
    pub from: &'static [&'static str],
    pub title: &'static str,
    pub body: &'static str,
    pub scene: Option<Scene>,
    /// Written to an inmate under eighteen.
    pub juvenile: bool,
}

const PARTNER: &[&str] = &["妻"];
const CHILD: &[&str] = &["女兒", "兒子"];
const PARENT: &[&str] = &["母", "父"];
const SIBLING: &[&str] = &["姊", "妹", "兄", "弟"];
const ELDER: &[&str] = &["祖母", "外婆", "阿嬤"];
const MOTHER_OF_YOUTH: &[&str] = &["少年之母"];
const FATHER_OF_YOUTH: &[&str] = &["少年之父"];
const ANYBODY: &[&str] = &["妻", "母", "姊", "妹", "兄"];

const fn post(
    from: &'static [&'static str],
    title: &'static str,
    body: &'static str,
    scene: Option<Scene>,
) -> Message {
    Message { from, title, body, scene, juvenile: false }
}

const fn to_youth(
    from: &'static [&'static str],
    title: &'static str,
    body: &'static str,
    scene: Option<Scene>,
) -> Message {
    Message { from, title, body, scene, juvenile: true }
}

/// 151 characters, one more than 貳.三 allows.
const ONE_TOO_MANY: &str = "今天放學後妹妹在門口等你的腳踏車聲，等到路燈亮了才肯進門吃飯。她說爸爸一定是繞遠路去買她愛的布丁。我把布丁放進冰箱，跟她說我們先留著，等爸爸回來一起吃。家裡都好，陽台的番茄結了七顆，阿公天天數，你要照顧好自己，天冷記得多穿一件，晚上早點睡，我們都在這裡等你，慢慢走，別急，下個月換我教她騎車，跌倒了我會";

/// 150 characters: exactly what is allowed.
const JUST_RIGHT: &str = "今天放學後妹妹在門口等你的腳踏車聲，等到路燈亮了才肯進門吃飯。她說爸爸一定是繞遠路去買她愛的布丁。我把布丁放進冰箱，跟她說我們先留著，等爸爸回來一起吃。家裡都好，陽台的番茄結了七顆，阿公天天數，你要照顧好自己，天冷記得多穿一件，晚上早點睡，我們都在這裡等你，慢慢走，別急，下個月換我教她騎車，跌倒了我";

/// In the order in which a small practice world uses them: three quarters are simply kind, and the
/// others come early enough that every practice meets some.
pub(super) const MESSAGES: [Message; 58] = [
    post(
        CHILD,
        "妹妹會騎車了",
        "爸，妹妹昨天自己把輔助輪拆了，騎了三圈才跌倒，還笑著說要騎去找你。膝蓋破皮，擦了藥就沒事。我們都好，你也要好好的。",
        Some(Scene::Bike),
    ),
    post(
        PARTNER,
        "學校補助",
        "孩子說想你。學校補助要用，請你向主管幫我申請在監證明兩份寄回家，月底前要交。天冷了，記得多穿一件。",
        None,
    ),
    post(
        &["妹"],
        "阿嬤生日",
        "今天幫阿嬤做了八十大壽，她許願的時候說第一個願望留給你。麵線我替你多吃了一碗。",
        Some(Scene::Cake),
    ),
    to_youth(
        MOTHER_OF_YOUTH,
        "吉他和弦",
        "弟，你上次說想學的吉他和弦，哥抄好了放在你桌上，等你回來一起練。聽你說功課跟得上，媽很放心，要多吃飯喔。",
        None,
    ),
    post(
        PARTNER,
        "對不起",
        "這陣子我真的撐不下去了，有時候想，沒有我會更好，孩子交給媽媽就好。你要原諒我。",
        None,
    ),
    post(
        PARENT,
        "新號碼",
        "媽換手機了，以後打 0900-000-678 就找得到，記得哦。院子的桂花開了，整條巷子都香。",
        None,
    ),
    post(
        CHILD,
        "我考上了",
        "爸，放榜了，我考上護理系！第一個就想告訴你。開學前我會先去打工存學費，你不用擔心，等你回來換我照顧你。",
        None,
    ),
    post(
        PARTNER,
        "晚餐",
        "今天滷了你愛吃的豬腳，兒子多添了一碗飯，說要幫你吃一份。桌子還是留你的位子。",
        Some(Scene::Dinner),
    ),
    post(
        SIBLING,
        "你等著瞧",
        "你把爸媽的錢都敗光了，出來我一定找人處理你，讓你好看，等著瞧。",
        None,
    ),
    post(
        PARENT,
        "陽台的番茄",
        "陽台的番茄結了七顆，你爸每天早上都要數一遍才肯去上班。最紅的那顆他說要留給你，我說會爛掉啦，拍照給你看。",
        Some(Scene::Tomatoes),
    ),
    post(
        ELDER,
        "阿嬤想講",
        "乖孫，阿嬤身體勇健，免煩惱。每日早起去廟埕行兩輾，拜拜攏有替你求平安。天涼，被要蓋好，食予飽。",
        None,
    ),
    post(PARTNER, "全部都想告訴你", ONE_TOO_MANY, None),
    post(
        CHILD,
        "畫給爸爸",
        "爸爸，這是我畫的全家，中間那個最高的是你。老師說我畫得很好，貼在教室後面。我有乖乖寫功課，也有幫媽媽洗碗。",
        Some(Scene::ChildsDrawing),
    ),
    post(
        SIBLING,
        "藏字",
        "晚\u{200b}餐\u{200b}吃\u{200b}你\u{200b}愛\u{200b}的\u{200b}滷\u{200b}肉\u{200b}，\u{200b}孩\u{200b}子\u{200b}幫\u{200b}忙\u{200b}剝\u{200b}蒜\u{200b}。",
        None,
    ),
    post(
        PARTNER,
        "等你",
        "聽你說可能快有機會假釋，我跟孩子都很替你高興。不管結果怎樣，家裡的燈都為你留著。",
        None,
    ),
    to_youth(
        FATHER_OF_YOUTH,
        "球隊贏了",
        "兒子，你們學校籃球隊這次拿了縣賽第三名，教練說位子幫你留著。爸以前太兇，這封想跟你說：爸以你為榮。",
        None,
    ),
    post(
        PARENT,
        "小黑",
        "小黑生了四隻，有一隻額頭白白的，跟你小時候養的那隻一模一樣。媽先幫牠取名叫阿福，等你回來再改。",
        Some(Scene::Dog),
    ),
    post(SIBLING, "咖啡", "新開的那家咖啡包很好喝，等你回來一起喝；孩子愛吃那裡的冰糖燉梨。", None),
    post(
        PARTNER,
        "房子的事",
        "房東的租約下個月到期，你能不能寫委託書請所方蓋章寄給我？還有奔喪的假單要怎麼申請，麻煩你問一下教區科員。",
        None,
    ),
    post(
        CHILD,
        "第一份薪水",
        "爸，我領第一份薪水了，包了紅包給阿公阿嬤，剩下的買了一雙布鞋給你，先放在鞋櫃最上層。我有把你的話記在心裡。",
        None,
    ),
    post(
        ELDER,
        "曬被子",
        "今天出大日頭，阿嬤把你的棉被曬得蓬蓬的，收進櫃子裡有太陽的味道。你要聽長官的話，平平安安就好。",
        None,
    ),
    post(PARTNER, "剛剛好", JUST_RIGHT, None),
    post(
        SIBLING,
        "換我照顧",
        "弟，媽上禮拜膝蓋開刀很順利，已經可以慢慢走了。家裡有我，你不要想太多，把身體顧好，把技能訓練學起來。",
        None,
    ),
    post(&["弟"], "貨", "阿明說彩虹菸補貨了，一組算你便宜，出來第一天就找他拿貨。", None),
    post(
        PARTNER,
        "結婚紀念日",
        "十年了。那年你把戒指藏在便當裡，我差點吞下去。今天我自己帶便當上班，打開來還是忍不住先翻一翻。我等你。",
        None,
    ),
    post(
        PARENT,
        "晚安",
        "孩子睡了，想到再打給我：０９００００００６７８。媽今天去還願，廟公說你的籤是上上籤，愛你。",
        None,
    ),
    post(
        CHILD,
        "游泳",
        "爸，我學會換氣了！教練說我再練一個暑假就可以比賽。以前你在溪邊教我的蛙鞋踢水，我都有記得。",
        None,
    ),
    post(
        PARTNER,
        "弟弟的畢業典禮",
        "弟弟今天幼兒園畢業，他上台說長大要當火車司機，載爸爸回家。全班家長都哭了，我有拍手拍到手痛。",
        None,
    ),
    post(
        SIBLING,
        "被子曬過了",
        "聽說你快到期了，我跟房東說好，房間先留著，被子也曬過了。工作的事我問了鐵工廠老闆，他說人肯做就好。",
        None,
    ),
    post(
        PARTNER,
        "匯錢",
        "這個月先匯三千進你的保管金，帳戶末五碼 00000，你收到跟我說。表哥欠的兩萬你寫信叫他快還。",
        None,
    ),
    post(
        ANYBODY,
        "中秋",
        "月亮很圓，烤肉還是你烤的最好吃。大家舉杯的時候空了一個位子，我們都朝那個方向敬了一杯。",
        Some(Scene::Dinner),
    ),
    post(
        CHILD,
        "補習",
        "爸，我不補英文了，自己看影片學，省下來的錢媽說拿去修屋頂。這次段考進步十二名，你要相信我。",
        None,
    ),
    post(
        PARENT,
        "種菜",
        "後面那塊地我種了高麗菜跟蔥，菜蟲很多，你爸每天抓。等你回來，第一餐就煮我們自己種的。",
        Some(Scene::Tomatoes),
    ),
    post(
        PARTNER,
        "團購",
        "轉貼：限時優惠！葡萄酵素買三送一，加入會員再折兩百，幫我問你同房的要不要一起買。",
        None,
    ),
    post(
        SIBLING,
        "證人",
        "律師說下次開庭阿國會出來作證，你叫裡面的人傳話給他，說法要跟我們一樣，不然大家都有事。",
        None,
    ),
    post(
        ELDER,
        "目睭",
        "阿嬤的目睭開刀矣，這馬看物件真清楚，相片內底你的面我看甲金金金。等你轉來，阿嬤煮麻油雞。",
        None,
    ),
    post(
        PARTNER,
        "下雨天",
        "這禮拜都在下雨，衣服晾不乾。女兒把你的雨衣穿在身上，長到拖地，說這樣就像爸爸抱著她。",
        None,
    ),
    post(
        CHILD,
        "駕照",
        "爸，我機車駕照考到了，一次就過！我會慢慢騎，不會像你年輕時那樣。媽坐我後面，抓得好緊。",
        None,
    ),
    to_youth(
        MOTHER_OF_YOUTH,
        "段考",
        "寶貝，導師把你的課本都收好了，同學還寫了一張大卡片，媽幫你收著。不管考幾分，回家都有熱湯。",
        Some(Scene::Cake),
    ),
    post(
        PARENT,
        "你爸戒菸了",
        "你爸跟你約好的，他真的戒菸了，已經四十三天。他說你在裡面都能改，他在外面沒有理由做不到。",
        None,
    ),
    post(
        PARTNER,
        "打人",
        "他昨天又喝酒動手，我的手肘瘀青一大片，孩子嚇到躲進衣櫃。我不知道還能跟誰講。",
        None,
    ),
    post(
        SIBLING,
        "地址",
        "媽搬到雲林縣範例鎮範例路 9 號 3 樓，鄰居張小姐的身分證字號跟病歷我也一起寄給你，幫我看看能不能申請補助。",
        None,
    ),
    post(
        PARTNER,
        "小考一百分",
        "哥哥數學小考一百分，他把考卷折成紙飛機說要飛去給你看。飛到隔壁屋頂了，我們笑了好久。",
        None,
    ),
    post(
        CHILD,
        "生日快樂",
        "爸爸生日快樂！我們買了小蛋糕，幫你許了願也幫你吹了蠟燭。願望是祕密，可是跟你有關。",
        Some(Scene::Cake),
    ),
    post(
        ANYBODY,
        "天氣冷了",
        "寒流要來了，記得多穿一件。家裡的舊外套我洗好熨好，下次會客再問可不可以送進去。想你死了啦，笑死，連夢到你都在搶棉被。",
        None,
    ),
    post(
        PARENT,
        "廟會",
        "今年輪到我們庄頭做醮，你小時候扛的那頂轎子換新的漆了。大家都問起你，我說你在努力，快了。",
        None,
    ),
    post(
        SIBLING,
        "開店",
        "姊把早餐店頂下來了，招牌還是用你畫的那隻笑臉蛋。你的蛋餅皮配方我學會七成，剩三成等你回來教。",
        None,
    ),
    post(
        PARTNER,
        "網址",
        "孩子的表演影片放在 https://example.com/v/123，也可以加我的 LINE：example_520，看完記得回我。",
        None,
    ),
    post(
        CHILD,
        "樂團",
        "爸，我們班樂團要去市府前面表演，我打鼓。以前你敲碗打拍子教我的那段，我放進前奏了。",
        None,
    ),
    post(
        PARENT,
        "老照片",
        "整理抽屜翻到你三歲的照片，騎在你爸肩膀上笑得好開心。媽把它夾在佛經裡，每天翻到都會看一下。",
        None,
    ),
    post(
        PARTNER,
        "新工作",
        "我換到市場的麵攤上班，老闆娘人很好，下午三點就能接小孩。日子過得去，你不要再說對不起了，好好的就好。",
        None,
    ),
    post(
        SIBLING,
        "爸的話",
        "爸不會寫字，要我幫他寫：兒子，田裡稻子割了，今年收成好。做錯了就改，回來爸牽你去走田埂。",
        None,
    ),
    to_youth(
        FATHER_OF_YOUTH,
        "修好了",
        "你那台腳踏車爸修好了，煞車換新的，坐墊也調高了，你應該又長高了吧。回來我們騎去看海。",
        Some(Scene::Bike),
    ),
    post(
        ELDER,
        "包粽",
        "阿嬤今年包一百粒粽，有你愛的鹹卵黃。阿嬤知影你袂當食，講予你聽，予你鼻芳。",
        None,
    ),
    post(
        PARTNER,
        "牙齒",
        "妹妹掉了第一顆牙，她把牙齒放在枕頭下，跟牙仙說不要錢，要換爸爸的一通電話。我聽了轉過頭去擦眼淚。",
        None,
    ),
    post(
        CHILD,
        "實習",
        "爸，我到長照中心實習了，有個阿公很像你，愛講冷笑話。我每天都聽他講同一個，每天都笑。",
        None,
    ),
    post(
        ANYBODY,
        "小狗會握手",
        "阿福學會握手了，不過只肯跟穿藍衣服的人握，大概以為是你。我們輪流穿你的藍襯衫騙牠。",
        Some(Scene::Dog),
    ),
    post(
        PARENT,
        "媽不生氣了",
        "媽想了很久，不生氣了。你寫來的信我看了十幾遍，字變漂亮了，人也會變好的。家門不鎖，等你。",
        None,
    ),
];

/// Kind posts of the past, for the history beside a case.
pub(super) const PAST: [(&str, &str); 16] = [
    ("平安", "家裡都平安，你也要平安。最近早晚涼，衣服不要穿太少，記得喝溫水。"),
    ("小事", "樓下開了一間豆花店，我們點了三碗，兩碗吃掉，一碗看著吃掉，都是想你。"),
    ("牆上的身高", "我在牆上又畫了一條線，孩子一年長了七公分，快追上你教他畫的那條了。"),
    ("雨停了", "颱風過了，屋頂沒事，只有曬衣竿被吹到隔壁。大家都好，不用掛心。"),
    ("加油", "你說在學烘焙，我跟同事炫耀了一整天。等你回來，我要第一個點單。"),
    ("中秋月亮", "月亮圓的那天我們在頂樓坐了一下，沒有說什麼，大家都在想你。"),
    ("新書包", "開學了，孩子揹著新書包，回頭跟空氣揮手，說那邊是爸爸的方向。"),
    ("照顧自己", "藥要按時吃，腰不要逞強。家裡的事有我們，你把自己顧好就是幫忙。"),
    ("鄰居的貓", "鄰居那隻橘貓又來睡你的機車坐墊，我沒有趕牠，當作幫你顧車。"),
    ("豐收", "今年的文旦很甜，我留了十顆在冰箱，其實都快被我吃完了，明年再留。"),
    ("你的信", "收到你的信，字寫得很整齊。我唸給大家聽，唸到一半換人唸。"),
    ("夜市", "帶孩子去夜市撈魚，撈到一隻最慢的，取名叫慢慢，養得很好。"),
    ("清明", "今年掃墓人比較少，我替你多上了一炷香，跟阿公說你會好好的。"),
    ("學煮飯", "我終於會煮你那道三杯雞了，九層塔放太多，但是鍋底朝天。"),
    ("頭髮", "我把頭髮剪短了，孩子說像小學生。你回來可能會認不出來，要多看兩眼。"),
    ("春天", "巷口的木棉開了，一朵一朵掉下來很大聲，孩子撿了一整排放在窗邊。"),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_messages_differ_and_the_two_long_ones_have_their_lengths() {
        let bodies: HashSet<_> = MESSAGES.iter().map(|message| message.body).collect();
        assert_eq!(bodies.len(), MESSAGES.len());
        assert_eq!(ONE_TOO_MANY.chars().count(), 151);
        assert_eq!(JUST_RIGHT.chars().count(), 150);
    }
}
