//! The identity of an event that came without an id (domain, section 3).

use uuid::Uuid;

use crate::ids::EventId;

/// A version 5 UUID in the OID name space over the canonical JSON of `type`, `schema`,
/// `customer`, `effective`, `actor` and `data`: the same content gets the same
/// id, however often it is sent.
///
/// All arguments but `schema` are canonical JSON bytes of the field.
#[must_use]
pub fn id_of_content(
    actor: &[u8],
    customer: &[u8],
    data: &[u8],
    effective: &[u8],
    schema: u16,
    kind: &str,
) -> EventId {
    let mut name = Vec::with_capacity(data.len() + 160);
    for (key, value) in [
        ("{\"actor\":", actor),
        (",\"customer\":", customer),
        (",\"data\":", data),
        (",\"effective\":", effective),
    ] {
        name.extend_from_slice(key.as_bytes());
        name.extend_from_slice(value);
    }
    name.extend_from_slice(format!(",\"schema\":{schema},\"type\":\"{kind}\"}}").as_bytes());
    EventId(Uuid::new_v5(&Uuid::NAMESPACE_OID, &name))
}
