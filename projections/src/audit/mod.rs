//! What an auditor asks about decisions besides whether they derive again: who
//! did what, and whether the conditions were kept (domain, section 11).
//!
//! | module | question |
//! | --- | --- |
//! | [`duties`] | were duties separated (INV-11) |
//! | [`keeping`] | was each condition met, when, by what, or broken |

pub mod duties;
pub mod keeping;
