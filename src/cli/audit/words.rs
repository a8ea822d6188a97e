//! The words of what an audit finds, in both languages.

use duebook_projections::audit::duties::{Clash, Duty};
use duebook_projections::audit::keeping::Status;
use duebook_projections::audit::releases::Disregard;

use crate::ledger::audit::DecisionStatus;
use crate::story::words::Pair;

/// Whether a decision is what its derivation says.
pub(super) fn decision(status: DecisionStatus) -> Pair {
    match status {
        DecisionStatus::Matches => ("as recorded", "与记录一致"),
        DecisionStatus::Differs => ("DIFFERS", "不一致"),
        DecisionStatus::NotDerivable => ("not derivable", "无法推导"),
    }
}

/// A duty, as a heading.
pub(super) fn duty(duty: Duty) -> Pair {
    match duty {
        Duty::Placed => ("placed", "下单"),
        Duty::Decided => ("decided", "决定"),
        Duty::Overrode => ("overrode", "推翻"),
        Duty::SetLimit => ("limits", "设额度"),
        Duty::PublishedPolicy => ("policies", "发布政策"),
        Duty::Securities => ("securities", "担保"),
        Duty::WroteOff => ("write-offs", "核销坏账"),
    }
}

/// What clashes.
pub(super) fn clash(clash: Clash) -> Pair {
    match clash {
        Clash::PlacedAndDecided => ("placed the order and decided about it", "自己下单、自己决定"),
        Clash::PlacedAndOverrode => {
            ("placed the order and overrode its decision", "自己下单、自己推翻决定")
        }
        Clash::DecidedAndOverrode => {
            ("overrode the decision that was their own", "自己决定、自己推翻")
        }
        Clash::OverrideByAnother => {
            ("recorded an override for which somebody else answers", "推翻由他人代为记录")
        }
        Clash::OverrideWithoutRole => {
            ("overrode without the role approver", "无审批人角色而推翻决定")
        }
        Clash::LimitAndDecided => {
            ("set the limit and decided the customer's orders", "既设额度又决定该客户订单")
        }
        Clash::PolicyAndDecided => {
            ("published the policy and decided under it", "既发布政策又据以作出决定")
        }
        Clash::PlacedAndLimit => {
            ("placed the customer's orders and set the limit", "既替客户下单又设其额度")
        }
        Clash::PlacedAndPolicy => (
            "placed an order and published the policy that decided it",
            "既下单又发布据以决定的政策",
        ),
    }
}

/// What of a decision was not heeded.
pub(super) fn disregard(kind: Disregard) -> Pair {
    match kind {
        Disregard::ReleasedAlthoughRejected => {
            ("shipped or billed although rejected", "已拒绝仍发货或开票")
        }
        Disregard::ReleasedAlthoughHeld => ("shipped or billed while held", "暂缓期间仍发货或开票"),
    }
}

/// What became of a condition.
pub(super) fn kept(status: Status) -> Pair {
    match status {
        Status::Met => ("met", "已满足"),
        Status::Running => ("being kept", "履行中"),
        Status::Open => ("not met yet", "尚未满足"),
        Status::Breached => ("BROKEN", "违反"),
        Status::Replaced => ("replaced", "已被新决定取代"),
        Status::Cancelled => ("cancelled", "订单已取消"),
    }
}
