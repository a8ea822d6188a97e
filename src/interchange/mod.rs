//! Ways in and out.

pub mod journal;
pub mod mapping;
pub mod their_payments;
