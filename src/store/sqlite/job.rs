//! What the writing thread is asked to do, and what it answers.

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::projections::{self, Change};
use super::tip::Tip;
use super::{append, attestations, documents, settings};
use crate::store::data::{Appended, Document, NewAttestation};
use crate::store::error::{AppendError, StoreError};
use crate::store::prepare::Prepared;

/// Something to write, and where to put the answer.
pub(super) enum Job {
    /// A batch of events.
    Append(Box<Prepared>, oneshot::Sender<Result<Appended, AppendError>>),
    /// A document whose hash has been verified; answered with 0.
    Document(Document, oneshot::Sender<Result<u64, StoreError>>),
    /// A change of the read models; the meaning of the answer is the change's.
    Projections(Change, oneshot::Sender<Result<u64, StoreError>>),
    /// A checkpoint, or what is said about one; answered with its number.
    Attestation(Box<NewAttestation>, oneshot::Sender<Result<u64, StoreError>>),
    /// Settings; answered with 0.
    Settings(Vec<(String, String)>, oneshot::Sender<Result<u64, StoreError>>),
}

/// A job that has been run and is not answered yet.
pub(super) enum Answer {
    Append(Result<Appended, AppendError>, oneshot::Sender<Result<Appended, AppendError>>),
    Other(Result<u64, StoreError>, oneshot::Sender<Result<u64, StoreError>>),
}

/// Answers jobs that have not been run.
pub(super) fn fail(group: Vec<Job>, error: &StoreError) {
    for job in group {
        // Somebody who does not wait any more is not told.
        match job {
            Job::Append(_, to) => drop(to.send(Err(error.clone().into()))),
            Job::Document(_, to)
            | Job::Projections(_, to)
            | Job::Attestation(_, to)
            | Job::Settings(_, to) => drop(to.send(Err(error.clone()))),
        }
    }
}

impl Job {
    /// Gives the size of the job, in events; a document counts as many as it has pages.
    pub(super) fn events(&self) -> usize {
        match self {
            Self::Append(prepared, _) => prepared.batch.events.len(),
            Self::Document(document, _) => 1 + document.bytes.len() / 4096,
            Self::Projections(..) | Self::Settings(..) | Self::Attestation(..) => 1,
        }
    }

    /// The batch that the job appends.
    pub(super) fn batch(&self) -> Option<&Prepared> {
        match self {
            Self::Append(prepared, _) => Some(prepared),
            _ => None,
        }
    }

    /// Runs the job and adds its answer, also if it fails.
    pub(super) fn run(
        self,
        connection: &Connection,
        tip: &mut Tip,
        appended: &mut append::Group,
        answers: &mut Vec<Answer>,
    ) -> Result<(), StoreError> {
        let (done, to) = match self {
            Self::Append(prepared, to) => {
                let done = appended.append(connection, tip, *prepared);
                let error = done.as_ref().err().cloned();
                answers.push(Answer::Append(done.unwrap_or_else(|error| Err(error.into())), to));
                return error.map_or(Ok(()), Err);
            }
            Self::Document(document, to) => {
                (documents::insert(connection, &document).map(|()| 0), to)
            }
            Self::Projections(change, to) => (projections::change(connection, tip, &change), to),
            Self::Settings(settings, to) => (settings::set(connection, &settings).map(|()| 0), to),
            Self::Attestation(said, to) => {
                // It is compared with the tree as it is stored.
                let stored = appended.write(connection, tip).and_then(|()| tip.store(connection));
                let kept = stored.and_then(|()| attestations::keep(connection, &said));
                match kept {
                    Ok(kept) => {
                        answers.push(Answer::Other(kept, to));
                        return Ok(());
                    }
                    Err(error) => (Err(error), to),
                }
            }
        };
        let error = done.as_ref().err().cloned();
        answers.push(Answer::Other(done, to));
        error.map_or(Ok(()), Err)
    }
}

impl Answer {
    /// Tells the caller; one who does not wait any more is not told.
    pub(super) fn send(self) {
        match self {
            Self::Append(result, to) => drop(to.send(result)),
            Self::Other(answer, to) => drop(to.send(answer)),
        }
    }

    pub(super) fn unknown(self, reason: &str) {
        match self {
            Self::Append(_, to) => drop(to.send(Err(AppendError::Unknown(reason.to_owned())))),
            Self::Other(_, to) => drop(to.send(Err(StoreError::Unknown(reason.to_owned())))),
        }
    }
}
