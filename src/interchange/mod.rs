//! Ways in and out.

pub mod mapping;
pub mod their_payments;
