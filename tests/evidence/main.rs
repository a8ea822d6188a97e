//! Evidence bundles: what is in them, and that every check of them can fail. Each bundle is verified
//! three times: by the program, by a verifier in Python that shares nothing with it, and by the
//! commands of its own README.

#![allow(clippy::unwrap_used)] // a test that cannot go on says so by panicking
#![allow(clippy::case_sensitive_file_extension_comparisons)] // the names of a bundle are exact

#[path = "../program/mod.rs"]
mod program;

mod bundles;
mod contents;
mod elsewhere;
mod hostile;
mod personal;
mod readme;
mod refusals;
mod report;
mod tampered;
mod timestamps;
