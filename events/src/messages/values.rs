//! Values: amounts, dates, times, numbers of documents (domain, section 2). Codes 1 to 19.

crate::messages! {
    /// Not a decimal number in plain digits.
    1 not_decimal(text) {
        en: "{text} is not a plain decimal number such as \"1200.50\"",
            "write digits and at most one point, as text: no sign, exponent, blank or thousands separator",
        zh: "{text} 不是普通的十进制数字，例如 \"1200.50\"",
            "请以文本形式填写数字，最多一个小数点，不带正负号、指数、空格或千位分隔符",
        more_en: "Amounts, rates and quantities are texts of plain digits, so that every program reads \
            the same figure and nothing passes through a rounded binary number. \
            Refused: \"1,200.50\", \"1.2e3\", \"-5\". Right: \"1200.50\".",
        more_zh: "金额、利率和数量都以纯数字文本填写，任何程序读到的都是同一个数，不会经过二进制浮点数而产生误差。\
            拒绝：\"1,200.50\"、\"1.2e3\"、\"-5\"。正确：\"1200.50\"。",
    }
    /// A zero in front that says nothing.
    2 superfluous_zero(text) {
        en: "{text} begins with a superfluous zero", "leave the zeros in front out",
        zh: "{text} 以多余的零开头", "请去掉前面的零",
        more_en: "One amount has one spelling before the point, so that the same event sent twice is \
            recognised as the same. Refused: \"0120.00\". Right: \"120.00\"; \"0.50\" is right as well.",
        more_zh: "整数部分只有一种写法，这样重复发送的同一事件才能被认出。\
            拒绝：\"0120.00\"。正确：\"120.00\"；\"0.50\" 也是正确的。",
    }
    /// An amount beyond the bound.
    3 too_many_whole_digits(text, most) {
        en: "{text} has more than {most} digits before the point", "correct the amount",
        zh: "{text} 小数点前超过 {most} 位", "请更正金额",
        more_en: "Amounts are bounded so that sums over a whole ledger stay exact. An amount of sixteen \
            digits is almost always a column read without its decimal point. \
            Refused: \"1234567890123456\". Right: \"12345678901234.56\".",
        more_zh: "金额有上限，以保证整个账本的合计始终精确。十六位的金额几乎总是漏读了小数点。\
            拒绝：\"1234567890123456\"。正确：\"12345678901234.56\"。",
    }
    /// More decimals than are kept.
    4 too_many_decimals(text, most) {
        en: "{text} has more than {most} digits after the point", "round it where it comes from",
        zh: "{text} 小数点后超过 {most} 位", "请在来源处先四舍五入",
        more_en: "The ledger never rounds what it is given: the figure in the books would not be the one \
            on the paper. Refused: a daily rate of \"0.0005000000001\" (13 digits). Right: \"0.0005\".",
        more_zh: "账本不对录入的数字取舍，否则账上的数与单据上的数会不一致。\
            拒绝：日利率 \"0.0005000000001\"（13 位）。正确：\"0.0005\"。",
    }
    /// Zero where something must be there.
    5 not_above_zero(text) {
        en: "{text} is not above zero", "leave the entry out where nothing is meant",
        zh: "{text} 不大于零", "如果没有金额，请不要填写该项",
        more_en: "An invoice, payment or allocation of nothing changes nothing and only hides a mistake; \
            limits and the amounts of conditions may be zero. Refused: {\"invoice\":\"INV-1\",\"amount\":\"0.00\"}. \
            Right: the real amount, or no entry.",
        more_zh: "金额为零的发票、收款或核销不起任何作用，只会掩盖错误；信用额度和条件金额可以为零。\
            拒绝：{\"invoice\":\"INV-1\",\"amount\":\"0.00\"}。正确：填写真实金额，或不填该项。",
    }
    /// More digits than the currency has.
    6 too_many_minor_digits(amount, have, currency, digits) {
        en: "{amount} has {have} digits after the point, {currency} has {digits}",
            "write at most as many digits as the currency has",
        zh: "{amount} 有 {have} 位小数，而 {currency} 只有 {digits} 位",
            "小数位数不得多于该币种的最小单位",
        more_en: "Each currency has its minor unit (ISO 4217: CNY 2 digits, JPY 0, KWD 3), and no part of \
            one can be owed. Refused: \"100.005\" CNY. Right: \"100.01\" CNY, or \"100.005\" KWD.",
        more_zh: "每个币种都有最小单位（ISO 4217：人民币 2 位，日元 0 位，科威特第纳尔 3 位），不能欠不足一个单位的钱。\
            拒绝：CNY \"100.005\"。正确：CNY \"100.01\"，或 KWD \"100.005\"。",
    }
    /// Minus zero.
    7 signed_zero(text) {
        en: "{text}: zero has no sign", "write it without the minus",
        zh: "{text}：零没有正负号", "请去掉负号",
        more_en: "Only the balances of a statement may be negative, where the customer is in credit; a \
            balance of nothing has one spelling. Refused: \"-0.00\". Right: \"0.00\".",
        more_zh: "只有对账单余额可以为负（客户有贷方余额时）；零余额只有一种写法。\
            拒绝：\"-0.00\"。正确：\"0.00\"。",
    }
    /// A number that 128 bits cannot hold.
    8 number_beyond_bounds(text) {
        en: "{text} is too large to be kept exactly", "correct the number",
        zh: "{text} 过大，无法精确保存", "请更正该数字",
        more_en: "Figures are kept digit by digit, never approximately, and so have an upper bound far \
            beyond any business amount. Refused: a number of thirty digits. Right: \"120000.00\".",
        more_zh: "数字逐位精确保存，绝不取近似值，因此有上限，但远超任何业务金额。\
            拒绝：三十位的数字。正确：\"120000.00\"。",
    }
    /// Not a date.
    9 not_a_date(text) {
        en: "{text} is not a calendar date of the form YYYY-MM-DD", "write for example 2025-03-01",
        zh: "{text} 不是 YYYY-MM-DD 格式的日期", "请写成例如 2025-03-01",
        more_en: "Dates have one form, because 03/04/2025 means March to some and April to others, and \
            they must exist in the calendar (years 0001 to 9999). \
            Refused: \"2025-02-30\", \"2025-3-1\", \"01.03.2025\". Right: \"2025-03-01\".",
        more_zh: "日期只有一种写法，因为 03/04/2025 有人读作三月、有人读作四月；而且日期必须真实存在（0001 至 9999 年）。\
            拒绝：\"2025-02-30\"、\"2025-3-1\"、\"01.03.2025\"。正确：\"2025-03-01\"。",
    }
    /// Not a time.
    10 not_a_time(text) {
        en: "{text} is not an RFC 3339 time such as \"2025-03-01T02:11:09.123Z\"",
            "write date, T, time and offset",
        zh: "{text} 不是 RFC 3339 时间，例如 \"2025-03-01T02:11:09.123Z\"",
            "请写明日期、T、时间和时区偏移",
        more_en: "A moment needs its offset, or it would be another moment for each reader. \
            Refused: \"2025-03-01 10:00\". Right: \"2025-03-01T10:00:00+08:00\".",
        more_zh: "时刻必须带时区偏移，否则不同的人会读成不同的时刻。\
            拒绝：\"2025-03-01 10:00\"。正确：\"2025-03-01T10:00:00+08:00\"。",
    }
    /// A time of no year that is kept.
    11 time_out_of_range(text) {
        en: "{text} lies outside the years 0001 to 9999", "correct the year",
        zh: "{text} 不在 0001 至 9999 年之内", "请更正年份",
        more_en: "Years have four digits everywhere in the ledger, also after the offset has been taken \
            off. Refused: \"9999-12-31T23:30:00-08:00\" (it is the year 10000 in UTC). \
            Right: \"2025-03-01T02:11:09.123Z\".",
        more_zh: "账本中的年份一律为四位，换算为 UTC 之后也是如此。\
            拒绝：\"9999-12-31T23:30:00-08:00\"（UTC 下已是 10000 年）。正确：\"2025-03-01T02:11:09.123Z\"。",
    }
    /// A time in another form than the ledger's own.
    12 not_exact_time(text, right) {
        en: "{text} is not in UTC with exactly three decimals; write {right}",
            "write it in the form in which the ledger exports it",
        zh: "{text} 不是恰好三位小数的 UTC 时间；应写作 {right}", "请按账本导出的格式填写",
        more_en: "`recorded_at` is part of the bytes that are stored and hashed, so one moment must have \
            one spelling. Refused: \"2025-03-01T10:11:09+08:00\". Right: \"2025-03-01T02:11:09.000Z\".",
        more_zh: "`recorded_at` 属于存储并计算哈希的字节，因此同一时刻只能有一种写法。\
            拒绝：\"2025-03-01T10:11:09+08:00\"。正确：\"2025-03-01T02:11:09.000Z\"。",
    }
    /// No currency of ISO 4217.
    13 unknown_currency(code) {
        en: "{code} is not an ISO 4217 currency code such as \"CNY\"", "write three capital letters",
        zh: "{code} 不是 ISO 4217 币种代码，例如 \"CNY\"", "请填写三个大写字母的代码",
        more_en: "The code says how many decimals an amount may have, and nothing is ever summed across \
            currencies, so RMB and CNY must not stand side by side. Refused: \"RMB\", \"cny\". Right: \"CNY\".",
        more_zh: "币种代码决定小数位数，且不同币种从不相加，所以 RMB 与 CNY 不能并存。\
            拒绝：\"RMB\"、\"cny\"。正确：\"CNY\"。",
    }
    /// Not an event id.
    14 not_a_uuid(text) {
        en: "{text} is not a UUID of 36 characters", "copy the id whole, or leave it out",
        zh: "{text} 不是 36 个字符的 UUID", "请完整复制编号，或不填写",
        more_en: "An event's id is a UUID; one that is left out is derived from the content, so that the \
            same event sent twice is recorded once. Refused: \"42\". \
            Right: \"0195f3a2-7c1e-7b55-9d3a-2f6c1d1e8a10\".",
        more_zh: "事件编号是 UUID；不填时由内容推导，因此同一事件发送两次也只记录一次。\
            拒绝：\"42\"。正确：\"0195f3a2-7c1e-7b55-9d3a-2f6c1d1e8a10\"。",
    }
    /// An empty number.
    15 empty_number() {
        en: "an empty text is not a number", "write the number of the document or customer",
        zh: "编号不能为空", "请填写单据或客户的编号",
        more_en: "Later events name an invoice or payment by its number, and nothing can be named by an \
            empty text. Refused: {\"invoice\":\"\"}. Right: {\"invoice\":\"INV-2025-0001\"}.",
        more_zh: "后续事件以编号引用发票或收款，空文本无法引用任何东西。\
            拒绝：{\"invoice\":\"\"}。正确：{\"invoice\":\"INV-2025-0001\"}。",
    }
    /// A number that is none.
    16 long_number(most) {
        en: "a number of more than {most} bytes", "write the number only; remarks belong into note",
        zh: "编号超过 {most} 字节", "请只填编号，备注请写入 note",
        more_en: "Numbers are indexed and printed in tables; a longer text is usually a remark that slipped \
            into the wrong field. Refused: a whole paragraph as invoice number. Right: \"INV-2025-0001\".",
        more_zh: "编号会被索引并显示在表格中；更长的文本往往是填错了栏的备注。\
            拒绝：把整段说明当作发票号。正确：\"INV-2025-0001\"。",
    }
    /// Not a SHA-256 digest.
    17 not_a_digest(text) {
        en: "{text} is not a SHA-256 digest of 64 lower-case hex digits",
            "`sha256sum FILE` prints it; `duebook record --document FILE` fills it in by itself",
        zh: "{text} 不是 64 位小写十六进制的 SHA-256 摘要",
            "可用 `sha256sum 文件` 计算；`duebook record --document 文件` 会自动填写",
        more_en: "A document is named by its hash, so that nobody can exchange the paper that a fact rests \
            on. Refused: \"SHA256:AB12\". \
            Right: \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\".",
        more_zh: "单据以其哈希值标识，任何人都无法替换事实所依据的文件。\
            拒绝：\"SHA256:AB12\"。\
            正确：\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"。",
    }
    /// A count out of its range.
    18 count_out_of_range(count, most) {
        en: "{count} is not from 0 to {most}", "correct the count",
        zh: "{count} 不在 0 至 {most} 之间", "请更正该数值",
        more_en: "Days, levels and numbers of instalments are whole numbers of at most ten years; a larger \
            one is usually a date or an amount in the wrong field. Refused: {\"net_days\":20250301}. \
            Right: {\"net_days\":30}.",
        more_zh: "天数、级别、期数都是整数，最多十年；更大的数往往是把日期或金额填错了栏。\
            拒绝：{\"net_days\":20250301}。正确：{\"net_days\":30}。",
    }    /// Not a month.
    19 not_a_month(text) {
        en: "{text} is not a month of the form YYYY-MM", "write for example 2025-03",
        zh: "{text} 不是 YYYY-MM 格式的月份", "请写成例如 2025-03",
        more_en: "Statements and the portfolio's figures are those of whole calendar months. \
            Refused: --period 2025-3, --period March. Right: --period 2025-03.",
        more_zh: "对账单和组合指标以自然月为单位。拒绝：--period 2025-3、--period 三月。正确：--period 2025-03。",
    }
}
