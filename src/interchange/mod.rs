//! Ways in and out.

pub mod mapping;
