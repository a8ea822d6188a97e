//! The answer of a time stamping authority (RFC 3161, section 2.4.2): read, and compared with the
//! question. That the signature is about what the answer says is checked (RFC 5652, section 5.4);
//! whether the authority has made it is not.

use chrono::NaiveDateTime;
use duebook_events::{Instant, Message, Words};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::der::{
    BIT_STRING, CONTEXT_0, CONTEXT_1, INTEGER, OCTET_STRING, OID, Reader, SEQUENCE, SET, TIME,
    UTF8_STRING,
};
use super::request::{SHA256, TimestampRequest, read_imprint};
use crate::messages::witnessing as told;

/// The longest answer that is read, in bytes: certificates come with it.
pub const RESPONSE_BYTES_MAX: usize = 64 * 1024;

/// id-signedData (RFC 5652, section 5.1): 1.2.840.113549.1.7.2.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// id-ct-TSTInfo (RFC 3161, section 2.4.2): 1.2.840.113549.1.9.16.1.4.
const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];

/// id-messageDigest (RFC 5652, section 11.2): 1.2.840.113549.1.9.4.
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];

/// What an authority says in a granted answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampResponse {
    /// SHA-256 of the bytes that it is about.
    pub imprint: [u8; 32],
    /// When they existed, by the authority's clock.
    pub time: Instant,
    /// The nonce of the request, if it had one.
    pub nonce: Option<Vec<u8>>,
}

impl TimestampResponse {
    /// Reads a granted answer (`TimeStampResp` in DER).
    ///
    /// # Errors
    /// When it is none, or the authority has refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, Message> {
        if bytes.len() > RESPONSE_BYTES_MAX {
            return Err(told::timestamp_malformed());
        }
        let mut outer = Reader::new(bytes);
        let mut response = outer.enter(SEQUENCE).ok_or_else(told::timestamp_malformed)?;
        let status = response.enter(SEQUENCE).ok_or_else(told::timestamp_malformed)?;
        check_status(status)?;
        let stated = read_token(&mut response).filter(|_| outer.is_at_end());
        stated.ok_or_else(told::timestamp_malformed)
    }

    /// Refuses an answer to another question.
    ///
    /// # Errors
    /// When it is about other bytes, or has another nonce.
    pub fn check(&self, request: &TimestampRequest) -> Result<(), Message> {
        let wrong = |en, zh| Err(told::timestamp_of_other(Words::new(en, zh)));
        if self.imprint != request.imprint {
            return wrong("its hash is of other bytes", "其散列对应其他内容");
        }
        if self.nonce != request.nonce {
            return wrong("it has another nonce", "其随机数（nonce）不符");
        }
        Ok(())
    }
}

/// Granted (0), or granted with changes (1); everything else is a refusal.
fn check_status(mut status: Reader<'_>) -> Result<(), Message> {
    let number = status.expect(INTEGER).ok_or_else(told::timestamp_malformed)?;
    if matches!(number, [0 | 1]) {
        return Ok(());
    }
    let mut said = Vec::new();
    if let Some(mut texts) = status.enter_optional(SEQUENCE) {
        while let Some(text) = texts.expect(UTF8_STRING) {
            said.push(String::from_utf8_lossy(text).replace(char::is_control, " "));
        }
    }
    if let Some(bits) = status.optional(BIT_STRING) {
        said.extend(failures(bits).map(ToOwned::to_owned));
    }
    let number = number.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    Err(told::timestamp_refused(number, said.join("; ")))
}

/// The names of `PKIFailureInfo` bits (RFC 3161, section 2.4.2).
fn failures(bits: &[u8]) -> impl Iterator<Item = &'static str> + '_ {
    const NAMES: [(usize, &str); 8] = [
        (0, "badAlg"),
        (2, "badRequest"),
        (5, "badDataFormat"),
        (14, "timeNotAvailable"),
        (15, "unacceptedPolicy"),
        (16, "unacceptedExtension"),
        (17, "addInfoNotAvailable"),
        (25, "systemFailure"),
    ];
    let set = |bit: usize| {
        // The first byte counts the bits that are not used.
        bits.get(1 + bit / 8).is_some_and(|byte| byte & (0x80 >> (bit % 8)) != 0)
    };
    NAMES.into_iter().filter(move |(bit, _)| set(*bit)).map(|(_, name)| name)
}

/// `ContentInfo` > `SignedData` > `EncapsulatedContentInfo` > `TSTInfo`.
fn read_token(response: &mut Reader<'_>) -> Option<TimestampResponse> {
    let mut content = response.enter(SEQUENCE)?;
    if !response.is_at_end() || content.expect(OID)? != SIGNED_DATA {
        return None;
    }
    let mut signed = content.enter(CONTEXT_0)?.enter(SEQUENCE)?;
    signed.expect(INTEGER)?;
    signed.expect(SET)?;
    let mut inner = signed.enter(SEQUENCE)?;
    if inner.expect(OID)? != TST_INFO {
        return None;
    }
    let stated = inner.enter(CONTEXT_0)?.expect(OCTET_STRING)?;
    if !is_signed_over(signed, stated)? {
        return None;
    }
    read_stated(Reader::new(stated).enter(SEQUENCE)?)
}

/// Whether the one signer's `messageDigest` is that of the content: what is signed are the
/// attributes that hold it (RFC 5652, section 5.4; RFC 3161, section 2.4.2: exactly one signer).
fn is_signed_over(mut signed: Reader<'_>, content: &[u8]) -> Option<bool> {
    // Certificates, and what was revoked.
    let _ = signed.optional(CONTEXT_0);
    let _ = signed.optional(CONTEXT_1);
    let mut signers = signed.enter(SET)?;
    let mut info = signers.enter(SEQUENCE)?;
    if !signers.is_at_end() {
        return None;
    }
    info.expect(INTEGER)?;
    // Who: an issuer and a number, or a key identifier.
    info.read()?;
    let algorithm = info.enter(SEQUENCE)?.expect(OID)?;
    let digest = digest_by(algorithm, content)?;
    let mut attributes = info.enter(CONTEXT_0)?;
    let mut found = None;
    while !attributes.is_at_end() {
        let mut attribute = attributes.enter(SEQUENCE)?;
        if attribute.expect(OID)? != MESSAGE_DIGEST {
            continue;
        }
        let mut values = attribute.enter(SET)?;
        let value = values.expect(OCTET_STRING)?;
        if !values.is_at_end() || found.replace(value).is_some() {
            return None;
        }
    }
    Some(found? == digest)
}

/// SHA-2 by its object identifier, 2.16.840.1.101.3.4.2.{1,2,3}; others are not taken.
fn digest_by(algorithm: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    match algorithm.strip_prefix(SHA256.get(..8)?)? {
        [1] => Some(Sha256::digest(content).to_vec()),
        [2] => Some(Sha384::digest(content).to_vec()),
        [3] => Some(Sha512::digest(content).to_vec()),
        _ => None,
    }
}

/// `TSTInfo`.
fn read_stated(mut stated: Reader<'_>) -> Option<TimestampResponse> {
    if stated.expect(INTEGER)? != [1] {
        return None;
    }
    stated.expect(OID)?;
    let imprint = read_imprint(&mut stated)?;
    stated.expect(INTEGER)?;
    let time = read_time(stated.expect(TIME)?)?;
    // Accuracy, and whether tokens are ordered.
    let _ = stated.optional(SEQUENCE);
    let _ = stated.optional(0x01);
    let nonce = stated.optional(INTEGER).map(<[u8]>::to_vec);
    Some(TimestampResponse { imprint, time, nonce })
}

/// `YYYYMMDDhhmmss[.s…]Z` (RFC 3161: UTC, seconds always there).
fn read_time(bytes: &[u8]) -> Option<Instant> {
    let text = std::str::from_utf8(bytes).ok()?.strip_suffix('Z')?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let time = digits.then(|| NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S%.f").ok())??;
    Some(Instant::from_millis(time.and_utc().timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::timestamp::der::value;

    /// An answer as an authority would write it, without certificates and signature.
    fn answer(status: &[u8], imprint: [u8; 32], nonce: Option<&[u8]>, time: &str) -> Vec<u8> {
        signed(status, imprint, nonce, time, |stated| Sha256::digest(stated).to_vec())
    }

    /// The same with a digest of what it says, as its signer would have signed it.
    fn signed(
        status: &[u8],
        imprint: [u8; 32],
        nonce: Option<&[u8]>,
        time: &str,
        digest: impl Fn(&[u8]) -> Vec<u8>,
    ) -> Vec<u8> {
        let request = TimestampRequest { imprint, nonce: None }.to_der();
        let mut whole = Reader::new(&request).enter(SEQUENCE).unwrap();
        whole.expect(INTEGER).unwrap();
        let imprint = value(SEQUENCE, whole.expect(SEQUENCE).unwrap());
        let nonce = nonce.map(|nonce| value(INTEGER, nonce)).unwrap_or_default();
        let stated = [
            value(INTEGER, &[1]),
            value(OID, &[0x2a, 0x03]),
            imprint,
            value(INTEGER, &[5]),
            value(TIME, time.as_bytes()),
            nonce,
        ];
        let stated = value(SEQUENCE, &stated.concat());
        let digest = value(SET, &value(OCTET_STRING, &digest(&stated)));
        let digest = value(SEQUENCE, &[value(OID, MESSAGE_DIGEST), digest].concat());
        let signer = [
            value(INTEGER, &[1]),
            value(SEQUENCE, &[]),
            value(SEQUENCE, &value(OID, SHA256)),
            value(CONTEXT_0, &digest),
        ];
        let signers = value(SET, &value(SEQUENCE, &signer.concat()));
        let stated = value(OCTET_STRING, &stated);
        let inner = value(SEQUENCE, &[value(OID, TST_INFO), value(CONTEXT_0, &stated)].concat());
        let whole =
            value(SEQUENCE, &[value(INTEGER, &[3]), value(SET, &[]), inner, signers].concat());
        let token = [value(OID, SIGNED_DATA), value(CONTEXT_0, &whole)].concat();
        value(SEQUENCE, &[value(SEQUENCE, status), value(SEQUENCE, &token)].concat())
    }

    fn granted() -> Vec<u8> {
        value(INTEGER, &[0])
    }

    #[test]
    fn a_granted_answer_is_read_and_compared_with_the_question() {
        let request = TimestampRequest { imprint: [7; 32], nonce: Some(vec![1, 2]) };
        let read = |bytes: &[u8]| TimestampResponse::parse(bytes).unwrap();
        let right = read(&answer(&granted(), [7; 32], Some(&[1, 2]), "20261122031415.5Z"));
        assert_eq!(right.time.to_string(), "2026-11-22T03:14:15.500Z");
        assert!(right.check(&request).is_ok());
        for (imprint, nonce) in [([8; 32], Some([1, 2])), ([7; 32], Some([1, 3])), ([7; 32], None)]
        {
            let nonce = nonce.as_ref().map(<[u8; 2]>::as_slice);
            let other = read(&answer(&granted(), imprint, nonce, "20261122031415Z"));
            assert_eq!(other.check(&request).unwrap_err().code.0, 814);
        }
    }

    #[test]
    fn what_is_said_must_be_what_was_signed() {
        let time = "20261122031415Z";
        let read = |digest: &dyn Fn(&[u8]) -> Vec<u8>| {
            TimestampResponse::parse(&signed(&granted(), [7; 32], None, time, digest))
        };
        assert!(read(&|stated| Sha256::digest(stated).to_vec()).is_ok());
        // The attributes of another token beside this text.
        assert!(read(&|_| Sha256::digest(b"other").to_vec()).is_err());
        assert!(read(&|_| Vec::new()).is_err());
    }

    #[test]
    fn a_refusal_says_why() {
        let text = value(SEQUENCE, &value(UTF8_STRING, "no time\ntoday".as_bytes()));
        let status = [value(INTEGER, &[2]), text, value(BIT_STRING, &[1, 0x20, 0x02])].concat();
        let message = TimestampResponse::parse(&value(SEQUENCE, &value(SEQUENCE, &status)));
        let message = message.unwrap_err();
        assert_eq!(message.code.0, 813);
        assert!(
            message.problem.en.contains("no time today; badRequest; timeNotAvailable"),
            "{message}"
        );
    }

    #[test]
    fn anything_else_is_no_answer() {
        let good = answer(&granted(), [7; 32], None, "20261122031415Z");
        for length in 0..good.len() {
            assert!(TimestampResponse::parse(&good[..length]).is_err(), "{length}");
        }
        let longer = [good.clone(), vec![0]].concat();
        assert!(TimestampResponse::parse(&longer).is_err());
        for time in ["20261122031415", "20261322031415Z", "2026112203Z", "20261122031415+0800", ""]
        {
            assert!(TimestampResponse::parse(&answer(&granted(), [7; 32], None, time)).is_err());
        }
        assert!(TimestampResponse::parse(&vec![0x30; RESPONSE_BYTES_MAX + 1]).is_err());
    }
}
