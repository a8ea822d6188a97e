//! Why the ledger says what it says: derivations with their events, made again
//! from the log and compared.
//!
//! | module | question |
//! | --- | --- |
//! | [`order`] | why an order was decided as it was, and hindsight |
//! | [`score`] | why a customer has this score, grade and class |
//! | [`balance`] | why a customer owes this |
//! | [`reminder`] | why a customer is reminded, or is not |
//! | `recorded` | a recorded decision, derived again and compared |
//! | [`replayed`] | a customer's events read again, and the read models compared |
//! | [`told`] | the events behind a figure |

pub mod balance;
pub mod order;
pub(crate) mod recorded;
pub mod reminder;
pub mod replayed;
pub mod score;
pub mod told;
