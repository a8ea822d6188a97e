//! The values that payloads are made of.

use compact_str::CompactString;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer, U64Deserializer};

use super::{Cursor, Stored};
use crate::agreement::{AgreementKind, DefaultEffect};
use crate::currency::Currency;
use crate::customer::{FindingKind, FindingResult};
use crate::date::Day;
use crate::dispute::{DisputeOutcome, DisputeReason};
use crate::document::Sha256Hex;
use crate::dunning::{Cause, Channel, Response};
use crate::governance::PolicyVersion;
use crate::ids::{
    AgreementNo, ContactNo, CreditNoteNo, DeliveryNo, DisputeNo, EventId, ItemNo, OrderNo,
    PaymentNo, PromiseNo, ReminderNo, SecurityNo, StatementNo,
};
use crate::invoice::FeeKind;
use crate::legal::{Evidence, Step, SupplyGround};
use crate::money::{Amount, AmountOrZero, Rate, SignedAmount};
use crate::order::{Basis, ConditionKind, Outcome, RequestedTerms};
use crate::payment::AllocationMethod;
use crate::security::SecurityKind;
use crate::terms::{Count, Roll, Trigger};
use crate::text::{PersonalText, Text};

impl<T: Stored> Stored for Option<T> {
    #[inline]
    fn take(from: &mut Cursor<'_>) -> Option<Self> {
        T::take(from).map(Some)
    }
    #[inline]
    fn left_out() -> Option<Self> {
        Some(None)
    }
}

impl<T: Stored> Stored for Box<T> {
    fn take(from: &mut Cursor<'_>) -> Option<Self> {
        T::take(from).map(Self::new)
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn take(from: &mut Cursor<'_>) -> Option<Self> {
        let mut values = Self::new();
        let mut more = from.open(b'[', b']')?;
        while more {
            values.push(T::take(from)?);
            more = from.more(b']')?;
        }
        Some(values)
    }
}

impl Stored for bool {
    fn take(from: &mut Cursor<'_>) -> Option<Self> {
        if from.found("true") {
            return Some(true);
        }
        from.found("false").then_some(false)
    }
}

impl Stored for u64 {
    fn take(from: &mut Cursor<'_>) -> Option<Self> {
        from.number()
    }
}

impl Stored for Count {
    fn take(from: &mut Cursor<'_>) -> Option<Self> {
        let number: U64Deserializer<Error> = from.number()?.into_deserializer();
        Self::deserialize(number).ok()
    }
}

impl Stored for Text {
    #[inline]
    fn take(from: &mut Cursor<'_>) -> Option<Self> {
        from.string().map(|text| Self(CompactString::new(text)))
    }
}

impl Stored for PersonalText {
    fn take(from: &mut Cursor<'_>) -> Option<Self> {
        if from.peek() == Some(b'"') {
            return Text::take(from).map(Self::Plain);
        }
        serde_json::from_str(from.any()?).ok()
    }
}

/// Values that are read from a text by their own rules.
macro_rules! texts {
    ($($type:ident)*) => {
        $(impl Stored for $type {
            #[inline]
            fn take(from: &mut Cursor<'_>) -> Option<Self> {
                Self::deserialize(StrDeserializer::<Error>::new(from.string()?)).ok()
            }
        })*
    };
}

texts!(Amount AmountOrZero SignedAmount Rate Currency Day EventId Sha256Hex);
texts!(AgreementNo ContactNo CreditNoteNo DeliveryNo DisputeNo ItemNo OrderNo PaymentNo PromiseNo
    ReminderNo SecurityNo StatementNo);
texts!(AgreementKind AllocationMethod Cause Channel ConditionKind DefaultEffect DisputeOutcome
    DisputeReason FeeKind FindingKind FindingResult Outcome Response Roll SecurityKind Step
    SupplyGround Trigger);

/// Values of several shapes: serde reads them.
macro_rules! shapes {
    ($($type:ident)*) => {
        $(impl Stored for $type {
            fn take(from: &mut Cursor<'_>) -> Option<Self> {
                serde_json::from_str(from.any()?).ok()
            }
        })*
    };
}

shapes!(Evidence PolicyVersion RequestedTerms);

impl Stored for Basis {
    fn take(from: &mut Cursor<'_>) -> Option<Self> {
        from.any().map(Self::sound)
    }
}
