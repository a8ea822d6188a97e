//! The segment cache: what figures are derived from, sorted by customer, in a file
//! beside the ledger.
//!
//! The log stands in order of position, and a fold wants one customer's events side
//! by side: a cold replay spends most of its time on reading lines and sorting them.
//! The cache keeps the result: for each customer the records that
//! [`duebook_events::compact`] makes of its events, in order. Whoever asks for
//! figures reads it in place of the log and takes only the newest events from the
//! log itself.
//!
//! It is disposable and proves nothing. It says which layout it has, how many events
//! it covers and which root the tree over them has; where any of these is not what
//! the log says, or a check sum does not hold, the log is read instead. `replay`,
//! `verify`, `why` and audits never look at it. It holds no personal text.
//!
//! | module | what it does |
//! | --- | --- |
//! | `layout` | the file's head and its table of customers |
//! | `writing` | from a shelf to a file, which appears whole or not at all |
//! | [`Segments`] | reading |

mod layout;
mod reading;
mod writing;

pub use reading::Segments;
pub(crate) use writing::write;
