//! What is told about a policy text that cannot be used (domain, sections 10 to 15).
//!
//! | codes | about | catalogue |
//! | --- | --- | --- |
//! | 100–109 | the text as a whole, and what every question needs | [`policy`] |
//! | 110–119 | conditions over facts | [`condition`] |
//! | 120–129 | the form of keys and values | [`shape`] |
//! | 130–149 | what a readable policy seems to say and does not do | [`meaning`] |
//! | 220–229 | size, nesting, digits: what is not read or not compared | [`bounds`] |

pub mod bounds;
pub mod condition;
pub mod meaning;
pub mod policy;
pub mod shape;
