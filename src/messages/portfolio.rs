//! The portfolio's figures: 670 to 679.

duebook_events::messages! {
    /// A range of months that ends before it begins.
    670 months_reversed(from, to) {
        en: "--from {from} is later than --to {to}", "name the earlier month with --from",
        zh: "--from {from} 晚于 --to {to}", "--from 应为较早的月份",
        more_en: "Both months are part of the answer: --from 2025-01 --to 2025-03 shows three \
            month ends. Without --from the twelve months up to --to are shown, without --to \
            those up to --as-of.",
        more_zh: "起止月份都包含在内：--from 2025-01 --to 2025-03 显示三个月末。省略 --from 时显示截至 --to 的十二个月，\
            省略 --to 时截至 --as-of 所在月份。",
    }
    /// A month that has not begun.
    671 month_not_begun(month, as_of) {
        en: "{month} begins after {as_of}", "name a month up to that day, or a later --as-of",
        zh: "{month} 晚于 {as_of}", "请指定不晚于该日的月份，或给出更晚的 --as-of",
        more_en: "A month end is seen at its last day. The month in which --as-of lies is still \
            running: it is seen at that day and marked so.",
        more_zh: "各月末按当月最后一日计算。--as-of 所在月份尚未结束，按该日计算并加以标注。",
    }
    /// More months than one answer shows.
    672 too_many_months(from, to, most) {
        en: "{from} to {to} is more than {most} months", "choose a shorter range with --from and --to",
        zh: "{from} 至 {to} 超过 {most} 个月", "请用 --from 和 --to 缩小范围",
        more_en: "Every month end folds every customer's facts once more. Twenty years are \
            enough for a trend; a longer range is two questions.",
        more_zh: "每个月末都要重新推算所有客户。二十年足以看出趋势；更长的范围请分两次查询。",
    }
    /// A drill-down without a currency where there are several.
    673 drill_currency(known) {
        en: "the portfolio has several currencies: {known}", "name one: --currency CNY",
        zh: "组合中有多种币种：{known}", "请指定一种：--currency CNY",
        more_en: "Nothing is ever summed across currencies, so the rows behind a figure are of \
            one currency.",
        more_zh: "不同币种从不相加，因此明细只针对一种币种。",
    }
}
