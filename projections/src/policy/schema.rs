//! Every key that a policy can hold: where it stands, of which form its value
//! is, what it means and what holds without it.
//!
//! The table is the reference of the language (`duebook policy schema`) and what
//! texts are checked against; tests hold it against the parser, key by key.

#[cfg(test)]
mod tests;

use duebook_events::Words;

/// A table of a policy and the keys that may stand in it.
#[derive(Debug)]
pub struct TableDoc {
    /// Where it stands; `[]` marks the entries of a list.
    pub path: &'static str,
    /// What it is, in English and Chinese.
    pub meaning: [&'static str; 2],
    /// Its keys.
    pub keys: &'static [KeyDoc],
}

/// A key of a table.
#[derive(Debug)]
pub struct KeyDoc {
    /// Its name.
    pub name: &'static str,
    /// Of which form its value is.
    pub form: Form,
    /// What holds without it; a key without one must be there.
    pub default: Option<&'static str>,
    /// What it means, in English and Chinese.
    pub meaning: [&'static str; 2],
    /// Where the domain page speaks of it.
    pub section: &'static str,
}

/// The form of a value.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A text on one line.
    Text,
    /// The name of something in the policy.
    Label,
    /// A name that can be cited: no blanks, no `@`.
    Name,
    /// A whole number or a name.
    Version,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number from, to; with its unit in English and Chinese.
    Whole(i64, i64, [&'static str; 2]),
    /// A decimal in quotes, at most so much; with its unit.
    Decimal(Option<&'static str>, [&'static str; 2]),
    /// `true` or `false`.
    Flag,
    /// A date in quotes.
    Date,
    /// A time zone by its IANA name.
    Zone,
    /// A table.
    Table(&'static TableDoc),
    /// A list of values of one form.
    List(&'static Form),
    /// A condition over the facts of orders.
    OrderWhen,
    /// A condition over the facts of risk classes.
    ClassWhen,
    /// A condition inside a condition, over the same facts.
    Inner,
}

const DAYS: [&str; 2] = ["days", "天"];
const SHARE: [&str; 2] = ["share, 0 to 1", "比例，0 至 1"];
const YEARLY: [&str; 2] = ["share a year", "年利率"];
const DAILY: [&str; 2] = ["share a day", "日利率"];
const POINTS: [&str; 2] = ["points", "分"];
const UNIT_OF_FACT: [&str; 2] = ["unit of the fact", "同该事实的单位"];

const NAME: Form = Form::Name;
const COUNT: Form = Form::Whole(0, 3650, DAYS);
const ANY_NUMBER: Form = Form::Decimal(None, UNIT_OF_FACT);
const SHARE_OF: Form = Form::Decimal(Some("1"), SHARE);
const FACTS: Form = Form::List(&Form::Text);

const fn must(
    name: &'static str,
    form: Form,
    section: &'static str,
    meaning: [&'static str; 2],
) -> KeyDoc {
    KeyDoc { name, form, default: None, meaning, section }
}

const fn may(
    name: &'static str,
    form: Form,
    default: &'static str,
    section: &'static str,
    meaning: [&'static str; 2],
) -> KeyDoc {
    KeyDoc { name, form, default: Some(default), meaning, section }
}

const NOTE: KeyDoc = may(
    "note",
    Form::Text,
    "none",
    "11",
    ["why it exists, in the company's own words", "设立的理由，由企业自行说明"],
);

/// The whole file.
pub static FILE: TableDoc = TableDoc {
    path: "",
    meaning: ["the policy", "政策"],
    keys: &[
        must(
            "name",
            NAME,
            "15",
            ["its name; cited as name@version", "政策名称，以“名称@版本”引用"],
        ),
        must(
            "version",
            Form::Version,
            "15",
            [
                "its version: 1, 2, 3 or a word such as \"2025-07\"",
                "版本：1、2、3 或 \"2025-07\" 之类的词",
            ],
        ),
        may("title", Form::Text, "none", "15", ["what the company calls it", "企业内部的称呼"]),
        must("aging", Form::Table(&AGING), "6", ["aging buckets", "账龄区间"]),
        must(
            "terms",
            Form::Table(&TERMS),
            "4",
            ["payment terms where none were agreed", "未约定时的付款条件"],
        ),
        must("calendar", Form::Table(&CALENDAR), "4", ["time zone and days off", "时区与休息日"]),
        must("promises", Form::Table(&PROMISES), "8", ["promises to pay", "付款承诺"]),
        must(
            "allocation",
            Form::Table(&ALLOCATION),
            "5",
            ["automatic allocation of money", "自动核销"],
        ),
        must("limitation", Form::Table(&LIMITATION), "13", ["limitation of claims", "诉讼时效"]),
        must("security", Form::Table(&SECURITY), "10", ["securities", "担保"]),
        must("interest", Form::Table(&INTEREST), "9", ["late interest", "逾期利息"]),
        must("provision", Form::Table(&PROVISION), "14", ["expected credit loss", "预期信用损失"]),
        must("scorecard", Form::Table(&SCORECARD), "10", ["the points scorecard", "评分卡"]),
        must(
            "grade",
            Form::List(&Form::Table(&GRADE)),
            "10",
            ["grades, the best first", "信用等级，由高到低"],
        ),
        must(
            "risk_class",
            Form::List(&Form::Table(&RISK_CLASS)),
            "10",
            ["risk classes; the first that holds", "风险等级，取首个成立者"],
        ),
        must(
            "rule",
            Form::List(&Form::Table(&RULE)),
            "11",
            ["order decisions; the first rule that holds decides", "订单决定，首条成立的规则生效"],
        ),
        must("reminders", Form::Table(&REMINDERS), "12", ["the reminder ladder", "催收阶梯"]),
    ],
};

static AGING: TableDoc = TableDoc {
    path: "aging",
    meaning: ["aging buckets", "账龄区间"],
    keys: &[must(
        "bucket_ends",
        Form::List(&Form::Whole(1, 36_500, DAYS)),
        "6",
        [
            "the last day of each bucket, rising; the last bucket is open",
            "各区间的末日，递增；最后区间不设上限",
        ],
    )],
};

static TERMS: TableDoc = TableDoc {
    path: "terms",
    meaning: ["payment terms where none were agreed", "未约定时的付款条件"],
    keys: &[
        must(
            "trigger",
            Form::Choice(&[
                "invoice_date",
                "invoice_received",
                "delivery_received",
                "acceptance",
                "month_end",
            ]),
            "4",
            [
                "what starts the term; default terms cannot run from a delivery",
                "付款期限的起算点；默认条件不能从交货起算",
            ],
        ),
        must("net_days", COUNT, "4", ["length of the term", "付款期限"]),
        may(
            "roll",
            Form::Choice(&["none", "following"]),
            "none",
            "4",
            [
                "whether a due date on a day off moves to the next working day",
                "到期日遇休息日是否顺延",
            ],
        ),
        may(
            "daily_rate",
            Form::Decimal(Some("1"), DAILY),
            "none",
            "4, 9",
            ["late interest a day", "每日逾期利率"],
        ),
        may("grace_days", COUNT, "none", "4", ["grace, for letters only", "宽限天数，仅用于函件"]),
        may(
            "stop_supply_days",
            COUNT,
            "none",
            "4, 11",
            ["days past due after which supply may stop", "逾期多少天后可停止供货"],
        ),
        may(
            "penalty_rate",
            Form::Decimal(Some("1"), SHARE),
            "none",
            "4",
            ["contractual penalty, for letters only", "违约金比例，仅用于函件"],
        ),
        may(
            "jurisdiction",
            Form::Text,
            "none",
            "4",
            ["place of jurisdiction, for letters only", "管辖地，仅用于函件"],
        ),
        may(
            "discount",
            Form::Table(&DISCOUNT),
            "none",
            "4",
            ["early-payment discount", "提前付款折扣"],
        ),
    ],
};

static DISCOUNT: TableDoc = TableDoc {
    path: "terms.discount",
    meaning: ["early-payment discount", "提前付款折扣"],
    keys: &[
        must(
            "days",
            COUNT,
            "4",
            ["within how many days of the trigger date", "起算日后多少天内付款"],
        ),
        must("rate", SHARE_OF, "4", ["the share that is forgone", "减收比例"]),
    ],
};

static CALENDAR: TableDoc = TableDoc {
    path: "calendar",
    meaning: ["time zone and days off", "时区与休息日"],
    keys: &[
        must(
            "time_zone",
            Form::Zone,
            "1",
            ["which day it is when a question names none", "未指明日期时以哪个时区的今天为准"],
        ),
        must(
            "holidays",
            Form::List(&Form::Date),
            "4",
            ["days off besides Saturdays and Sundays", "周六、周日以外的休息日"],
        ),
        must(
            "working_weekends",
            Form::List(&Form::Date),
            "4",
            ["Saturdays and Sundays that are working days", "调休上班的周六、周日"],
        ),
    ],
};

static PROMISES: TableDoc = TableDoc {
    path: "promises",
    meaning: ["promises to pay", "付款承诺"],
    keys: &[must(
        "grace_days",
        COUNT,
        "8",
        ["days after the promised date that still count as kept", "承诺日之后仍算兑现的天数"],
    )],
};

static ALLOCATION: TableDoc = TableDoc {
    path: "allocation",
    meaning: ["automatic allocation of money", "自动核销"],
    keys: &[must(
        "order",
        Form::Choice(&["statutory", "oldest_due_first", "overdue_first"]),
        "5",
        ["in which order items are paid", "款项抵充的顺序"],
    )],
};

static LIMITATION: TableDoc = TableDoc {
    path: "limitation",
    meaning: ["limitation of claims", "诉讼时效"],
    keys: &[
        must(
            "years",
            Form::Whole(1, 100, ["years", "年"]),
            "13",
            ["after which a claim is barred", "诉讼时效期间"],
        ),
        must(
            "confirmed_statement_restarts",
            Form::Flag,
            "13",
            ["whether a confirmed statement starts it anew", "对账单经确认是否重新起算"],
        ),
    ],
};

static SECURITY: TableDoc = TableDoc {
    path: "security",
    meaning: ["securities", "担保"],
    keys: &[must(
        "haircut",
        Form::Table(&HAIRCUT),
        "10",
        ["how much of a security counts, by kind", "各类担保按几成计入"],
    )],
};

static HAIRCUT: TableDoc = TableDoc {
    path: "security.haircut",
    meaning: ["how much of a security counts, by kind", "各类担保按几成计入"],
    keys: &[
        may("deposit", SHARE_OF, "0", "10", ["of a deposit", "保证金"]),
        may("insurance", SHARE_OF, "0", "10", ["of credit insurance", "信用保险"]),
        may("pledge", SHARE_OF, "0", "10", ["of a pledge", "质押"]),
        may("mortgage", SHARE_OF, "0", "10", ["of a mortgage", "抵押"]),
        may("guarantor", SHARE_OF, "0", "10", ["of a guarantee", "保证人"]),
    ],
};

static INTEREST: TableDoc = TableDoc {
    path: "interest",
    meaning: ["late interest", "逾期利息"],
    keys: &[must(
        "annual_cap",
        Form::List(&Form::Table(&CAP)),
        "9",
        ["caps on late interest, by date", "按日期的年利率上限"],
    )],
};

static CAP: TableDoc = TableDoc {
    path: "interest.annual_cap[]",
    meaning: ["a cap on late interest", "年利率上限"],
    keys: &[
        must(
            "from",
            Form::Date,
            "9",
            ["from when; the first from 0001-01-01", "起始日期，首个为 0001-01-01"],
        ),
        must("rate", Form::Decimal(Some("1"), YEARLY), "9", ["the cap", "上限"]),
    ],
};

static PROVISION: TableDoc = TableDoc {
    path: "provision",
    meaning: ["expected credit loss", "预期信用损失"],
    keys: &[must(
        "rates",
        Form::List(&SHARE_OF),
        "14",
        ["expected loss of what is current and of each bucket", "未到期及各账龄区间的计提率"],
    )],
};

/// The scorecard.
pub static SCORECARD: TableDoc = TableDoc {
    path: "scorecard",
    meaning: ["the points scorecard", "评分卡"],
    keys: &[
        must("base", Form::Whole(-1000, 1000, POINTS), "10", ["where everybody starts", "起始分"]),
        must(
            "window_days",
            Form::Whole(1, 36_500, DAYS),
            "10",
            ["how far back history goes", "历史回溯天数"],
        ),
        must(
            "on_time_rate",
            Form::Table(&BINS),
            "10",
            [
                "gross of invoices settled on time / gross of settled invoices",
                "按期结清发票金额占已结清发票金额之比",
            ],
        ),
        must(
            "average_days_late",
            Form::Table(&BINS),
            "10",
            [
                "average days late of settled invoices, weighted by gross",
                "已结清发票按金额加权的平均逾期天数",
            ],
        ),
        must(
            "days_past_due",
            Form::Table(&BINS),
            "10",
            ["the largest number of days past due", "最长逾期天数"],
        ),
        must(
            "overdue_share",
            Form::Table(&BINS),
            "10",
            ["undisputed overdue / open", "无争议逾期额占未清额之比"],
        ),
        must(
            "promises_kept",
            Form::Table(&BINS),
            "10",
            ["promises kept / promises due", "到期承诺的兑现率"],
        ),
        must(
            "agreement_defaults",
            Form::Table(&BINS),
            "10",
            ["agreements that defaulted", "违约的协议数"],
        ),
        must("bounced_payments", Form::Table(&BINS), "10", ["payments that bounced", "退票次数"]),
        must(
            "rejected_disputes",
            Form::Table(&BINS),
            "10",
            ["disputes decided against the customer", "被驳回的争议数"],
        ),
        must("utilisation", Form::Table(&BINS), "10", ["exposure / limit", "敞口与额度之比"]),
        must("tenure_days", Form::Table(&BINS), "10", ["days of business relation", "合作天数"]),
        must(
            "findings",
            Form::Table(&WORD_BINS),
            "10",
            ["the worst finding ever", "历次调查的最差结果"],
        ),
        must(
            "cause",
            Form::Table(&WORD_BINS),
            "10",
            ["the last cause given for being late", "最近一次给出的拖欠原因"],
        ),
    ],
};

static BINS: TableDoc = TableDoc {
    path: "scorecard.<characteristic>",
    meaning: ["the bins of one characteristic", "一项指标的分档"],
    keys: &[
        must(
            "bins",
            Form::List(&Form::Table(&BIN)),
            "10",
            ["the first that holds gives its points", "首个成立的分档给分"],
        ),
        may(
            "none",
            Form::Whole(-1000, 1000, POINTS),
            "0",
            "10",
            ["points where there is no value", "无数值时的分数"],
        ),
    ],
};

static BIN: TableDoc = TableDoc {
    path: "scorecard.<characteristic>.bins[]",
    meaning: [
        "one bin; without a bound it holds for every value",
        "一个分档；不设界限则对任何数值成立",
    ],
    keys: &[
        may(
            "at_least",
            ANY_NUMBER,
            "none",
            "10",
            ["holds for values of at least this", "数值不小于此时成立"],
        ),
        may(
            "at_most",
            ANY_NUMBER,
            "none",
            "10",
            ["holds for values of at most this", "数值不大于此时成立"],
        ),
        must("points", Form::Whole(-1000, 1000, POINTS), "10", ["what it adds", "加减的分数"]),
    ],
};

static WORD_BINS: TableDoc = TableDoc {
    path: "scorecard.<findings, cause>",
    meaning: ["the bins of a characteristic that is a word", "取值为词的指标的分档"],
    keys: &[
        must(
            "bins",
            Form::List(&Form::Table(&WORD_BIN)),
            "10",
            ["the first that holds gives its points", "首个成立的分档给分"],
        ),
        may(
            "none",
            Form::Whole(-1000, 1000, POINTS),
            "0",
            "10",
            ["points where there is no value", "无数值时的分数"],
        ),
    ],
};

static WORD_BIN: TableDoc = TableDoc {
    path: "scorecard.<findings, cause>.bins[]",
    meaning: [
        "one bin; without a word it holds for every value",
        "一个分档；不写词则对任何取值成立",
    ],
    keys: &[
        may(
            "is",
            Form::Text,
            "none",
            "10",
            ["holds for this finding or cause", "取值为此词时成立"],
        ),
        must("points", Form::Whole(-1000, 1000, POINTS), "10", ["what it adds", "加减的分数"]),
    ],
};

static GRADE: TableDoc = TableDoc {
    path: "grade[]",
    meaning: ["a grade", "信用等级"],
    keys: &[
        must("name", Form::Label, "10", ["its name", "名称"]),
        must(
            "from",
            Form::Whole(0, 100, POINTS),
            "10",
            ["the score from which it holds", "起始分数"],
        ),
        must(
            "limit_factor",
            Form::Decimal(Some("100"), ["times the limit", "额度的倍数"]),
            "10",
            ["recommended limit as a multiple of the limit", "建议额度为现额度的多少倍"],
        ),
        NOTE,
    ],
};

static RISK_CLASS: TableDoc = TableDoc {
    path: "risk_class[]",
    meaning: ["a risk class", "风险等级"],
    keys: &[
        must("name", Form::Label, "10", ["its name", "名称"]),
        may(
            "when",
            Form::ClassWhen,
            "always",
            "10",
            ["when it holds; the last one has none", "成立条件，最后一个不写"],
        ),
        NOTE,
    ],
};

static RULE: TableDoc = TableDoc {
    path: "rule[]",
    meaning: ["a decision rule", "决定规则"],
    keys: &[
        must("name", Form::Label, "11", ["its name", "名称"]),
        may(
            "when",
            Form::OrderWhen,
            "always",
            "11",
            ["when it holds; the last one has none", "成立条件，最后一条不写"],
        ),
        must(
            "outcome",
            Form::Choice(&["approved", "conditional", "held", "rejected"]),
            "11",
            ["what is decided", "决定结果"],
        ),
        may(
            "conditions",
            Form::List(&Form::Table(&CONDITION)),
            "none",
            "11",
            ["under which conditions", "所附条件"],
        ),
        NOTE,
    ],
};

static CONDITION: TableDoc = TableDoc {
    path: "rule[].conditions[]",
    meaning: ["a condition of a decision", "决定所附的条件"],
    keys: &[
        must(
            "kind",
            Form::Choice(&[
                "pay_overdue",
                "instalments",
                "receipts_to_overdue_first",
                "settle_overdue",
                "settle_overdue_or_guarantee",
                "prepay",
                "prepay_excess",
            ]),
            "11",
            ["what has to be done", "须做之事"],
        ),
        may(
            "share",
            SHARE_OF,
            "the whole",
            "11",
            [
                "which share: of the overdue (pay_overdue), of the order (prepay)",
                "比例：逾期款（pay_overdue）或订单金额（prepay）的几成",
            ],
        ),
        may(
            "count",
            Form::Whole(1, 3650, ["instalments", "期"]),
            "none",
            "11",
            ["in how many instalments", "分几期"],
        ),
    ],
};

/// A condition over facts.
pub static WHEN: TableDoc = TableDoc {
    path: "<when>",
    meaning: [
        "a condition: all, any, not, or one comparison of a fact",
        "条件：all、any、not，或对一个事实的比较",
    ],
    keys: &[
        may("all", Form::List(&Form::Inner), "none", "11", ["all of these hold", "全部成立"]),
        may(
            "any",
            Form::List(&Form::Inner),
            "none",
            "11",
            ["at least one of these holds", "至少一个成立"],
        ),
        may("not", Form::Inner, "none", "11", ["this does not hold", "不成立"]),
        may("fact", Form::Text, "none", "11", ["the fact that is compared", "所比较的事实"]),
        may("is", Form::Text, "none", "11", ["it is this word", "等于此词"]),
        may(
            "in",
            Form::List(&Form::Text),
            "none",
            "11",
            ["it is one of these words", "为其中之一"],
        ),
        may("known", Form::Flag, "none", "11", ["it has a value, or has none", "有值或无值"]),
        may("above", ANY_NUMBER, "none", "11", ["it is greater", "大于"]),
        may("below", ANY_NUMBER, "none", "11", ["it is less", "小于"]),
        may("at_least", ANY_NUMBER, "none", "11", ["it is greater or equal", "不小于"]),
        may("at_most", ANY_NUMBER, "none", "11", ["it is less or equal", "不大于"]),
        may(
            "above_fact",
            FACTS,
            "none",
            "11",
            ["it is greater than the sum of these facts", "大于这些事实之和"],
        ),
        may(
            "below_fact",
            FACTS,
            "none",
            "11",
            ["it is less than the sum of these facts", "小于这些事实之和"],
        ),
        may(
            "at_least_fact",
            FACTS,
            "none",
            "11",
            ["it is at least the sum of these facts", "不小于这些事实之和"],
        ),
        may(
            "at_most_fact",
            FACTS,
            "none",
            "11",
            ["it is at most the sum of these facts", "不大于这些事实之和"],
        ),
        may(
            "times",
            Form::Decimal(None, ["times the sum", "与和相乘"]),
            "1",
            "11",
            ["what the sum of facts is multiplied by", "事实之和所乘的倍数"],
        ),
    ],
};

static REMINDERS: TableDoc = TableDoc {
    path: "reminders",
    meaning: ["the reminder ladder", "催收阶梯"],
    keys: &[
        must(
            "before_due_days",
            COUNT,
            "12",
            ["level 0 from so long before the due date", "到期前多少天起发送 0 级提醒"],
        ),
        must(
            "first_after_days",
            COUNT,
            "12",
            ["level 1 from so many days past due", "逾期多少天起发送 1 级催收"],
        ),
        must(
            "first_after_days_agreed",
            COUNT,
            "12",
            ["level 1 for parts of an active agreement", "协议分期款逾期多少天起发送 1 级催收"],
        ),
        must(
            "silence_days",
            COUNT,
            "12",
            ["level 2 after so much silence", "多少天无回应后升至 2 级"],
        ),
        must(
            "demand_above_days",
            COUNT,
            "12",
            ["level 3 above so many days past due", "逾期超过多少天可升至 3 级"],
        ),
        must(
            "demand_wait_days",
            COUNT,
            "12",
            ["level 3 so long after level 2", "2 级之后多少天可升至 3 级"],
        ),
        must(
            "legal_above_days",
            COUNT,
            "12",
            ["level 4 above so many days past due", "逾期超过多少天可升至 4 级"],
        ),
        must(
            "legal_wait_days",
            COUNT,
            "12",
            ["level 4 so long after level 3", "3 级之后多少天可升至 4 级"],
        ),
    ],
};

/// Every table of the language, in the order of the file.
pub static TABLES: &[&TableDoc] = &[
    &FILE,
    &AGING,
    &TERMS,
    &DISCOUNT,
    &CALENDAR,
    &PROMISES,
    &ALLOCATION,
    &LIMITATION,
    &SECURITY,
    &HAIRCUT,
    &INTEREST,
    &CAP,
    &PROVISION,
    &SCORECARD,
    &BINS,
    &BIN,
    &WORD_BINS,
    &WORD_BIN,
    &GRADE,
    &RISK_CLASS,
    &RULE,
    &CONDITION,
    &WHEN,
    &REMINDERS,
];

impl TableDoc {
    /// The key with this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static KeyDoc> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl KeyDoc {
    /// Whether the key must be there.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.default.is_none()
    }
}

impl Form {
    /// What is written, for people.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Text => Words::new("a text in quotes", "带引号的文本"),
            Self::Label => Words::new("a name in quotes that is not empty", "带引号的非空名称"),
            Self::Name => Words::new("a name in quotes", "带引号的名称"),
            Self::Version => Words::new("a whole number or a name", "整数或名称"),
            Self::Choice(words) => {
                let list = words.join(", ");
                Words::new(format!("one of: {list}"), format!("以下之一：{list}"))
            }
            Self::Whole(from, to, _) => Words::new(
                format!("a whole number from {from} to {to}, without quotes"),
                format!("从 {from} 到 {to} 的整数，不加引号"),
            ),
            Self::Decimal(None, _) => {
                Words::new("a decimal in quotes, such as \"0.5\"", "带引号的小数，例如 \"0.5\"")
            }
            Self::Decimal(Some(most), _) => Words::new(
                format!("a decimal in quotes from \"0\" to \"{most}\""),
                format!("带引号的小数，从 \"0\" 到 \"{most}\""),
            ),
            Self::Flag => Words::new("true or false", "true 或 false"),
            Self::Date => Words::new(
                "a date in quotes, such as \"2025-07-01\"",
                "带引号的日期，例如 \"2025-07-01\"",
            ),
            Self::Zone => {
                Words::new("a time zone, such as \"Asia/Shanghai\"", "时区，例如 \"Asia/Shanghai\"")
            }
            Self::Table(_) => Words::new("a table of keys", "由键组成的表"),
            Self::List(form) => {
                let Words { en, zh } = form.words();
                Words::new(format!("a list [ ] of: {en}"), format!("列表 [ ]，每项为：{zh}"))
            }
            Self::OrderWhen | Self::ClassWhen | Self::Inner => {
                Words::new("a condition in braces { }", "花括号 { } 中的条件")
            }
        }
    }

    /// The unit of its numbers; empty where there is none.
    #[must_use]
    pub fn unit(self) -> Words {
        match self {
            Self::Whole(_, _, [en, zh]) | Self::Decimal(_, [en, zh]) => Words::new(en, zh),
            Self::List(form) => form.unit(),
            _ => Words::default(),
        }
    }
}
