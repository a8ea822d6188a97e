//! Papers: letters, proposals, statements, as plain text and as printable HTML.
//!
//! A document is rendered from a template and the figures that judgement gave;
//! it has the same bytes every time (no clock, no environment). Nothing is
//! recorded or sent here.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`templates`] | the built-in templates, and a user's own in their place |
//! | [`engine`] | rendering: escaping, strict names, errors with file and line |
//! | [`filters`] | amounts, dates, rates and codes as papers write them |
//! | [`capitals`] | 人民币大写 |
//! | [`table`], [`wrap`] | plain text: columns that stand under each other, lines that end |
//! | [`company`] | who sends the papers |
//! | [`papers`] | which paper sees what |

pub mod capitals;
pub mod company;
pub mod engine;
pub mod filters;
pub mod papers;
pub mod table;
pub mod templates;
pub mod wrap;

use duebook_events::Message;

pub use company::Company;
pub use engine::Press;
pub use papers::Paper;
pub use templates::Templates;

/// A rendered document in both forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Plain text, lines of at most [`wrap::WIDTH`] columns but for tables.
    pub text: String,
    /// One self-contained HTML page for A4 paper.
    pub html: String,
}

/// A file of the user's that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The file.
    pub file: String,
    /// The line in it, from 1, where known.
    pub line: Option<u64>,
    /// What is wrong.
    pub message: Box<Message>,
}

impl Broken {
    /// Names the file, the line (0 where unknown) and what is wrong.
    #[must_use]
    pub fn new(file: impl Into<String>, line: u64, message: Message) -> Self {
        let line = (line > 0).then_some(line);
        Self { file: file.into(), line, message: Box::new(message) }
    }
}
