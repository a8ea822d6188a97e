//! Envelope and payload: fields and what stands in them (domain, section 3).
//! Codes 30 to 49.

crate::messages! {
    /// A line that is JSON, but no event.
    30 line_not_object(found) {
        en: "the line holds {found}, not an object", "write one event as one JSON object on one line",
        zh: "该行是{found}，不是对象", "请将一个事件写成一行中的一个 JSON 对象",
        more_en: "Each line of an event file is one event, not a list of them. Refused: [{…},{…}]. \
            Right: {…} on the first line, {…} on the second; `jq -c '.[]'` takes a list apart.",
        more_zh: "事件文件的每一行是一个事件，而不是事件的列表。拒绝：[{…},{…}]。\
            正确：第一行 {…}，第二行 {…}；可用 `jq -c '.[]'` 拆分列表。",
    }
    /// A field that the type does not have.
    31 unknown_field(field, known) {
        en: "unknown field {field}; the fields are {known}", "remove the field, or correct its spelling",
        zh: "未知字段 {field}；可用字段为 {known}", "请删除该字段，或更正拼写",
        more_en: "A field that nobody reads would be a fact that silently does not count, most often a \
            mistyped one. Refused: {\"invoice\":\"INV-1\",\"ammount\":\"10.00\"}. \
            Right: {\"invoice\":\"INV-1\",\"amount\":\"10.00\"}; `duebook schema invoice.issued` lists the fields.",
        more_zh: "无人读取的字段等于悄悄失效的事实，多半是拼写错误。\
            拒绝：{\"invoice\":\"INV-1\",\"ammount\":\"10.00\"}。\
            正确：{\"invoice\":\"INV-1\",\"amount\":\"10.00\"}；`duebook schema invoice.issued` 会列出字段。",
    }
    /// A required field is not there.
    32 missing_field(field) {
        en: "missing field `{field}`", "add the field",
        zh: "缺少字段 `{field}`", "请补上该字段",
        more_en: "Without it the event cannot be judged: an amount needs its currency, a promise its date. \
            Refused: {\"payment\":\"P-1\",\"amount\":\"10.00\"}. \
            Right: {\"payment\":\"P-1\",\"currency\":\"CNY\",\"amount\":\"10.00\"}.",
        more_zh: "缺少它就无法判断该事件：金额需要币种，承诺需要日期。\
            拒绝：{\"payment\":\"P-1\",\"amount\":\"10.00\"}。\
            正确：{\"payment\":\"P-1\",\"currency\":\"CNY\",\"amount\":\"10.00\"}。",
    }
    /// Another kind of value than belongs there.
    33 wrong_form(found, expected) {
        en: "{found} instead of {expected}", "write it in that form",
        zh: "应为{expected}，实际是{found}", "请按该形式填写",
        more_en: "Each field has one form; amounts are texts and not JSON numbers, because many programs \
            round those. Refused: {\"amount\":120000.10}. Right: {\"amount\":\"120000.10\"}.",
        more_zh: "每个字段只有一种形式；金额必须是文本而不是 JSON 数字，因为许多程序会对数字取舍。\
            拒绝：{\"amount\":120000.10}。正确：{\"amount\":\"120000.10\"}。",
    }
    /// A word that is not among those that can stand there.
    34 unknown_word(word, known) {
        en: "{word} is not one of {known}", "use one of these words",
        zh: "{word} 不是可选值 {known} 之一", "请使用其中之一",
        more_en: "Codes are the same in every language, so that rules can rest on them. \
            Refused: {\"channel\":\"telephone\"}. Right: {\"channel\":\"phone\"}.",
        more_zh: "代码在各语言中相同，规则才能据以判断。\
            拒绝：{\"channel\":\"电话\"}。正确：{\"channel\":\"phone\"}。",
    }
    /// A type of event that does not exist.
    35 unknown_event_type(name) {
        en: "unknown event type {name}", "`duebook schema` lists the types",
        zh: "未知的事件类型 {name}", "`duebook schema` 会列出所有类型",
        more_en: "What the ledger cannot judge it does not record. Refused: \"payment.recieved\", \
            \"invoice.paid\". Right: \"payment.received\" with allocations that name the invoice.",
        more_zh: "账本不记录它无法判断的内容。拒绝：\"payment.recieved\"、\"invoice.paid\"。\
            正确：\"payment.received\"，并在 allocations 中指明发票。",
    }
    /// A schema version that does not exist.
    36 unknown_schema(version, newest) {
        en: "schema version {version} is unknown", "this program knows versions 1 to {newest}",
        zh: "未知的结构版本 {version}", "本程序支持版本 1 至 {newest}",
        more_en: "The version says how the payload is to be read, for ever; older versions are converted \
            while reading, newer ones need a newer program. Refused: \"schema\":99. \
            Right: \"schema\":1, or the field left out.",
        more_zh: "版本号决定事件内容永久的读法；旧版本在读取时转换，新版本需要新程序。\
            拒绝：\"schema\":99。正确：\"schema\":1，或不填该字段。",
    }
    /// A schema version in the log that cannot be read.
    37 schema_not_convertible(version, kind, newest) {
        en: "schema version {version} of {kind} is unknown",
            "this program writes version {newest}; use a newer program to read newer events",
        zh: "未知的 {kind} 结构版本 {version}", "本程序写入版本 {newest}；读取更新的事件需要更新的程序",
        more_en: "Stored bytes are never rewritten; what an older or newer program wrote is converted when \
            it is read, and what cannot be converted stops with its place named. \
            Refused: an event of version 7. Right: a program that knows version 7.",
        more_zh: "已存储的字节从不改写；其他版本写入的内容在读取时转换，无法转换的会指明位置并停止。\
            拒绝：版本 7 的事件。正确：使用支持版本 7 的程序。",
    }
    /// An actor without a name.
    38 nobody_acts() {
        en: "an empty text names nobody", "name the person or program that acted",
        zh: "经手人不能为空", "请填写经手的人员或程序",
        more_en: "Every fact says who brought it into the ledger; separation of duties rests on it. \
            Refused: {\"actor\":{\"id\":\"\",\"role\":\"sales\"}}. \
            Right: {\"actor\":{\"id\":\"li.na\",\"role\":\"sales\"}}.",
        more_zh: "每个事实都要写明由谁录入，职责分离以此为依据。\
            拒绝：{\"actor\":{\"id\":\"\",\"role\":\"sales\"}}。\
            正确：{\"actor\":{\"id\":\"li.na\",\"role\":\"sales\"}}。",
    }
    /// A count that is none.
    39 not_whole_number(value) {
        en: "{value} is not a whole number", "write digits without quotes, sign or decimals",
        zh: "{value} 不是整数", "请填写不带引号、正负号和小数的数字",
        more_en: "Positions, versions and schema versions count from 1 and are JSON integers. \
            Refused: \"position\":\"12\", \"position\":12.5. Right: \"position\":12.",
        more_zh: "位置、版本和结构版本从 1 起计数，是 JSON 整数。\
            拒绝：\"position\":\"12\"、\"position\":12.5。正确：\"position\":12。",
    }
    /// A null.
    40 null_says_nothing() {
        en: "null says nothing", "leave the field out",
        zh: "null 没有含义", "请不要填写该字段",
        more_en: "A field is known or absent; null would be a third state that two programs read \
            differently. Refused: {\"order\":\"SO-1\",\"reason\":null}. Right: {\"order\":\"SO-1\"}.",
        more_zh: "字段要么有值，要么不填；null 是第三种状态，不同程序会有不同理解。\
            拒绝：{\"order\":\"SO-1\",\"reason\":null}。正确：{\"order\":\"SO-1\"}。",
    }
    /// A value that fits none of several forms.
    41 no_such_form() {
        en: "the value has none of the forms that can stand here",
            "`duebook schema TYPE` shows the forms",
        zh: "该值不符合此处允许的任何一种形式", "`duebook schema 类型` 会列出可用的形式",
        more_en: "Some fields take a text or an object, such as the terms that a customer asks for. \
            Refused: {\"requested_terms\":{\"days\":30}}. \
            Right: {\"requested_terms\":\"30 days\"}, or an object like that of terms.agreed.",
        more_zh: "有些字段可以是文本或对象，例如客户要求的付款条件。\
            拒绝：{\"requested_terms\":{\"days\":30}}。\
            正确：{\"requested_terms\":\"30 天\"}，或与 terms.agreed 相同的对象。",
    }
    /// What a library says about a value.
    42 value_unreadable(problem) {
        en: "the value cannot be read: {problem}", "correct the value",
        zh: "无法读取该值：{problem}", "请更正该值",
        more_en: "The value is not what the field holds; the text after the colon is the JSON reader's own. \
            `duebook schema TYPE` shows what each field takes. Refused: {\"sealed\":5}. \
            Right: {\"sealed\":\"aGVsbG8=\",\"subject\":\"C-1\"}.",
        more_zh: "该值与字段不符；冒号后是 JSON 读取程序的原文。`duebook schema 类型` 会说明各字段的形式。\
            拒绝：{\"sealed\":5}。正确：{\"sealed\":\"aGVsbG8=\",\"subject\":\"C-1\"}。",
    }
    /// A field that another kind of agreement has.
    43 agreement_superfluous(kind, field) {
        en: "an agreement of kind {kind} has no field {field}", "leave it out, or correct the kind",
        zh: "{kind} 类协议没有字段 {field}", "请删除该字段，或更正协议类型",
        more_en: "The kind says what the agreement does; a schedule in a deferral would leave open which of \
            the two was signed. Refused: {\"kind\":\"deferral\",\"schedule\":[…]}. \
            Right: {\"kind\":\"deferral\",\"new_due\":\"2025-06-30\"}.",
        more_zh: "类型决定协议的作用；展期协议中出现分期表，就说不清签的是哪一种。\
            拒绝：{\"kind\":\"deferral\",\"schedule\":[…]}。\
            正确：{\"kind\":\"deferral\",\"new_due\":\"2025-06-30\"}。",
    }
    /// A field without which the kind of agreement does nothing.
    44 agreement_incomplete(kind, field) {
        en: "an agreement of kind {kind} needs {field}", "add {field}",
        zh: "{kind} 类协议必须有 {field}", "请补上 {field}",
        more_en: "Without it the agreement would have no effect: a deferral needs its new date, an \
            instalment plan its schedule. Refused: {\"kind\":\"instalment\",\"covers\":[…]}. \
            Right: {\"kind\":\"instalment\",\"covers\":[…],\"schedule\":[{\"due\":\"2025-03-15\",\"amount\":\"40000.00\"}]}.",
        more_zh: "缺少它协议就没有效果：展期需要新的到期日，分期需要分期表。\
            拒绝：{\"kind\":\"instalment\",\"covers\":[…]}。\
            正确：{\"kind\":\"instalment\",\"covers\":[…],\"schedule\":[{\"due\":\"2025-03-15\",\"amount\":\"40000.00\"}]}。",
    }
}
