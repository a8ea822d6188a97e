//! A policy as people name it: a version of the ledger, one that comes with the
//! program, or a file.

use std::path::Path;
use std::sync::Arc;

use duebook_events::Position;
use duebook_projections::Policy;
use duebook_projections::policy::BUNDLED;

use super::read;
use crate::cli::Context;
use crate::ledger::LedgerError;
use crate::ledger::policies::{Policies, checked};
use crate::messages::counterfactual::no_policy_no_file;

/// A policy and where it was read from.
pub(super) struct Given {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The file, where it is one.
    pub file: Option<String>,
}

/// The policy of this name; the ledger need not exist.
pub(super) async fn given(context: &Context, name: &str) -> Result<Given, LedgerError> {
    let policies = if context.path()?.exists() {
        context.open()?.policies().await?
    } else {
        std::sync::Arc::new(Policies::new(Vec::new()))
    };
    given_in(&policies, name)
}

/// The same in a ledger that is open. A file is checked as strictly as if it were
/// to be published; what asks for it appends nothing.
pub(super) fn given_in(policies: &Policies, name: &str) -> Result<Given, LedgerError> {
    match policies.named(name, Position(u64::MAX)) {
        Ok(policy) => return Ok(Given { policy, file: None }),
        Err(LedgerError::Usage(_)) => {}
        Err(error) => return Err(error),
    }
    if let Some(text) = bundled(name) {
        let policy =
            checked(text).map(Arc::new).map_err(|error| error.in_file(name).of_question())?;
        return Ok(Given { policy, file: None });
    }
    if !Path::new(name).exists() {
        let mut known: Vec<String> = policies.list().into_iter().map(|one| one.policy).collect();
        known.extend(BUNDLED.iter().map(|(citation, _)| (*citation).to_owned()));
        known.sort_unstable();
        known.dedup();
        return Err(LedgerError::usage_of(no_policy_no_file(name, known.join(", "))));
    }
    let policy = checked(&read(name)?).map_err(|error| error.in_file(name).of_question())?;
    Ok(Given { policy: Arc::new(policy), file: Some(name.to_owned()) })
}

/// The text of a policy that comes with the program.
pub(super) fn bundled(citation: &str) -> Option<&'static str> {
    BUNDLED.iter().find(|(name, _)| *name == citation).map(|(_, text)| *text)
}
