//! What is told about a command line that cannot be read. Codes 500 to 549.

duebook_events::messages! {
    /// An option or argument too many.
    500 unknown_argument(argument) {
        en: "unknown argument {argument}", "--help lists what can be given here",
        zh: "未知的参数 {argument}", "--help 会列出此处可用的参数",
        more_en: "An option that is not understood must not be ignored: the answer would be to another \
            question. Refused: duebook balance --asof 2025-03-31. Right: duebook balance --as-of 2025-03-31.",
        more_zh: "无法理解的选项不能忽略，否则答非所问。拒绝：duebook balance --asof 2025-03-31。\
            正确：duebook balance --as-of 2025-03-31。",
    }
    /// A command that does not exist.
    501 unknown_command(name) {
        en: "unknown command {name}", "duebook --help lists the commands",
        zh: "未知的命令 {name}", "duebook --help 会列出所有命令",
        more_en: "Each question and each way of recording is a command of its own. Refused: duebook balanse. \
            Right: duebook balance.",
        more_zh: "每种提问和记录方式都是一条命令。拒绝：duebook balanse。正确：duebook balance。",
    }
    /// No command at all.
    502 no_command() {
        en: "a command is missing", "duebook --help lists the commands",
        zh: "缺少命令", "duebook --help 会列出所有命令",
        more_en: "duebook does nothing by itself; some commands have commands of their own. \
            Refused: duebook; duebook order. Right: duebook demo; duebook order decide SO-1.",
        more_zh: "duebook 本身不执行任何操作；有些命令还有子命令。拒绝：duebook；duebook order。\
            正确：duebook demo；duebook order decide SO-1。",
    }
    /// Something required is not there.
    503 argument_missing(arguments) {
        en: "missing: {arguments}", "add it; --help shows the whole command",
        zh: "缺少参数：{arguments}", "请补上；--help 会显示完整命令",
        more_en: "The command cannot know what is meant without it. Refused: duebook record payment.received. \
            Right: duebook record payment.received --customer C-1 --data @payment.json.",
        more_zh: "缺少它就无法知道要做什么。拒绝：duebook record payment.received。\
            正确：duebook record payment.received --customer C-1 --data @payment.json。",
    }
    /// A value that is not among those that can be given.
    504 value_not_listed(value, argument, possible) {
        en: "{value} is not a value of {argument}; the values are {possible}", "use one of these",
        zh: "{argument} 不能取值 {value}；可选值为 {possible}", "请使用其中之一",
        more_en: "The option takes one of a few words. Refused: duebook aging --basis due. \
            Right: duebook aging --basis contractual.",
        more_zh: "该选项只能取若干固定的词。拒绝：duebook aging --basis due。正确：duebook aging --basis contractual。",
    }
    /// A value that cannot be read.
    505 value_unreadable(value, argument, problem) {
        en: "{value} is not a value of {argument}: {problem}", "correct the value",
        zh: "{argument} 不能取值 {value}：{problem}", "请更正该值",
        more_en: "The option takes another kind of value; the text after the colon says which. \
            Refused: --within soon. Right: --within 90.",
        more_zh: "该选项需要另一种值，冒号后说明是哪一种。拒绝：--within soon。正确：--within 90。",
    }
    /// An option without its value.
    506 value_missing(argument) {
        en: "{argument} needs a value", "write the value after it",
        zh: "{argument} 需要一个值", "请在其后写出值",
        more_en: "The option says something only together with its value. Refused: duebook balance --as-of. \
            Right: duebook balance --as-of 2025-03-31.",
        more_zh: "该选项必须与值一起使用。拒绝：duebook balance --as-of。正确：duebook balance --as-of 2025-03-31。",
    }
    /// More values than can be taken.
    507 value_too_many(value, argument) {
        en: "{value} is one value too many for {argument}", "remove it, or put texts with blanks in quotes",
        zh: "{argument} 的值过多：{value}", "请删除，或将含空格的文本加引号",
        more_en: "A text with blanks is several words to the shell unless it stands in quotes. \
            Refused: --note called the customer. Right: --note \"called the customer\".",
        more_zh: "含空格的文本若不加引号，会被当作几个词。拒绝：--note 已致电 客户。正确：--note \"已致电 客户\"。",
    }
    /// Two options that exclude each other.
    508 arguments_conflict(argument, other) {
        en: "{argument} cannot be used with {other}", "leave one of them out",
        zh: "{argument} 不能与 {other} 同时使用", "请去掉其中一个",
        more_en: "The two ask for different things, and neither can be given up silently. \
            Refused: both of them in one command. Right: one command for each.",
        more_zh: "两者要求不同，不能悄悄舍弃其中之一。拒绝：在一条命令中同时使用。正确：各用一条命令。",
    }
    /// What else can be wrong.
    509 not_understood(problem) {
        en: "the command line cannot be understood: {problem}", "--help shows the whole command",
        zh: "无法理解该命令行：{problem}", "--help 会显示完整命令",
        more_en: "The text after the colon is that of the reader of command lines. Typical causes: a text that \
            is no UTF-8, or a missing = after an option. Right: the form that --help shows.",
        more_zh: "冒号后是命令行读取程序的原文。常见原因：文本不是 UTF-8，或选项后缺少 =。正确：按 --help 所示的形式。",
    }    /// One option twice.
    510 argument_repeated(argument) {
        en: "{argument} is given twice", "keep the one that is meant",
        zh: "{argument} 写了两次", "请只保留一个",
        more_en: "Which of the two counts cannot be told. \
            Refused: --as-of 2025-03-31 --as-of 2025-04-30. Right: one question for each date.",
        more_zh: "无法判断以哪一个为准。拒绝：--as-of 2025-03-31 --as-of 2025-04-30。正确：每个日期提问一次。",
    }
}
