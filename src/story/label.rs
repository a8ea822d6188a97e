//! The types of events in two or three words.

use duebook_events::Kind;

use super::words::Pair;

/// The label of a type of event in English and Chinese.
#[must_use]
pub fn label(kind: Kind) -> Pair {
    match kind {
        Kind::CustomerRegistered => ("customer registered", "客户建档"),
        Kind::CustomerInvestigated => ("customer investigated", "客户资信调查"),
        Kind::TermsAgreed => ("terms agreed", "约定付款条件"),
        Kind::CreditLimitSet => ("credit limit set", "设定信用额度"),
        Kind::SecurityProvided => ("security provided", "提供担保"),
        Kind::SecurityReleased => ("security released", "解除担保"),
        Kind::OrderPlaced => ("order placed", "下单"),
        Kind::OrderDecided => ("order decided", "订单决定"),
        Kind::OrderOverridden => ("decision overridden", "推翻决定"),
        Kind::OrderConditionMet => ("condition met", "条件已满足"),
        Kind::OrderCancelled => ("order cancelled", "取消订单"),
        Kind::DeliveryShipped => ("delivery shipped", "发货"),
        Kind::DeliveryReceived => ("delivery received", "收货"),
        Kind::DeliveryAccepted => ("delivery accepted", "验收"),
        Kind::GoodsReturned => ("goods returned", "退货"),
        Kind::InvoiceIssued => ("invoice issued", "开具发票"),
        Kind::InvoiceReceived => ("invoice received", "客户收到发票"),
        Kind::InvoiceCorrected => ("invoice corrected", "更正发票"),
        Kind::CreditNoteIssued => ("credit note issued", "开具红字凭证"),
        Kind::LateFeeCharged => ("late fee charged", "计收逾期费用"),
        Kind::PaymentReceived => ("payment received", "收款"),
        Kind::PaymentAllocated => ("payment allocated", "核销"),
        Kind::PaymentDeallocated => ("payment deallocated", "撤销核销"),
        Kind::PaymentReversed => ("payment reversed", "款项退票"),
        Kind::PaymentRefunded => ("payment refunded", "退款"),
        Kind::ReminderSent => ("reminder sent", "发送催款"),
        Kind::ContactLogged => ("contact logged", "沟通记录"),
        Kind::PromiseMade => ("promise made", "付款承诺"),
        Kind::AgreementSigned => ("agreement signed", "签订补充协议"),
        Kind::AgreementTerminated => ("agreement terminated", "终止补充协议"),
        Kind::DisputeRaised => ("dispute raised", "提出争议"),
        Kind::DisputeResolved => ("dispute resolved", "争议解决"),
        Kind::StatementSent => ("statement sent", "发送对账单"),
        Kind::StatementConfirmed => ("statement confirmed", "对账单确认"),
        Kind::StatementContested => ("statement contested", "对账单有异议"),
        Kind::SupplySuspended => ("supply suspended", "暂停供货"),
        Kind::SupplyResumed => ("supply resumed", "恢复供货"),
        Kind::LegalStep => ("legal step", "法律措施"),
        Kind::InvoiceWrittenOff => ("written off", "核销坏账"),
        Kind::WriteOffRecovered => ("write-off recovered", "坏账收回"),
        Kind::PolicyPublished => ("policy published", "发布政策"),
        Kind::EventRetracted => ("entry retracted", "撤回记录"),
        Kind::KeyRotated => ("key rotated", "更换密钥"),
        Kind::PersonalErased => ("personal data erased", "删除个人信息"),
        Kind::HoldSet => ("legal hold set", "设定法律保全"),
        Kind::HoldReleased => ("legal hold released", "解除法律保全"),
    }
}
