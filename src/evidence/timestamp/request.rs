//! The question to a time stamping authority (RFC 3161, section 2.4.1).

use duebook_events::Message;
use sha2::{Digest, Sha256};

use super::der::{INTEGER, OCTET_STRING, OID, Reader, SEQUENCE, value};
use crate::messages::signing::no_randomness;

/// The object identifier of SHA-256 (2.16.840.1.101.3.4.2.1).
pub(super) const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

/// A request: which bytes are to be dated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampRequest {
    /// SHA-256 of the bytes.
    pub imprint: [u8; 32],
    /// A number that the answer must repeat, as the content of a DER INTEGER.
    pub nonce: Option<Vec<u8>>,
}

impl TimestampRequest {
    /// A request about these bytes with a nonce from the operating system.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn new(bytes: &[u8]) -> Result<Self, Message> {
        let mut nonce = [0; 8];
        getrandom::fill(&mut nonce).map_err(no_randomness)?;
        // As an INTEGER it is positive and as short as can be, whatever the system gave.
        nonce[0] = nonce[0] & 0x7f | 0x40;
        Ok(Self { imprint: Sha256::digest(bytes).into(), nonce: Some(nonce.to_vec()) })
    }

    /// Reads a request, also one of another program.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut outer = Reader::new(bytes);
        let mut request = outer.enter(SEQUENCE)?;
        let imprint = (request.expect(INTEGER)? == [1]).then(|| read_imprint(&mut request))??;
        // A policy of the authority may be asked for.
        let _ = request.optional(OID);
        let nonce = request.optional(INTEGER).map(<[u8]>::to_vec);
        outer.is_at_end().then_some(Self { imprint, nonce })
    }

    /// The request in DER; it asks for the authority's certificates.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let algorithm = value(SEQUENCE, &[value(OID, SHA256), vec![0x05, 0x00]].concat());
        let imprint = value(SEQUENCE, &[algorithm, value(OCTET_STRING, &self.imprint)].concat());
        let nonce = self.nonce.as_deref().map(|nonce| value(INTEGER, nonce)).unwrap_or_default();
        let certificates = vec![0x01, 0x01, 0xff];
        value(SEQUENCE, &[value(INTEGER, &[1]), imprint, nonce, certificates].concat())
    }
}

/// Reads a `MessageImprint` of SHA-256.
pub(super) fn read_imprint(reader: &mut Reader<'_>) -> Option<[u8; 32]> {
    let mut imprint = reader.enter(SEQUENCE)?;
    let mut algorithm = imprint.enter(SEQUENCE)?;
    let is_sha256 = algorithm.expect(OID)? == SHA256;
    let hash = imprint.expect(OCTET_STRING)?;
    is_sha256.then(|| hash.try_into().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_as_it_is_written() {
        let request = TimestampRequest::new(b"text\n").unwrap();
        assert_eq!(TimestampRequest::parse(&request.to_der()), Some(request.clone()));
        assert_ne!(TimestampRequest::new(b"text\n").unwrap().nonce, request.nonce);
        let bare = TimestampRequest { nonce: None, ..request };
        assert_eq!(TimestampRequest::parse(&bare.to_der()), Some(bare.clone()));
        let mut longer = bare.to_der();
        longer.push(0);
        assert_eq!(TimestampRequest::parse(&longer), None);
        assert_eq!(TimestampRequest::parse(b"no request"), None);
    }
}
