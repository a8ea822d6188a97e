//! What judges customers and orders: scorecard, grades, risk classes, rules.

use super::parts::{ANY_NUMBER, DAYS, FACTS, NOTE, POINTS, SHARE_OF, may, must};
use super::{Form, TableDoc};

/// The scorecard.
pub(super) static SCORECARD: TableDoc = TableDoc {
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

pub(super) static BINS: TableDoc = TableDoc {
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

pub(super) static BIN: TableDoc = TableDoc {
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

pub(super) static WORD_BINS: TableDoc = TableDoc {
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

pub(super) static WORD_BIN: TableDoc = TableDoc {
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

pub(super) static GRADE: TableDoc = TableDoc {
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

pub(super) static RISK_CLASS: TableDoc = TableDoc {
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

pub(super) static RULE: TableDoc = TableDoc {
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

pub(super) static CONDITION: TableDoc = TableDoc {
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
