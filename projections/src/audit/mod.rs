//! What an auditor asks about decisions besides whether they derive again: who
//! did what, and whether the conditions were kept (domain, section 11).
//!
//! | module | question |
//! | --- | --- |
//! | [`basis`] | what a recorded decision says that it rested on |
//! | [`duties`] | were duties separated (INV-11) |
//! | [`people`] | who is one person, and who is a program |
//! | [`keeping`] | was each condition met, when, by what, or broken |
//! | [`releases`] | was an order shipped or billed against its decision |

pub mod basis;
pub mod duties;
pub mod keeping;
pub mod people;
pub mod releases;
