//! `templates`: the built-in templates, to be read or changed.

use std::path::Path;

use serde_json::json;

use super::Context;
use super::args::TemplatesArgs;
use super::sheet::{Sheet, numbers, words};
use crate::documents::Templates;
use crate::ledger::LedgerError;
use crate::messages::documents as messages;

/// Lists the templates, or writes them into a folder; never over a file.
pub(crate) fn templates(context: &Context, args: &TemplatesArgs) -> Result<(), LedgerError> {
    let templates = Templates::built_in();
    let text = |name: &str| templates.source(name).map_or("", |source| source.text.as_str());
    if let Some(folder) = &args.out {
        let folder = Path::new(folder);
        for name in templates.names() {
            let path = folder.join(name);
            write_new(&path, text(name)).map_err(|error| {
                LedgerError::usage_of(messages::out_unwritable(path.display(), error))
            })?;
        }
    }
    let names: Vec<&str> = templates.names().collect();
    let answer = json!({"templates": names, "out": args.out});
    context.output.answer(&answer, || {
        let mut sheet = Sheet::new("", vec![words("template", "模板"), numbers("bytes", "字节")]);
        for name in &names {
            sheet.push(vec![(*name).to_owned(), text(name).len().to_string()]);
        }
        vec![sheet]
    })
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::File::create_new(path)?;
    std::io::Write::write_all(&mut file, text.as_bytes())
}
