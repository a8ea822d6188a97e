//! What is kept of each payload, and what is forgotten.

use compact_str::CompactString;
use rust_decimal::Decimal;

use super::values::compact;
use super::{Compact, Reader};
use crate::agreement::{AgreementSigned, AgreementTerminated, Instalment};
use crate::customer::{
    CreditLimitSet, CustomerInvestigated, CustomerRegistered, Finding, TermsAgreed,
};
use crate::delivery::{
    DeliveryAccepted, DeliveryReceived, DeliveryShipped, GoodsReturned, Shortage,
};
use crate::dispute::{DisputeRaised, DisputeResolved};
use crate::document::{Document, Sha256Hex};
use crate::dunning::{ContactLogged, ReminderSent};
use crate::governance::{EventRetracted, KeyRotated, PolicyPublished, PolicyVersion, SubjectEvent};
use crate::invoice::{
    CorrectedFields, CreditNoteIssued, InvoiceCorrected, InvoiceIssued, InvoiceReceived,
    InvoiceWrittenOff, LateFeeCharged, WriteOffRecovered,
};
use crate::legal::{LegalStep, SupplyChange};
use crate::money::Rate;
use crate::order::{
    Basis, Condition, Line, OrderCancelled, OrderConditionMet, OrderDecided, OrderOverridden,
    OrderPlaced,
};
use crate::payment::{
    Allocation, PaymentAllocated, PaymentDeallocated, PaymentReceived, PaymentRefunded,
    PaymentReversed,
};
use crate::promise::PromiseMade;
use crate::security::{SecurityProvided, SecurityReleased};
use crate::statement::{StatementConfirmed, StatementContested, StatementSent};
use crate::text::{PersonalText, Text};

/// What stands for a text that was forgotten.
const FORGOTTEN: Text = Text(CompactString::const_new(""));
/// What stands for a personal text that was forgotten.
const NOBODY: PersonalText = PersonalText::Plain(FORGOTTEN);
/// What stands for a file that was forgotten.
const NO_FILE: Document =
    Document { sha256: Sha256Hex([0; 32]), name: FORGOTTEN, media_type: FORGOTTEN, bytes: 0 };

impl Basis {
    /// What stands for the basis of a decision that was forgotten.
    fn forgotten() -> Self {
        Self::sound("null")
    }
}

compact! {
    CustomerRegistered { since }, forgets {
        name: NOBODY, tax_id: None, country: None, industry: None,
    }
    CustomerInvestigated { findings }, forgets { document: None }
    Finding { kind result }, forgets { detail: None }
    TermsAgreed { terms }, forgets { contract_no: None, document: None }
    CreditLimitSet { limit currency }, forgets { reason: None }
    SecurityProvided { security kind amount currency valid_until }, forgets {
        provider: None, document: None,
    }
    SecurityReleased { security }

    OrderPlaced { order currency amount lines urgent }, forgets { requested_terms: None }
    Line { sku unit_price }, forgets { qty: Rate(Decimal::ZERO) }
    Condition { kind share count amount currency }
    OrderDecided { order outcome conditions }, forgets { basis: Basis::forgotten() }
    OrderOverridden { order outcome conditions }, forgets {
        justification: FORGOTTEN, approver: FORGOTTEN,
    }
    OrderConditionMet { order condition }, forgets { evidence: None }
    OrderCancelled { order }, forgets { reason: None }

    DeliveryShipped { delivery order amount }, forgets { lines: None }
    Shortage { sku qty amount }
    DeliveryReceived { delivery shortages }, forgets { signed_by: None, document: None }
    DeliveryAccepted { delivery }, forgets { document: None }
    GoodsReturned { delivery amount }, forgets { lines: None }

    InvoiceIssued { invoice currency amount tax order deliveries due terms }, forgets {
        title: None, tax_id: None, document: None,
    }
    InvoiceReceived { invoice }, forgets { document: None }
    CorrectedFields {}, forgets { title: None, tax_id: None }
    InvoiceCorrected { invoice fields restart_due }
    CreditNoteIssued { credit_note invoice amount reason }
    LateFeeCharged { fee invoice amount through due kind }
    InvoiceWrittenOff { invoice amount }, forgets { reason: FORGOTTEN, approver: FORGOTTEN }
    WriteOffRecovered { invoice amount }

    Allocation { invoice amount }
    PaymentReceived { payment currency amount allocations }, forgets {
        method: None, bank_ref: None, payer: None, remittance: None,
    }
    PaymentAllocated { payment allocations method }, forgets { policy: None }
    PaymentDeallocated { payment allocations }, forgets { reason: FORGOTTEN }
    PaymentReversed { payment }, forgets { reason: FORGOTTEN }
    PaymentRefunded { payment amount }

    ReminderSent { reminder level channel invoices }, forgets {
        template: None, language: None, document: None, to: None,
    }
    ContactLogged { contact channel cause invoices response }, forgets { summary: NOBODY }
    PromiseMade { promise amount currency due invoices contact }, forgets { by: None }

    Instalment { due amount }
    AgreementSigned {
        agreement kind covers new_due daily_rate schedule on_default goods_value amount security
    }, forgets { signed_by: Vec::new(), document: NO_FILE }
    AgreementTerminated { agreement }, forgets { reason: FORGOTTEN }

    DisputeRaised { dispute invoice amount reason }
    DisputeResolved { dispute outcome credited }

    StatementSent { statement period_end currency closing_balance }, forgets { document: None }
    StatementConfirmed { statement confirmed_balance }, forgets {
        signed_by: NOBODY, document: None,
    }
    StatementContested { statement claimed_balance }, forgets { detail: None }

    SupplyChange { ground notified_on }, forgets { reason: FORGOTTEN, evidence: None }
    LegalStep { step invoices }, forgets { document: None }

    PolicyPublished { effective_from }, forgets {
        policy: FORGOTTEN, version: PolicyVersion::Count(0), text: FORGOTTEN,
        sha256: Sha256Hex([0; 32]),
    }
    EventRetracted { event }, forgets { reason: FORGOTTEN }
    KeyRotated {}, forgets { old: FORGOTTEN, new: FORGOTTEN }
    SubjectEvent {}, forgets { subject: FORGOTTEN, reason: FORGOTTEN }
}

impl<T: Compact> Compact for Box<T> {
    fn put(&self, out: &mut Vec<u8>) {
        T::put(self, out);
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        T::take(from).map(Self::new)
    }
}
