//! What is told about a mapping file and the CSV it is applied to: the mapping
//! itself (350 to 379), the file (380 to 389), rows and cells (390 to 419). Texts
//! about rows and cells go on from their place: "line 2, column "Date": is not a date".

duebook_events::messages! {
    /// What the TOML reader says.
    350 mapping_toml(problem) {
        en: "the mapping cannot be read: {problem}",
            "compare with one of the mapping files that come with the program",
        zh: "无法读取映射：{problem}", "请与程序附带的映射文件对照",
        more_en: "A mapping is a TOML text of known keys; an unknown one would be a column that silently does \
            not count. The text after the colon is the TOML reader's own. \
            Refused: thousand = \",\". Right: thousands = \",\".",
        more_zh: "映射是由已知键组成的 TOML 文本；未知的键等于悄悄失效的列。冒号后是 TOML 读取程序的原文。\
            拒绝：thousand = \",\"。正确：thousands = \",\"。",
    }
    /// A TOML date where a text belongs.
    351 bare_date() {
        en: "a date stands without quotes", "write it as text: \"2025-03-01\"",
        zh: "日期没有加引号", "请写成文本：\"2025-03-01\"",
        more_en: "Values of events are texts. Refused: effective = 2025-03-01. Right: effective = \"2025-03-01\".",
        more_zh: "事件中的值都是文本。拒绝：effective = 2025-03-01。正确：effective = \"2025-03-01\"。",
    }
    /// A number that would lose digits.
    352 bare_decimal() {
        en: "a number with decimals stands without quotes, and would lose digits",
            "write amounts and rates in quotes: \"0.0005\"",
        zh: "带小数的数字没有加引号，会丢失位数", "金额和利率请加引号：\"0.0005\"",
        more_en: "No figure passes through a binary number. Refused: daily_rate = 0.0005. \
            Right: daily_rate = \"0.0005\".",
        more_zh: "任何数字都不经过二进制浮点数。拒绝：daily_rate = 0.0005。正确：daily_rate = \"0.0005\"。",
    }
    /// A version of mapping files that this program does not read.
    353 mapping_version(version, known) {
        en: "mapping files of version {version} cannot be read",
            "write mapping = {known}, or use a newer program",
        zh: "无法读取版本 {version} 的映射文件", "请写 mapping = {known}，或使用更新的程序",
        more_en: "The version says how the keys are meant. Refused: mapping = 2. Right: mapping = 1.",
        more_zh: "版本决定各键的含义。拒绝：mapping = 2。正确：mapping = 1。",
    }
    /// Names of columns for a file that has them.
    354 columns_with_header() {
        en: "`columns` names the columns of a file without a header", "add header = false, or remove `columns`",
        zh: "`columns` 用于没有表头的文件", "请加上 header = false，或删除 `columns`",
        more_en: "Columns are named in one place only: by the header of the file, or by the mapping. \
            Refused: [csv] columns = [\"No\"] without header = false. Right: both keys.",
        more_zh: "列名只在一处给出：文件表头或映射。拒绝：[csv] 写 columns = [\"No\"] 而没有 header = false。正确：两者都写。",
    }
    /// No names of columns at all.
    355 columns_unnamed() {
        en: "a file without a header needs names for its columns",
            "add columns = [\"first\", \"second\", …] to [csv]",
        zh: "没有表头的文件需要列名", "请在 [csv] 中加上 columns = [\"第一列\", \"第二列\", …]",
        more_en: "Events name columns, so columns need names. Refused: [csv] header = false alone. \
            Right: header = false, columns = [\"Customer\", \"No\", \"Date\", \"Amount\"].",
        more_zh: "事件按列名取值，因此列必须有名称。拒绝：[csv] 只写 header = false。\
            正确：header = false，columns = [\"客户\", \"编号\", \"日期\", \"金额\"]。",
    }
    /// One name for two things.
    356 constant_and_column(name) {
        en: "{name} is both a constant and a column", "give one of them another name",
        zh: "{name} 既是常量又是列", "请为其中之一改名",
        more_en: "A name in braces must mean one thing. Refused: [constants] currency and [column.currency]. \
            Right: [constants] house_currency.",
        more_zh: "花括号中的名称只能指一样东西。拒绝：同时有 [constants] currency 和 [column.currency]。\
            正确：[constants] house_currency。",
    }
    /// A currency out of numbers.
    357 currency_not_text() {
        en: "the currency is taken from a column that is not text",
            "name the column that holds the currency's code, such as USD",
        zh: "币种取自非文本列", "请指定存放币种代码（如 USD）的列",
        more_en: "A currency is a code of three letters. Refused: currency = \"{Amount}\". \
            Right: currency = \"{Currency}\", or currency = \"USD\".",
        more_zh: "币种是三个字母的代码。拒绝：currency = \"{金额}\"。正确：currency = \"{币种}\" 或 currency = \"USD\"。",
    }
    /// An effective date that is none.
    358 effective_not_date(name) {
        en: "`effective` is not a date",
            "write effective = \"{{{name}}}\" and declare [column.\"{name}\"] with type = \"date\" and its format",
        zh: "`effective` 不是日期",
            "请写 effective = \"{{{name}}}\"，并以 type = \"date\" 及其格式声明 [column.\"{name}\"]",
        more_en: "The business date of an event is read by the declared format of its column, or stands as it \
            is. Refused: effective = \"{No}\". Right: effective = \"{Date}\" with [column.Date] type = \"date\".",
        more_zh: "事件的业务日期按列声明的格式读取，或直接写明。拒绝：effective = \"{编号}\"。\
            正确：effective = \"{日期}\"，并声明 [column.\"日期\"] type = \"date\"。",
    }
    /// A test of numbers on something else.
    359 column_not_number(column) {
        en: "the column {column} is not declared as a number",
            "declare it with type = \"amount\" or type = \"decimal\"",
        zh: "列 {column} 未声明为数字", "请以 type = \"amount\" 或 type = \"decimal\" 声明",
        more_en: "Whether a text is zero or negative depends on its separators, which the declaration names. \
            Refused: {column = \"No\", is_zero = true}. Right: [column.No] type = \"decimal\".",
        more_zh: "文本是否为零或负数取决于分隔符，须在声明中写明。拒绝：{column = \"编号\", is_zero = true}。\
            正确：[column.\"编号\"] type = \"decimal\"。",
    }
    /// A key that belongs to another type of column.
    360 key_misplaced(key, kind) {
        en: "`{key}` does not fit the type of the column", "add type = \"{kind}\", or remove the key",
        zh: "`{key}` 与该列的类型不符", "请加上 type = \"{kind}\"，或删除该键",
        more_en: "A format says nothing about a column of texts; most often the type was forgotten. \
            Refused: [column.Date] format = \"%Y-%m-%d\" alone. Right: type = \"date\" as well.",
        more_zh: "文本列不需要格式，多半是忘了写类型。拒绝：[column.Date] 只写 format = \"%Y-%m-%d\"。正确：再写 type = \"date\"。",
    }
    /// A date column without a format.
    361 format_missing() {
        en: "a date column needs its `format`", "add for example format = \"%Y-%m-%d\"",
        zh: "日期列需要 `format`", "例如 format = \"%Y-%m-%d\"",
        more_en: "03/04/2025 is March to some and April to others; the mapping says which. \
            Refused: type = \"date\" alone. Right: type = \"date\", format = \"%d/%m/%Y\".",
        more_zh: "03/04/2025 有人读作三月、有人读作四月，映射须写明。拒绝：只写 type = \"date\"。\
            正确：type = \"date\"，format = \"%d/%m/%Y\"。",
    }
    /// An amount column without a currency.
    362 currency_missing() {
        en: "an amount column needs its `currency`, which says how many decimals there may be",
            "add currency = \"USD\", or currency = \"{{Name of the currency column}}\"",
        zh: "金额列需要 `currency`，它决定小数位数",
            "请加上 currency = \"USD\"，或 currency = \"{{币种列的名称}}\"",
        more_en: "An amount without its currency is no amount. Refused: type = \"amount\" alone. \
            Right: type = \"amount\", currency = \"CNY\".",
        more_zh: "没有币种的金额不是金额。拒绝：只写 type = \"amount\"。正确：type = \"amount\"，currency = \"CNY\"。",
    }
    /// A separator that numbers are made of.
    363 separator_unfit() {
        en: "a separator cannot be a digit, a sign or a bracket",
            "write for example decimal = \".\" and thousands = \",\"",
        zh: "分隔符不能是数字、正负号或括号", "例如 decimal = \".\"，thousands = \",\"",
        more_en: "Digits, signs and brackets are part of numbers. Refused: thousands = \"-\". \
            Right: thousands = \",\".",
        more_zh: "数字、正负号和括号本身就是数的一部分。拒绝：thousands = \"-\"。正确：thousands = \",\"。",
    }
    /// Two separators that cannot be told apart.
    364 separators_equal() {
        en: "decimal and thousands separator are the same", "leave `thousands` out if the file has none",
        zh: "小数点与千位分隔符相同", "如果文件没有千位分隔符，请不写 `thousands`",
        more_en: "1,500 would be either one and a half or fifteen hundred. \
            Refused: decimal = \",\" and thousands = \",\". Right: decimal = \",\" and thousands = \".\".",
        more_zh: "1,500 既可能是一点五，也可能是一千五百。拒绝：decimal 与 thousands 同为 \",\"。\
            正确：decimal = \",\"，thousands = \".\"。",
    }
    /// A condition that says nothing, or two things.
    365 condition_unclear() {
        en: "a condition is one column with one test, or one list `all` or `any`",
            "write for example {{ column = \"Disputed\", equals = \"Yes\" }}, or {{ all = [{{ … }}, {{ … }}] }}",
        zh: "条件应为一列加一个检验，或一个 `all` / `any` 列表",
            "例如 {{ column = \"Disputed\", equals = \"Yes\" }} 或 {{ all = [{{ … }}, {{ … }}] }}",
        more_en: "Two tests in one table would leave open whether both or one of them must hold. \
            Refused: {column = \"No\", equals = \"1\", not_empty = true}. Right: {all = [{…}, {…}]}.",
        more_zh: "一个表中写两个检验，无法判断须同时成立还是其一成立。\
            拒绝：{column = \"编号\", equals = \"1\", not_empty = true}。正确：{all = [{…}, {…}]}。",
    }
    /// Not a format of dates.
    366 format_unknown(format) {
        en: "{format} is not a date format",
            "write for example %Y-%m-%d (2025-03-01), %d.%m.%Y (01.03.2025) or %m/%d/%y (3/1/25)",
        zh: "{format} 不是日期格式",
            "例如 %Y-%m-%d（2025-03-01）、%d.%m.%Y（01.03.2025）或 %m/%d/%y（3/1/25）",
        more_en: "Formats are those of strftime. Refused: \"YYYY-MM-DD\" as %Q. Right: \"%Y-%m-%d\".",
        more_zh: "格式采用 strftime 记法。拒绝：%Q。正确：\"%Y-%m-%d\"。",
    }
    /// A format out of which no date comes.
    367 format_incomplete(format) {
        en: "{format} does not hold a day, a month and a year",
            "write for example %Y-%m-%d (2025-03-01), %d.%m.%Y (01.03.2025) or %m/%d/%y (3/1/25)",
        zh: "{format} 没有同时包含年、月、日",
            "例如 %Y-%m-%d（2025-03-01）、%d.%m.%Y（01.03.2025）或 %m/%d/%y（3/1/25）",
        more_en: "Every event counts on one day. Refused: \"%m/%d\". Right: \"%m/%d/%Y\".",
        more_zh: "每个事件都计入某一天。拒绝：\"%m/%d\"。正确：\"%m/%d/%Y\"。",
    }
    /// Not a delimiter.
    368 delimiter_unfit(text) {
        en: "{text} cannot be the delimiter", "use one of \",\", \";\", \"\\t\" and \"|\"",
        zh: "{text} 不能作为分隔符", "请使用 \",\"、\";\"、\"\\t\" 或 \"|\" 之一",
        more_en: "A delimiter is one character that cells do not begin or end with. \
            Refused: delimiter = \"::\". Right: delimiter = \";\".",
        more_zh: "分隔符是一个字符，且不会出现在单元格首尾。拒绝：delimiter = \"::\"。正确：delimiter = \";\"。",
    }
    /// Braces without a name.
    369 template_braces(text) {
        en: "the braces in {text} do not hold a name",
            "write {{Column name}}; a brace that stands for itself is written twice: {{{{ or }}}}",
        zh: "{text} 的花括号中没有名称", "列或常量写作 {{名称}}，花括号本身写作 {{{{ 和 }}}}",
        more_en: "A template fills the named cells in. Refused: \"INV-{No\". Right: \"INV-{No}\".",
        more_zh: "模板会填入所指的单元格。拒绝：\"INV-{编号\"。正确：\"INV-{编号}\"。",
    }
    /// A type of event that does not exist.
    370 mapped_type_unknown(kind) {
        en: "there is no event type {kind}", "list the event types with the `schema` command",
        zh: "没有事件类型 {kind}", "可用 `schema` 命令列出事件类型",
        more_en: "A mistyped type is told once, in the mapping, and not for each row. \
            Refused: type = \"invoice.isued\". Right: type = \"invoice.issued\".",
        more_zh: "类型写错只在映射中提示一次，而不是每行提示。拒绝：type = \"invoice.isued\"。正确：type = \"invoice.issued\"。",
    }
    /// The header does not fit the mapping.
    380 columns_unfit(count, list, header) {
        en: "{count} column(s) of the mapping do not fit the file:{list}\nThe file has: {header}",
            "correct the names in the mapping, or the header of the file",
        zh: "映射中有 {count} 列与文件不符：{list}\n文件包含：{header}", "请更正映射中的名称，或文件的表头",
        more_en: "All columns that are missing or ambiguous are told at once, before any row is read. \
            Refused: a mapping that names Amount, and a file with Betrag. \
            Right: [column.Amount] source = \"Betrag\".",
        more_zh: "在读取任何一行之前，一次列出所有缺失或重复的列。拒绝：映射写“金额”，文件却是“Betrag”。\
            正确：[column.\"金额\"] source = \"Betrag\"。",
    }
    /// A file that the system cannot read.
    381 csv_unreadable(problem) {
        en: "the file cannot be read: {problem}", "check the file and try again",
        zh: "无法读取文件：{problem}", "请检查文件后重试",
        more_en: "The text after the colon is the system's own. Nothing was appended. \
            Typical cause: a file on a share that has gone away. Right: a local copy.",
        more_zh: "冒号后是系统的原文。未写入任何内容。常见原因：共享目录断开。正确：使用本地副本。",
    }
    /// A file beyond the bound.
    382 csv_too_large(megabytes) {
        en: "the file is larger than {megabytes} MiB", "split it, each part with the header",
        zh: "文件超过 {megabytes} MiB", "请拆分，每部分都带表头",
        more_en: "A file is taken in whole or not at all, and so is held in memory. \
            Refused: ten years in one file. Right: one file for each year.",
        more_zh: "文件要么整体写入，要么不写入，因此需放入内存。拒绝：十年数据一个文件。正确：每年一个文件。",
    }
    /// A file without anything.
    383 csv_empty() {
        en: "the file is empty", "give a CSV whose first line names the columns, or set header = false",
        zh: "文件为空", "请提供首行为列名的 CSV，或设置 header = false",
        more_en: "An empty file is most often an export that failed. Refused: a file of 0 bytes. \
            Right: a file with its header, even without rows.",
        more_zh: "空文件多半是导出失败。拒绝：0 字节的文件。正确：至少带有表头的文件。",
    }
    /// A file in UTF-16.
    384 csv_utf16() {
        en: "the file is UTF-16, not UTF-8", "save it as \"CSV UTF-8\", or convert it: iconv -f UTF-16 -t UTF-8",
        zh: "文件是 UTF-16 编码，不是 UTF-8", "请另存为“CSV UTF-8”，或转换：iconv -f UTF-16 -t UTF-8",
        more_en: "There is one encoding, so that names read the same everywhere. \
            Refused: \"Unicode text\" of a spreadsheet. Right: its \"CSV UTF-8\".",
        more_zh: "只接受一种编码，名称在各处读来才一致。拒绝：电子表格的“Unicode 文本”。正确：“CSV UTF-8”。",
    }
    /// A file in another encoding.
    385 csv_not_utf8() {
        en: "the text is not UTF-8",
            "save it as \"CSV UTF-8\", or convert it: iconv -f GB18030 -t UTF-8 (GB18030 is an example)",
        zh: "文本不是 UTF-8 编码", "请另存为“CSV UTF-8”，或转换：iconv -f GB18030 -t UTF-8（以 GB18030 为例）",
        more_en: "A guessed encoding would turn names into other names. Refused: a file saved as GBK. \
            Right: iconv -f GB18030 -t UTF-8 old.csv > new.csv.",
        more_zh: "猜测编码会把名称变成别的名称。拒绝：以 GBK 保存的文件。正确：iconv -f GB18030 -t UTF-8 old.csv > new.csv。",
    }
    /// A column twice.
    386 column_twice(first, second) {
        en: "the header has it twice, as columns {first} and {second}", "rename one of them in the file",
        zh: "表头中出现两次，在第 {first} 列和第 {second} 列", "请在文件中为其中一列改名",
        more_en: "Which of two columns of one name is meant cannot be told. Refused: Date,Date. \
            Right: Date,Due date. Columns that the mapping does not use may repeat.",
        more_zh: "同名的两列无法判断指哪一列。拒绝：日期,日期。正确：日期,到期日。映射未用到的列可以重复。",
    }
    /// A column that is not there.
    387 column_absent() {
        en: "the header does not have it", "name a column that the file has",
        zh: "表头中没有该列", "请指定文件中存在的列",
        more_en: "The mapping names columns as the header writes them, capital letters included. \
            Refused: {amount} where the header says Amount. Right: {Amount}.",
        more_zh: "映射中的列名须与表头完全一致，包括大小写。拒绝：表头为 Amount 却写 {amount}。正确：{Amount}。",
    }
    /// A problem of the header row.
    388 header_unfit(problem) {
        en: "the header {problem}", "correct the first line of the file",
        zh: "表头{problem}", "请更正文件的首行",
        more_en: "The first line names the columns and follows the same rules as every other. \
            Refused: \"Customer,No. Right: Customer,No.",
        more_zh: "首行是列名，与其他行遵守同样的规则。拒绝：\"客户,编号。正确：客户,编号。",
    }
    /// Rows that cannot be converted.
    390 rows_unfit(total, list) {
        en: "{total} problem(s); no row was converted:{list}", "correct the rows, or the mapping",
        zh: "{total} 个问题，没有转换任何行：{list}", "请更正这些行，或更正映射",
        more_en: "A file becomes events in whole or not at all, so that no row is lost without a word. The first \
            problems are listed, each with its own code, and all are counted. Right: correct them and import again; \
            what was recorded before is recognised.",
        more_zh: "文件要么整体转换，要么不转换，以免悄悄丢失某一行。列出最初的若干问题及各自的代码，并统计总数。\
            正确做法：更正后重新导入，已记录的内容会被认出。",
    }
    /// A row with too many or too few cells.
    391 row_ragged(found, wanted) {
        en: "has {found} cell(s), and the header has {wanted}",
            "put cells that contain the delimiter or a quote in double quotes; check `delimiter`",
        zh: "有 {found} 个单元格，而表头有 {wanted} 个",
            "含分隔符或引号的单元格请加双引号；并检查 `delimiter`",
        more_en: "A cell too many moves every following cell into another column. Refused: C1,INV-1,1,200.00. \
            Right: C1,INV-1,\"1,200.00\".",
        more_zh: "多出一个单元格会使其后各格错位。拒绝：C1,INV-1,1,200.00。正确：C1,INV-1,\"1,200.00\"。",
    }
    /// A quote that ends too early.
    392 quote_goes_on() {
        en: "has text after the closing quote of a cell", "write a double quote within a quoted cell twice",
        zh: "单元格的结束引号之后还有文字", "引号内的双引号请写两次",
        more_en: "A quoted cell ends with its quote. Refused: \"5\" pipe\". Right: \"5\"\" pipe\".",
        more_zh: "加引号的单元格以引号结束。拒绝：\"5\" 管\"。正确：\"5\"\" 管\"。",
    }
    /// A quote that never ends.
    393 quote_open() {
        en: "opens a double quote that is never closed",
            "close it; write a double quote within a quoted cell twice",
        zh: "有未闭合的双引号", "请补上结束引号；引号内的双引号请写两次",
        more_en: "Without its end the rest of the file would be one cell. Refused: C1,\"open,5. \
            Right: C1,\"open\",5.",
        more_zh: "没有结束引号，文件其余部分会成为一个单元格。拒绝：C1,\"open,5。正确：C1,\"open\",5。",
    }
    /// A row out of which nothing comes.
    394 row_without_event() {
        en: "makes no event, as it meets the condition of none",
            "add an [[event]] for such rows, or a [[skip]] that says why they are left out",
        zh: "不满足任何条件，没有产生事件", "请为此类行添加 [[event]]，或以 [[skip]] 说明为何略过",
        more_en: "Nothing is skipped silently. Refused: a row of type CANCELLED that no [[event]] mentions. \
            Right: [[skip]] when = {column = \"Type\", equals = \"CANCELLED\"}, reason = \"cancelled in the old system\".",
        more_zh: "任何一行都不会悄悄略过。拒绝：没有 [[event]] 处理的 CANCELLED 行。\
            正确：[[skip]] when = {column = \"类型\", equals = \"CANCELLED\"}，reason = \"旧系统中已取消\"。",
    }
    /// Something that every event needs is empty.
    395 required_empty(what) {
        en: "the {what} of an event is empty",
            "fill the cell in, or leave such rows out with [[skip]] or the event's `when`",
        zh: "事件的{what}为空", "请填写单元格，或用 [[skip]] 或事件的 `when` 略过此类行",
        more_en: "Every event has a customer and a date. Refused: a row without customer number. \
            Right: [[skip]] when = {column = \"Customer\", is_empty = true}, with the reason.",
        more_zh: "每个事件都有客户和日期。拒绝：没有客户编号的行。\
            正确：[[skip]] when = {column = \"客户\", is_empty = true}，并写明原因。",
    }
    /// An empty cell.
    396 cell_empty() {
        en: "is empty, and an event needs it",
            "fill it in; or leave such rows out with [[skip]] or `when`; or declare the column with empty = \"omit\"",
        zh: "为空，而事件需要它", "请填写；或用 [[skip]] 或 `when` 略过；或以 empty = \"omit\" 声明该列",
        more_en: "An empty cell may mean nothing, or a mistake; the mapping says which. \
            Refused: an empty due date in {\"due\":\"{Due}\"}. Right: [column.Due] empty = \"omit\".",
        more_zh: "空单元格可能是没有，也可能是遗漏，须由映射写明。拒绝：{\"due\":\"{到期日}\"} 的单元格为空。\
            正确：[column.\"到期日\"] empty = \"omit\"。",
    }
    /// A control character in a cell.
    397 cell_control() {
        en: "contains a line break or another control character",
            "add \"collapse_spaces\" to the `clean` list of the column",
        zh: "含有换行或其他控制字符", "请在该列的 `clean` 中加上 \"collapse_spaces\"",
        more_en: "Texts of the ledger are one line. Refused: an address with line breaks. \
            Right: clean = [\"collapse_spaces\"], which makes one blank of them.",
        more_zh: "账本中的文本只有一行。拒绝：带换行的地址。正确：clean = [\"collapse_spaces\"]，将其变为一个空格。",
    }
    /// A value without translation.
    398 not_translated() {
        en: "is not in the `translate` map of the column", "add it to the map, or give `otherwise`",
        zh: "不在该列的 `translate` 表中", "请加入该表，或给出 `otherwise`",
        more_en: "A code of another system that nobody has translated would be guessed. \
            Refused: Qualty where the map has quality. Right: the value in the map, or otherwise = \"other\".",
        more_zh: "未翻译的外部代码只能靠猜。拒绝：表中有 quality，单元格却是 Qualty。正确：将该值加入表中，或 otherwise = \"other\"。",
    }
    /// A negative amount.
    399 cell_negative() {
        en: "is negative, and amounts in the ledger are not",
            "sort such rows out with `when = {{ column = …, is_negative = true }}`; sign = \"drop\" takes the amount without its sign",
        zh: "为负数，而账本中的金额不为负",
            "请用 `when = {{ column = …, is_negative = true }}` 区分此类行；sign = \"drop\" 会去掉负号",
        more_en: "A negative invoice is a credit note, a negative payment a refund or a bounce: another event. \
            Refused: -5.00 in an invoice's row. Right: a second [[event]] for negative rows.",
        more_zh: "负数发票是红字凭证，负数收款是退款或退票，属于另一种事件。拒绝：发票行中的 -5.00。\
            正确：为负数行另写一个 [[event]]。",
    }
    /// Not a count.
    400 cell_not_count(most) {
        en: "is not a whole number from 0 to {most}",
            "correct the cell, or clean the column (strip_suffix = \".0\", say)",
        zh: "不是 0 至 {most} 的整数", "请更正单元格，或清理该列（例如 strip_suffix = \".0\"）",
        more_en: "Days and counts are whole. Refused: 30.0. Right: 30, or clean = [{ strip_suffix = \".0\" }].",
        more_zh: "天数和次数是整数。拒绝：30.0。正确：30，或 clean = [{ strip_suffix = \".0\" }]。",
    }
    /// Not a number.
    401 cell_not_number(decimal, thousands) {
        en: "is not a number with decimal {decimal} and {thousands}",
            "set the separators of the column; cut currency signs off with strip_prefix or strip_suffix",
        zh: "不是数字（小数点 {decimal}，{thousands}）",
            "请设置该列的分隔符；货币符号可用 strip_prefix 或 strip_suffix 去掉",
        more_en: "The mapping says how a column writes numbers; nothing is guessed. \
            Refused: \"1.200,50\" with decimal = \".\". Right: decimal = \",\", thousands = \".\".",
        more_zh: "映射须写明该列数字的写法，程序不猜测。拒绝：decimal = \".\" 时的 \"1.200,50\"。\
            正确：decimal = \",\"，thousands = \".\"。",
    }
    /// Groups that are not of three digits.
    402 cell_groups(separator) {
        en: "its thousands separators {separator} do not part groups of three digits",
            "correct the cell, or the `decimal` and `thousands` separators of the column",
        zh: "千位分隔符 {separator} 没有按三位分组", "请更正单元格，或该列的 `decimal` 与 `thousands`",
        more_en: "Otherwise a decimal comma would pass for a separator, and 1,5 become 15. \
            Refused: 1,5 with thousands = \",\". Right: decimal = \",\".",
        more_zh: "否则小数逗号会被当作分隔符，1,5 变成 15。拒绝：thousands = \",\" 时的 1,5。正确：decimal = \",\"。",
    }
    /// More digits than the ledger takes.
    403 cell_too_long(most) {
        en: "has more than {most} digits before the decimal separator",
            "correct the cell, or the `decimal` and `thousands` separators of the column",
        zh: "小数点前超过 {most} 位", "请更正单元格，或该列的 `decimal` 与 `thousands`",
        more_en: "Such a number is most often one read without its decimal separator. \
            Refused: 1234567890123456. Right: 12345678901234.56.",
        more_zh: "这样的数多半是漏读了小数点。拒绝：1234567890123456。正确：12345678901234.56。",
    }
    /// More decimals than the currency has.
    404 cell_decimals(digits, currency) {
        en: "has more than the {digits} decimals of {currency}",
            "round it where it comes from; an import never changes an amount",
        zh: "超过 {currency} 的 {digits} 位小数", "请在来源处四舍五入；导入从不改动金额",
        more_en: "Zeros beyond the currency's digits are cut off, other digits would change the amount. \
            Refused: 5.005 CNY. Right: 5.01 CNY; 5.0000 is taken as 5.00.",
        more_zh: "超出币种位数的零会被去掉，其他数字则会改变金额。拒绝：CNY 5.005。正确：CNY 5.01；5.0000 视为 5.00。",
    }
    /// A currency that is none.
    405 cell_currency(code) {
        en: "its currency {code} is no ISO 4217 code",
            "give the ISO 4217 code; clean the currency's column with \"trim\" and \"upper\"",
        zh: "其币种 {code} 不是 ISO 4217 代码", "请使用 ISO 4217 代码；币种列可用 \"trim\" 和 \"upper\" 清理",
        more_en: "The currency says how many decimals an amount may have. Refused: usd, RMB. Right: USD, CNY; \
            clean = [{ translate = { map = { RMB = \"CNY\" } } }].",
        more_zh: "币种决定小数位数。拒绝：usd、RMB。正确：USD、CNY；clean = [{ translate = { map = { RMB = \"CNY\" } } }]。",
    }
    /// Not a date of the format.
    406 cell_not_date(format, detail) {
        en: "is not a date of the format {format} ({detail})", "correct the cell, or the `format` of the column",
        zh: "不是格式 {format} 的日期（{detail}）", "请更正单元格，或该列的 `format`",
        more_en: "A date is read exactly as the column declares it. Refused: 13/40/2013 with %m/%d/%Y. \
            Right: 10/13/2013.",
        more_zh: "日期严格按列声明的格式读取。拒绝：%m/%d/%Y 格式下的 13/40/2013。正确：10/13/2013。",
    }
}
