//! The line as JSON, before any meaning (domain, section 3). Codes 20 to 29.

crate::messages! {
    /// A line beyond the bound.
    20 line_too_long(bytes, most) {
        en: "the line has {bytes} bytes, more than {most}",
            "store long contents as documents and name them by their hash",
        zh: "该行有 {bytes} 字节，超过 {most}", "较长的内容请作为单据存放，并以哈希值引用",
        more_en: "One event is one line of at most 1 MiB; contracts and scans are documents, which an \
            event names by their hash. Refused: a PDF as base64 inside the payload. \
            Right: `duebook record agreement.signed … --document signed.pdf`.",
        more_zh: "一个事件就是一行，最大 1 MiB；合同和扫描件属于单据，事件以哈希值引用。\
            拒绝：把 PDF 以 base64 写进事件内容。正确：`duebook record agreement.signed … --document signed.pdf`。",
    }
    /// Bytes that are no UTF-8.
    21 line_not_utf8(byte) {
        en: "the line is not valid UTF-8 at byte {byte}", "save the file as UTF-8",
        zh: "该行第 {byte} 字节不是有效的 UTF-8", "请将文件另存为 UTF-8 编码",
        more_en: "Names must read the same for everybody and for ever, so there is one encoding. \
            Refused: a file saved as GBK. Right: `iconv -f GB18030 -t UTF-8 old.jsonl > new.jsonl`.",
        more_zh: "名称必须对所有人、在任何时候都读作一样，因此只接受一种编码。\
            拒绝：以 GBK 保存的文件。正确：`iconv -f GB18030 -t UTF-8 old.jsonl > new.jsonl`。",
    }
    /// Broken JSON.
    22 not_json(problem, column) {
        en: "not one JSON value: {problem} at column {column}",
            "write one event as one JSON object on one line",
        zh: "不是一个完整的 JSON 值：第 {column} 列，{problem}", "请将一个事件写成一行中的一个 JSON 对象",
        more_en: "An event file is JSON Lines: each line is one whole object, without commas between lines \
            and without a list around them. Refused: {\"type\":\"order.placed\", (cut off). \
            Right: {\"type\":\"order.placed\",\"customer\":\"C-1\",\"effective\":\"2025-03-01\",\"data\":{…}}.",
        more_zh: "事件文件为 JSON Lines：每行一个完整对象，行间没有逗号，外面也没有列表。\
            拒绝：{\"type\":\"order.placed\",（被截断）。\
            正确：{\"type\":\"order.placed\",\"customer\":\"C-1\",\"effective\":\"2025-03-01\",\"data\":{…}}。",
    }
    /// Nesting beyond the bound.
    23 nested_too_deep(levels) {
        en: "nested deeper than {levels} levels", "correct the line; no event needs so many levels",
        zh: "嵌套超过 {levels} 层", "请更正该行；任何事件都不需要这么多层",
        more_en: "No event type nests deeper than a few levels; a bound keeps a broken or hostile file from \
            exhausting the program. Refused: a hundred lists within each other. \
            Right: {\"data\":{\"allocations\":[{\"invoice\":\"INV-1\",\"amount\":\"10.00\"}]}}.",
        more_zh: "任何事件类型都只有几层嵌套；设置上限可防止损坏或恶意的文件拖垮程序。\
            拒绝：一百层相互嵌套的列表。\
            正确：{\"data\":{\"allocations\":[{\"invoice\":\"INV-1\",\"amount\":\"10.00\"}]}}。",
    }
    /// A control character in a text.
    24 control_character(code) {
        en: "the text holds the control character {code}", "remove it; a text is one line",
        zh: "文本中含有控制字符 {code}", "请删除该字符；文本只能有一行",
        more_en: "Control characters are invisible and can make a terminal or a letter show something else \
            than what is recorded. Only a policy's text may have several lines. \
            Refused: \"called\\nno answer\". Right: \"called; no answer\".",
        more_zh: "控制字符不可见，可能使屏幕或信函显示的内容与记录不同。只有政策文本可以分行。\
            拒绝：\"已致电\\n无人接听\"。正确：\"已致电；无人接听\"。",
    }
    /// A JSON number that a canonical form cannot keep.
    25 number_inexact(number) {
        en: "the number {number} is too large to be kept exactly", "write large numbers as text",
        zh: "数字 {number} 过大，无法精确保存", "较大的数字请写成文本",
        more_en: "The canonical form of JSON (RFC 8785) keeps whole numbers up to 2^53 - 1 exactly; a larger \
            one would be hashed as another number. Refused: {\"bank_ref\":90071992547409931}. \
            Right: {\"bank_ref\":\"90071992547409931\"}.",
        more_zh: "JSON 规范形式（RFC 8785）只能精确保存不超过 2^53 - 1 的整数，更大的数在计算哈希时会变成另一个数。\
            拒绝：{\"bank_ref\":90071992547409931}。正确：{\"bank_ref\":\"90071992547409931\"}。",
    }
    /// A key that stands twice.
    26 duplicate_key() {
        en: "the key stands twice in one object", "keep the one that is meant",
        zh: "同一对象中该键出现了两次", "请只保留正确的一个",
        more_en: "Programs disagree about which of two equal keys counts, so two readers could see two \
            amounts in one event. Refused: {\"amount\":\"100.00\",\"amount\":\"900.00\"}. \
            Right: {\"amount\":\"100.00\"}.",
        more_zh: "对于重复的键，不同程序取值不同，同一事件可能被读出两个金额。\
            拒绝：{\"amount\":\"100.00\",\"amount\":\"900.00\"}。正确：{\"amount\":\"100.00\"}。",
    }
}
