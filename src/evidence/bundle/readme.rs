//! How to verify a bundle without this program: the texts that lie in it.
//!
//! A test extracts the commands from both and runs them on bundles, good and tampered ones.

/// In English.
pub const ENGLISH: &str = include_str!("readme/README.md");
/// In Chinese.
pub const CHINESE: &str = include_str!("readme/README.zh.md");
