//! The words of codes that answers use and no event has: why something is
//! overdue, how far a plan is, why an item is left alone.

use super::words::Pair;

/// Why a part is overdue, as far as known.
#[must_use]
pub fn overdue_reason(code: &str) -> Option<Pair> {
    Some(match code {
        "dispute_quantity" => ("dispute: quantity", "争议：数量"),
        "dispute_quality" => ("dispute: quality", "争议：质量"),
        "dispute_price" => ("dispute: price", "争议：价格"),
        "dispute_invoice_error" => ("dispute: invoice", "争议：发票有误"),
        "dispute_delivery" => ("dispute: delivery", "争议：交货"),
        "dispute_already_paid" => ("dispute: paid", "争议：称已付款"),
        "dispute_other" => ("dispute", "争议：其他"),
        "dispute" => ("says disputed", "称有争议"),
        "oversight" => ("oversight", "疏忽"),
        "process" => ("their process", "内部流程"),
        "cash_flow" => ("cash flow", "资金紧张"),
        "deliberate" => ("deliberate", "恶意拖欠"),
        "broken_promise" => ("broken promise", "承诺未兑现"),
        "unknown" => ("unknown", "不明"),
        _ => return None,
    })
}

/// How far the plan on an overdue part is.
#[must_use]
pub fn plan_status(code: &str) -> Option<Pair> {
    Some(match code {
        "active" => ("plan active", "协议履行中"),
        "defaulted" => ("plan defaulted", "协议已违约"),
        _ => return None,
    })
}

/// Why an item is not to be reminded of.
#[must_use]
pub fn left_out(code: &str) -> Option<Pair> {
    Some(match code {
        "insolvency" => ("insolvency proceedings", "已进入破产程序"),
        "promise_pending" => ("a promise is pending", "付款承诺尚未到期"),
        "disputed" => ("disputed", "存在争议"),
        _ => return None,
    })
}
