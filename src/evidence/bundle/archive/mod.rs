//! ZIP archives as bundles use them: written the same way every time, read without trust.
//!
//! An archive is written with files that are stored as they are, sorted by name, dated 1980-01-01, so
//! that the same files make the same bytes. What is read may have been packed again by any program:
//! stored or deflated, but nothing that two programs could read differently, nothing hidden between
//! the files, and nothing larger than it says (APPNOTE.TXT 6.3, sections 4.3 to 4.5).
//!
//! | file | concept |
//! | --- | --- |
//! | `write` | files into an archive |
//! | `read` | an archive's list of files, and their bytes |
//! | `fields` | little-endian fields, and the places where ZIP64 begins |

mod fields;
mod read;
mod write;

pub use read::{Archive, Unreadable};
pub use write::Writer;

#[cfg(test)]
mod tests;
