//! Month-end histories: every customer's score, grade, class, aging and
//! provision at every month end of some years, kept as a read model.
//!
//! A policy change is backfilled blue/green: the history under the new policy is
//! built beside the one that is shown ([`backfill`]), checked and compared with
//! it ([`compare`]), and then shown in one transaction. The older one stays
//! readable "as originally reported" until it is dropped on purpose
//! ([`register`], `steps`).
//!
//! By default each month end is judged with the knowledge of its last day: what
//! became known later is hindsight, and a new rule is not to be tried with it
//! (IAS 8, paragraph 53, says the same of restated periods). So a history of
//! finished months does not change when events are appended, also back-dated
//! ones, and nothing has to be caught up before the switch.
//!
//! Where it is kept, all in the store's disposable read models (INV-10):
//!
//! | what | where |
//! | --- | --- |
//! | each history: policy, months, how far it has come | read model `month_ends`, by id |
//! | its rows | read model `month_ends/ID`, by customer |
//! | which one is shown | note `month_ends` |
//!
//! Rows of some customers and how far the history has come are written in one
//! transaction, so a build that was killed goes on where it stood.

pub mod backfill;
pub mod compare;
pub mod register;
mod steps;

pub use backfill::{Ask, Backfilled, Built, NotCompared, Step, Tell};
pub use compare::{Comparison, MonthChange, MonthSum, Sums};
pub use register::{Cited, History, Knowledge, MonthOf, State};
