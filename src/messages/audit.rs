//! Derivations that are asked for, and audits: 720 to 739.

duebook_events::messages! {
    /// A span that ends before it begins.
    720 span_reversed(from, to) {
        en: "--from {from} is later than --to {to}", "name the earlier day with --from",
        zh: "--from {from} 晚于 --to {to}", "--from 应为较早的日期",
        more_en: "Decisions are chosen by their business date, both days included: \
            --from 2025-01-01 --to 2025-03-31 audits the first quarter. Without --from the audit begins \
            with the first decision, without --to it ends with the last.",
        more_zh: "按业务日期选取决定，起止两日都包含在内：--from 2025-01-01 --to 2025-03-31 审计第一季度。\
            省略 --from 时从第一项决定开始，省略 --to 时到最后一项为止。",
    }
}
