//! The installers for Windows, made on Debian: by NSIS for people and scripts, by wixl for group policies.
//! Those for a computer put the program into Program Files, which the documents' worker needs for its
//! AppContainer; one for an account is for whoever has no administrator.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::acceptance::System;
use super::{Wishes, licences, needs, place, sign};
use crate::step::{Failure, Outcome, Step};
use crate::windows;

/// The templates of group policies, as they lie in the program's folder too.
const POLICY: [&str; 3] =
    ["notebook-desk.admx", "zh-TW/notebook-desk.adml", "en-US/notebook-desk.adml"];

pub fn make(wishes: &Wishes) -> Outcome<Vec<PathBuf>> {
    needs("makensis", "nsis")?;
    needs("wixl", "wixl")?;
    let built = windows::build_desk(wishes.debug, wishes.features())?;
    let payload = place::fresh("windows")?;
    for name in ["notebook-desk.exe", "WebView2Loader.dll"] {
        place::put(&payload.join(name), &place::read(&built.join(name))?, 0o644)?;
    }
    let program = payload.join("notebook-desk.exe");
    Step { title: "Stripping the program", advice: "install binutils-mingw-w64-x86-64" }
        .run(Command::new("x86_64-w64-mingw32-strip").arg("--strip-unneeded").arg(&program))?;
    let icon = place::read(&place::part("icons/icon.ico"))?;
    place::put(&payload.join("icon.ico"), &icon, 0o644)?;
    let licences = licences::text(System::Windows)?.replace('\n', "\r\n");
    place::put(&payload.join("LICENSES.txt"), licences.as_bytes(), 0o644)?;
    for file in POLICY {
        let bytes = place::read(&place::part(&format!("packaging/windows/policy/{file}")))?;
        place::put(&payload.join("policy").join(file), &bytes, 0o644)?;
    }
    sign(&program, wishes)?;
    let (computer, account) =
        (nsis(&payload, Whom::Computer, wishes)?, nsis(&payload, Whom::Account, wishes)?);
    Ok(vec![computer, account, msi(&payload, wishes)?])
}

/// Whom the program is installed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    /// All accounts, by an administrator.
    Computer,
    /// The one that installs it.
    Account,
}

fn nsis(payload: &Path, whom: Whom, wishes: &Wishes) -> Outcome<PathBuf> {
    let setup = if whom == Whom::Account { "user-setup" } else { "setup" };
    let name = format!("notebook-desk-{}-x64-{setup}.exe", place::VERSION);
    if wishes.sign.is_none() {
        return place::twice(&name, |_, file| pack(payload, whom, wishes, file));
    }
    // A signature has a time of its own, also that of the uninstaller within.
    let file = place::folder().join(name);
    pack(payload, whom, wishes, &file)?;
    Ok(file)
}

fn pack(payload: &Path, whom: Whom, wishes: &Wishes, file: &Path) -> Outcome<()> {
    let mut makensis = Command::new("makensis");
    makensis
        .args(["-V2", "-INPUTCHARSET", "UTF8"])
        .arg(format!("-DVERSION={}", place::VERSION))
        .arg(format!("-DPAYLOAD={}", payload.display()))
        .arg(format!("-DOUT={}", file.display()));
    if whom == Whom::Account {
        makensis.arg("-DACCOUNT");
    }
    if let Some(command) = &wishes.sign {
        // The uninstaller within is signed too.
        makensis.arg(format!("-DSIGN={command}"));
    }
    makensis
        .arg(place::part("packaging/windows/installer.nsi"))
        .env("SOURCE_DATE_EPOCH", place::date()?.to_string());
    Step {
        title: "Packing the installer (NSIS)",
        advice: "makensis's lines above name the script's line",
    }
    .run(&mut makensis)
}

fn msi(payload: &Path, wishes: &Wishes) -> Outcome<PathBuf> {
    let name = format!("notebook-desk-{}-x64.msi", place::VERSION);
    let file = place::twice(&name, |_, file| pack_msi(payload, file))?;
    sign(&file, wishes)?;
    Ok(file)
}

fn pack_msi(payload: &Path, file: &Path) -> Outcome<()> {
    let digest = place::sha256(&payload.join("notebook-desk.exe"))?;
    let script = place::read(&place::part("packaging/windows/desk.wxs"))?;
    place::put(&payload.join("desk.wxs"), &script, 0o644)?;
    place::date_all(payload)?;
    let mut wixl = Command::new("wixl");
    // It finds the files of a relative path alone.
    wixl.current_dir(payload)
        .args(["--arch", "x64", "-D"])
        .arg(format!("VERSION={}", place::VERSION))
        .arg("-D")
        .arg(format!("PRODUCT={}", product(place::VERSION)?))
        .args(["-D", "PAYLOAD=.", "-o"])
        .arg(file)
        .arg("desk.wxs");
    Step { title: "Packing the installer (MSI)", advice: "wixl's lines above name the element" }
        .run(&mut wixl)?;
    let named = renamed(place::read(file)?, &identity(&digest)?, place::date()?)?;
    place::put(file, &named, 0o644)
}

/// wixl calls every package English, gives each a random identity, and writes down the time of day. What
/// stands there is put right in its place, so that the same contents are the same bytes.
fn renamed(mut package: Vec<u8>, identity: &str, date: u64) -> Outcome<Vec<u8>> {
    const ENGLISH: &[u8] = b"x64;1033";
    const TAIWAN: &[u8] = b"x64;1028";
    let unknown =
        || Failure::new("The MSI is not as wixl 0.101 makes it", "look at `msiinfo suminfo`");
    let find = |within: &[u8], what: &[u8]| within.windows(what.len()).position(|w| w == what);
    let language = find(&package, ENGLISH).ok_or_else(unknown)?;
    let after = language + ENGLISH.len();
    let begin = after + find(&package[after..], b"{").filter(|at| *at < 64).ok_or_else(unknown)?;
    let end = begin + identity.len() + 1;
    if package.get(end) != Some(&b'}') {
        return Err(unknown());
    }
    package[language..after].copy_from_slice(TAIWAN);
    package[begin + 1..end].copy_from_slice(identity.to_ascii_uppercase().as_bytes());
    // When it was made, and when it was saved: each the word for a time and a FILETIME.
    let mut at = end;
    for _ in 0..2 {
        let near = &package[at..package.len().min(at + 32)];
        let time = at + find(near, &VT_FILETIME).ok_or_else(unknown)? + VT_FILETIME.len();
        let bytes = package.get_mut(time..time + 8).ok_or_else(unknown)?;
        bytes.copy_from_slice(&filetime(date).to_le_bytes());
        at = time + 8;
    }
    Ok(package)
}

/// In a summary's property set, before a time.
const VT_FILETIME: [u8; 4] = [0x40, 0, 0, 0];

/// Tenths of microseconds since 1601, as Windows counts, of seconds since 1970.
fn filetime(date: u64) -> u64 {
    (date + 11_644_473_600) * 10_000_000
}

/// What tells one version of the product from another.
fn product(version: &str) -> Outcome<String> {
    let mut digits = String::from("6e6f7465626f6f6b6465");
    for part in version.split('.') {
        let number: u16 = part.parse().map_err(|_| {
            Failure::new(format!("{version} is no version for Windows"), "three numbers, please")
        })?;
        digits.push_str(&format!("{number:04x}"));
    }
    identity(&digits)
}

/// An identity as Windows writes it, of the first digits.
fn identity(digits: &str) -> Outcome<String> {
    let part = |from, to| digits.get(from..to);
    let parts = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)];
    let parts: Option<Vec<&str>> = parts.into_iter().collect();
    parts.map(|parts| parts.join("-")).ok_or_else(|| {
        Failure::new("Too few digits for an identity", "this is a fault of the packing command")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_is_a_product_of_its_own_and_each_program_a_package_of_its_own() {
        let one = product("0.1.0").expect("a version");
        assert_eq!(one, "6e6f7465-626f-6f6b-6465-000000010000");
        assert_ne!(one, product("0.10.0").expect("a version"));
        assert!(product("0.1.0-rc").is_err());
        let digest = "0123456789abcdef".repeat(4);
        assert_eq!(identity(&digest).expect("digits"), "01234567-89ab-cdef-0123-456789abcdef");
    }

    #[test]
    fn a_package_gets_its_own_language_and_identity_and_another_form_is_refused() {
        let made = |identity: &str, time: [u8; 8]| {
            let times = [&VT_FILETIME[..], &time, &VT_FILETIME, &time].concat();
            [b"..x64;1033....{", identity.as_bytes(), b"}..", &times, b".."].concat()
        };
        let one = made("AF72B5B1-0734-4472-9B36-63D6EC6B942B", [7; 8]);
        let other = made("00000000-0734-4472-9B36-63D6EC6B942B", [9; 8]);
        let own = "01234567-89ab-cdef-0123-456789abcdef";
        let named = renamed(one.clone(), own, 1_700_000_000).expect("of that form");
        assert!(named.starts_with(b"..x64;1028....{01234567-89AB-CDEF-0123-456789ABCDEF}.."));
        assert_eq!(named.len(), one.len());
        assert_eq!(named, renamed(other, own, 1_700_000_000).expect("of that form"));
        // 2023-11-14 22:13:20.
        assert_eq!(filetime(1_700_000_000), 133_444_736_000_000_000);
        let timeless = b"..x64;1033....{AF72B5B1-0734-4472-9B36-63D6EC6B942B}..";
        for odd in [&b"..x64;1028..{}"[..], b"..x64;1033....", b"..x64;1033..{AF72}", timeless] {
            assert!(renamed(odd.to_vec(), own, 0).is_err(), "{odd:?}");
        }
    }

    #[test]
    fn both_packages_bring_the_templates_of_policies_and_the_uninstaller_takes_them_away() {
        let script = |name: &str| {
            let file = place::part(&format!("packaging/windows/{name}"));
            std::fs::read_to_string(file).expect("readable")
        };
        let (nsis, wix) = (script("installer.nsi"), script("desk.wxs"));
        for file in POLICY {
            assert!(place::part(&format!("packaging/windows/policy/{file}")).is_file(), "{file}");
            assert!(wix.contains(&format!("$(var.PAYLOAD)/policy/{file}")), "{file}");
            assert!(nsis.contains(&format!("File \"${{PAYLOAD}}/policy/{file}\"")), "{file}");
            let installed = file.replace('/', "\\");
            let deleted = format!("Delete \"$INSTDIR\\policy\\{installed}\"");
            assert!(nsis.contains(&deleted), "{deleted}");
        }
    }

    #[test]
    fn the_installer_keeps_data_refuses_an_older_version_and_can_be_run_without_a_person() {
        let script = std::fs::read_to_string(place::part("packaging/windows/installer.nsi"));
        let script = script.expect("readable");
        for word in [
            "VersionCompare",
            "/ERASE",
            "SetErrorLevel 40",
            "SetErrorLevel 41",
            "SetDateSave off",
            "RequestExecutionLevel user",
            "RequestExecutionLevel admin",
        ] {
            assert!(script.contains(word), "{word}");
        }
        // Whoever installs without a person has an answer to every box.
        let boxes = script.lines().filter(|line| line.trim_start().starts_with("MessageBox"));
        assert!(boxes.clone().count() >= 6);
        for line in boxes {
            assert!(line.contains("/SD "), "{line}");
        }
    }
}
