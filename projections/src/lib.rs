//! Judgement: what follows from the facts, under a policy, as of a date, as
//! known at a moment. Pure functions; nothing here can read a clock, a file, or
//! anything random (INV-5).
//!
//! A question is answered in three steps: [`history`] cuts the facts by
//! `as_of` and `known_at`, [`account`] folds one customer's facts into open
//! items, and one module per judgement reads the answer off the account:
//!
//! | module | question | domain section |
//! | --- | --- | --- |
//! | [`balance`], [`waterfall`] | what is open, overdue, disputed, unapplied; item by item | 5 |
//! | [`aging`] | how old is it | 6 |
//! | [`due`], [`parts`] | when does each part fall due | 4, 7 |
//! | [`promises`] | which promises and agreements were kept | 7, 8 |
//! | [`interest`], [`late_fee`] | what has being late cost, what of it could be charged | 9 |
//! | [`allocation`], [`remittance`], [`discount`] | where unapplied money should go, and what it may leave open | 4, 5 |
//! | [`exposure`], [`score`] | how much credit is used, how good is the customer | 10 |
//! | [`decision`], [`conditions`], [`shortages`] | may this order go out | 11 |
//! | [`audit`] | were duties separated, and conditions kept | 11 |
//! | [`reminders`] | whom to remind today | 12 |
//! | [`letters`] | what stands in a letter to the customer | 9, 12 |
//! | [`plan`] | which instalment plan could be agreed | 7 |
//! | [`limitation`] | until when can it be claimed | 13 |
//! | [`journal`] | the history in double entry | 5 |
//! | [`statement`], [`difference`] | what moved the balance in a month, and what may explain another one | 5, stories |
//! | [`overdue`], [`evidence`] | what is overdue, why, and which papers prove it | 4 to 9, 13 |
//! | [`series`] | the portfolio's figures, month end by month end | 14 |
//! | [`counterfactual`] | what another policy would have decided, and what it would have cost | 10, 11 |
//! | [`month_end`] | what a history keeps of each customer and month | 6, 10, 14 |
//! | [`policy`], [`messages`] | under which rules, and what can be wrong with them | 15 |
//! | [`digest`], [`portfolio`] | all customers, and one hash per projection | contract |
//!
//! This crate must never know where events come from.

pub mod account;
pub mod aging;
pub mod allocation;
pub mod audit;
pub mod balance;
pub mod conditions;
pub mod counterfactual;
pub mod decision;
pub mod difference;
pub mod digest;
pub mod discount;
pub mod due;
pub mod evidence;
pub mod exposure;
#[cfg(test)]
mod given;
pub mod history;
pub mod interest;
pub mod journal;
pub mod late_fee;
pub mod letters;
pub mod limitation;
pub mod messages;
pub mod money;
pub mod month;
pub mod month_end;
pub mod numbering;
pub mod overdue;
pub mod parts;
pub mod plan;
pub mod policy;
pub mod portfolio;
pub mod promises;
pub mod reminders;
pub mod remittance;
pub mod score;
pub mod series;
pub mod shortages;
pub mod statement;
pub mod waterfall;

pub use account::Account;
pub use history::{Cut, Fact};
pub use money::Money;
pub use month::Month;
pub use policy::Policy;
