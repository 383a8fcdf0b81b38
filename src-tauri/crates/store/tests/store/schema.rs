//! The committed schema.

use crate::support::*;

#[test]
fn the_fresh_schema_is_the_committed_one() {
    let desk = Desk::new();
    let dump = read(&desk, |c| {
        let mut statement = c.prepare(
            "SELECT sql || ';' FROM sqlite_master
             WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name",
        )?;
        let lines: Vec<String> =
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(lines.join("\n") + "\n")
    });
    let current = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../schema/store/current.sql");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(current, &dump).expect("written");
    }
    let committed = std::fs::read_to_string(current).expect("schema/store/current.sql");
    assert!(
        committed == dump,
        "schema/store/current.sql is stale: run `UPDATE=1 cargo xtask test fresh`"
    );
}
