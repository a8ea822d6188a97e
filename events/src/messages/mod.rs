//! What is told about an event that cannot be read: values (1 to 19), the line
//! as JSON (20 to 29), envelope and payload (30 to 49).

pub mod fields;
pub mod lines;
pub mod values;
