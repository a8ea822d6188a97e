//! The templates: built into the program, and a user's own in their place.
//!
//! A user's folder holds files of the same names (`zh/reminder-1.html`,
//! `page.html`); each replaces one. Files whose names begin with `_` may be added
//! and included. Every file is read once, up front: rendering touches no disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use duebook_events::Lang;

use super::Broken;
use crate::messages::documents as messages;

/// The largest template that is read, in bytes.
const TEMPLATE_BYTES_MAX: u64 = 1 << 20;

macro_rules! built_in {
    ($($name:literal)*) => {
        /// Names and sources of the built-in templates.
        const BUILT_IN: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("templates/", $name)))),*
        ];
    };
}

built_in! {
    "page.html"
    "en/_parts.html" "en/_parts.txt" "zh/_parts.html" "zh/_parts.txt"
    "en/reminder-0.html" "en/reminder-0.txt" "zh/reminder-0.html" "zh/reminder-0.txt"
    "en/reminder-1.html" "en/reminder-1.txt" "zh/reminder-1.html" "zh/reminder-1.txt"
    "en/reminder-2.html" "en/reminder-2.txt" "zh/reminder-2.html" "zh/reminder-2.txt"
    "en/reminder-3.html" "en/reminder-3.txt" "zh/reminder-3.html" "zh/reminder-3.txt"
    "en/thanks.html" "en/thanks.txt" "zh/thanks.html" "zh/thanks.txt"
    "en/instalments.html" "en/instalments.txt" "zh/instalments.html" "zh/instalments.txt"
    "en/statement.html" "en/statement.txt" "zh/statement.html" "zh/statement.txt"
    "en/overdue.html" "en/overdue.txt" "zh/overdue.html" "zh/overdue.txt"
}

/// Where a template's text comes from.
#[derive(Debug, Clone)]
pub struct Source {
    /// The text.
    pub text: String,
    /// The user's file; none for a built-in template.
    pub file: Option<PathBuf>,
}

/// The templates by name.
#[derive(Debug, Clone)]
pub struct Templates {
    sources: BTreeMap<String, Source>,
}

impl Default for Templates {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Templates {
    /// Those of the program.
    #[must_use]
    pub fn built_in() -> Self {
        let source = |(name, text): &(&str, &str)| {
            ((*name).to_owned(), Source { text: (*text).to_owned(), file: None })
        };
        Self { sources: BUILT_IN.iter().map(source).collect() }
    }

    /// The same with a user's own in place of some.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read, or a file has the name of
    /// no template.
    pub fn with_folder(folder: &Path) -> Result<Self, Broken> {
        let mut templates = Self::built_in();
        for (within, prefix) in [("", ""), ("en", "en/"), ("zh", "zh/")] {
            let path = if within.is_empty() { folder.to_owned() } else { folder.join(within) };
            // The folder itself must be there; a language may be left out.
            if within.is_empty() || path.is_dir() {
                templates.take_folder(&path, prefix)?;
            }
        }
        Ok(templates)
    }

    /// Takes what lies in one folder in place of the templates with this prefix.
    fn take_folder(&mut self, folder: &Path, prefix: &str) -> Result<(), Broken> {
        let unreadable = |path: &Path, error: std::io::Error| {
            Broken::new(path.display().to_string(), 0, messages::templates_unreadable(error))
        };
        let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in entries {
            files.push(entry.map_err(|error| unreadable(folder, error))?.path());
        }
        files.sort();
        for file in files.into_iter().filter(|file| is_template(file)) {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
            let name = format!("{prefix}{}", name.unwrap_or_default());
            let partial = name[prefix.len()..].starts_with('_');
            if !partial && !self.sources.contains_key(&name) {
                let path = file.display().to_string();
                return Err(Broken::new(path, 0, messages::template_unknown()));
            }
            let text = read(&file).map_err(|error| unreadable(&file, error))?;
            self.sources.insert(name, Source { text, file: Some(file) });
        }
        Ok(())
    }

    /// The names, in ascending order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// One template.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.get(name)
    }

    /// How an event cites a paper's template: `zh/reminder-1`, or
    /// `own:zh/reminder-1` where a file that makes it up is the user's.
    #[must_use]
    pub fn citation(&self, paper: &str, lang: Lang) -> String {
        let folder = folder_of(lang);
        let name = format!("{folder}/{paper}");
        let own = |name: &str| self.source(name).is_some_and(|source| source.file.is_some());
        let forms = ["html", "txt"].iter();
        let mut makes_up =
            forms.flat_map(|form| [format!("{name}.{form}"), format!("{folder}/_parts.{form}")]);
        if own("page.html") || makes_up.any(|file| own(&file)) {
            return format!("own:{name}");
        }
        name
    }
}

/// The folder of a language's templates.
#[must_use]
pub fn folder_of(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh",
    }
}

/// Whether a file could be meant as a template; read-me files and the like are not.
fn is_template(file: &Path) -> bool {
    let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let form = file.extension().is_some_and(|form| form == "html" || form == "txt");
    file.is_file() && form && !hidden
}

fn read(file: &Path) -> std::io::Result<String> {
    if std::fs::metadata(file)?.len() > TEMPLATE_BYTES_MAX {
        let problem = format!("more than {TEMPLATE_BYTES_MAX} bytes");
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, problem));
    }
    std::fs::read_to_string(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every paper is there in both languages and both forms.
    #[test]
    fn no_template_is_without_its_twins() {
        let templates = Templates::built_in();
        let twins = |name: &str| {
            let (lang, rest) = name.split_once('/')?;
            let (stem, form) = rest.rsplit_once('.')?;
            let other_lang = if lang == "en" { "zh" } else { "en" };
            let other_form = if form == "txt" { "html" } else { "txt" };
            Some([format!("{other_lang}/{rest}"), format!("{lang}/{stem}.{other_form}")])
        };
        let names: Vec<&str> = templates.names().collect();
        assert!(names.len() > 30);
        for twin in names.iter().filter_map(|name| twins(name)).flatten() {
            assert!(names.contains(&twin.as_str()), "{twin} is missing");
        }
        for paper in crate::documents::papers::ALL {
            assert!(names.contains(&format!("zh/{paper}.html").as_str()), "{paper}");
        }
    }

    /// What lies beside this file is what is built in.
    #[test]
    fn every_template_file_is_built_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/documents/templates");
        let built_in = Templates::built_in();
        for (within, prefix) in [("", ""), ("en", "en/"), ("zh", "zh/")] {
            for entry in std::fs::read_dir(folder.join(within)).unwrap() {
                let file = entry.unwrap().path();
                if is_template(&file) {
                    let name = file.file_name().unwrap().to_string_lossy().into_owned();
                    assert!(built_in.source(&format!("{prefix}{name}")).is_some(), "{name}");
                }
            }
        }
    }
}
