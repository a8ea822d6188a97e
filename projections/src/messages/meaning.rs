//! What is told about a policy that can be read, and does not do what it seems
//! to say. Codes 130 to 149.

duebook_events::messages! {
    /// Two entries of one name.
    130 stands_twice(what, line) {
        en: "{what} stands twice: here and in line {line}", "change or remove one of the two",
        zh: "{what} 出现两次：此处与第 {line} 行", "请更改或删除其中一处",
        more_en: "Reports, traces and conditions name grades, classes and rules; of two with one name nobody \
            can tell which was meant, and a condition can be met only once. \
            Refused: two [[rule]] tables with name = \"severe\". Right: \"severe\" and \"severe_export\".",
        more_zh: "报告、推导过程和条件都按名称引用等级与规则；同名的两个无法分辨，同一种条件也只能满足一次。\
            拒绝：两个 [[rule]] 都写 name = \"severe\"。正确：\"severe\" 与 \"severe_export\"。",
    }
    /// A bin whose values earlier bins take.
    131 bin_covered(characteristic, lines) {
        en: "{characteristic}: no value reaches this bin; earlier ones take them all (line {lines})",
            "put narrower bounds before wider ones, or remove the bin",
        zh: "{characteristic}：没有数值会落入此分档，均已被前面的分档取走（第 {lines} 行）",
            "请将较窄的界限放在较宽的之前，或删除此分档",
        more_en: "The first bin that holds gives its points, so a wide bound before a narrow one swallows it \
            and its points are never given. \
            Refused: { at_most = \"30\", points = 0 }, { at_most = \"10\", points = 5 }. \
            Right: { at_most = \"10\", points = 5 }, { at_most = \"30\", points = 0 }.",
        more_zh: "首个成立的分档给分，宽的界限写在前面会吞掉窄的，其分数永远不会给出。\
            拒绝：{ at_most = \"30\", points = 0 }，{ at_most = \"10\", points = 5 }。\
            正确：{ at_most = \"10\", points = 5 }，{ at_most = \"30\", points = 0 }。",
    }
    /// Values for which there is no bin.
    132 bins_gap(characteristic, values) {
        en: "{characteristic}: there is no bin for {values}", "end with a bin without a bound, {{ points = … }}",
        zh: "{characteristic}：{values} 没有分档", "请以不设界限的分档 {{ points = … }} 结尾",
        more_en: "A value without a bin counts 0 points, which is rarely what is meant for the worst \
            customers. Refused: bins up to at_most = \"90\" and nothing after it. \
            Right: a last bin { points = -40 }.",
        more_zh: "没有分档的数值按 0 分计，对最差的客户往往并非本意。\
            拒绝：分档到 at_most = \"90\" 为止，之后没有。正确：最后一档为 { points = -40 }。",
    }
    /// A condition that contradicts itself.
    133 impossible(what) {
        en: "{what} can never hold: the condition contradicts itself", "correct its bounds or words",
        zh: "{what}永远不成立：条件自相矛盾", "请更正其界限或取值",
        more_en: "Nothing is below 10 and above 30 at once, and no amount is negative. A rule with such a \
            condition never applies, although it can be read in the policy. \
            Refused: { fact = \"days_past_due\", above = \"30\", below = \"10\" }. \
            Right: { fact = \"days_past_due\", above = \"10\", below = \"30\" }.",
        more_zh: "不存在既小于 10 又大于 30 的数，金额也不会为负。这样的规则写在政策里却永不适用。\
            拒绝：{ fact = \"days_past_due\", above = \"30\", below = \"10\" }。\
            正确：{ fact = \"days_past_due\", above = \"10\", below = \"30\" }。",
    }
    /// A condition on what this policy's customers can never be.
    134 nobody(what) {
        en: "{what} can never hold: by this policy's scorecard, grades and risk classes no customer is so",
            "correct the condition, or the grade or class that it rests on",
        zh: "{what}永远不成立：按本政策的评分卡和等级，没有客户会是这样", "请更正该条件，或它所依据的信用等级、风险等级",
        more_en: "Grades follow from the scores that the scorecard can give, classes from grades and facts; \
            a condition may ask for a pair that cannot occur. \
            Refused: { all = [{ fact = \"risk_class\", is = \"good\" }, { fact = \"grade\", is = \"E\" }] } \
            where grade E is always class refuse. Right: { fact = \"risk_class\", is = \"refuse\" }.",
        more_zh: "信用等级由评分卡可能的得分决定，风险等级由信用等级和事实决定；条件可能要求不会同时出现的组合。\
            拒绝：E 级一律属于 refuse 时写 \
            { all = [{ fact = \"risk_class\", is = \"good\" }, { fact = \"grade\", is = \"E\" }] }。\
            正确：{ fact = \"risk_class\", is = \"refuse\" }。",
    }
    /// A rule or class that earlier ones leave nothing to.
    135 decided_before(what, earlier) {
        en: "{what} never applies: whatever it looks for is settled before it by {earlier}",
            "move it before them, narrow them, or remove it",
        zh: "{what}永不适用：它所针对的情况都已由前面的{earlier}处理", "请将其移到前面，或收窄前面的条件，或删除它",
        more_en: "The first rule that holds decides, so a wide rule leaves nothing to a narrow one after it; \
            whoever reads the narrow one believes in a control that does not exist. \
            Refused: a rule on overdue above 0, and after it one on days_past_due above 30. \
            Right: the one on days_past_due above 30 first.",
        more_zh: "首条成立的规则作出决定，宽的规则在前，窄的就无从适用；读到窄规则的人会相信一项并不存在的控制。\
            拒绝：先写 overdue 大于 0 的规则，再写 days_past_due 大于 30 的规则。\
            正确：先写 days_past_due 大于 30 的规则。",
    }
    /// A grade that no score reaches.
    136 grade_unreachable(grade, from, to, least, most) {
        en: "no customer can get grade {grade} ({from} to {to} points): the scorecard gives {least} to {most}",
            "move the grade's bound, or the scorecard's base or points",
        zh: "没有客户能得到 {grade} 级（{from} 至 {to} 分）：评分卡的得分为 {least} 至 {most}",
            "请调整该等级的起始分，或评分卡的起始分与加减分",
        more_en: "All points together bound the score; steps of five points can also leave out a narrow grade \
            between them. Every rule, limit and class that rests on such a grade is dead. \
            Refused: a grade from 98 to 100 where the best customer gets 95. Right: that grade from 90.",
        more_zh: "各项分数之和限定了得分范围；以五分为一档时，也可能跳过夹在中间的窄等级。\
            以此等级为依据的规则、额度和风险等级都不会生效。\
            拒绝：最优客户只有 95 分时设 98 至 100 分的等级。正确：该等级从 90 分起。",
    }
    /// Conditions of an outcome that has none.
    137 conditions_unwanted(rule, outcome) {
        en: "rule {rule}: an order that is {outcome} has no conditions", "use outcome conditional or held, or remove the conditions",
        zh: "规则{rule}：结果为 {outcome} 的订单不附条件", "请改用 conditional 或 held，或删除条件",
        more_en: "What is approved goes out at once and what is rejected does not go out at all; conditions \
            on them would be asked of nobody. Refused: outcome = \"approved\" with a prepayment. \
            Right: outcome = \"conditional\" with the same prepayment.",
        more_zh: "批准的订单立即放行，拒绝的订单不放行；对它们附加的条件无人履行。\
            拒绝：outcome = \"approved\" 并要求预付。正确：outcome = \"conditional\" 并要求同样的预付。",
    }
    /// A conditional outcome without conditions.
    138 conditions_missing(rule, outcome) {
        en: "rule {rule}: an order that is {outcome} needs conditions", "say under which conditions it goes out",
        zh: "规则{rule}：结果为 {outcome} 的订单须附条件", "请写明放行条件",
        more_en: "A conditional order without conditions is an approved one in disguise, and nothing that the \
            customer does could release a held one. Refused: outcome = \"conditional\" alone. \
            Right: conditions = [{ kind = \"prepay\", share = \"0.20\" }].",
        more_zh: "没有条件的附条件批准等同于批准；没有条件的暂缓，客户做什么都无法放行。\
            拒绝：只写 outcome = \"conditional\"。\
            正确：conditions = [{ kind = \"prepay\", share = \"0.20\" }]。",
    }
    /// A condition that needs a share or a count.
    139 part_missing(kind, key, example) {
        en: "{kind} needs {key}", "write for example {{ kind = \"{kind}\", {example} }}",
        zh: "{kind} 需要 {key}", "例如写 {{ kind = \"{kind}\", {example} }}",
        more_en: "Without a share the whole amount would be asked for, and without a count nobody knows in \
            how many instalments. The whole overdue is asked for with settle_overdue. \
            Refused: { kind = \"pay_overdue\" }. Right: { kind = \"pay_overdue\", share = \"0.30\" }.",
        more_zh: "不写比例就会要求全额，不写期数就不知道分几期。要求结清全部逾期款请用 settle_overdue。\
            拒绝：{ kind = \"pay_overdue\" }。正确：{ kind = \"pay_overdue\", share = \"0.30\" }。",
    }
    /// A share or count that the kind does not know.
    140 part_idle(kind, key) {
        en: "{kind} has no {key}: it would not count", "remove it, or use another kind of condition",
        zh: "{kind} 没有 {key}，写了也不起作用", "请删除，或改用其他条件",
        more_en: "Each kind of condition has its own amount: the whole overdue, the rest, the excess. A share \
            beside it looks like a concession that is never made. \
            Refused: { kind = \"settle_overdue\", share = \"0.5\" }. \
            Right: { kind = \"pay_overdue\", share = \"0.5\" }.",
        more_zh: "每种条件的金额各有定义：全部逾期款、余款、超额部分。旁边写的比例看似让步，其实从未兑现。\
            拒绝：{ kind = \"settle_overdue\", share = \"0.5\" }。\
            正确：{ kind = \"pay_overdue\", share = \"0.5\" }。",
    }
    /// Conditions on the overdue of somebody who owes nothing overdue.
    141 overdue_not_asked(rule, kind) {
        en: "rule {rule}: {kind} shares out the overdue, but the rule also applies where nothing is overdue",
            "add {{ fact = \"overdue\", above = \"0\" }} to the rule's condition",
        zh: "规则{rule}：{kind} 针对逾期款，但该规则在没有逾期时也适用", "请在规则条件中加上 {{ fact = \"overdue\", above = \"0\" }}",
        more_en: "Where nothing is overdue the amount is 0.00 and the condition counts as met at once, so the \
            order goes out as if it were approved. Doubtful: instalments in a rule on exposure alone. \
            Right: the same rule with { fact = \"overdue\", above = \"0\" } as well.",
        more_zh: "没有逾期时金额为 0.00，条件立即视为满足，订单等于直接批准。\
            存疑：只看敞口的规则里要求分期。正确：该规则同时要求 { fact = \"overdue\", above = \"0\" }。",
    }
    /// A kind of security without a haircut.
    142 haircut_missing(kind) {
        en: "security.haircut says nothing about {kind}: such a security counts nothing",
            "add {kind} = \"0.5\", or \"0\" if that is meant",
        zh: "security.haircut 没有写 {kind}：此类担保按零计入", "请加上 {kind} = \"0.5\"；若确实不计，请写 \"0\"",
        more_en: "Credit is judged by limit and securities; a kind that is not named is worth nothing, which \
            surprises whoever has just obtained one. Doubtful: haircuts without pledge. \
            Right: pledge = \"0.7\", or pledge = \"0\".",
        more_zh: "信用按额度与担保判断；没有写明的担保种类一文不值，刚取得担保的人会感到意外。\
            存疑：没有写 pledge。正确：pledge = \"0.7\"，或 pledge = \"0\"。",
    }
    /// A provision that falls with age.
    143 provision_falls(older, rate, younger) {
        en: "the provision rate of bucket {older} ({rate}) is lower than that of {younger}", "let the rates rise with age",
        zh: "{older} 区间的计提率（{rate}）低于 {younger} 区间", "计提率应随账龄上升",
        more_en: "What is longer overdue is paid less often; auditors ask for the reason where the rates say \
            otherwise. Doubtful: rates = [\"0.005\", \"0.05\", \"0.02\", …]. \
            Right: rates = [\"0.005\", \"0.02\", \"0.05\", …].",
        more_zh: "逾期越久越难收回；计提率与此相反时，审计会追问理由。\
            存疑：rates = [\"0.005\", \"0.05\", \"0.02\", …]。正确：rates = [\"0.005\", \"0.02\", \"0.05\", …]。",
    }
    /// A worse grade with a higher limit.
    144 limit_factor_rises(worse, better) {
        en: "grade {worse} gets a higher limit factor than the better grade {better}", "let the factors fall with the grade",
        zh: "{worse} 级的额度倍数高于更好的 {better} 级", "额度倍数应随等级下降而降低",
        more_en: "The recommended limit is the limit times this factor; a worse customer would be offered \
            more credit. Doubtful: B \"0.8\" and C \"1\". Right: B \"1\" and C \"0.8\".",
        more_zh: "建议额度为现额度乘以此倍数；否则较差的客户会得到更多信用。\
            存疑：B 为 \"0.8\"，C 为 \"1\"。正确：B 为 \"1\"，C 为 \"0.8\"。",
    }
    /// Points that reward being worse.
    145 points_reward(characteristic, values, points, better, better_points) {
        en: "{characteristic}: {values} gives {points} points, the better {better} only {better_points}",
            "let the points fall as the customer gets worse",
        zh: "{characteristic}：{values} 得 {points} 分，更好的 {better} 只得 {better_points} 分", "客户越差，分数应越低",
        more_en: "A scorecard in which paying later earns points can be gamed, and its grades say the \
            opposite of what they are read as. Doubtful: days past due up to 10: 0, up to 30: +5. \
            Right: up to 10: +5, up to 30: 0.",
        more_zh: "付款越晚反而加分的评分卡会被利用，等级的含义也会颠倒。\
            存疑：逾期 10 天以内 0 分，30 天以内加 5 分。正确：10 天以内加 5 分，30 天以内 0 分。",
    }
    /// A holiday that is a day off anyway.
    146 holiday_on_weekend(day) {
        en: "{day} is a Saturday or Sunday and off anyway", "check the date, or remove it",
        zh: "{day} 是周六或周日，本就休息", "请核对日期，或将其删除",
        more_en: "A single holiday on a weekend changes nothing and is often a slip in the year. Weekends \
            inside a longer holiday may be named. Doubtful: holidays = [\"2025-03-15\"], a Saturday. \
            Right: the weekday that was meant.",
        more_zh: "单独落在周末的假日不起作用，往往是年份写错。长假之中的周末可以写上。\
            存疑：holidays = [\"2025-03-15\"]（周六）。正确：写本来要写的工作日。",
    }
    /// A working weekend that is a working day anyway.
    147 working_weekday(day) {
        en: "{day} is no Saturday or Sunday", "working_weekends holds only weekend days on which people work; check the date",
        zh: "{day} 不是周六或周日", "working_weekends 只写调休上班的周末；请核对日期",
        more_en: "Working weekends exchange a weekend for a holiday; a weekday among them shows that the date \
            or the year is wrong, and the day that was meant still counts as off. \
            Refused: working_weekends = [\"2025-01-27\"], a Monday. \
            Right: working_weekends = [\"2025-01-26\"].",
        more_zh: "调休以周末换假日；其中出现工作日说明日期或年份写错，本来要写的那天仍按休息计算。\
            拒绝：working_weekends = [\"2025-01-27\"]（周一）。\
            正确：working_weekends = [\"2025-01-26\"]。",
    }
    /// Days of the ladder that cannot decide.
    148 ladder_idle(key, days, level, earliest) {
        en: "reminders.{key} = {days} never counts: by the other days of the ladder, level {level} comes on day {earliest} at the earliest",
            "raise it, or lower the days of the level before",
        zh: "reminders.{key} = {days} 不起作用：按阶梯的其他天数，{level} 级最早也要到逾期第 {earliest} 天", "请调大此值，或调小前一级的天数",
        more_en: "Each level waits for the one before it, so a bound that lies before the earlier level can \
            never delay or hasten anything. Doubtful: demand_above_days = 60 with legal_above_days = 30. \
            Right: demand_above_days = 30 with legal_above_days = 60.",
        more_zh: "每一级都要等前一级，早于前一级的界限既不会推迟也不会提前任何事。\
            存疑：demand_above_days = 60 而 legal_above_days = 30。\
            正确：demand_above_days = 30，legal_above_days = 60。",
    }
    /// Conditions that are too many to compare.
    149 too_many_cases(what) {
        en: "{what} has too many cases to tell whether it can ever apply", "split it, or write it with fewer any and not",
        zh: "{what} 的情形过多，无法判断是否可能适用", "请拆分，或减少 any 与 not 的使用",
        more_en: "Whether a rule can apply is found by comparing every case of its condition with those of \
            the rules before it; that is given up beyond a bound, and the rule is accepted unproved. \
            Doubtful: ten any lists inside one all. Right: two rules with one any list each.",
        more_zh: "规则能否适用，要把其条件的每种情形与前面的规则逐一比较；超过上限则放弃，该规则未经验证即被接受。\
            存疑：一个 all 里有十个 any 列表。正确：拆成两条规则，各有一个 any 列表。",
    }
}
