//! Timestamps (RFC 3161): an authority's word that a checkpoint existed at a time.
//!
//! The authority sees a hash only. Of its answer this program reads what it says: whether the
//! request was granted, about which bytes, when. Whether the authority's own signature and
//! certificates hold is for `openssl ts -verify` to say, with a root certificate that one trusts:
//!
//! ```text
//! openssl ts -verify -in answer.tsr -data checkpoint.txt -CAfile authority.pem
//! ```
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`der`] | the little of DER that is needed |
//! | [`request`] | the question: a hash and a nonce |
//! | [`response`] | the answer, and whether it is one to the question |
//! | [`openssl`] | the authority's signature, by a program that knows certificates |
//! | [`ledger`] | which checkpoint is dated, and keeping the answer |

pub mod der;
pub mod ledger;
pub mod openssl;
pub mod request;
pub mod response;

pub use request::TimestampRequest;
pub use response::TimestampResponse;
