//! `evidence`: bundles for others to verify.

mod export;
mod verify;

use super::args::EvidenceCommand;
use super::{Context, Found};
use crate::ledger::LedgerError;

/// Packs or verifies a bundle; true if something in it does not hold.
pub(crate) async fn evidence(
    context: &Context,
    command: EvidenceCommand,
) -> Result<Found, LedgerError> {
    match command {
        EvidenceCommand::Export(args) => export::export(context, &args).await.map(|()| false),
        EvidenceCommand::Verify(args) => verify::verify(context, &args),
    }
}
