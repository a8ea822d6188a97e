//! Choices where the specification leaves room. Each can be flipped here, in one place;
//! AMBIGUITIES.md describes them and the alternatives.

/// Section 9: after a `partial` (or reduced `upheld`) resolution, the disputed amount that was
/// *not* credited bears interest for the days of the dispute again, as after `rejected`.
pub const UNCREDITED_DAYS_ARE_PUT_BACK: bool = true;

/// Section 8: money that a promise without invoices holds stays with it when its allocation is
/// taken back (the payment itself is still there, unapplied).
pub const UNNAMED_PROMISE_KEEPS_DEALLOCATED: bool = true;

/// Contract: rows that show no currency (interest) are in order of customer and number; true
/// would order them by the currency that they do not show first.
pub const ORDER_BY_HIDDEN_CURRENCY: bool = false;

/// Section 4: only corrections with `restart_due` compete for "the newest"; true would let a
/// newer correction without it cancel an older restart.
pub const PLAIN_CORRECTION_CANCELS_RESTART: bool = false;

/// Section 7: a terminated or replaced agreement that had defaulted before still shows
/// `defaulted_on`.
pub const ENDED_AGREEMENT_SHOWS_DEFAULT: bool = true;

/// Section 10: counts (defaults, bounces, rejected disputes) are null, not 0, while the main
/// currency is unknown.
pub const COUNTS_ARE_NULL_WITHOUT_CURRENCY: bool = true;
