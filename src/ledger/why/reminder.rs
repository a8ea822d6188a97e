//! `why reminder`: why now, why not, or when.

use duebook_events::{Currency, CustomerId};
use duebook_projections::reminders::{self, ExplainedPart};

use super::replayed::ReplayedCustomer;
use super::told::{Told, told};
use crate::ledger::view::{Question, View};
use crate::ledger::{Ledger, LedgerError};

/// Answer of `why reminder`.
#[derive(Debug)]
pub struct WhyReminder {
    /// The customer.
    pub customer: CustomerId,
    /// The point of view.
    pub view: View,
    /// Every open part, and how it stands on the worklist.
    pub parts: Vec<ExplainedPart>,
    /// The events behind it: items, reminders, and what holds them back.
    pub events: Vec<Told>,
    /// The derivation again.
    pub replayed: ReplayedCustomer,
}

impl Ledger {
    /// Explains the worklist of one customer in one currency or all.
    ///
    /// # Errors
    /// When there is no such customer or policy, or the store fails.
    pub async fn why_reminder(
        &self,
        customer: &str,
        currency: Option<Currency>,
        question: &Question,
    ) -> Result<WhyReminder, LedgerError> {
        let customer = self.customer(customer).await?;
        let view = self.view(question).await?;
        let again = self.replay_customer(&customer, &view).await?;
        let parts = reminders::explain(&again.facts, view.cut, &view.policy, currency);
        let account = view.fold(&again.facts);
        let last = parts.iter().filter_map(|part| part.last.map(|last| last.position));
        let items = parts.iter().filter_map(|part| account.item(&part.invoice));
        let items = items.flat_map(|item| {
            let disputes = item.disputes.iter().map(|ix| &account.disputes[*ix]);
            let open = disputes.filter(|dispute| dispute.resolved.is_none());
            let dated = account.dating_agreement(item).map(|agreement| agreement.place.position);
            std::iter::once(item.place.position)
                .chain(open.map(|dispute| dispute.place.position))
                .chain(dated)
                .collect::<Vec<_>>()
        });
        let promised = parts.iter().any(|part| part.against.contains(&"promise_pending"));
        let pending = account.promises.iter().filter(|promise| {
            use duebook_projections::account::PromiseStatus::Pending;
            promised && promise.status(account.as_of) == Pending
        });
        let pending = pending.map(|promise| promise.place.position);
        let events = told(&account, last.chain(items).chain(pending));
        Ok(WhyReminder { customer, view: view.clone(), parts, events, replayed: again.check })
    }
}
