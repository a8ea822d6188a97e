//! Rendering: HTML is escaped, a name that does not exist is an error, and no
//! template can reach a file or the time.

use std::error::Error as _;

use duebook_events::Lang;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, UndefinedBehavior, Value};
use serde::Serialize;

use super::templates::{Templates, folder_of};
use super::{Broken, Document, filters, wrap};
use crate::messages::documents as messages;

/// How deep templates may include each other and macros call themselves.
const RECURSION_MAX: usize = 60;

/// The frame of all papers: page, type, tables.
pub(crate) const PAGE: &str = include_str!("templates/page.html");

/// Renders papers from templates.
pub struct Press {
    templates: Templates,
    environment: Environment<'static>,
}

impl Press {
    /// A press for these templates. Each is compiled at once, so that a user's
    /// broken file is told even if the paper in hand does not need it.
    ///
    /// # Errors
    /// When a template cannot be compiled; with its file and line.
    pub fn new(templates: Templates) -> Result<Self, Broken> {
        let mut environment = environment();
        for name in templates.names() {
            let text = templates.source(name).map(|source| source.text.clone());
            environment
                .add_template_owned(name.to_owned(), text.unwrap_or_default())
                .map_err(|error| broken(&templates, &error))?;
        }
        Ok(Self { templates, environment })
    }

    /// The templates.
    #[must_use]
    pub fn templates(&self) -> &Templates {
        &self.templates
    }

    /// Renders a paper in both forms. `seen` is what its templates see, beside
    /// `lang`.
    ///
    /// # Errors
    /// When a template fails; with its file and line.
    pub fn print(
        &self,
        paper: &str,
        lang: Lang,
        seen: &impl Serialize,
    ) -> Result<Document, Broken> {
        let folder = folder_of(lang);
        let seen = Value::from(minijinja::value::Serde(seen));
        let context = minijinja::context! { lang => folder, ..seen };
        let form = |form: &str| {
            let name = format!("{folder}/{paper}.{form}");
            self.environment
                .get_template(&name)
                .and_then(|template| template.render(&context))
                .map_err(|error| broken(&self.templates, &error))
        };
        Ok(Document { text: wrap::text(&form("txt")?), html: tidy(&form("html")?) })
    }
}

/// An environment with the rules and filters of all papers, and no template yet.
pub(crate) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_recursion_limit(RECURSION_MAX);
    environment.set_debug(true);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .expect("only the treatment of white space differs from Jinja's own syntax");
    environment.set_syntax(syntax);
    filters::add_to(&mut environment);
    environment
}

/// HTML without blank lines and blanks at the ends of lines.
pub(crate) fn tidy(html: &str) -> String {
    let lines = html.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The same for templates that nobody can replace.
pub(crate) fn built_in_broken(error: &Error) -> Broken {
    broken(&Templates::built_in(), error)
}

/// The innermost place that an error names, in the user's file where it is one.
fn broken(templates: &Templates, error: &Error) -> Broken {
    let mut place = error;
    let mut next = error.source();
    while let Some(inner) = next.and_then(|source| source.downcast_ref::<Error>()) {
        if inner.name().is_some() {
            place = inner;
        }
        next = inner.source();
    }
    let name = place.name().unwrap_or_default();
    let file = templates.source(name).and_then(|source| source.file.as_ref());
    let file = file.map_or_else(|| name.to_owned(), |file| file.display().to_string());
    let problem = match place.detail() {
        Some(detail) => format!("{}: {detail}", place.kind()),
        None => place.kind().to_string(),
    };
    let line = place.line().unwrap_or_default() as u64;
    Broken::new(file, line, messages::template_broken(problem))
}
