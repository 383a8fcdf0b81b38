//! Who answers for a package: named in the workspace's manifest, or by whoever distributes it.

use crate::step::{Failure, Outcome, say};
use crate::workspace;

/// The name that is given, or the manifest's. What is signed has somebody who answers for it.
pub fn named(given: Option<&str>, is_signed: bool) -> Outcome<String> {
    let manifest = workspace::root().join("Cargo.toml");
    let manifest = std::fs::read_to_string(manifest).unwrap_or_default();
    let maintainer =
        given.map(str::to_owned).or_else(|| of_manifest(&manifest)).unwrap_or_default();
    let advice = "give --maintainer \"Name <address>\", or write it into \
                  [workspace.metadata.package] of Cargo.toml";
    match check(&maintainer) {
        Ok(()) => Ok(maintainer),
        Err(Fault::NobodyYet) if !is_signed => {
            say(&format!("! Nobody answers for the package yet: {advice}."));
            Ok(maintainer)
        }
        Err(Fault::NobodyYet) => Err(Failure::new(
            format!("What is signed needs somebody who answers for it, not {maintainer:?}"),
            advice,
        )),
        Err(Fault::Malformed) => {
            Err(Failure::new(format!("{maintainer:?} is no name with an address"), advice))
        }
    }
}

fn of_manifest(manifest: &str) -> Option<String> {
    let table: toml::Table = manifest.parse().ok()?;
    let package = table.get("workspace")?.get("metadata")?.get("package")?;
    package.get("maintainer")?.as_str().map(str::to_owned)
}

#[derive(Debug, PartialEq, Eq)]
enum Fault {
    Malformed,
    /// An address that is kept for examples (RFC 2606).
    NobodyYet,
}

fn check(maintainer: &str) -> Result<(), Fault> {
    let parts = maintainer
        .strip_suffix('>')
        .and_then(|rest| rest.split_once(" <"))
        .and_then(|(name, address)| Some((name, address.split_once('@')?)));
    let Some((name, (user, host))) = parts else { return Err(Fault::Malformed) };
    let odd = |text: &str| text.is_empty() || text.contains(|c: char| "<>@\n".contains(c));
    if odd(name) || odd(user) || odd(host) || host.contains(' ') || !host.contains('.') {
        return Err(Fault::Malformed);
    }
    let host = host.to_ascii_lowercase();
    let examples = ["example.org", "example.com", "example.net", "example.tw"];
    let reserved = [".example", ".invalid", ".test", ".localhost"];
    let is_example = examples.iter().any(|one| host == *one || host.ends_with(&format!(".{one}")))
        || reserved.iter().any(|one| host.ends_with(one));
    if is_example { Err(Fault::NobodyYet) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_told_from_somebody_and_from_no_address() {
        assert_eq!(check("Corrections Agency <it@mail.moj.gov.tw>"), Ok(()));
        for nobody in [
            "Notebook Desk <maintainer@example.org>",
            "A <a@mail.EXAMPLE.com>",
            "A <a@host.invalid>",
        ] {
            assert_eq!(check(nobody), Err(Fault::NobodyYet), "{nobody}");
        }
        for odd in [
            "",
            "Name",
            "a@b.tw",
            "Name <a.tw>",
            "Name <a@b>",
            " <a@b.tw>",
            "N <a@b.tw> x",
            "N\nRecommends: x <a@b.tw>",
        ] {
            assert_eq!(check(odd), Err(Fault::Malformed), "{odd}");
        }
    }

    #[test]
    fn nothing_is_signed_in_the_name_of_nobody() {
        assert!(named(Some("A <a@example.org>"), true).is_err());
        assert!(named(Some("A <a@example.org>"), false).is_ok());
        assert!(named(Some("nobody"), false).is_err());
        assert!(named(None, false).is_ok(), "the manifest names somebody or a placeholder");
    }
}
