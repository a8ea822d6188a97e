//! Automatic allocation, early-payment discounts and late fees: proposed by the
//! program, recorded as facts (domain, sections 4, 5 and 9).
//!
//! What is recorded in one run is one batch: all of it or nothing.

use duebook_events::{CustomerId, Day, Draft, Position};
use duebook_projections::Fact;
use duebook_projections::allocation::{self, Proposal, Proposals};
use duebook_projections::discount::{Discount, REASON};
use duebook_projections::late_fee::{LateFee, late_fees};
use serde_json::json;

use super::intake::{ATTEMPTS, IntakeOptions, busy};
use super::view::{Question, View};
use super::{Ledger, LedgerError};
use crate::replay::{Replay, stream_names};

impl Ledger {
    /// What could be allocated and discounted, of one customer or of all in
    /// ascending order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn propose_allocations(
        &self,
        customer: Option<&CustomerId>,
        view: &View,
    ) -> Result<Proposals, LedgerError> {
        let mut all = Proposals::default();
        for (customer, facts) in self.streams(customer, view).await? {
            let one = allocation::propose(customer.as_str(), &facts, view.cut, &view.policy);
            all.allocations.extend(one.allocations);
            all.discounts.extend(one.discounts);
        }
        Ok(all)
    }

    /// Late fees that could be charged, of one customer or of all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn propose_late_fees(
        &self,
        customer: Option<&CustomerId>,
        view: &View,
    ) -> Result<Vec<LateFee>, LedgerError> {
        let mut all = Vec::new();
        for (customer, facts) in self.streams(customer, view).await? {
            all.extend(late_fees(customer.as_str(), &facts, view.cut, &view.policy));
        }
        Ok(all)
    }

    /// Proposes allocations and discounts and records them; gives the position of each. They are
    /// proposed again where a customer moves on before they are recorded, unless the question is
    /// about a knowledge of the past.
    ///
    /// # Errors
    /// When the door refuses one (then none is recorded), or the store fails.
    pub async fn allocate(
        &self,
        customer: Option<&CustomerId>,
        question: &Question,
    ) -> Result<(View, Proposals, Vec<Position>), LedgerError> {
        for _ in 0..ATTEMPTS {
            let view = self.view(question).await?;
            let proposals = self.propose_allocations(customer, &view).await?;
            let judged_at = question.known_at.is_none().then_some(view.cut.known_at);
            match self.record_allocations(&view, &proposals, judged_at).await {
                Err(LedgerError::Overtaken(_)) => {}
                recorded => return Ok((view, proposals, recorded?)),
            }
        }
        Err(busy(ATTEMPTS))
    }

    /// Proposes late fees and charges them; gives the position of each. They are proposed again
    /// where a customer moves on before they are recorded.
    ///
    /// # Errors
    /// When the door refuses one (then none is recorded), or the store fails.
    pub async fn charge_late_fees(
        &self,
        customer: Option<&CustomerId>,
        question: &Question,
    ) -> Result<(View, Vec<LateFee>, Vec<Position>), LedgerError> {
        for _ in 0..ATTEMPTS {
            let view = self.view(question).await?;
            let fees = self.propose_late_fees(customer, &view).await?;
            match self.record_late_fees(&view, &fees).await {
                Err(LedgerError::Overtaken(_)) => {}
                recorded => return Ok((view, fees, recorded?)),
            }
        }
        Err(busy(ATTEMPTS))
    }

    /// Records proposed allocations and discounts; gives the position of each. With `judged_at`
    /// they were derived from the log up to there, and none is recorded where one of their
    /// customers has moved on since.
    ///
    /// # Errors
    /// [`LedgerError::Overtaken`]; when the door refuses one (then none is recorded), or the store
    /// fails.
    async fn record_allocations(
        &self,
        view: &View,
        proposals: &Proposals,
        judged_at: Option<Position>,
    ) -> Result<Vec<Position>, LedgerError> {
        let day = view.cut.as_of;
        let mut drafts = Vec::new();
        for proposal in &proposals.allocations {
            drafts.push(self.allocated(proposal, view, day)?);
        }
        for discount in &proposals.discounts {
            drafts.push(self.discounted(discount, day)?);
        }
        // In the same batch: what is refused leaves no publication behind.
        let publication = if proposals.allocations.is_empty() {
            None
        } else {
            self.missing_publication(&*self.policies().await?, &view.policy)?
        };
        self.record_drafts(publication, drafts, judged_at).await
    }

    /// Records proposed late fees; gives the position of each.
    ///
    /// # Errors
    /// [`LedgerError::Overtaken`] when one of their customers has moved on since they were
    /// proposed; when the door refuses one (then none is recorded), or the store fails.
    async fn record_late_fees(
        &self,
        view: &View,
        fees: &[LateFee],
    ) -> Result<Vec<Position>, LedgerError> {
        let drafts: Result<Vec<Draft>, LedgerError> = fees
            .iter()
            .map(|fee| {
                let data = json!({
                    "fee": fee.fee,
                    "invoice": fee.invoice,
                    "amount": fee.amount,
                    "through": fee.through,
                    "kind": "interest",
                });
                self.proposed("late_fee.charged", &fee.customer, view.cut.as_of, data, None)
            })
            .collect();
        self.record_drafts(None, drafts?, Some(view.cut.known_at)).await
    }

    fn allocated(&self, proposal: &Proposal, view: &View, day: Day) -> Result<Draft, LedgerError> {
        let lines = &proposal.lines;
        let allocations: Vec<_> = lines
            .iter()
            .map(|line| json!({"invoice": line.invoice, "amount": line.amount}))
            .collect();
        // Why each line: what the event itself has no field for.
        let reasons: Vec<String> =
            lines.iter().map(|line| format!("{}: {}", line.invoice, line.reason.word())).collect();
        let data = json!({
            "payment": proposal.payment,
            "allocations": allocations,
            "method": "auto",
            "policy": view.policy.citation,
        });
        let note = reasons.join("; ");
        self.proposed("payment.allocated", &proposal.customer, day, data, Some(&note))
    }

    fn discounted(&self, discount: &Discount, day: Day) -> Result<Draft, LedgerError> {
        let data = json!({
            "credit_note": discount.credit_note,
            "invoice": discount.invoice,
            "amount": discount.amount,
            "reason": REASON,
        });
        self.proposed("credit_note.issued", &discount.customer, day, data, None)
    }

    fn proposed(
        &self,
        kind: &str,
        customer: &str,
        day: Day,
        data: serde_json::Value,
        note: Option<&str>,
    ) -> Result<Draft, LedgerError> {
        let customer = CustomerId::try_new(customer).map_err(LedgerError::usage_of)?;
        self.own_draft(kind, &customer, day, data, self.caller(), note)
    }

    /// Appends drafts as one batch, after the publication that they cite; gives
    /// the position of each draft.
    async fn record_drafts(
        &self,
        publication: Option<Draft>,
        drafts: Vec<Draft>,
        judged_at: Option<Position>,
    ) -> Result<Vec<Position>, LedgerError> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        let count = drafts.len() as u64;
        let options = IntakeOptions { judged_at, ..IntakeOptions::default() };
        let lines: Vec<(u64, Draft)> =
            publication.into_iter().chain(drafts).map(|draft| (0, draft)).collect();
        let receipt = self.append(&lines, options, &[]).await?;
        Ok((receipt.head.0 + 1 - count..=receipt.head.0).map(Position).collect())
    }

    /// The facts of one customer, or of all that are known at a point of view.
    async fn streams(
        &self,
        customer: Option<&CustomerId>,
        view: &View,
    ) -> Result<Vec<(CustomerId, Vec<Fact>)>, LedgerError> {
        if let Some(customer) = customer {
            return Ok(vec![(customer.clone(), self.facts(customer).await?)]);
        }
        let names = stream_names(self.store().as_ref()).await?;
        let replay = Replay {
            store: self.store().as_ref(),
            view,
            workers: Replay::default_workers(),
            progress: &|_| {},
            warm: None,
        };
        let (mut streams, _) = replay.load(&names)?;
        streams.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Ok(streams)
    }
}
