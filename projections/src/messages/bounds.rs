//! What is told about a policy text that goes beyond what is read or compared:
//! its size and nesting, the digits and gaps of bins, the cases of conditions.
//! Codes 220 to 229.

duebook_events::messages! {
    /// A text that no policy needs.
    220 text_too_long(bytes, most) {
        en: "the policy has {bytes} bytes, more than the {most} that a policy may have",
            "check that it is the right file; leave out what is repeated",
        zh: "政策文本有 {bytes} 字节，超过政策允许的 {most} 字节", "请核对文件是否正确，并删去重复内容",
        more_en: "A policy is recorded as one event of the ledger, and an event has at most 1 MiB; the \
            built-in policy has some 8 kB. Refused: an export of the ledger given as a policy. \
            Right: the file that `duebook policy show default@1` prints, changed where needed.",
        more_zh: "政策作为一个事件记入账本，而一个事件最多 1 MiB；内置政策约 8 kB。\
            拒绝：把账本的导出文件当作政策。正确：以 `duebook policy show default@1` 的输出为底稿修改。",
    }
    /// Tables and lists inside each other without end.
    221 nested_too_deep(most) {
        en: "conditions are nested more than {most} levels deep", "write the inner ones as a list: {{ all = [...] }}, or as rules of their own",
        zh: "条件嵌套超过 {most} 层", "请将内层写成一个列表 {{ all = [...] }}，或另立规则",
        more_en: "Every all, any and not, and every list in them, is a level. Nobody can read a condition \
            of that depth, and none is needed: what is asked for together stands in one list. \
            Refused: { not = { not = { not = … } } } without end. \
            Right: { all = [{ fact = \"overdue\", above = \"0\" }, { fact = \"days_past_due\", above = \"30\" }] }.",
        more_zh: "每个 all、any、not 以及其中的列表各算一层。嵌套这么深的条件没有人能读懂，也没有必要：\
            需同时满足的写在一个列表里即可。拒绝：无休止的 { not = { not = { not = … } } }。\
            正确：{ all = [{ fact = \"overdue\", above = \"0\" }, { fact = \"days_past_due\", above = \"30\" }] }。",
    }
    /// A bound of a bin between two values that a figure can have.
    222 bin_digits(characteristic, bound, rounded) {
        en: "{characteristic}: the bound {bound} has more than four decimals, but figures are compared with four",
            "write {rounded}, or the bound that is meant",
        zh: "{characteristic}：界限 {bound} 超过四位小数，而数值按四位小数比较", "请写 {rounded}，或写明实际要用的界限",
        more_en: "Ratios and averages are rounded to four decimals before they are given points, so a finer \
            bound would be rounded as well, and the customer in between gets other points than the policy \
            says. Refused: { at_least = \"0.95004\", points = 20 }. \
            Right: { at_least = \"0.95\", points = 20 }.",
        more_zh: "比率和平均值先四舍五入到四位小数再评分，更细的界限也会被舍入，处在其间的客户得分便与政策所写不同。\
            拒绝：{ at_least = \"0.95004\", points = 20 }。正确：{ at_least = \"0.95\", points = 20 }。",
    }
    /// Values below 0 for which there is no bin.
    223 bins_gap_below_zero(characteristic, values) {
        en: "{characteristic}: there is no bin for {values}, which counts 0 points",
            "end with a bin without a bound, {{ points = … }}, if it should count",
        zh: "{characteristic}：{values} 没有分档，按 0 分计", "若应计分，请以不设界限的分档 {{ points = … }} 结尾",
        more_en: "Below 0 are a tenure that begins after the day of the question, and the use of a limit by \
            a customer who has paid in advance. Both are rare, and 0 points may well be meant. \
            Doubtful: a last bin { at_least = \"0\", points = -5 }. Right: a last bin { points = -5 }.",
        more_zh: "合作起始日晚于查询日时合作天数为负，客户有预付款时额度使用率为负。两者都少见，按 0 分计也可能正是本意。\
            存疑：最后一档为 { at_least = \"0\", points = -5 }。正确：最后一档为 { points = -5 }。",
    }
    /// More bins than anybody can tell apart.
    224 too_many_bins(characteristic, count, most) {
        en: "{characteristic} has {count} bins, more than {most}", "join bins of the same or of similar points",
        zh: "{characteristic} 有 {count} 个分档，超过 {most} 个", "请合并分数相同或相近的分档",
        more_en: "A scorecard is read and defended by people; bins by the hundred are a formula in disguise \
            whose steps nobody can justify. Refused: a bin for each single day past due. \
            Right: bins that end at 0, 10, 30 and 90 days.",
        more_zh: "评分卡要由人阅读并说明理由；成百的分档等于变相的公式，没有人能说明每一档的依据。\
            拒绝：逾期天数每天一档。正确：以 0、10、30、90 天为界分档。",
    }
    /// A rule whose rest after earlier ones cannot be counted.
    225 too_many_left(what, earlier) {
        en: "whether anything is left to {what} by {earlier} cannot be told: together they have too many cases",
            "write the earlier ones with fewer any and not, or split them",
        zh: "无法判断{earlier}是否给{what}留有余地：合在一起的情形过多", "请减少前面规则中的 any 与 not，或将其拆分",
        more_en: "What earlier rules settle is taken away case by case; that is given up beyond a bound, and \
            the rule is accepted unproved. Doubtful: several rules before it, each with ten any lists. \
            Right: rules on one or two facts each, the strictest first.",
        more_zh: "前面规则已处理的情形会逐一扣除；超过上限则放弃，该规则未经验证即被接受。\
            存疑：前面有多条规则，各含十个 any 列表。正确：每条规则只看一两个事实，最严格的在前。",
    }
    /// A list of rules that is too long to compare.
    226 comparison_ended(what, count) {
        en: "from {what} on, {count} in all are not compared with those before them: there are too many cases",
            "join rules of the same outcome, and write conditions with fewer any and not",
        zh: "自{what}起共 {count} 条未与前面的比较：情形过多", "请合并结果相同的规则，并减少条件中的 any 与 not",
        more_en: "Every rule is compared with all before it, so the work grows with the square of their \
            number; it ends at a bound, and what comes after is accepted unproved. \
            Doubtful: a rule for each customer. Right: rules on classes and grades, some dozens at most.",
        more_zh: "每条规则都要与前面所有规则比较，工作量随条数的平方增长；达到上限即停止，其后的规则未经验证即被接受。\
            存疑：每个客户一条规则。正确：按等级设规则，至多几十条。",
    }
}
