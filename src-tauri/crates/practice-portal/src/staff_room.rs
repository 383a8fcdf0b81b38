//! The sample staff of the practice facility. None of them exists; the sign-in page says so.

use domain::{Role, StaffMember};

/// A sample person who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The OpenID Connect subject.
    pub subject: String,
    pub display_name: String,
    /// 職稱
    pub title: String,
    /// 審核單位
    pub unit: String,
    pub role: Role,
    /// Taken away by [`crate::Hand::revoke_right`].
    pub has_right: bool,
    /// Where they work since [`crate::Hand::move_person`], if not at the portal's own facility.
    pub facility: Option<String>,
}

impl Person {
    pub(crate) fn member(&self) -> StaffMember {
        StaffMember { subject: self.subject.clone(), display_name: self.display_name.clone() }
    }
}

/// 社工師 `sw-01` … `sw-06` and 主管 `sv-01`, `sv-02`.
pub(crate) fn everybody() -> Vec<Person> {
    [
        ("sw-01", "李沛真", "社工師", "輔導科", Role::SocialWorker),
        ("sv-01", "洪主任", "主管", "輔導科", Role::Supervisor),
        ("sw-02", "王思齊", "社工師", "輔導科", Role::SocialWorker),
        ("sw-03", "陳映竹", "社工師", "輔導科", Role::SocialWorker),
        ("sw-04", "林可庭", "社工員", "調查科", Role::SocialWorker),
        ("sw-05", "周以安", "社工員", "調查科", Role::SocialWorker),
        ("sw-06", "郭品言", "社工員", "調查科", Role::SocialWorker),
        ("sv-02", "簡督導", "主管", "調查科", Role::Supervisor),
    ]
    .into_iter()
    .map(|(subject, display_name, title, unit, role)| Person {
        subject: subject.to_owned(),
        display_name: display_name.to_owned(),
        title: title.to_owned(),
        unit: unit.to_owned(),
        role,
        has_right: true,
        facility: None,
    })
    .collect()
}

/// The unit of a sample person; none of somebody who is not in the list.
pub(crate) fn unit_of(subject: &str) -> String {
    let person = everybody().into_iter().find(|person| person.subject == subject);
    person.map(|person| person.unit).unwrap_or_default()
}
