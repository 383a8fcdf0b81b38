//! A field of a form: its label, what was typed, what is wrong with it.

/// One field, as `templates/field.html` shows it.
#[derive(Default)]
pub(super) struct Field {
    pub name: &'static str,
    pub label: &'static str,
    /// `text`, `email`, `password`, `tel`, `file`, `area`, `choice` (a list) or `tick`.
    pub kind: &'static str,
    pub value: String,
    pub hint: String,
    pub fault: String,
    /// For browsers and password managers.
    pub autocomplete: &'static str,
    pub choices: Vec<(String, String)>,
    pub optional: bool,
    /// What files a file field offers.
    pub accept: &'static str,
    /// A file that was received already.
    pub kept: String,
}

impl Field {
    pub(super) fn new(kind: &'static str, name: &'static str, label: &'static str) -> Self {
        Self { kind, name, label, ..Self::default() }
    }

    pub(super) fn value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    pub(super) fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    pub(super) fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    pub(super) fn choices(self, choices: Vec<(String, String)>) -> Self {
        Self { choices, ..self }
    }

    pub(super) fn fault(self, fault: impl Into<String>) -> Self {
        Self { fault: fault.into(), ..self }
    }

    pub(super) fn kept(self, kept: impl Into<String>) -> Self {
        Self { kept: kept.into(), ..self }
    }

    /// Ids of what describes the field, for those who hear the page.
    pub(super) fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.fault.is_empty() {
            ids.push(format!("{}-fault", self.name));
        }
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.name));
        }
        if !self.kept.is_empty() {
            ids.push(format!("{}-kept", self.name));
        }
        ids.join(" ")
    }
}

/// Whether the form has to say what is wrong with it.
pub(super) fn has_fault(fields: &[Field]) -> bool {
    fields.iter().any(|field| !field.fault.is_empty())
}

/// The first thing wrong with each field, by name.
#[derive(Default)]
pub(super) struct Faults(Vec<(&'static str, String)>);

impl Faults {
    pub(super) fn add(&mut self, name: &'static str, fault: impl Into<String>) {
        if self.of(name).is_empty() {
            self.0.push((name, fault.into()));
        }
    }

    pub(super) fn of(&self, name: &str) -> String {
        self.0
            .iter()
            .find(|(at, _)| *at == name)
            .map(|(_, fault)| fault.clone())
            .unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
