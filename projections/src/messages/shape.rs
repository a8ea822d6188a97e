//! What is told about a policy text whose keys and values have not the form that
//! the language asks for. Codes 120 to 129.

duebook_events::messages! {
    /// Not TOML at all.
    120 syntax(problem) {
        en: "cannot be read: {problem}", "correct the line; `duebook policy show default@1` prints a whole policy to compare with",
        zh: "无法读取：{problem}", "请更正该行；可与 `duebook policy show default@1` 输出的完整政策对照",
        more_en: "A policy is written in TOML: key = value lines under [tables] and [[lists of tables]], \
            texts in quotes, lists in square brackets. Until it can be read as that, nothing else can be \
            checked. Refused: grace_days = . Right: grace_days = 0.",
        more_zh: "政策以 TOML 书写：在 [表] 和 [[表的列表]] 之下逐行写 键 = 值，文本加引号，列表用方括号。\
            读不成 TOML 时无法再检查其他内容。拒绝：grace_days = 。正确：grace_days = 0。",
    }
    /// The same key or table twice.
    121 key_twice(key, line) {
        en: "{key} stands twice: here and in line {line}", "keep one of the two",
        zh: "{key} 出现两次：此处与第 {line} 行", "请只保留一处",
        more_en: "One thing said twice leaves open which one counts; whoever changes the first later would \
            believe that it does. Refused: base = 60 and, below it, base = 50. Right: base = 60.",
        more_zh: "同一项写两次就无法确定以哪次为准；以后修改其中一处的人会误以为已经生效。\
            拒绝：先写 base = 60，后面又写 base = 50。正确：base = 60。",
    }
    /// A key or table that must be there.
    122 missing_key(key, meaning, form) {
        en: "{key} is missing: {meaning}", "add it: {form}",
        zh: "缺少 {key}：{meaning}", "请补上：{form}",
        more_en: "A policy says everything that is judged, so that a decision can be derived again from its \
            text alone; nothing is filled in silently. Refused: a policy without [limitation]. \
            Right: [limitation] with years = 3 and confirmed_statement_restarts = false.",
        more_zh: "政策须写明一切判断依据，仅凭文本即可重新推导决定；系统不会悄悄补上默认值。\
            拒绝：缺少 [limitation] 的政策。\
            正确：[limitation] 之下写 years = 3 和 confirmed_statement_restarts = false。",
    }
    /// A key that the language does not have.
    123 unknown_key(key, known) {
        en: "{key} is no key of this place", "the keys here are: {known}",
        zh: "此处没有 {key} 这个键", "此处可用的键：{known}",
        more_en: "A key that nobody reads would be a rule that silently does not count. A table that stands \
            under the wrong heading is the usual reason besides a slip of the pen. \
            Refused: [promises] grace_day = 3. Right: [promises] grace_days = 3.",
        more_zh: "没有程序读取的键，等于悄悄失效的规则。除笔误外，常见原因是写在了错误的表头之下。\
            拒绝：[promises] grace_day = 3。正确：[promises] grace_days = 3。",
    }
    /// A value of another form.
    124 wrong_form(found, wanted) {
        en: "{found} stands here", "write {wanted}",
        zh: "此处是{found}", "请写{wanted}",
        more_en: "Every key has one form of value: whole numbers bare, decimals and dates in quotes, lists in \
            square brackets. Refused: net_days = \"30\". Right: net_days = 30.",
        more_zh: "每个键的值只有一种写法：整数不加引号，小数和日期加引号，列表用方括号。\
            拒绝：net_days = \"30\"。正确：net_days = 30。",
    }
    /// A number where a decimal in quotes is wanted.
    125 decimal_unquoted(number) {
        en: "{number} stands without quotes", "write \"{number}\"",
        zh: "{number} 没有加引号", "请写 \"{number}\"",
        more_en: "Rates, shares and bounds are decimals in quotes, so that every digit counts as it is \
            written: a bare 0.3 would be stored as 0.299999… by many programs. \
            Refused: share = 0.3. Right: share = \"0.3\".",
        more_zh: "利率、比例和界限须写成带引号的小数，每一位数字才会按所写的计算：\
            不加引号的 0.3 在许多程序里会存成 0.299999…。拒绝：share = 0.3。正确：share = \"0.3\"。",
    }
    /// A word that is not one of those.
    126 unknown_choice(word, known) {
        en: "{word} is none of the words that can stand here", "use one of: {known}",
        zh: "此处不能写 {word}", "可用的有：{known}",
        more_en: "What a policy can decide and ask for is fixed, because letters, answers and later checks \
            rest on it. Refused: outcome = \"hold\". Right: outcome = \"held\".",
        more_zh: "政策能作出的决定和提出的条件是固定的，函件、答复和事后核查都以此为准。\
            拒绝：outcome = \"hold\"。正确：outcome = \"held\"。",
    }
    /// A number outside its bounds.
    127 out_of_range(number, from, to) {
        en: "{number} is outside {from} to {to}", "write a number from {from} to {to}",
        zh: "{number} 不在 {from} 至 {to} 之间", "请写 {from} 至 {to} 之间的数",
        more_en: "Shares and rates are fractions of 1, days and counts are not negative. Thirty per cent \
            written as 30 would ask for thirty times the amount. \
            Refused: share = \"30\". Right: share = \"0.30\".",
        more_zh: "比例和利率是 1 的分数，天数和次数不为负。百分之三十若写成 30，就成了金额的三十倍。\
            拒绝：share = \"30\"。正确：share = \"0.30\"。",
    }
    /// A name that cannot be cited.
    128 name_not_citable(name) {
        en: "{name} cannot be cited: a name has neither blanks nor @", "write for example \"standard-2025\"",
        zh: "{name} 无法被引用：名称不得含空格或 @", "例如写 \"standard-2025\"",
        more_en: "Decisions cite a policy as name@version and people type it; blanks and a second @ would \
            make it unreadable. Refused: name = \"our policy\". Right: name = \"our-policy\".",
        more_zh: "决定以“名称@版本”引用政策，人也要输入它；空格和多余的 @ 会使其无法辨认。\
            拒绝：name = \"our policy\"。正确：name = \"our-policy\"。",
    }
    /// A time zone that does not exist.
    129 time_zone(name) {
        en: "there is no time zone {name}", "write its IANA name, for example \"Asia/Shanghai\"",
        zh: "没有 {name} 这个时区", "请写 IANA 名称，例如 \"Asia/Shanghai\"",
        more_en: "The time zone says which day it is when a question names no date; a wrong one makes \
            invoices overdue a day early or late. Refused: time_zone = \"Beijing\". \
            Right: time_zone = \"Asia/Shanghai\".",
        more_zh: "时区决定未指明日期的问题以哪一天为准；写错会使发票早一天或晚一天逾期。\
            拒绝：time_zone = \"Beijing\"。正确：time_zone = \"Asia/Shanghai\"。",
    }
}
