//! What is told about a policy text that cannot be used (domain, sections 10 to 15).
//!
//! | codes | about | catalogue |
//! | --- | --- | --- |
//! | 100–109 | the text as a whole, and what every question needs | [`policy`] |
//! | 110–119 | conditions over facts | [`condition`] |

pub mod condition;
pub mod policy;
