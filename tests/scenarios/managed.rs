//! What the administrators of a computer set holds at its desk, is shown there, and cannot be changed
//! there; what nobody can read takes the safe side.

use app::views::facility::FacilityExportRequest;
use app::{ApiError, Desk, ErrorCode, ManagedPolicy, Source, written_in};
use domain::FacilityList;
use serde_json::json;

use crate::lock::{Computer, PIN, pin, portal, sign_in};
use crate::misfortune::end;

/// As it stands in the file of this computer.
fn managed(file: &serde_json::Value) -> ManagedPolicy {
    Source::File.read(&written_in(file.to_string().as_bytes()), |_| None)
}

async fn export(desk: &Desk) -> Result<String, ApiError> {
    let request = FacilityExportRequest { list: FacilityList::Lexicon };
    desk.export_facility_words(request).await.map(|exported| exported.path)
}

/// Each managed setting that the settings' page shows, and whether it can be read.
async fn shown(desk: &Desk) -> Vec<(String, bool)> {
    let facts = desk.foundation().await.expect("signed in");
    facts.managed.into_iter().map(|setting| (setting.name, setting.readable)).collect()
}

/// What the health page says of it, and whether somebody should look.
async fn health(desk: &Desk) -> (String, bool) {
    let health = desk.health().await.expect("signed in");
    let fact = health.facts.into_iter().find(|fact| fact.label == "資訊人員的設定");
    fact.map(|fact| (fact.value, fact.attention)).expect("told")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_managed_holds_and_is_shown() {
    // The facility's rules: ten minutes, no PIN.
    let (portal, computer) = (portal(false, true).await, Computer::new());
    let out = computer.folder.path().join("匯出");
    let set = json!({ "lock_minutes": 3, "exports_folder": out, "pin": false });
    let desk = computer.start_managed("sw-01", managed(&set));
    let session = sign_in(&desk, &portal).await.expect("no PIN is asked for");
    assert_eq!(session.lock_minutes, 3);
    assert!(export(&desk).await.expect("exported").starts_with(&out.display().to_string()));
    let names = [("閒置上鎖", true), ("PIN", true), ("匯出的資料夾", true)];
    assert_eq!(shown(&desk).await, names.map(|(name, readable)| (name.to_owned(), readable)));
    assert_eq!(health(&desk).await, ("3 項，見「設定」".to_owned(), false));
    end(desk).await;

    // Longer than the facility's: the facility's holds.
    let desk = computer.start_managed("sw-02", managed(&json!({ "lock_minutes": 20 })));
    let session = sign_in(&desk, &portal).await.expect("signed in");
    assert_eq!(session.lock_minutes, 10);
    end(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_asked_for_where_either_the_facility_or_the_computer_wants_one() {
    for (facility, computer) in [(false, true), (true, false)] {
        let (portal, here) = (portal(facility, true).await, Computer::new());
        let desk = here.start_managed("sw-01", managed(&json!({ "pin": computer })));
        let wanted = sign_in(&desk, &portal).await.expect_err("a PIN is asked for");
        assert_eq!(wanted.code, ErrorCode::PinWanted, "{facility} {computer}");
        desk.set_pin(pin(PIN)).await.expect("set");
        assert!(desk.foundation().await.expect("signed in").pin);
        end(desk).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_takes_the_safe_side_and_is_told_by_its_place() {
    let (portal, computer) = (portal(false, true).await, Computer::new());
    let odd = json!({ "lock_minutes": 99, "exports_folder": "here", "pin": "no", "locks": 1 });
    let desk = computer.start_managed("sw-01", managed(&odd));
    let wanted = sign_in(&desk, &portal).await.expect_err("a PIN is asked for");
    assert_eq!(wanted.code, ErrorCode::PinWanted);
    let session = desk.set_pin(pin(PIN)).await.expect("set");
    assert_eq!(session.lock_minutes, 1);
    let refused = export(&desk).await.expect_err("nowhere");
    assert_eq!(refused.code, ErrorCode::Refused);
    assert!(refused.message.contains("/etc/notebook-desk/policy.json 的 exports_folder"));
    let all = ["閒置上鎖", "PIN", "匯出的資料夾", "不認得的名稱"];
    assert_eq!(shown(&desk).await, all.map(|name| (name.to_owned(), false)));
    let (words, attention) = health(&desk).await;
    assert!(attention);
    for place in ["lock_minutes", "exports_folder", "pin", "locks"] {
        assert!(words.contains(place), "{words}");
    }
    end(desk).await;
}
