//! Keys, checkpoints, witnesses and timestamps, as others rely on them.

#[path = "../program/mod.rs"]
mod program;

mod changes;
mod desk;
mod keys;
mod signing;
mod timestamps;
mod watching;
mod witnesses;
