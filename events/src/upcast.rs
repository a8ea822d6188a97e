//! Payloads of older schema versions are rewritten into today's form when they
//! are read; stored bytes are never touched (domain, section 3, identity).
//!
//! A change of a payload's shape adds one step here: from its version to the
//! next. Steps are pure and total for everything that was once accepted.

use crate::fault::Fault;
use crate::kind::{Kind, SCHEMA};
use crate::messages::fields::schema_not_convertible;

/// Rewrites canonical payload bytes of version `schema` into those of [`SCHEMA`].
///
/// # Errors
/// A fault when no such version was ever written.
pub fn to_current(kind: Kind, schema: u16, data: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut bytes = data.to_vec();
    for version in schema..SCHEMA {
        bytes = step(kind, version, bytes)?;
    }
    if schema == 0 || schema > SCHEMA {
        return Err(unknown(kind, schema));
    }
    Ok(bytes)
}

/// From `version` to the next. Version 1 is the first: there is no step yet.
fn step(kind: Kind, version: u16, _data: Vec<u8>) -> Result<Vec<u8>, Fault> {
    Err(unknown(kind, version))
}

fn unknown(kind: Kind, schema: u16) -> Fault {
    Fault::of("schema", schema_not_convertible(schema, kind, SCHEMA))
}
