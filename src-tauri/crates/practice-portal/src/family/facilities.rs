//! 矯正機關: the list of the Agency's 51 facilities, by their short names.

const SHIPPED: &str = include_str!("../../../../../schema/rules/facilities.tsv");

/// The short names in the order of the list.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SHIPPED
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .filter_map(|line| line.split('\t').next())
        .map(|name| name.strip_prefix("法務部矯正署").unwrap_or(name))
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_facilities_are_there_by_their_short_names() {
        let names: Vec<&str> = super::names().collect();
        assert_eq!(names.len(), 51);
        assert!(names.contains(&"雲林第二監獄"));
    }
}
