//! The chained record of who did what.

use domain::{Case, Verdict};
use store::audit::Chain;
use store::{StoreError, audit};

use crate::support::*;

#[test]
fn the_audit_chain_verifies_and_any_edit_is_found() {
    let desk = Desk::new();
    for number in 1..=4 {
        let case = Case::Post(post(number));
        put(&desk, &case);
        decide(&desk, &case, Verdict::Reject);
    }
    assert_eq!(read(&desk, audit::verify), Chain::Whole { rows: 4 });
    let edits = [
        ("UPDATE audit SET actor = 'somebody' WHERE seq = 2", Chain::Broken { seq: 2 }),
        ("UPDATE audit SET at = at + 1 WHERE seq = 3", Chain::Broken { seq: 3 }),
        ("UPDATE audit SET detail = '{}' WHERE seq = 4", Chain::Broken { seq: 4 }),
        ("DELETE FROM audit WHERE seq = 2", Chain::Broken { seq: 3 }),
        ("DELETE FROM audit WHERE seq = 1", Chain::Broken { seq: 2 }),
        ("DELETE FROM audit WHERE seq = 4", Chain::Cut { last: 3 }),
        ("DELETE FROM audit", Chain::Cut { last: 0 }),
    ];
    for (edit, expected) in edits {
        // Seen inside the transaction, then thrown away.
        let seen = desk.write(|tx| {
            tx.execute(edit, [])?;
            Err::<(), _>(Seen::Chain(audit::verify(tx)?))
        });
        match seen {
            Err(Seen::Chain(chain)) => assert_eq!(chain, expected, "{edit}"),
            other => panic!("{edit}: {other:?}"),
        }
    }
    assert_eq!(read(&desk, audit::verify), Chain::Whole { rows: 4 });
}

#[derive(Debug)]
enum Seen {
    Chain(Chain),
    Store(#[expect(dead_code, reason = "shown when the test fails")] StoreError),
}

impl From<StoreError> for Seen {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<rusqlite::Error> for Seen {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
