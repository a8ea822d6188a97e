//! What is told about a policy text that cannot be used (domain, sections 10 to 15).
//! Codes 100 to 109.

duebook_events::messages! {
    /// Not the TOML of a policy.
    100 policy_unreadable(problem) {
        en: "the policy cannot be read: {problem}", "correct the policy's text at that place",
        zh: "无法读取政策：{problem}", "请在所指位置更正政策文本",
        more_en: "A policy is a TOML text with every table of the built-in one; an unknown key would be a \
            rule that silently does not count, so it is refused. The place is told by the TOML reader in its \
            own words. Refused: [promise] grace_days = 0. Right: [promises] grace_days = 0; \
            `duebook policy show default@1` prints a whole policy to begin with.",
        more_zh: "政策是 TOML 文本，须包含内置政策的所有表；未知的键等于悄悄失效的规则，因此拒绝。\
            位置由 TOML 读取程序以其原文给出。拒绝：[promise] grace_days = 0。\
            正确：[promises] grace_days = 0；可从 `duebook policy show default@1` 的完整文本改起。",
    }
    /// A version that is neither a number nor a word.
    101 policy_version() {
        en: "version: neither a number nor a text", "write version = 1, or version = \"2025-07\"",
        zh: "version：既不是数字也不是文本", "请写 version = 1 或 version = \"2025-07\"",
        more_en: "Decisions cite a policy as name@version, so the version must be something that can be \
            cited. Refused: version = 1.5. Right: version = 2.",
        more_zh: "决定以“名称@版本”引用政策，因此版本必须能够被引用。拒绝：version = 1.5。正确：version = 2。",
    }
    /// Aging buckets out of order.
    102 policy_buckets() {
        en: "aging.bucket_ends: the ends must rise, from 1 day on", "write for example [30, 60, 90, 180, 365]",
        zh: "aging.bucket_ends：各区间的末日必须递增，且不小于 1", "例如 [30, 60, 90, 180, 365]",
        more_en: "Each overdue day lies in exactly one bucket, or the buckets would not add up to what is \
            open. Refused: bucket_ends = [30, 30, 90]. Right: bucket_ends = [30, 60, 90].",
        more_zh: "每个逾期天数恰好落在一个区间，否则各区间之和不等于未清金额。\
            拒绝：bucket_ends = [30, 30, 90]。正确：bucket_ends = [30, 60, 90]。",
    }
    /// Provision rates that do not fit the buckets.
    103 policy_provision() {
        en: "provision.rates: one rate for \"current\" and for each bucket",
            "give as many rates as there are bucket ends, and two more",
        zh: "provision.rates：“current” 与每个区间各需一个计提率", "计提率的个数应为区间末日个数加二",
        more_en: "The expected credit loss is a rate for each bucket: not yet due, each span, and what lies \
            beyond the last. Refused: bucket_ends = [30, 60] with rates = [\"0.01\", \"0.05\"]. \
            Right: rates = [\"0.005\", \"0.02\", \"0.05\", \"0.5\"].",
        more_zh: "预期信用损失按账龄区间计提：未到期、各区间以及最后区间之后各一个比率。\
            拒绝：bucket_ends = [30, 60]，rates = [\"0.01\", \"0.05\"]。\
            正确：rates = [\"0.005\", \"0.02\", \"0.05\", \"0.5\"]。",
    }
    /// Annual caps that leave dates out or exceed 1.
    104 policy_caps() {
        en: "interest.annual_cap: dates must rise from 0001-01-01, rates must not exceed 1",
            "let the first cap begin on 0001-01-01, and write 12.4 % as \"0.124\"",
        zh: "interest.annual_cap：日期须从 0001-01-01 起递增，利率不得超过 1",
            "请让首个上限自 0001-01-01 起生效，12.4% 写作 \"0.124\"",
        more_en: "Every invoice needs the cap that was in force on its date (courts allow four times the \
            loan prime rate), so no date may be without one. Refused: a first cap from 2019-08-20, or a rate \
            of \"12.4\". Right: from = \"0001-01-01\", rate = \"0.154\" first.",
        more_zh: "每张发票都要用其日期当时的利率上限（司法保护上限为四倍 LPR），因此任何日期都必须有上限。\
            拒绝：首个上限自 2019-08-20 起，或利率 \"12.4\"。\
            正确：首个为 from = \"0001-01-01\", rate = \"0.154\"。",
    }
    /// Grades that leave scores out.
    105 policy_grades() {
        en: "grade: scores must fall, and the last grade must begin at 0", "order the grades from the best to the worst",
        zh: "grade：分数须递减，且最后一级须从 0 开始", "请将等级由高到低排列",
        more_en: "Every score from 0 to 100 belongs to exactly one grade. Refused: A from 80, then B from 85; \
            or a last grade from 35. Right: A 80, B 65, C 50, D 35, E 0.",
        more_zh: "0 至 100 的每个分数恰好属于一个等级。拒绝：A 从 80、B 从 85；或最后一级从 35 开始。\
            正确：A 80、B 65、C 50、D 35、E 0。",
    }
    /// Decision rules that leave orders out.
    106 policy_rules() {
        en: "rule: the last rule must have no condition, or some orders get no decision",
            "end with a rule without `when`",
        zh: "rule：最后一条规则不得带条件，否则有的订单得不到决定", "请以一条没有 `when` 的规则结尾",
        more_en: "The first rule that matches decides, and every order must get a decision that can be \
            derived again. Refused: a policy whose last rule reads when = { … }. \
            Right: a last rule name = \"clean\", outcome = \"approved\".",
        more_zh: "首条成立的规则作出决定，每张订单都必须得到可重新推导的决定。拒绝：最后一条规则带有 when = { … }。\
            正确：最后一条为 name = \"clean\"、outcome = \"approved\"。",
    }
    /// Risk classes that leave customers out.
    107 policy_risk_classes() {
        en: "risk_class: the last class must have no condition", "end with a class without `when`",
        zh: "risk_class：最后一个等级不得带条件", "请以一个没有 `when` 的等级结尾",
        more_en: "The first class that applies is the customer's, and every customer has one. \
            Refused: a last class with a condition. Right: a last class name = \"good\" without `when`.",
        more_zh: "首个适用的等级即为客户的风险等级，每位客户都必须有等级。拒绝：最后一个等级带条件。\
            正确：最后一个为 name = \"good\"，不写 `when`。",
    }
    /// Default terms that need what no invoice may have.
    108 policy_terms() {
        en: "terms: default terms cannot run from a delivery", "let them run from the invoice's date or the month's end",
        zh: "terms：默认付款条件不能从交货起算", "请改为从发票日期或月末起算",
        more_en: "Default terms apply to every customer without agreed ones, also where an invoice names no \
            delivery; such an invoice would never fall due. Refused: trigger = \"delivery_received\". \
            Right: trigger = \"invoice_date\", and terms.agreed for customers who pay by receipt.",
        more_zh: "没有约定条件的客户都适用默认条件，包括没有列明发货单的发票；那样的发票将永不到期。\
            拒绝：trigger = \"delivery_received\"。正确：trigger = \"invoice_date\"，按收货付款的客户另行约定条件。",
    }
    /// A reminder ladder with impossible days.
    109 policy_ladder(most) {
        en: "reminders: days are counts from 0 to {most}", "correct the negative or too large number of days",
        zh: "reminders：天数须为 0 至 {most} 的整数", "请更正为负或过大的天数",
        more_en: "Each step of the ladder waits so many days after the one before; a negative wait would \
            send two steps at once. Refused: silence_days = -7. Right: silence_days = 7.",
        more_zh: "催收阶梯的每一级都在上一级之后等待若干天；负数会使两级同时触发。\
            拒绝：silence_days = -7。正确：silence_days = 7。",
    }
}
