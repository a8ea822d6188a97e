//! Why the ledger says what it says: derivations with their events, made again
//! from the log and compared.
//!
//! | module | question |
//! | --- | --- |
//! | [`order`] | why an order was decided as it was, and hindsight |
//! | `recorded` | a recorded decision, derived again and compared |

pub mod order;
pub(crate) mod recorded;
