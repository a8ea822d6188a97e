//! The words of the ledger's codes, in both languages.

use duebook_events::agreement::{AgreementKind, DefaultEffect};
use duebook_events::customer::{FindingKind, FindingResult};
use duebook_events::dispute::{DisputeOutcome, DisputeReason};
use duebook_events::dunning::{Cause, Channel, Response};
use duebook_events::invoice::FeeKind;
use duebook_events::legal::{Step, SupplyGround};
use duebook_events::order::{ConditionKind, Outcome};
use duebook_events::security::SecurityKind;
use duebook_events::terms::Trigger;

/// A word in English and Chinese.
pub type Pair = (&'static str, &'static str);

/// The word of a pair.
#[must_use]
pub fn pick(lang: duebook_events::Lang, (en, zh): Pair) -> &'static str {
    match lang {
        duebook_events::Lang::En => en,
        duebook_events::Lang::Zh => zh,
    }
}

/// What was decided about an order.
#[must_use]
pub fn outcome(outcome: Outcome) -> Pair {
    match outcome {
        Outcome::Approved => ("approved", "批准"),
        Outcome::Conditional => ("approved on conditions", "附条件批准"),
        Outcome::Held => ("held", "暂缓"),
        Outcome::Rejected => ("rejected", "拒绝"),
    }
}

/// A condition of a decision.
#[must_use]
pub fn condition(kind: ConditionKind) -> Pair {
    match kind {
        ConditionKind::PayOverdue => ("pay part of the overdue", "先付部分逾期款"),
        ConditionKind::Instalments => ("the rest in instalments", "余款分期"),
        ConditionKind::ReceiptsToOverdueFirst => {
            ("receipts go to the overdue first", "新回款优先冲抵逾期款")
        }
        ConditionKind::SettleOverdue => ("settle the overdue", "结清逾期款"),
        ConditionKind::SettleOverdueOrGuarantee => {
            ("settle the overdue or give a guarantee", "结清逾期款或提供担保")
        }
        ConditionKind::Prepay => ("prepay", "预付款"),
        ConditionKind::PrepayExcess => ("prepay what exceeds the limit", "预付超额部分"),
    }
}

/// How somebody is reached.
#[must_use]
pub fn channel(channel: Channel) -> Pair {
    match channel {
        Channel::Email => ("e-mail", "电子邮件"),
        Channel::Wechat => ("WeChat", "微信"),
        Channel::Phone => ("phone", "电话"),
        Channel::Letter => ("letter", "信函"),
        Channel::LawyerLetter => ("lawyer's letter", "律师函"),
        Channel::Visit => ("a visit", "上门"),
    }
}

/// Why a customer pays late.
#[must_use]
pub fn cause(cause: Cause) -> Pair {
    match cause {
        Cause::Oversight => ("oversight", "疏忽"),
        Cause::Process => ("their process", "流程原因"),
        Cause::CashFlow => ("cash flow", "资金紧张"),
        Cause::Dispute => ("a dispute", "存在争议"),
        Cause::Deliberate => ("deliberate", "恶意拖欠"),
    }
}

/// What a contact led to.
#[must_use]
pub fn response(response: Response) -> Pair {
    match response {
        Response::None => ("no answer", "无答复"),
        Response::Answered => ("answered", "已答复"),
        Response::Refused => ("refused", "拒绝"),
    }
}

/// What a dispute is about.
#[must_use]
pub fn dispute_reason(reason: DisputeReason) -> Pair {
    match reason {
        DisputeReason::Quantity => ("quantity", "数量"),
        DisputeReason::Quality => ("quality", "质量"),
        DisputeReason::Price => ("price", "价格"),
        DisputeReason::InvoiceError => ("an error in the invoice", "发票有误"),
        DisputeReason::Delivery => ("delivery", "交付"),
        DisputeReason::AlreadyPaid => ("already paid", "已付款"),
        DisputeReason::Other => ("other", "其他"),
    }
}

/// How a dispute ended.
#[must_use]
pub fn dispute_outcome(outcome: DisputeOutcome) -> Pair {
    match outcome {
        DisputeOutcome::Upheld => ("upheld", "成立"),
        DisputeOutcome::Rejected => ("rejected", "不成立"),
        DisputeOutcome::Partial => ("upheld in part", "部分成立"),
    }
}

/// What an agreement does.
#[must_use]
pub fn agreement(kind: AgreementKind) -> Pair {
    match kind {
        AgreementKind::Instalment => ("payment by instalments", "分期付款"),
        AgreementKind::Deferral => ("deferral", "延期付款"),
        AgreementKind::Offset => ("goods against debt", "以货抵债"),
        AgreementKind::PriceReduction => ("price reduction", "减价"),
        AgreementKind::Security => ("security", "提供担保"),
    }
}

/// What a default does.
#[must_use]
pub fn default_effect(effect: DefaultEffect) -> Pair {
    match effect {
        DefaultEffect::Accelerate => ("the whole rest falls due", "剩余款项全部到期"),
        DefaultEffect::Revert => ("the contractual dates hold again", "恢复合同原到期日"),
    }
}

/// What secures a debt.
#[must_use]
pub fn security(kind: SecurityKind) -> Pair {
    match kind {
        SecurityKind::Guarantor => ("guarantor", "保证"),
        SecurityKind::Mortgage => ("mortgage", "抵押"),
        SecurityKind::Pledge => ("pledge", "质押"),
        SecurityKind::Insurance => ("credit insurance", "信用保险"),
        SecurityKind::Deposit => ("deposit", "保证金"),
    }
}

/// What a fee is for.
#[must_use]
pub fn fee(kind: FeeKind) -> Pair {
    match kind {
        FeeKind::Interest => ("late interest", "逾期利息"),
        FeeKind::Penalty => ("penalty", "违约金"),
        FeeKind::Cost => ("cost of collection", "催收费用"),
    }
}

/// Where a finding comes from.
#[must_use]
pub fn finding_kind(kind: FindingKind) -> Pair {
    match kind {
        FindingKind::Registry => ("company register", "工商登记"),
        FindingKind::Court => ("court records", "法院记录"),
        FindingKind::Media => ("media", "媒体"),
        FindingKind::Reference => ("references", "同行查询"),
        FindingKind::Bank => ("bank", "银行"),
    }
}

/// What was found.
#[must_use]
pub fn finding_result(result: FindingResult) -> Pair {
    match result {
        FindingResult::Clean => ("clean", "无异常"),
        FindingResult::Adverse => ("adverse", "有不良记录"),
        FindingResult::DishonestDebtor => ("dishonest debtor", "失信被执行人"),
        FindingResult::Insolvent => ("insolvent", "破产"),
    }
}

/// Why supply was stopped.
#[must_use]
pub fn supply_ground(ground: SupplyGround) -> Pair {
    match ground {
        SupplyGround::AgreedClause => ("agreed clause", "合同约定"),
        SupplyGround::NoPerformance => ("no performance", "对方未先履行"),
        SupplyGround::Deterioration => ("deterioration of business", "经营状况恶化"),
        SupplyGround::AssetFlight => ("assets being moved", "转移财产"),
        SupplyGround::LostCredit => ("lost credit", "丧失商业信誉"),
    }
}

/// A legal step.
#[must_use]
pub fn legal_step(step: Step) -> Pair {
    match step {
        Step::LawyerLetter => ("lawyer's letter", "律师函"),
        Step::PaymentOrder => ("payment order", "支付令"),
        Step::Mediation => ("mediation", "调解"),
        Step::Arbitration => ("arbitration", "仲裁"),
        Step::Litigation => ("litigation", "诉讼"),
        Step::Preservation => ("preservation of property", "财产保全"),
        Step::Judgment => ("judgment", "判决"),
        Step::Enforcement => ("enforcement", "强制执行"),
        Step::Insolvency => ("insolvency", "破产"),
    }
}

/// From what a term runs.
#[must_use]
pub fn trigger(trigger: Trigger) -> Pair {
    match trigger {
        Trigger::InvoiceDate => ("the invoice's date", "开票日"),
        Trigger::InvoiceReceived => ("receipt of the invoice", "收到发票之日"),
        Trigger::DeliveryReceived => ("receipt of the goods", "收货之日"),
        Trigger::Acceptance => ("acceptance", "验收之日"),
        Trigger::MonthEnd => ("the end of the invoice's month", "开票当月月末"),
    }
}
