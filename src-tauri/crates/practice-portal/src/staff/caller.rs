//! Who calls: the bearer of an access token, with a desk that is new enough.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use crate::{
    house::House,
    problem::{Done, Refusal, client_too_old, not_authorised, unauthenticated, validation},
    staff_room::Person,
};

/// The header in which a desk says its version.
const DESK_VERSION: &str = "desk-version";
/// The header in which a desk says how its audit log ends.
const AUDIT_HEAD: &str = "desk-audit-head";

/// The person signed in. Whether they still have a right is asked later: a decision that was
/// accepted once is replayed first.
pub(super) struct Caller {
    pub person: Person,
    /// The head of the desk's audit chain, where the desk tells it.
    pub audit_head: Option<String>,
}

impl Caller {
    /// The person, if they have a right to read.
    pub(super) fn reader(&self) -> Done<&Person> {
        if self.person.has_right {
            Ok(&self.person)
        } else {
            Err(not_authorised("您已沒有這個機關的審核權限").into())
        }
    }

    pub(super) fn supervisor(&self) -> Done<&Person> {
        match self.reader()? {
            person if person.role == domain::Role::Supervisor => Ok(person),
            _ => Err(not_authorised("只有主管可以看退件統計").into()),
        }
    }
}

impl FromRequestParts<Arc<House>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Refusal> {
        check_version(parts, &house.min_client())?;
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| {
                let (scheme, token) = value.split_once(' ')?;
                scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
            })
            .ok_or_else(unauthenticated)?;
        let now = house.now();
        let token = house
            .sign_in()
            .token(&token)?
            .filter(|token| !token.refresh && token.expires_at > now)
            .ok_or_else(unauthenticated)?;
        let person = house.person(&token.subject).ok_or_else(unauthenticated)?;
        Ok(Self { person, audit_head: audit_head(parts)? })
    }
}

fn check_version(parts: &Parts, min_client: &str) -> Done<()> {
    let Some(version) = parts.headers.get(DESK_VERSION).and_then(|value| value.to_str().ok())
    else {
        return Ok(());
    };
    if version_numbers(version) < version_numbers(min_client) {
        return Err(client_too_old(min_client).into());
    }
    Ok(())
}

/// Whether it is a SHA-256 as the contract writes one.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn audit_head(parts: &Parts) -> Done<Option<String>> {
    let Some(head) = parts.headers.get(AUDIT_HEAD) else { return Ok(None) };
    match head.to_str() {
        Ok(head) if is_sha256(head) => Ok(Some(head.to_owned())),
        _ => Err(validation("", "Desk-Audit-Head 要有 64 個小寫十六進位數字").into()),
    }
}

/// `major.minor.patch`; what does not read as a number is zero.
fn version_numbers(version: &str) -> [u32; 3] {
    let mut numbers = [0; 3];
    let core = version.split(['-', '+']).next().unwrap_or_default();
    for (slot, part) in numbers.iter_mut().zip(core.split('.')) {
        *slot = part.parse().unwrap_or_default();
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::version_numbers;

    #[test]
    fn a_tenth_minor_version_is_newer_than_a_ninth() {
        assert!(version_numbers("0.10.0") > version_numbers("0.9.9"));
        assert!(version_numbers("1.0.0-beta") > version_numbers("0.10.0"));
        assert_eq!(version_numbers("nonsense"), [0, 0, 0]);
    }
}
