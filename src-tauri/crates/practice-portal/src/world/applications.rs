//! The open applications: a cast of the telling ones first, then whoever chance sends.

use chrono::{DateTime, Days, Duration, Months, Utc};
use domain::{
    Applicant, Application, Attachment, CaseKind, CaseRef, CaseState, DocumentKind, Escalation,
    EscalationId, EscalationRecord, EscalationState, Family, FamilyId, InmateStatus, Route,
    Verdict,
};
use rand::RngExt;

use super::{
    Dice,
    draft::{Draft, case_id, open_status, uuid, uuid_v7},
    identity::with_slip,
    kin::{Kin, RELATIONS, relate},
    papers::{self, lately},
    past,
    people::address,
};
use crate::{
    pictures::{Drawing, Finish, Sheet, Wearing},
    problem::member,
};

/// What an application is about, beside the relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Nothing,
    /// Returned for notes left out, sent again with the notes and a masked portrait.
    CameBack,
    /// Replaced a file of their own accord before anybody looked.
    ReplacedPortrait,
    Register,
    NotesLeftOut,
    OldTranscript,
    Pdf,
    Sideways,
    Blurred,
    NumberSlip,
    BirthSlip,
    Sunglasses,
    Company,
    OnlyOwnCard,
    BlankSpouse,
    Taken,
    Closed(&'static str),
    Escalated,
}

const CAST: [(&str, About); 30] = [
    ("外甥女", About::CameBack),
    ("妻", About::Nothing),
    ("父", About::Register),
    ("外籍配偶", About::NotesLeftOut),
    ("祖母", About::Sideways),
    ("兄", About::NumberSlip),
    ("伯母", About::Escalated),
    ("舅舅", About::Pdf),
    ("同居人", About::Nothing),
    ("弟", About::Closed("PUNISH")),
    ("母", About::OnlyOwnCard),
    ("連襟", About::Nothing),
    ("少年之母", About::ReplacedPortrait),
    ("里長", About::Nothing),
    ("女兒", About::Blurred),
    ("姊夫", About::OldTranscript),
    ("妻", About::BlankSpouse),
    ("乾媽", About::Nothing),
    ("妹", About::Sunglasses),
    ("母", About::Closed("PROTISO")),
    ("表哥", About::Nothing),
    ("前妻", About::Nothing),
    ("阿嬤", About::Company),
    ("兒子", About::Taken),
    ("社工", About::Nothing),
    ("岳母", About::BirthSlip),
    ("姪子", About::Register),
    ("繼父", About::Nothing),
    ("阿姨", About::Pdf),
    ("姨丈", About::Nothing),
];

/// What chance brings after the cast: three of four applications are in order.
const COMMON: [About; 16] = [
    About::Nothing,
    About::Nothing,
    About::Nothing,
    About::Register,
    About::Nothing,
    About::Pdf,
    About::Nothing,
    About::NotesLeftOut,
    About::Nothing,
    About::OldTranscript,
    About::Nothing,
    About::Sideways,
    About::Nothing,
    About::Closed("ILLISO"),
    About::NumberSlip,
    About::ReplacedPortrait,
];

pub(super) fn add(draft: &mut Draft, dice: &mut Dice, count: usize) {
    let total: u32 = RELATIONS.iter().map(|(_, weight)| weight).sum();
    for index in 0..count {
        let (relation, about) = CAST.get(index).copied().unwrap_or_else(|| {
            let mut left = dice.random_range(0..total);
            let relation = RELATIONS
                .iter()
                .find(|(_, weight)| match left.checked_sub(*weight) {
                    Some(rest) => {
                        left = rest;
                        false
                    }
                    None => true,
                })
                .map_or("妻", |(relation, _)| relation);
            (relation, COMMON[dice.random_range(0..COMMON.len())])
        });
        add_one(draft, dice, relation, about, index, count);
    }
}

fn add_one(
    draft: &mut Draft,
    dice: &mut Dice,
    relation: &'static str,
    about: About,
    index: usize,
    count: usize,
) {
    let kin = relate(&mut draft.registry, dice, relation);
    let arrived = draft.arrival(dice, index, count);
    let status = match about {
        About::Closed(code) => InmateStatus {
            code: code.to_owned(),
            since: Some(draft.today - Days::new(dice.random_range(2..12))),
            until: (code == "PUNISH").then(|| draft.today + Days::new(9)),
        },
        _ => open_status(),
    };
    let inmate_id = draft.add_inmate(dice, &kin.inmate, kin.juvenile, status);
    let home = address(dice);
    let mut applicant = applicant(dice, &kin, &home);
    match about {
        About::NumberSlip => {
            applicant.national_id = with_slip(applicant.national_id.as_str()).into();
        }
        About::BirthSlip => applicant.birth_date = applicant.birth_date + Months::new(1),
        _ => {}
    }
    let family_id = FamilyId(uuid(dice));
    draft.families.push(Family {
        id: family_id,
        revision: 1,
        applicant: applicant.clone(),
        last_published_on: None,
        suspended_until: None,
        registered_at: arrived - Duration::minutes(dice.random_range(20..3000)),
    });
    if about == About::Taken {
        past::other_family(draft, dice, inmate_id);
    }

    let id = case_id(dice);
    let (submitted_at, resubmitted_at, revision) = match about {
        About::CameBack => (arrived - Duration::hours(62), Some(arrived), 3),
        About::ReplacedPortrait => (arrived - Duration::hours(5), Some(arrived), 2),
        _ => (arrived, None, 1),
    };
    let documents =
        documents(draft, dice, &kin, about, &home, submitted_at, resubmitted_at, revision);
    if about == About::CameBack {
        past::returned_application(draft, dice, id, family_id, submitted_at + Duration::hours(20));
    }
    if about == About::Escalated {
        draft.escalations.push(EscalationRecord {
            id: EscalationId(uuid_v7(dice, arrived + Duration::hours(30))),
            revision: 1,
            escalation: Escalation {
                case: CaseRef { kind: CaseKind::Application, id },
                base_revision: 1,
                question:
                    "申請人說收容人從小由她帶大，但伯母屬三親等姻親，是否可改以共居家屬受理？"
                        .into(),
                proposed: Some(Verdict::Return),
                against: None,
                reasons: Vec::new(),
                known_at: None,
            },
            state: EscalationState::Open,
            asked_by: member("sw-02", "王思齊"),
            asked_at: arrived + Duration::hours(30),
            settled_by: None,
            settled_at: None,
            answer: domain::Private::default(),
        });
    }
    draft.applications.push(Application {
        id,
        revision,
        number: String::new(),
        state: CaseState::Pending,
        submitted_at,
        resubmitted_at,
        family_id,
        inmate_id,
        applicant,
        route: kin.route,
        relation: kin.relation.into(),
        statement: statement(relation, about).into(),
        documents,
    });
}

pub(super) fn applicant(dice: &mut Dice, kin: &Kin, home: &str) -> Applicant {
    Applicant {
        name: kin.applicant.name.as_str().into(),
        national_id: kin.applicant.national_id.as_str().into(),
        birth_date: kin.applicant.birth,
        phone: format!("0900-000-{:03}", dice.random_range(0..1000)).into(),
        email: format!("family{:05}@example.com", dice.random_range(0..100_000)).into(),
        address: home.into(),
    }
}

fn statement(relation: &str, about: About) -> &'static str {
    match (relation, about) {
        ("外甥女", _) => "我是舅舅帶大的，媽媽過世後都是他照顧我，希望能常常寫信給他。",
        ("伯母", _) => "他爸媽走得早，國小到高中都住我家，跟自己兒子一樣。",
        ("連襟", _) => "我太太和他太太是親姊妹，他家裡現在只剩我們會聯絡。",
        ("乾媽", _) => "從小認的乾兒子，雖然沒有血緣，我把他當親生的看。",
        ("同居人", _) => "我們住在一起四年多，有里長開的證明。",
        ("里長", _) => "案家只剩年邁祖母，協助家庭聯繫與出監後租屋。",
        ("社工", _) => "更生保護會轉介，預計三個月後出監，需討論就業與住所。",
        ("前妻", _) => "雖然離婚了，但孩子都跟我，希望讓孩子跟爸爸說說話。",
        ("表哥", _) => "他母親是我姑姑，從小一起長大。",
        (_, About::OnlyOwnCard) => "我是他媽媽，身分證正反面都拍了，請問這樣可以嗎？",
        (_, About::NumberSlip) => "手機不好打字，如有錯誤請通知我。",
        _ => "",
    }
}

#[expect(clippy::too_many_arguments, reason = "one call, each argument another fact of the case")]
fn documents(
    draft: &mut Draft,
    dice: &mut Dice,
    kin: &Kin,
    about: About,
    home: &str,
    first: DateTime<Utc>,
    again: Option<DateTime<Utc>>,
    revision: u64,
) -> Vec<Attachment> {
    let today = draft.today;
    let mut files = Vec::new();
    let finish = match about {
        About::Sideways => Finish::Sideways,
        About::Blurred => Finish::Blurred,
        _ => Finish::Scanned,
    };
    let front = papers::card(dice, &kin.applicant, today, finish);
    let name = if kin.applicant.resident { "居留證正面.jpg" } else { "身分證正面.jpg" };
    files.push(draft.file(dice, DocumentKind::Identity, name, first, 1, front));
    let mut shown = kin.applicant.clone();
    if about == About::BlankSpouse {
        shown.spouse = None;
    }
    let back = papers::card_back(dice, &shown, home);
    let name = if kin.applicant.resident { "居留證反面.jpg" } else { "身分證反面.jpg" };
    files.push(draft.file(dice, DocumentKind::Identity, name, first, 1, back));

    // What came with a corrected version carries its revision and its instant.
    let corrected = |yes: bool| match again {
        Some(again) if yes => (again, revision),
        _ => (first, 1),
    };
    if about != About::OnlyOwnCard && kin.route != Route::Project {
        let sheet = match about {
            About::Register => Sheet::Register,
            _ if kin.relation == "父" && about == About::Nothing => Sheet::Register,
            _ => Sheet::Transcript,
        };
        let issued = match about {
            About::OldTranscript => today - Months::new(7),
            _ => lately(dice, today, 40),
        };
        let left_out = about == About::NotesLeftOut;
        let paper = papers::household(dice, kin, sheet, home, issued, left_out);
        let (name, drawing) = match (about, sheet) {
            (About::Pdf, _) => ("戶籍謄本掃描.pdf", Drawing::HouseholdPdf(paper)),
            (_, Sheet::Register) => ("戶口名簿.jpg", Drawing::Household(paper)),
            (_, Sheet::Transcript) => ("戶籍謄本.jpg", Drawing::Household(paper)),
        };
        let (at, since) = corrected(about == About::CameBack);
        files.push(draft.file(dice, DocumentKind::Relationship, name, at, since, drawing));
    }
    let wearing = match about {
        About::CameBack => Wearing::Mask,
        About::Sunglasses => Wearing::Sunglasses,
        About::Company => Wearing::Company,
        _ => Wearing::Nothing,
    };
    let portrait = papers::portrait(&kin.applicant, today, wearing);
    let (at, since) = corrected(matches!(about, About::CameBack | About::ReplacedPortrait));
    files.push(draft.file(dice, DocumentKind::Portrait, "正面照.jpg", at, since, portrait));
    match kin.relation {
        "同居人" => {
            let letter = papers::cohabitation(kin, home, today);
            files.push(draft.file(
                dice,
                DocumentKind::Cohabitation,
                "同居證明.jpg",
                first,
                1,
                letter,
            ));
        }
        "里長" | "社工" => {
            let office = if kin.relation == "里長" {
                "範例鎮公所"
            } else {
                "範例更生保護分會"
            };
            let letter = papers::official(kin, office, today);
            files.push(draft.file(
                dice,
                DocumentKind::OfficialLetter,
                "公文.jpg",
                first,
                1,
                letter,
            ));
        }
        _ => {}
    }
    files
}
