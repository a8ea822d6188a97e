//! What conditions of a policy may look at: the facts of an order and those of a
//! customer's class, each with its kind (domain, sections 10 and 11).

use std::fmt::Debug;

use rust_decimal::Decimal;

use duebook_events::Words;

/// Of what kind a fact is: which comparisons make sense, and in which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// Money in the currency's main unit (yuan, not fen).
    Amount,
    /// Whole days.
    Days,
    /// Days with four decimals: an average.
    AverageDays,
    /// A number of things.
    Count,
    /// Points of the score, 0 to 100.
    Points,
    /// A share from 0 to 1 with four decimals.
    Share,
    /// A ratio with four decimals that may exceed 1.
    Ratio,
    /// One of the policy's grades.
    Grade,
    /// One of the policy's risk classes.
    RiskClass,
    /// What an investigation found.
    Finding,
    /// Why the customer pays late.
    Cause,
    /// True or false.
    Flag,
}

/// The findings by their symbols, from the best to the worst.
pub const FINDINGS: [&str; 4] = ["clean", "adverse", "dishonest_debtor", "insolvent"];
/// The causes by their symbols.
pub const CAUSES: [&str; 5] = ["oversight", "process", "cash_flow", "dispute", "deliberate"];
/// The truth values by their symbols.
pub const FLAGS: [&str; 2] = ["false", "true"];

impl FactKind {
    /// Whether it is compared with numbers; else with words.
    #[must_use]
    pub fn is_number(self) -> bool {
        !matches!(self, Self::Grade | Self::RiskClass | Self::Finding | Self::Cause | Self::Flag)
    }

    /// Whether two numbers can be compared with each other: money with money,
    /// days with days.
    #[must_use]
    pub fn same_unit(self, other: Self) -> bool {
        let unit = |kind| match kind {
            Self::AverageDays => Self::Days,
            Self::Share => Self::Ratio,
            kind => kind,
        };
        self.is_number() && unit(self) == unit(other)
    }

    /// What such a value is, for people.
    #[must_use]
    pub fn words(self) -> Words {
        let (en, zh) = match self {
            Self::Amount => ("an amount of money", "金额"),
            Self::Days => ("a number of days", "天数"),
            Self::AverageDays => ("an average number of days", "平均天数"),
            Self::Count => ("a count", "个数"),
            Self::Points => ("points from 0 to 100", "0 至 100 的分数"),
            Self::Share => ("a share from 0 to 1", "0 至 1 的比例"),
            Self::Ratio => ("a ratio", "比率"),
            Self::Grade => ("a grade", "信用等级"),
            Self::RiskClass => ("a risk class", "风险等级"),
            Self::Finding => ("a finding", "调查结果"),
            Self::Cause => ("a cause", "拖欠原因"),
            Self::Flag => ("true or false", "是或否"),
        };
        Words::new(en, zh)
    }
}

/// A set of facts that conditions can be about.
pub trait Fact: Copy + Eq + Ord + Debug + Send + Sync + 'static {
    /// All of them, in the order of the domain page.
    const ALL: &'static [Self];

    /// Its name in a policy.
    fn name(self) -> &'static str;
    /// Of what kind it is.
    fn kind(self) -> FactKind;
    /// Whether it may be without value.
    fn may_be_unknown(self) -> bool;
    /// Whether it may be below 0.
    fn may_be_negative(self) -> bool;
    /// What it is, for people.
    fn words(self) -> Words;

    /// The fact with this name.
    #[must_use]
    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fact| fact.name() == name)
    }
}

/// The value of a fact, as conditions compare it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactValue {
    /// Not known, or not set: no comparison holds.
    Unknown,
    /// A number: amounts in main units, counts, ratios.
    Number(Decimal),
    /// A word, by its symbol: the place of a grade or class in the policy, of a
    /// finding in [`FINDINGS`], of a cause in [`CAUSES`], of a flag in [`FLAGS`].
    Word(u16),
}

impl FactValue {
    /// A count.
    #[must_use]
    pub fn count(count: i64) -> Self {
        Self::Number(Decimal::from(count))
    }

    /// A truth value.
    #[must_use]
    pub fn flag(flag: bool) -> Self {
        Self::Word(u16::from(flag))
    }

    /// One of a list of words.
    #[must_use]
    pub fn word_of(words: &[&str], word: &str) -> Self {
        let at = words.iter().position(|known| *known == word);
        at.map_or(Self::Unknown, Self::symbol)
    }

    /// The word at a place in its list.
    #[must_use]
    pub fn symbol(at: usize) -> Self {
        Self::Word(u16::try_from(at).unwrap_or(u16::MAX))
    }
}

/// Where conditions read facts.
pub trait Facts<F> {
    /// The value of a fact.
    fn value(&self, fact: F) -> FactValue;
}

/// Declares a set of facts: variant, name, kind, what it may be, words.
macro_rules! facts {
    ($(#[$doc:meta])* $set:ident {
        $($fact:ident $name:literal $kind:ident $($may:ident)*: $en:literal, $zh:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $set {
            $(#[doc = $en] $fact,)*
        }

        impl Fact for $set {
            const ALL: &'static [Self] = &[$(Self::$fact,)*];

            fn name(self) -> &'static str {
                match self { $(Self::$fact => $name,)* }
            }
            fn kind(self) -> FactKind {
                match self { $(Self::$fact => FactKind::$kind,)* }
            }
            fn may_be_unknown(self) -> bool {
                match self { $(Self::$fact => [$(stringify!($may)),*].contains(&"unknown"),)* }
            }
            fn may_be_negative(self) -> bool {
                match self { $(Self::$fact => [$(stringify!($may)),*].contains(&"negative"),)* }
            }
            fn words(self) -> Words {
                match self { $(Self::$fact => Words::new($en, $zh),)* }
            }
        }
    };
}

facts! {
    /// What decision rules look at (domain, section 11); amounts in the order's currency.
    OrderFact {
        OrderAmount "order_amount" Amount: "order amount", "订单金额";
        Overdue "overdue" Amount: "overdue amount", "逾期金额";
        Disputed "disputed" Amount: "disputed amount", "争议金额";
        DaysPastDue "days_past_due" Days: "days past due", "逾期天数";
        Open "open" Amount: "open amount", "未清金额";
        Exposure "exposure" Amount negative: "exposure before the order", "接单前敞口";
        ExposureAfter "exposure_after" Amount negative: "exposure after the order", "接单后敞口";
        Limit "limit" Amount unknown: "credit limit", "信用额度";
        Security "security" Amount: "security", "担保价值";
        AvailableAfter "available_after" Amount unknown negative:
            "credit left after the order", "接单后可用额度";
        Score "score" Points: "score", "评分";
        Grade "grade" Grade: "grade", "信用等级";
        RiskClass "risk_class" RiskClass: "risk class", "风险等级";
        TenureDays "tenure_days" Days negative: "tenure", "合作时间";
        Suspended "suspended" Flag: "supply suspended", "已暂停供货";
        StopSupplyDays "stop_supply_days" Days unknown:
            "the contract's stop-supply days", "合同约定的停供天数";
        Unverified "unverified" Amount: "unverified shortages", "未核实短缺金额";
        OpenConditions "open_conditions" Count:
            "conditions not yet met of earlier orders", "此前订单未满足的条件数";
        PendingPromises "pending_promises" Count: "promises pending", "待兑现承诺数";
    }
}

facts! {
    /// What risk classes look at (domain, section 10); amounts in the customer's main currency.
    ///
    /// `overdue` is compared in that currency's main unit (yuan), as every amount of a
    /// policy is. It was once compared in the smallest unit (fen): under a stored
    /// policy with a bound other than 0 on it, a class may read otherwise than then.
    ClassFact {
        Grade "grade" Grade: "grade", "信用等级";
        Overdue "overdue" Amount: "overdue amount", "逾期金额";
        AgreementsInDefault "agreements_in_default" Count:
            "agreements in default", "违约中的协议数";
        Insolvency "insolvency" Flag: "insolvency proceedings", "进入破产程序";
        OnTimeRate "on_time_rate" Share unknown: "share paid on time", "按期付款率";
        AverageDaysLate "average_days_late" AverageDays unknown:
            "average days late", "平均逾期天数";
        DaysPastDue "days_past_due" Days: "days past due", "逾期天数";
        OverdueShare "overdue_share" Share: "overdue share of what is open", "逾期占比";
        PromisesKept "promises_kept" Share unknown: "share of promises kept", "承诺兑现率";
        AgreementDefaults "agreement_defaults" Count unknown:
            "defaults on agreements", "协议违约次数";
        BouncedPayments "bounced_payments" Count unknown: "bounced payments", "退票次数";
        RejectedDisputes "rejected_disputes" Count unknown:
            "disputes rejected", "被驳回的争议数";
        Utilisation "utilisation" Ratio unknown negative: "use of the limit", "额度使用率";
        TenureDays "tenure_days" Days negative: "tenure", "合作时间";
        Findings "findings" Finding unknown: "worst finding", "最差调查结果";
        Cause "cause" Cause unknown: "last cause given", "最近一次拖欠原因";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_are_those_of_domain_sections_10_and_11() {
        let names: Vec<&str> = OrderFact::ALL.iter().map(|fact| fact.name()).collect();
        assert_eq!(
            names.join(" "),
            "order_amount overdue disputed days_past_due open exposure exposure_after limit \
             security available_after score grade risk_class tenure_days suspended \
             stop_supply_days unverified open_conditions pending_promises"
        );
        assert_eq!(ClassFact::ALL.len(), 4 + 12);
        for name in names {
            assert_eq!(OrderFact::named(name).map(Fact::name), Some(name));
        }
    }

    #[test]
    fn money_is_not_compared_with_days() {
        let kind = |name| OrderFact::named(name).unwrap().kind();
        assert!(kind("exposure_after").same_unit(kind("limit")));
        assert!(!kind("days_past_due").same_unit(kind("limit")));
        assert!(!kind("grade").same_unit(kind("grade")));
    }
}
