//! The file and its tables, but for what judges customers and orders.

use super::judging::{GRADE, RISK_CLASS, RULE, SCORECARD};
use super::parts::{COUNT, DAILY, DAYS, NAME, SHARE, SHARE_OF, YEARLY, may, must};
use super::{Form, TableDoc};

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

pub(super) static AGING: TableDoc = TableDoc {
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

pub(super) static TERMS: TableDoc = TableDoc {
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

pub(super) static DISCOUNT: TableDoc = TableDoc {
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

pub(super) static CALENDAR: TableDoc = TableDoc {
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

pub(super) static PROMISES: TableDoc = TableDoc {
    path: "promises",
    meaning: ["promises to pay", "付款承诺"],
    keys: &[must(
        "grace_days",
        COUNT,
        "8",
        ["days after the promised date that still count as kept", "承诺日之后仍算兑现的天数"],
    )],
};

pub(super) static ALLOCATION: TableDoc = TableDoc {
    path: "allocation",
    meaning: ["automatic allocation of money", "自动核销"],
    keys: &[must(
        "order",
        Form::Choice(&["statutory", "oldest_due_first", "overdue_first"]),
        "5",
        ["in which order items are paid", "款项抵充的顺序"],
    )],
};

pub(super) static LIMITATION: TableDoc = TableDoc {
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

pub(super) static SECURITY: TableDoc = TableDoc {
    path: "security",
    meaning: ["securities", "担保"],
    keys: &[must(
        "haircut",
        Form::Table(&HAIRCUT),
        "10",
        ["how much of a security counts, by kind", "各类担保按几成计入"],
    )],
};

pub(super) static HAIRCUT: TableDoc = TableDoc {
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

pub(super) static INTEREST: TableDoc = TableDoc {
    path: "interest",
    meaning: ["late interest", "逾期利息"],
    keys: &[must(
        "annual_cap",
        Form::List(&Form::Table(&CAP)),
        "9",
        ["caps on late interest, by date", "按日期的年利率上限"],
    )],
};

pub(super) static CAP: TableDoc = TableDoc {
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

pub(super) static PROVISION: TableDoc = TableDoc {
    path: "provision",
    meaning: ["expected credit loss", "预期信用损失"],
    keys: &[must(
        "rates",
        Form::List(&SHARE_OF),
        "14",
        ["expected loss of what is current and of each bucket", "未到期及各账龄区间的计提率"],
    )],
};

/// How a reminder goes out.
const WAY: Form = Form::Choice(&["email", "wechat", "phone", "letter", "lawyer_letter", "visit"]);

pub(super) static REMINDERS: TableDoc = TableDoc {
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
        may("before_due_channel", WAY, "wechat", "12", ["how level 0 goes out", "0 级的发送方式"]),
        may("first_channel", WAY, "email", "12", ["how level 1 goes out", "1 级的发送方式"]),
        may("silence_channel", WAY, "letter", "12", ["how level 2 goes out", "2 级的发送方式"]),
        may(
            "demand_channel",
            WAY,
            "lawyer_letter",
            "12",
            ["how level 3 goes out", "3 级的发送方式"],
        ),
    ],
};
