//! The files that the rules look at: those of the checkout, or a few made up for an example.

use std::path::Path;

/// Findings, one line each, starting with the path of the file.
pub type Rule = fn(&House) -> Vec<String>;

/// One text file, with its path from the top of the checkout, `/` between the parts.
pub struct TextFile {
    pub path: String,
    pub text: String,
}

impl TextFile {
    /// "path:line: words", with the line of this byte offset.
    pub fn finding(&self, offset: usize, words: &str) -> String {
        let line = self.text[..offset].matches('\n').count() + 1;
        format!("{}:{line}: {words}", self.path)
    }
}

/// The files, and the names at the top of the checkout.
pub struct House {
    pub files: Vec<TextFile>,
    pub top: Vec<String>,
}

/// What is built, downloaded or kept by git, at any depth.
const NOT_OURS: &[&str] = &["target", "node_modules", "dist", ".git", "gen"];

/// What can be judged as text.
const TEXT: &[&str] = &[
    "adml", "admx", "css", "html", "js", "json", "md", "rs", "sh", "sql", "svelte", "toml", "ts",
    "tsv", "txt", "yaml", "yml",
];

impl House {
    /// Everything in this checkout that is written by hand.
    pub fn of_this_checkout() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the tests' crate is in a folder of the checkout");
        let mut house = Self { files: Vec::new(), top: names_in(root) };
        house.collect(root, root);
        house
    }

    /// A made-up house of these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let files: Vec<TextFile> = files
            .iter()
            .map(|(path, text)| TextFile { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect();
        let top = files
            .iter()
            .filter_map(|file| file.path.split('/').next())
            .map(str::to_owned)
            .collect();
        Self { files, top }
    }

    /// Files in this folder whose name ends so.
    pub fn within<'a>(
        &'a self,
        folder: &'a str,
        ending: &'a str,
    ) -> impl Iterator<Item = &'a TextFile> {
        self.files
            .iter()
            .filter(move |file| file.path.starts_with(folder) && file.path.ends_with(ending))
    }

    fn collect(&mut self, root: &Path, folder: &Path) {
        for name in names_in(folder) {
            let path = folder.join(&name);
            if path.is_dir() {
                if !NOT_OURS.contains(&name.as_str()) {
                    self.collect(root, &path);
                }
            } else if is_text(&path) {
                // A file that is being written by somebody may vanish between the two.
                if let Ok(text) = std::fs::read_to_string(&path) {
                    self.files.push(TextFile { path: from_top(root, &path), text });
                }
            }
        }
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map(|entries| {
            entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect()
        })
        .unwrap_or_default();
    names.sort();
    names
}

fn is_text(path: &Path) -> bool {
    match path.extension() {
        Some(extension) => TEXT.iter().any(|known| extension == *known),
        // Dotfiles, licences and scripts have no extension.
        None => true,
    }
}

fn from_top(root: &Path, path: &Path) -> String {
    let parts: Vec<_> = path
        .strip_prefix(root)
        .unwrap_or(path)
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}
