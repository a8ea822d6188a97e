//! The fields of each payload, in the order of their names.

use super::{Cursor, Stored};
use crate::agreement::{AgreementSigned, AgreementTerminated, Instalment, OnDefault};
use crate::customer::{
    CreditLimitSet, CustomerInvestigated, CustomerRegistered, Finding, TermsAgreed,
};
use crate::delivery::{
    DeliveryAccepted, DeliveryReceived, DeliveryShipped, GoodsReturned, Shortage,
};
use crate::dispute::{DisputeRaised, DisputeResolved};
use crate::document::Document;
use crate::dunning::{ContactLogged, ReminderSent};
use crate::governance::{EventRetracted, KeyRotated, PolicyPublished, SubjectEvent};
use crate::invoice::{
    CorrectedFields, CreditNoteIssued, InvoiceCorrected, InvoiceIssued, InvoiceReceived,
    InvoiceWrittenOff, LateFeeCharged, WriteOffRecovered,
};
use crate::legal::{LegalStep, SupplyChange};
use crate::order::{
    Condition, Line, OrderCancelled, OrderConditionMet, OrderDecided, OrderOverridden, OrderPlaced,
};
use crate::payment::{
    Allocation, PaymentAllocated, PaymentDeallocated, PaymentReceived, PaymentRefunded,
    PaymentReversed,
};
use crate::promise::PromiseMade;
use crate::security::{SecurityProvided, SecurityReleased};
use crate::statement::{StatementConfirmed, StatementContested, StatementSent};
use crate::terms::{Discount, Terms};

/// An object of fields; a field that is missing in the list does not compile, and one
/// out of order fails a test.
macro_rules! stored {
    ($($type:ident { $($field:ident)* })*) => {
        $(impl Stored for $type {
            fn take(from: &mut Cursor<'_>) -> Option<Self> {
                let mut more = from.open(b'{', b'}')?;
                $(let $field = if more && from.found(concat!("\"", stringify!($field), "\":")) {
                    let value = Stored::take(from)?;
                    more = from.more(b'}')?;
                    value
                } else {
                    Stored::left_out()?
                };)*
                // What follows is unknown, or out of order.
                if more {
                    return None;
                }
                Some(Self { $($field),* })
            }
        })*

        #[cfg(test)]
        #[test]
        fn fields_are_in_the_order_of_their_names() {
            $(assert!([$(stringify!($field)),*].is_sorted(), stringify!($type));)*
        }
    };
}

stored! {
    CustomerRegistered { country industry name since tax_id }
    CustomerInvestigated { document findings }
    Finding { detail kind result }
    Discount { days rate }
    Terms {
        daily_rate discount grace_days jurisdiction net_days penalty_rate roll stop_supply_days
        trigger
    }
    TermsAgreed { contract_no document terms }
    CreditLimitSet { currency limit reason }
    SecurityProvided { amount currency document kind provider security valid_until }
    SecurityReleased { security }
    Document { bytes media_type name sha256 }

    Line { qty sku unit_price }
    OrderPlaced { amount currency lines order requested_terms urgent }
    Condition { amount count currency kind share }
    OrderDecided { basis conditions order outcome }
    OrderOverridden { approver conditions justification order outcome }
    OrderConditionMet { condition evidence order }
    OrderCancelled { order reason }

    DeliveryShipped { amount delivery lines order }
    Shortage { amount qty sku }
    DeliveryReceived { delivery document shortages signed_by }
    DeliveryAccepted { delivery document }
    GoodsReturned { amount delivery lines }

    InvoiceIssued {
        amount currency deliveries document due invoice order tax tax_id terms title
    }
    InvoiceReceived { document invoice }
    CorrectedFields { tax_id title }
    InvoiceCorrected { fields invoice restart_due }
    CreditNoteIssued { amount credit_note invoice reason }
    LateFeeCharged { amount due fee invoice kind through }
    InvoiceWrittenOff { amount approver invoice reason }
    WriteOffRecovered { amount invoice }

    Allocation { amount invoice }
    PaymentReceived { allocations amount bank_ref currency method payer payment remittance }
    PaymentAllocated { allocations method payment policy }
    PaymentDeallocated { allocations payment reason }
    PaymentReversed { payment reason }
    PaymentRefunded { amount payment }

    ReminderSent { channel document invoices language level reminder template to }
    ContactLogged { cause channel contact invoices response summary }
    PromiseMade { amount by contact currency due invoices promise }

    Instalment { amount due }
    OnDefault { effect missed }
    AgreementSigned {
        agreement amount covers daily_rate document goods_value kind new_due on_default schedule
        security signed_by
    }
    AgreementTerminated { agreement reason }

    DisputeRaised { amount dispute invoice reason }
    DisputeResolved { credited dispute outcome }

    StatementSent { closing_balance currency document period_end statement }
    StatementConfirmed { confirmed_balance document signed_by statement }
    StatementContested { claimed_balance detail statement }

    SupplyChange { evidence ground notified_on reason }
    LegalStep { document invoices step }

    PolicyPublished { effective_from policy sha256 text version }
    EventRetracted { event reason }
    KeyRotated { new old }
    SubjectEvent { reason subject }
}
