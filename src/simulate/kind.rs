//! The event types that are generated.

macro_rules! kinds {
    ($($kind:ident => $name:literal,)*) => {
        /// An event type.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind { $(
            #[doc = concat!("`", $name, "`")]
            $kind,
        )* }

        impl Kind {
            /// Every type, in the order of the enum.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// The name on the wire.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name,)* }
            }
        }
    };
}

kinds! {
    CustomerRegistered => "customer.registered",
    CustomerInvestigated => "customer.investigated",
    TermsAgreed => "terms.agreed",
    LimitSet => "credit.limit_set",
    SecurityProvided => "security.provided",
    SecurityReleased => "security.released",
    OrderPlaced => "order.placed",
    OrderDecided => "order.decided",
    OrderOverridden => "order.overridden",
    ConditionMet => "order.condition_met",
    OrderCancelled => "order.cancelled",
    DeliveryShipped => "delivery.shipped",
    DeliveryReceived => "delivery.received",
    DeliveryAccepted => "delivery.accepted",
    GoodsReturned => "goods.returned",
    InvoiceIssued => "invoice.issued",
    InvoiceReceived => "invoice.received",
    InvoiceCorrected => "invoice.corrected",
    CreditNoteIssued => "credit_note.issued",
    LateFeeCharged => "late_fee.charged",
    PaymentReceived => "payment.received",
    PaymentAllocated => "payment.allocated",
    PaymentDeallocated => "payment.deallocated",
    PaymentReversed => "payment.reversed",
    PaymentRefunded => "payment.refunded",
    ReminderSent => "reminder.sent",
    ContactLogged => "contact.logged",
    PromiseMade => "promise.made",
    AgreementSigned => "agreement.signed",
    AgreementTerminated => "agreement.terminated",
    DisputeRaised => "dispute.raised",
    DisputeResolved => "dispute.resolved",
    StatementSent => "statement.sent",
    StatementConfirmed => "statement.confirmed",
    StatementContested => "statement.contested",
    SupplySuspended => "supply.suspended",
    SupplyResumed => "supply.resumed",
    LegalStep => "legal.step",
    WrittenOff => "invoice.written_off",
    Recovered => "write_off.recovered",
    Retracted => "event.retracted",
    HoldSet => "hold.set",
    HoldReleased => "hold.released",
}
