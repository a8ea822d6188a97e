//! What is told about a condition that can mean nothing. Codes 110 to 119.

duebook_events::messages! {
    /// A fact that conditions of this kind cannot look at.
    110 unknown_fact(fact, known) {
        en: "there is no fact {fact} to look at", "use one of: {known}",
        zh: "没有可供比较的事实 {fact}", "可用的有：{known}",
        more_en: "A condition compares facts that the ledger can prove from its events; one that nobody \
            records would silently never hold, and the rule would never apply. \
            Refused: { fact = \"days_overdue\", above = \"10\" }. \
            Right: { fact = \"days_past_due\", above = \"10\" }.",
        more_zh: "条件只能比较账本能由事件证明的事实；没有人记录的事实会使条件悄悄地永不成立，规则也永不适用。\
            拒绝：{ fact = \"days_overdue\", above = \"10\" }。\
            正确：{ fact = \"days_past_due\", above = \"10\" }。",
    }
    /// A word that the fact never has.
    111 unknown_word(fact, word, known) {
        en: "{fact} is never {word}", "use one of: {known}",
        zh: "{fact} 不会是 {word}", "可用的有：{known}",
        more_en: "Grades and risk classes are those that the policy itself defines; findings and causes are \
            those that events can carry. A word outside them never applies, so the customers that the rule \
            is meant for would slip through. Refused: { fact = \"grade\", is = \"F\" } with grades A to E. \
            Right: { fact = \"grade\", is = \"E\" }.",
        more_zh: "信用等级和风险等级以本政策自身的定义为准，调查结果和拖欠原因以事件中可用的代码为准。\
            其他词永不成立，规则所针对的客户会因此漏过。\
            拒绝：等级只有 A 至 E 时写 { fact = \"grade\", is = \"F\" }。\
            正确：{ fact = \"grade\", is = \"E\" }。",
    }
    /// A number compared with a word.
    112 number_not_word(fact, kind) {
        en: "{fact} is {kind} and cannot be compared with a word", "compare it with above, below, at_least or at_most",
        zh: "{fact} 是{kind}，不能与词比较", "请用 above、below、at_least 或 at_most 比较",
        more_en: "Numbers are compared with bounds, words with words; anything else never holds. \
            Refused: { fact = \"overdue\", is = \"0\" }. Right: { fact = \"overdue\", at_most = \"0\" }.",
        more_zh: "数字与界限比较，词与词比较，否则条件永不成立。\
            拒绝：{ fact = \"overdue\", is = \"0\" }。正确：{ fact = \"overdue\", at_most = \"0\" }。",
    }
    /// A word compared with a number.
    113 word_not_number(fact, kind, key) {
        en: "{fact} is {kind}, which {key} cannot compare", "compare it with is or in",
        zh: "{fact} 是{kind}，不能用 {key} 比较", "请用 is 或 in 比较",
        more_en: "Grades and classes have no size: \"above C\" would be read by some as better and by others \
            as worse. Refused: { fact = \"grade\", above = \"3\" }. \
            Right: { fact = \"grade\", in = [\"D\", \"E\"] }.",
        more_zh: "等级没有大小：“高于 C”有人理解为更好，有人理解为更差。\
            拒绝：{ fact = \"grade\", above = \"3\" }。正确：{ fact = \"grade\", in = [\"D\", \"E\"] }。",
    }
    /// A fact and nothing that it is compared with.
    114 comparison_empty(fact) {
        en: "{fact} is compared with nothing", "add is, in, known, above, below, at_least or at_most",
        zh: "{fact} 没有与任何内容比较", "请加上 is、in、known、above、below、at_least 或 at_most",
        more_en: "A comparison names a fact and what it is compared with. Whether a fact has any value at \
            all is asked with `known`. Refused: { fact = \"limit\" }. \
            Right: { fact = \"limit\", known = true }.",
        more_zh: "比较须写明事实及其比较对象；事实是否有值用 `known` 询问。\
            拒绝：{ fact = \"limit\" }。正确：{ fact = \"limit\", known = true }。",
    }
    /// The same thing said in two ways.
    115 comparison_ambiguous(fact) {
        en: "{fact} is compared in two ways that exclude each other",
            "keep one of above and at_least, one of below and at_most, or a word alone; put the rest into all = [...]",
        zh: "{fact} 的比较方式相互冲突",
            "above 与 at_least、below 与 at_most 各留其一，词单独使用；其余请写入 all = [...]",
        more_en: "Two bounds of the same side, or a word beside a bound, leave open which one is meant. \
            Refused: { fact = \"days_past_due\", above = \"10\", at_least = \"30\" }. \
            Right: { fact = \"days_past_due\", above = \"10\", at_most = \"30\" }.",
        more_zh: "同一侧的两个界限，或词与界限并用，无法确定以哪个为准。\
            拒绝：{ fact = \"days_past_due\", above = \"10\", at_least = \"30\" }。\
            正确：{ fact = \"days_past_due\", above = \"10\", at_most = \"30\" }。",
    }
    /// Money compared with days.
    116 units_differ(fact, kind, other, other_kind) {
        en: "{fact} is {kind}, {other} is {other_kind}: they cannot be compared",
            "compare amounts with amounts and days with days",
        zh: "{fact} 是{kind}，{other} 是{other_kind}，二者不能比较", "请以金额比金额、以天数比天数",
        more_en: "A sum of days and money is nothing, and a comparison of them decides by accident. \
            Refused: { fact = \"days_past_due\", above_fact = [\"limit\"] }. \
            Right: { fact = \"days_past_due\", above_fact = [\"stop_supply_days\"] }.",
        more_zh: "天数与金额相加没有意义，相比只会得到偶然的结论。\
            拒绝：{ fact = \"days_past_due\", above_fact = [\"limit\"] }。\
            正确：{ fact = \"days_past_due\", above_fact = [\"stop_supply_days\"] }。",
    }
    /// A sum of no facts.
    117 sum_empty(fact, key) {
        en: "{fact}: {key} names no fact", "name the facts whose sum it is compared with",
        zh: "{fact}：{key} 没有列出事实", "请列出相加后与之比较的事实",
        more_en: "A list of facts is added up before the comparison; an empty one adds up to 0, which is \
            written as a number. Refused: { fact = \"open\", above_fact = [] }. \
            Right: { fact = \"open\", above = \"0\" }.",
        more_zh: "列出的事实先相加再比较；空列表之和为 0，应直接写数字。\
            拒绝：{ fact = \"open\", above_fact = [] }。正确：{ fact = \"open\", above = \"0\" }。",
    }
    /// A factor without a sum.
    118 times_without_sum(fact) {
        en: "{fact}: `times` multiplies a sum of facts, and there is none",
            "add above_fact, below_fact, at_least_fact or at_most_fact, or remove times",
        zh: "{fact}：`times` 用于乘以事实之和，但此处没有", "请加上 above_fact、below_fact、at_least_fact 或 at_most_fact，或删除 times",
        more_en: "`times` asks for a multiple of other facts: more than 80 % of the limit, say. \
            Refused: { fact = \"exposure_after\", above = \"0\", times = \"0.8\" }. \
            Right: { fact = \"exposure_after\", above_fact = [\"limit\"], times = \"0.8\" }.",
        more_zh: "`times` 表示其他事实的倍数，例如超过额度的 80%。\
            拒绝：{ fact = \"exposure_after\", above = \"0\", times = \"0.8\" }。\
            正确：{ fact = \"exposure_after\", above_fact = [\"limit\"], times = \"0.8\" }。",
    }
    /// A key beside `all`, `any` or `not`.
    119 not_beside(key, group) {
        en: "{key} cannot stand beside {group} in one pair of braces", "give each condition braces of its own: {{ all = [{{ … }}, {{ … }}] }}",
        zh: "{key} 不能与 {group} 写在同一对花括号里", "请让每个条件各用一对花括号：{{ all = [{{ … }}, {{ … }}] }}",
        more_en: "A pair of braces is either one comparison or one group of conditions; with both it would be \
            open whether the rest belongs into the group. \
            Refused: { any = [...], fact = \"overdue\", above = \"0\" }. \
            Right: { all = [{ any = [...] }, { fact = \"overdue\", above = \"0\" }] }.",
        more_zh: "一对花括号要么是一个比较，要么是一组条件；两者并存就无法确定其余部分是否属于该组。\
            拒绝：{ any = [...], fact = \"overdue\", above = \"0\" }。\
            正确：{ all = [{ any = [...] }, { fact = \"overdue\", above = \"0\" }] }。",
    }
}
