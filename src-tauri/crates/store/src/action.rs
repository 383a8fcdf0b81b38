//! Everything that the audit log tells of, in one list that the compiler holds complete: an entry of
//! another kind cannot be written, and the screen has words for each.

macro_rules! actions {
    ($($name:ident = $text:literal,)+) => {
        /// What happened. The texts stand in the chained log: they never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = concat!("`", $text, "`")] $name,)+
        }

        impl Action {
            /// In the order of the list above.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// As it stands in the log.
            pub fn text(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

actions! {
    SessionOpened = "session.opened",
    SessionClosed = "session.closed",
    RightRevoked = "right.revoked",
    SignInFailed = "sign_in.failed",
    RoleChanged = "role.changed",
    KeyMade = "key.made",
    PinChanged = "pin.changed",
    KeyChanged = "key.changed",
    CaseViewed = "case.viewed",
    IdentityRevealed = "identity.revealed",
    TallyViewed = "tally.viewed",
    SampleLooked = "sample.looked",
    DecisionRecorded = "decision.recorded",
    DecisionRecalled = "decision.recalled",
    DecisionAccepted = "decision.accepted",
    DecisionParked = "decision.parked",
    DecisionClosed = "decision.closed",
    DecisionSentAgain = "decision.sent_again",
    EscalationAsked = "escalation.asked",
    EscalationAccepted = "escalation.accepted",
    EscalationParked = "escalation.parked",
    EscalationClosed = "escalation.closed",
    EscalationSettled = "escalation.settled",
    SettlementAccepted = "settlement.accepted",
    SettlementParked = "settlement.parked",
    SettlementClosed = "settlement.closed",
    SuspensionOrdered = "suspension.ordered",
    SuspensionDeclined = "suspension.declined",
    SuspensionAccepted = "suspension.accepted",
    SuspensionParked = "suspension.parked",
    SuspensionClosed = "suspension.closed",
    SuspensionLifted = "suspension.lifted",
    LiftAccepted = "lift.accepted",
    LiftParked = "lift.parked",
    LiftClosed = "lift.closed",
    TraySettled = "tray.settled",
    SampleDrawn = "sample.drawn",
    DeliveryMarked = "delivery.marked",
    DeliveryUnmarked = "delivery.unmarked",
    DocumentCropped = "document.cropped",
    DocumentPrinted = "document.printed",
    ReportExported = "report.exported",
    FacilityExported = "facility.exported",
    FacilityChanged = "facility.changed",
    FacilityImported = "facility.imported",
    PackTaken = "pack.taken",
    PackEnded = "pack.ended",
    DeskResync = "desk.resync",
    DeskSetAside = "desk.set_aside",
    PortalRestored = "portal.restored",
    CasePurged = "case.purged",
    ActSetAside = "act.set_aside",
    RetentionApplied = "retention.applied",
    WordsErased = "words.erased",
    CopyErased = "copy.erased",
    AuditFaultNoted = "audit.fault_noted",
}

impl Action {
    /// The action of a text from the log; `None` for one that another version wrote.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.text() == text)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Action;

    #[test]
    fn no_two_actions_have_one_text_and_each_is_read_back() {
        let texts: HashSet<_> = Action::ALL.iter().map(|action| action.text()).collect();
        assert_eq!(texts.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(Action::read(action.text()), Some(*action));
        }
        assert_eq!(Action::read("decision.dreamt"), None);
    }
}
