//! A ledger's checkpoints, dated: which one a request is about, and keeping the answer.

use duebook_events::Message;
use sha2::{Digest, Sha256};

use super::{TimestampRequest, TimestampResponse};
use crate::evidence::signing::{Sealed, checkpoints, sealed};
use crate::evidence::witness::client::post;
use crate::ledger::{Ledger, LedgerError};
use crate::messages::store::defect;
use crate::messages::witnessing as told;
use crate::store::{AttestationKind, NewAttestation};

impl Ledger {
    /// The newest kept checkpoint.
    ///
    /// # Errors
    /// When there is none.
    pub async fn newest_checkpoint(&self) -> Result<Sealed, LedgerError> {
        let kept = checkpoints(self.store().attestations().await?);
        let newest = kept.last();
        sealed(newest.ok_or_else(|| LedgerError::usage_of(told::no_such_checkpoint()))?)
    }

    /// The kept checkpoint that a request is about, byte for byte.
    ///
    /// # Errors
    /// When there is none.
    pub async fn checkpoint_of(&self, request: &TimestampRequest) -> Result<Sealed, LedgerError> {
        let kept = checkpoints(self.store().attestations().await?);
        let hash = |bytes: &[u8]| -> [u8; 32] { Sha256::digest(bytes).into() };
        let found = kept.iter().rfind(|one| hash(&one.said.body) == request.imprint);
        sealed(found.ok_or_else(|| LedgerError::usage_of(told::no_such_checkpoint()))?)
    }

    /// Keeps an authority's answer about a kept checkpoint, if it is one to this request.
    ///
    /// # Errors
    /// When it is not, or is a refusal.
    pub async fn keep_timestamp(
        &self,
        sealed: &Sealed,
        request: &TimestampRequest,
        answer: Vec<u8>,
    ) -> Result<TimestampResponse, LedgerError> {
        let response = TimestampResponse::parse(&answer).map_err(LedgerError::Store)?;
        response.check(request).map_err(LedgerError::Store)?;
        let new = NewAttestation {
            kind: AttestationKind::Timestamp,
            about: sealed.number,
            size: sealed.checkpoint.size,
            root: sealed.checkpoint.root,
            body: answer,
            verifier_keys: String::new(),
            made_at_ms: self.now().millis(),
        };
        self.store().keep_attestation(new).await?;
        Ok(response)
    }
}

/// Sends a request to an authority, and gives its answer as it came.
///
/// # Errors
/// When there is none.
pub async fn ask(url: String, request: &TimestampRequest) -> Result<Vec<u8>, LedgerError> {
    let body = request.to_der();
    let asked = tokio::task::spawn_blocking(move || -> Result<Vec<u8>, Message> {
        let (status, answer) = post(&url, "application/timestamp-query", &body)?;
        if status == 200 {
            Ok(answer)
        } else {
            Err(told::unreachable(url, format!("HTTP {status}")))
        }
    });
    asked.await.map_err(|error| LedgerError::Store(defect(error)))?.map_err(LedgerError::Store)
}
