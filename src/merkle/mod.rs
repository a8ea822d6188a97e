//! The Merkle tree over the log (RFC 6962, section 2).
