//! A change of the log's key at the door.

use duebook_events::{Draft, EventData, Fault, Position};

use super::Intake;
use crate::evidence::key::VerifierKey;
use crate::evidence::succession::Change;
use crate::ledger::LedgerError;
use crate::messages::signing::not_the_logs_key;

impl Intake<'_> {
    /// A change is of two keys of one log, and from the one that is the log's, as far as kept
    /// checkpoints say which that is. It counts only once both have signed.
    pub(super) async fn check_key_change(
        &self,
        line: u64,
        draft: &Draft,
    ) -> Result<(), LedgerError> {
        let EventData::KeyRotated(e) = &draft.data else { return Ok(()) };
        // A history that is taken over is kept as it is: a change that nobody confirms by signing
        // changes nothing.
        if self.options.preserve_recorded_at {
            return Ok(());
        }
        let refuse = |field, message| LedgerError::at_line(line, Fault::of(field, message));
        VerifierKey::parse(e.old.as_str()).map_err(|message| refuse("data.old", message))?;
        let change = Change::read(Position(0), e.old.as_str(), e.new.as_str())
            .map_err(|message| refuse("data.new", message))?;
        match self.ledger.succession().await?.present() {
            Some(present) if *present != change.old => {
                Err(refuse("data.old", not_the_logs_key(&change.old, present)))
            }
            _ => Ok(()),
        }
    }
}
