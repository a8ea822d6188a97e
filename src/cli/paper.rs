//! What commands that print papers share: templates, the company, files.

use std::fs;
use std::path::{Path, PathBuf};

use super::args::PaperArgs;
use super::output::Output;
use crate::documents::{Broken, Company, Document, Press, Templates};
use crate::ledger::LedgerError;
use crate::messages::documents as messages;

/// Templates and company as the command line names them.
pub(crate) struct Office {
    pub press: Press,
    pub company: Company,
}

impl Office {
    /// Reads them.
    pub fn open(args: &PaperArgs) -> Result<Self, LedgerError> {
        let templates = match &args.templates {
            Some(folder) => Templates::with_folder(Path::new(folder))?,
            None => Templates::built_in(),
        };
        let company = company(args.company.as_deref())?;
        Ok(Self { press: Press::new(templates)?, company })
    }
}

/// The creditor as the named file describes it; blanks to fill in without one.
pub(crate) fn company(file: Option<&str>) -> Result<Company, LedgerError> {
    let Some(file) = file else { return Ok(Company::default()) };
    let text = fs::read_to_string(file)
        .map_err(|error| Broken::new(file, 0, messages::file_unreadable(error)))?;
    Ok(Company::read(file, &text)?)
}

/// Files that are written beside their names until it is known that they count.
pub(crate) struct Files {
    /// The file as it is now, and as it will be called.
    waiting: Vec<(PathBuf, PathBuf)>,
}

/// Which form a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Html,
    Text,
}

/// Checks where the document is to go, before anything else is done.
pub(crate) fn check_out(out: Option<&str>) -> Result<(), LedgerError> {
    out.map_or(Ok(()), |out| targets(out, "x").map(|_| ()))
}

/// Where the forms go: one file, or both into a folder.
fn targets(out: &str, name: &str) -> Result<Vec<(PathBuf, Form)>, LedgerError> {
    let path = Path::new(out);
    if out.ends_with(['/', '\\']) || path.is_dir() {
        return Ok(vec![
            (path.join(format!("{name}.html")), Form::Html),
            (path.join(format!("{name}.txt")), Form::Text),
        ]);
    }
    let form = path.extension().map(|form| form.to_string_lossy().to_lowercase());
    match form.as_deref() {
        Some("html" | "htm") => Ok(vec![(path.to_owned(), Form::Html)]),
        Some("txt") => Ok(vec![(path.to_owned(), Form::Text)]),
        _ => Err(LedgerError::usage_of(messages::out_form(out))),
    }
}

impl Files {
    /// Writes a document beside where it is to go; nothing without `out`.
    pub fn write(out: Option<&str>, name: &str, document: &Document) -> Result<Self, LedgerError> {
        let mut files = Self { waiting: Vec::new() };
        let Some(out) = out else { return Ok(files) };
        for (path, form) in targets(out, &file_name(name))? {
            let unwritable = |error: std::io::Error| {
                LedgerError::usage_of(messages::out_unwritable(path.display(), error))
            };
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                fs::create_dir_all(folder).map_err(unwritable)?;
            }
            let beside = path.with_added_extension("part");
            let text = match form {
                Form::Html => &document.html,
                Form::Text => &document.text,
            };
            files.waiting.push((beside.clone(), path.clone()));
            fs::write(&beside, text).map_err(unwritable)?;
        }
        Ok(files)
    }

    /// Gives the files their names; gives the paths.
    pub fn keep(mut self) -> Result<Vec<String>, LedgerError> {
        let mut kept = Vec::new();
        for (beside, path) in std::mem::take(&mut self.waiting) {
            fs::rename(&beside, &path).map_err(|error| {
                LedgerError::usage_of(messages::out_unwritable(path.display(), error))
            })?;
            kept.push(path.display().to_string());
        }
        Ok(kept)
    }
}

/// Says on standard error which files were written.
pub(crate) fn told(output: Output, files: &[String]) {
    for file in files {
        eprintln!("{} {file}", output.word("Written to", "已写入"));
    }
}

impl Drop for Files {
    /// What did not count is taken away again.
    fn drop(&mut self) {
        for (beside, _) in &self.waiting {
            let _ = fs::remove_file(beside);
        }
    }
}

/// A number as a file name: what a file system takes for something else becomes `_`.
fn file_name(number: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let name: String = number.chars().map(safe).collect();
    name.trim_start_matches('.').to_owned()
}
