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
    /// No customer yet on that day.
    721 not_registered(customer, as_of, position) {
        en: "{customer} is no customer yet as of {as_of}, by what is known at position {position}",
            "ask for a day on or after the registration",
        zh: "截至 {as_of}、按位置 {position} 所知，{customer} 尚未建档", "请查询建档日或之后的日期",
        more_en: "A score is given from the day on which the customer is registered: before that there is \
            nothing to judge. `duebook timeline C-0001` begins with the registration; \
            `duebook why score C-0001 --as-of` that day is the first that has an answer.",
        more_zh: "评分自客户建档之日起给出，此前没有可判断的事实。`duebook timeline C-0001` 的第一条即建档记录；\
            自该日起 `duebook why score C-0001 --as-of` 才有答案。",
    }
}
