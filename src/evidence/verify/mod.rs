//! `verify`: everything that is stored is read again and held against everything else.
//!
//! | file | concept |
//! | --- | --- |
//! | `walk` | one pass over canonical JSON |
//! | `line` | one line: canonical, and where its fields stand |
//! | `envelope` | what stands around `data`, as the columns say |
//! | `names` | which numbers a line takes and names |
//! | `page` | what can be said of some events by themselves, in several threads |
//! | `book` | what depends on the events before |
//! | `ids` | which ids differ, once it is known that some do |
//! | `kept` | checkpoints that are kept beside the log: signatures, witnesses, timestamps |
//! | `foreign` | checkpoints that are kept elsewhere |
//! | `ordered` | all findings, in the order of the log |
//! | `run` | one pass from one snapshot, by several threads |
//!
//! What only bytes and positions show is the store's own [`crate::store::Structure`].

mod book;
mod envelope;
mod foreign;
mod ids;
mod kept;
mod line;
mod names;
mod ordered;
mod page;
mod run;
#[cfg(test)]
mod tests;
mod walk;

pub use foreign::Foreign;
pub use ordered::Verified;
pub use run::{Options, verify};
