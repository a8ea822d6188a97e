//! Which paper sees what.
//!
//! Every template sees `lang`, `company` ([`Company`]), `customer` (`id`,
//! `name`, `tax_id`), `as_of`, and one object of figures: `letter`, `thanks`,
//! `plan`, `statement` or `overdue`. All fields are there; what does not apply is
//! `none`.

use duebook_events::{Day, Lang};
use duebook_projections::letters::{Letter, Party, Thanks};
use duebook_projections::plan::Plan;
use serde::Serialize;
use serde_json::Value;

use super::{Broken, Company, Document, Press};

/// The names of all papers.
pub const ALL: [&str; 8] = [
    "reminder-0",
    "reminder-1",
    "reminder-2",
    "reminder-3",
    "thanks",
    "instalments",
    "statement",
    "overdue",
];

/// A paper's figures.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figures<'f> {
    /// A reminder.
    Letter(&'f Letter),
    /// Thanks for a payment.
    Thanks(&'f Thanks),
    /// A proposed agreement.
    Plan(&'f Plan),
    /// A statement of account, as `duebook statement` answers.
    Statement(&'f Value),
    /// The overdue list, as `duebook overdue` answers.
    Overdue(&'f Value),
}

/// What a paper is rendered from.
#[derive(Debug, Clone, Serialize)]
pub struct Paper<'p> {
    /// Its number: of the reminder, the agreement, the statement.
    pub number: String,
    /// The business date.
    pub as_of: Day,
    /// To whom; none for lists over customers.
    pub customer: Option<&'p Party>,
    /// To whose attention.
    pub to: Option<&'p str>,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures<'p>,
}

impl Paper<'_> {
    /// The name of its templates.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.figures {
            Figures::Letter(letter) => format!("reminder-{}", letter.level),
            Figures::Thanks(_) => "thanks".to_owned(),
            Figures::Plan(_) => "instalments".to_owned(),
            Figures::Statement(_) => "statement".to_owned(),
            Figures::Overdue(_) => "overdue".to_owned(),
        }
    }

    /// Renders it.
    ///
    /// # Errors
    /// When a template fails.
    pub fn print(&self, press: &Press, lang: Lang, company: &Company) -> Result<Document, Broken> {
        #[derive(Serialize)]
        struct Seen<'s> {
            company: Company,
            #[serde(flatten)]
            paper: &'s Paper<'s>,
        }
        press.print(&self.name(), lang, &Seen { company: company.in_lang(lang), paper: self })
    }
}
