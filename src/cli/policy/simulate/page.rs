//! The comparison as one page for people: no script, nothing from elsewhere,
//! prints on A4.

use std::fs;
use std::path::Path;

use duebook_events::Lang;
use duebook_events::words::Words;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};

use super::view::{self, Page};
use super::{Answer, Rules};
use crate::ledger::LedgerError;
use crate::messages::counterfactual as told;
use crate::messages::store::defect;

/// The name decides how values are escaped: as HTML.
const NAME: &str = "simulate.html";
const TEMPLATE: &str = include_str!("page.html");

/// Renders the page.
pub(super) fn render(
    answer: &Answer,
    rules: &Rules<'_>,
    lang: Lang,
) -> Result<String, LedgerError> {
    page(&view::page(answer, rules, lang), lang).map_err(|error| LedgerError::Store(defect(error)))
}

fn page(seen: &Page, lang: Lang) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .expect("only the treatment of white space differs from Jinja's own syntax");
    environment.set_syntax(syntax);
    environment.add_function("say", move |en: String, zh: String| {
        Words::new(en, zh).in_lang(lang).to_owned()
    });
    environment.add_template(NAME, TEMPLATE)?;
    let seen = Value::from(minijinja::value::Serde(seen));
    environment.get_template(NAME)?.render(seen)
}

/// Writes the page beside its name, then gives it its name.
pub(super) fn write(out: &str, html: &str) -> Result<(), LedgerError> {
    let path = Path::new(out);
    let beside = path.with_added_extension("part");
    let written = fs::write(&beside, html).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // What is not complete is taken away; if that fails too, it stays beside.
        let _ = fs::remove_file(&beside);
        LedgerError::usage_of(told::page_unwritable(out, error))
    })
}
