//! What happened before the practice begins: approved families, delivered posts, strikes, returns.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Duration, Months, Utc};
use domain::{
    Applicant, Application, CaseId, CaseKind, CaseRef, CaseState, Decision, DecisionId, Family,
    FamilyId, GivenReason, InmateId, Post, Private, Route, StaffMember, Suspension, SuspensionId,
    Verdict,
};
use rand::RngExt;

use super::{
    Dice,
    draft::{Draft, PastDecision, PastSuspension, case_id, uuid, uuid_v7},
    messages::PAST,
    people::address,
};
use crate::{clock::taipei_day, problem::member};

/// The rules in force when the sample world's past happened.
const VERSION: &str = "112.12";

fn colleague(dice: &mut Dice) -> StaffMember {
    let (subject, name) =
        [("sw-01", "李沛真"), ("sw-02", "王思齊"), ("sw-03", "陳映竹"), ("sw-04", "林可庭")]
            [dice.random_range(0..4)];
    member(subject, name)
}

/// One decision of the past on the first revision of a case, or on a later one.
struct Judgement<'a> {
    case: CaseRef,
    base_revision: u64,
    family: FamilyId,
    verdict: Verdict,
    reason: Option<(&'a str, bool)>,
    slots: &'a [(&'a str, &'a str)],
    message: &'a str,
    at: DateTime<Utc>,
}

fn judge(draft: &mut Draft, dice: &mut Dice, judgement: Judgement<'_>) -> DecisionId {
    let id = DecisionId(uuid_v7(dice, judgement.at));
    let slots: BTreeMap<String, Private> = judgement
        .slots
        .iter()
        .map(|(slot, words)| ((*slot).to_owned(), Private::from(*words)))
        .collect();
    let reasons = judgement
        .reason
        .map(|(code, counts)| GivenReason { code: code.to_owned(), slots, counts })
        .into_iter()
        .collect();
    let decided_by = colleague(dice);
    draft.decisions.push(PastDecision {
        id,
        decision: Decision {
            case: judgement.case,
            base_revision: judgement.base_revision,
            evidence_sha256: Vec::new(),
            verdict: judgement.verdict,
            reasons,
            family_message: judgement.message.into(),
            policy_version: VERSION.to_owned(),
            fence: None,
            decided_at: judgement.at - Duration::seconds(dice.random_range(2..40)),
            overturns: None,
            pages_seen: Vec::new(),
        },
        decided_by,
        accepted_at: judgement.at,
        family_id: judgement.family,
        overturned_by: None,
    });
    id
}

/// A family whose application was approved some months ago.
pub(super) fn approved_family(
    draft: &mut Draft,
    dice: &mut Dice,
    inmate: InmateId,
    applicant: Applicant,
    relation: &str,
    with_papers: bool,
) -> FamilyId {
    let family_id = FamilyId(uuid(dice));
    let applied = draft.now - Duration::days(dice.random_range(70..400));
    draft.families.push(Family {
        id: family_id,
        revision: 1,
        applicant: applicant.clone(),
        last_published_on: None,
        suspended_until: None,
        registered_at: applied - Duration::hours(dice.random_range(1..90)),
    });
    if let Some(inmate) = draft.inmate_mut(inmate) {
        inmate.family_id = Some(family_id);
    }
    if with_papers {
        let id = case_id(dice);
        draft.applications.push(Application {
            id,
            revision: 2,
            number: String::new(),
            state: CaseState::Approved,
            submitted_at: applied,
            resubmitted_at: None,
            family_id,
            inmate_id: inmate,
            applicant,
            route: Route::Kin,
            relation: relation.into(),
            statement: Private::default(),
            // The files were erased when their time was over.
            documents: Vec::new(),
        });
        let at = applied + Duration::hours(dice.random_range(20..80));
        judge(
            draft,
            dice,
            Judgement {
                case: CaseRef { kind: CaseKind::Application, id },
                base_revision: 1,
                family: family_id,
                verdict: Verdict::Approve,
                reason: None,
                slots: &[],
                message: "您的申請已通過，現在可以發佈家庭聯絡簿了。",
                at,
            },
        );
    }
    family_id
}

/// Somebody else has this inmate's notebook already (貳.一).
pub(super) fn other_family(draft: &mut Draft, dice: &mut Dice, inmate: InmateId) {
    let who = draft.registry.someone(dice, true, 44, None);
    let applicant = Applicant {
        name: who.name.as_str().into(),
        national_id: who.national_id.as_str().into(),
        birth_date: who.birth,
        phone: format!("0900-000-{:03}", dice.random_range(0..1000)).into(),
        email: format!("family{:05}@example.com", dice.random_range(0..100_000)).into(),
        address: address(dice).into(),
    };
    approved_family(draft, dice, inmate, applicant, "妻", true);
}

/// An application sent back for its notes left out.
pub(super) fn returned_application(
    draft: &mut Draft,
    dice: &mut Dice,
    id: CaseId,
    family: FamilyId,
    at: DateTime<Utc>,
) {
    judge(
        draft,
        dice,
        Judgement {
            case: CaseRef { kind: CaseKind::Application, id },
            base_revision: 1,
            family,
            verdict: Verdict::Return,
            reason: Some(("A07", false)),
            slots: &[],
            message: "您附的是「省略記事」版本，看不到結婚、離婚或收養的登記。請向任一戶政事務所申請「含詳細記事」的版本。",
            at,
        },
    );
}

/// A post of the past and what became of it.
struct PastPost<'a> {
    family: FamilyId,
    inmate: InmateId,
    author: &'a str,
    relation: &'a str,
    at: DateTime<Utc>,
}

fn past_post(
    draft: &mut Draft,
    dice: &mut Dice,
    post: &PastPost<'_>,
    words: (&str, &str),
    state: CaseState,
) -> CaseRef {
    let id = case_id(dice);
    draft.posts.push(Post {
        id,
        revision: 2,
        number: String::new(),
        state,
        submitted_at: post.at - Duration::hours(dice.random_range(3..40)),
        resubmitted_at: None,
        family_id: post.family,
        inmate_id: post.inmate,
        author_name: post.author.into(),
        relation: post.relation.into(),
        title: words.0.into(),
        body: words.1.into(),
        photos: Vec::new(),
    });
    CaseRef { kind: CaseKind::Post, id }
}

/// Posts that were delivered, the last of them `last_days_ago`.
pub(super) fn delivered(
    draft: &mut Draft,
    dice: &mut Dice,
    (family, inmate): (FamilyId, InmateId),
    (author, relation): (&str, &str),
    last_days_ago: i64,
    count: usize,
) {
    let first = dice.random_range(0..PAST.len());
    for turn in 0..count {
        let at = draft.now
            - Duration::days(last_days_ago + turn as i64 * dice.random_range(11..25))
            - Duration::minutes(dice.random_range(0..240));
        let words = PAST[(first + turn * 5) % PAST.len()];
        let post = PastPost { family, inmate, author, relation, at };
        let case = past_post(draft, dice, &post, words, CaseState::Approved);
        judge(
            draft,
            dice,
            Judgement {
                case,
                base_revision: 1,
                family,
                verdict: Verdict::Approve,
                reason: None,
                slots: &[],
                message: "您發佈的內容已送達。",
                at,
            },
        );
        let day = taipei_day(at);
        if let Some(family) = draft.families.iter_mut().rev().find(|one| one.id == family) {
            family.last_published_on = family.last_published_on.max(Some(day));
        }
    }
}

/// A content rejection (貳.四) and the words that earned it.
struct Strike {
    title: &'static str,
    body: &'static str,
    code: &'static str,
    slots: &'static [(&'static str, &'static str)],
    message: &'static str,
}

const STRIKES: [Strike; 3] = [
    Strike {
        title: "接見預約",
        body: "下週二我想去看你，請你跟科員說幫我們排上午第一梯次的接見，還要帶兩個小孩。",
        code: "P01",
        slots: &[("事項", "接見預約"), ("窗口", "接見室")],
        message: "內容提到接見預約，需要走正式管道才不會耽誤您的事情：請洽接見室。把這部分拿掉、留下關心家人的話，就可以重新發佈。",
    },
    Strike {
        title: "好物分享",
        body: "轉貼：週年慶下殺三折，買兩組再送保溫瓶，要團的快留言，滿千免運。",
        code: "P06",
        slots: &[("項目", "廣告")],
        message: "這裡是讓家人互相打氣的地方，廣告(廣告、轉貼、待辦交代)請不要放進來。可以改寫近況、鼓勵或孩子的成長。",
    },
    Strike {
        title: "證明",
        body: "麻煩你跟主管申請出監證明跟假釋審查的文件，影本兩份寄回來，我要拿去公所。",
        code: "P01",
        slots: &[("事項", "假釋審查文件"), ("窗口", "名籍股")],
        message: "內容提到假釋審查文件，需要走正式管道才不會耽誤您的事情：請洽名籍股。把這部分拿掉、留下關心家人的話，就可以重新發佈。",
    },
];

/// `count` counting rejections, the last of them some weeks ago. Returns them with their cases.
pub(super) fn strikes(
    draft: &mut Draft,
    dice: &mut Dice,
    (family, inmate): (FamilyId, InmateId),
    (author, relation): (&str, &str),
    count: usize,
) -> Vec<(DecisionId, CaseRef)> {
    let mut given = Vec::new();
    for (turn, strike) in STRIKES.into_iter().take(count).enumerate() {
        let at = draft.now
            - Duration::days(94 - 31 * turn as i64)
            - Duration::minutes(dice.random_range(0..300));
        let post = PastPost { family, inmate, author, relation, at };
        let case = past_post(draft, dice, &post, (strike.title, strike.body), CaseState::Rejected);
        let id = judge(
            draft,
            dice,
            Judgement {
                case,
                base_revision: 1,
                family,
                verdict: Verdict::Reject,
                reason: Some((strike.code, true)),
                slots: strike.slots,
                message: strike.message,
                at,
            },
        );
        given.push((id, case));
    }
    given
}

/// The supervisor overturns a rejection: it drops out of the tally, and the post was delivered.
pub(super) fn overturn(draft: &mut Draft, dice: &mut Dice, old: DecisionId, case: CaseRef) {
    let Some(past) = draft.decisions.iter().find(|past| past.id == old) else { return };
    let (family, at) = (past.family_id, past.accepted_at + Duration::hours(26));
    let id = judge(
        draft,
        dice,
        Judgement {
            case,
            base_revision: 2,
            family,
            verdict: Verdict::Approve,
            reason: None,
            slots: &[],
            message: "經重新檢視，您發佈的內容已送達，先前的退件不計次。",
            at,
        },
    );
    for past in &mut draft.decisions {
        if past.id == old {
            past.overturned_by = Some(id);
        } else if past.id == id {
            past.decided_by = member("sv-01", "洪主任");
            past.decision.overturns = Some(old);
        }
    }
    if let Some(post) = draft.posts.iter_mut().find(|post| post.id == case.id) {
        post.state = CaseState::Approved;
        post.revision = 3;
    }
    if let Some(family) = draft.families.iter_mut().find(|one| one.id == family) {
        family.last_published_on = family.last_published_on.max(Some(taipei_day(at)));
    }
}

/// The supervisor's month (貳.四), begun some days ago.
pub(super) fn suspension(
    draft: &mut Draft,
    dice: &mut Dice,
    family: FamilyId,
    strikes: Vec<DecisionId>,
) {
    let ordered_at = draft.now - Duration::days(9);
    let first_day = taipei_day(ordered_at) + Days::new(1);
    // 行政程序法 48 V: the first day counts.
    let last_day = first_day + Months::new(1) - Days::new(1);
    draft.suspensions.push(PastSuspension {
        id: SuspensionId(uuid_v7(dice, ordered_at)),
        suspension: Suspension {
            family_id: family,
            first_day,
            last_day,
            strikes,
            grounds: "三次退件皆為一般公務聯繫與廣告，已逐次說明仍未改善。".into(),
            family_message: format!(
                "您的使用權限暫停至{}。期滿後會自動恢復；如有疑問或意見，可向本機關社工陳述。",
                super::roc(last_day)
            )
            .into(),
            policy_version: VERSION.to_owned(),
        },
        ordered_by: member("sv-01", "洪主任"),
        ordered_at,
    });
}

/// A post held for its inmate's status.
pub(super) fn held_post(
    draft: &mut Draft,
    dice: &mut Dice,
    id: CaseId,
    family: FamilyId,
    at: DateTime<Utc>,
) {
    judge(
        draft,
        dice,
        Judgement {
            case: CaseRef { kind: CaseKind::Post, id },
            base_revision: 1,
            family,
            verdict: Verdict::Hold,
            reason: Some(("P16", false)),
            slots: &[],
            message: "收容人目前的情形暫時不能收到訊息，這不是您的內容有問題，也不計入退件次數。恢復後我們會通知您。",
            at,
        },
    );
}

/// A post sent back for a telephone number, which the family took out.
pub(super) fn rejected_before(
    draft: &mut Draft,
    dice: &mut Dice,
    id: CaseId,
    family: FamilyId,
    at: DateTime<Utc>,
) {
    judge(
        draft,
        dice,
        Judgement {
            case: CaseRef { kind: CaseKind::Post, id },
            base_revision: 1,
            family,
            verdict: Verdict::Reject,
            reason: Some(("P07", false)),
            slots: &[],
            message: "內文有電話、帳號、網址或 QR 碼。請拿掉後重新發佈；聯絡資料有更新時，請向機關更新親屬資料。",
            at,
        },
    );
}
