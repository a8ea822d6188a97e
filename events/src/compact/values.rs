//! The values that payloads are made of.

use compact_str::CompactString;
use rust_decimal::Decimal;

use super::{Compact, Reader, put_number, put_signed};
use crate::agreement::{AgreementKind, DefaultEffect, OnDefault};
use crate::currency::Currency;
use crate::customer::FindingKind;
use crate::customer::FindingResult;
use crate::date::Day;
use crate::dispute::{DisputeOutcome, DisputeReason};
use crate::dunning::{Cause, Channel, Response};
use crate::ids::{
    AgreementNo, ContactNo, CreditNoteNo, DeliveryNo, DisputeNo, EventId, ItemNo, OrderNo,
    PaymentNo, PromiseNo, ReminderNo, SecurityNo, StatementNo,
};
use crate::invoice::FeeKind;
use crate::legal::{Step, SupplyGround};
use crate::money::{Amount, AmountOrZero, MAX_MINOR_DIGITS, Rate, SignedAmount};
use crate::order::{ConditionKind, Outcome};
use crate::payment::AllocationMethod;
use crate::security::SecurityKind;
use crate::terms::{Count, Discount, Roll, Terms, Trigger};
use crate::text::Text;

impl Compact for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        match from.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl<T: Compact> Compact for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(self.is_some()));
        if let Some(value) = self {
            value.put(out);
        }
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        Some(if bool::take(from)? { Some(T::take(from)?) } else { None })
    }
}

impl<T: Compact> Compact for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(out, self.len() as u64);
        for value in self {
            value.put(out);
        }
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        let count = usize::try_from(from.number()?).ok()?;
        // No value takes less than a byte.
        let mut values = Self::with_capacity(count.min(from.rest.len()));
        for _ in 0..count {
            values.push(T::take(from)?);
        }
        Some(values)
    }
}

impl Compact for CompactString {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(out, self.len() as u64);
        out.extend_from_slice(self.as_bytes());
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        let length = usize::try_from(from.number()?).ok()?;
        std::str::from_utf8(from.bytes(length)?).ok().map(Self::new)
    }
}

macro_rules! wrapped {
    ($($type:ident)*) => {
        $(impl Compact for $type {
            fn put(&self, out: &mut Vec<u8>) {
                self.0.put(out);
            }
            fn take(from: &mut Reader<'_>) -> Option<Self> {
                Compact::take(from).map(Self)
            }
        })*
    };
}

wrapped!(Text AmountOrZero Count Rate);
wrapped!(AgreementNo ContactNo CreditNoteNo DeliveryNo DisputeNo ItemNo OrderNo PaymentNo PromiseNo
    ReminderNo SecurityNo StatementNo);

impl Compact for u16 {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(out, u64::from(*self));
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        from.number()?.try_into().ok()
    }
}

impl Compact for Decimal {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.serialize());
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        from.array().map(Self::deserialize)
    }
}

impl Compact for Amount {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(out, self.digits);
        out.push(self.scale);
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        let (digits, scale) = (from.number()?, from.byte()?);
        (scale <= MAX_MINOR_DIGITS).then_some(Self { digits, scale })
    }
}

impl Compact for SignedAmount {
    fn put(&self, out: &mut Vec<u8>) {
        self.amount.put(out);
        self.negative.put(out);
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self { amount: Amount::take(from)?, negative: bool::take(from)? })
    }
}

impl Compact for Currency {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.code);
        out.push(self.minor_digits);
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        let [a, b, c, minor_digits] = from.array()?;
        let code = [a, b, c];
        let known = code.iter().all(u8::is_ascii_uppercase) && minor_digits <= MAX_MINOR_DIGITS;
        known.then_some(Self { code, minor_digits })
    }
}

impl Compact for Day {
    fn put(&self, out: &mut Vec<u8>) {
        put_signed(out, i64::from(self.number()));
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        from.signed()?.try_into().ok().map(Self::from_number)
    }
}

impl Compact for EventId {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }
    fn take(from: &mut Reader<'_>) -> Option<Self> {
        from.array().map(uuid::Uuid::from_bytes).map(Self)
    }
}

/// Words: the place of each in its list.
macro_rules! words {
    ($($type:ident: $($word:ident)*;)*) => {
        $(impl Compact for $type {
            fn put(&self, out: &mut Vec<u8>) {
                // A word that is missing in the list does not compile.
                match self { $(Self::$word => {})* }
                out.push(*self as u8);
            }
            fn take(from: &mut Reader<'_>) -> Option<Self> {
                const WORDS: &[$type] = &[$($type::$word),*];
                WORDS.get(usize::from(from.byte()?)).copied()
            }
        })*

        #[cfg(test)]
        #[test]
        fn words_come_back() {
            $(for word in [$($type::$word),*] {
                let mut out = Vec::new();
                word.put(&mut out);
                assert_eq!($type::take(&mut Reader::new(&out)), Some(word));
            })*
        }
    };
}

words! {
    AgreementKind: Instalment Deferral Offset PriceReduction Security;
    AllocationMethod: Remittance Auto Manual;
    Cause: Oversight Process CashFlow Dispute Deliberate;
    Channel: Email Wechat Phone Letter LawyerLetter Visit;
    ConditionKind: PayOverdue Instalments ReceiptsToOverdueFirst SettleOverdue
        SettleOverdueOrGuarantee Prepay PrepayExcess;
    DefaultEffect: Accelerate Revert;
    DisputeOutcome: Upheld Rejected Partial;
    DisputeReason: Quantity Quality Price InvoiceError Delivery AlreadyPaid Other;
    FeeKind: Interest Penalty Cost;
    FindingKind: Registry Court Media Reference Bank;
    FindingResult: Clean Adverse DishonestDebtor Insolvent;
    Outcome: Approved Conditional Held Rejected;
    Response: None Answered Refused;
    Roll: None Following;
    SecurityKind: Guarantor Mortgage Pledge Insurance Deposit;
    Step: LawyerLetter PaymentOrder Mediation Arbitration Litigation Preservation Judgment
        Enforcement Insolvency;
    SupplyGround: AgreedClause NoPerformance Deterioration AssetFlight LostCredit;
    Trigger: InvoiceDate InvoiceReceived DeliveryReceived Acceptance MonthEnd;
}

/// A struct of values; a field that is missing in the list does not compile.
macro_rules! compact {
    ($($type:ident { $($kept:ident)* } $(, forgets { $($gone:ident: $mark:expr),* $(,)? })?)*) => {
        $(impl $crate::compact::Compact for $type {
            fn put(&self, out: &mut Vec<u8>) {
                let Self { $($kept,)* $($($gone: _,)*)? } = self;
                $($kept.put(out);)*
                let _ = out;
            }
            fn take(from: &mut $crate::compact::Reader<'_>) -> Option<Self> {
                let _ = &from;
                Some(Self {
                    $($kept: $crate::compact::Compact::take(from)?,)*
                    $($($gone: $mark,)*)?
                })
            }
        })*
    };
}
pub(super) use compact;

compact! {
    Discount { days rate }
    OnDefault { missed effect }
    Terms {
        trigger net_days roll daily_rate grace_days stop_supply_days penalty_rate jurisdiction
        discount
    }
}
