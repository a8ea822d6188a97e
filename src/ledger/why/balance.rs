//! `why balance`: item by item, payment by payment, and the laws of conservation.

use duebook_events::{Currency, CustomerId};
use duebook_projections::waterfall::{Waterfall, waterfall};

use super::replayed::ReplayedCustomer;
use super::told::{Told, told};
use crate::ledger::view::{Question, View};
use crate::ledger::{Ledger, LedgerError};

/// Answer of `why balance`.
#[derive(Debug)]
pub struct WhyBalance {
    /// The customer.
    pub customer: CustomerId,
    /// The point of view.
    pub view: View,
    /// The balance, taken apart: one a currency.
    pub currencies: Vec<Waterfall>,
    /// The events behind it.
    pub events: Vec<Told>,
    /// The derivation again; it matches if the laws hold too.
    pub replayed: ReplayedCustomer,
}

impl Ledger {
    /// Explains a customer's balance in one currency or all.
    ///
    /// # Errors
    /// When there is no such customer or policy, or the store fails.
    pub async fn why_balance(
        &self,
        customer: &str,
        currency: Option<Currency>,
        question: &Question,
    ) -> Result<WhyBalance, LedgerError> {
        let customer = self.customer(customer).await?;
        let view = self.view(question).await?;
        let again = self.replay_customer(&customer, &view).await?;
        let account = view.fold(&again.facts);
        let mut currencies = account.currencies(false);
        currencies.retain(|known| currency.is_none_or(|asked| asked == *known));
        let currencies: Vec<Waterfall> = currencies
            .into_iter()
            .map(|currency| waterfall(&account, &view.policy, currency))
            .collect();
        let behind = currencies.iter().flat_map(|apart| {
            let items = apart.items.iter();
            let items = items.flat_map(|item| {
                std::iter::once(item.position).chain(item.moves.iter().map(|row| row.position))
            });
            let payments = apart.payments.iter();
            items.chain(payments.flat_map(|p| std::iter::once(p.position).chain(p.reversed_by)))
        });
        let events = told(&account, behind);
        let mut replayed = again.check.clone();
        replayed.matches &= currencies.iter().flat_map(|apart| &apart.laws).all(|law| law.holds);
        Ok(WhyBalance { customer, view: view.clone(), currencies, events, replayed })
    }
}
