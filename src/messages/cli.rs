//! What is told about files and options of the command line. Codes 450 to 499.

duebook_events::messages! {
    /// A ledger where none must be.
    450 exists_already(path) {
        en: "{path} exists already", "choose another path with --db",
        zh: "{path} 已存在", "请用 --db 指定其他路径",
        more_en: "`init` makes an empty ledger and never overwrites anything. Refused: duebook --db books.db init \
            twice. Right: a new path, or go on with the ledger that is there.",
        more_zh: "`init` 只新建空账本，从不覆盖。拒绝：对 books.db 执行两次 init。正确：换新路径，或继续使用已有账本。",
    }
    /// A ledger where the demo would make its own.
    451 demo_exists(path) {
        en: "{path} exists already; the demo makes a ledger of its own",
            "give a path where nothing is yet, or leave --db (and DUEBOOK_DB) out",
        zh: "{path} 已存在；演示会新建自己的账本", "请给出空闲的路径，或不指定 --db（及 DUEBOOK_DB）",
        more_en: "Invented customers must not slip into real books. Refused: duebook --db books.db demo. \
            Right: duebook demo, which tells where its ledger is.",
        more_zh: "虚构的客户不能混入真实账本。拒绝：duebook --db books.db demo。正确：duebook demo，程序会说明账本位置。",
    }
    /// A file that cannot be read.
    452 file_unreadable(name, problem) {
        en: "the file {name} cannot be read: {problem}", "name a file that can be read, or - for standard input",
        zh: "无法读取文件 {name}：{problem}", "请指定可读取的文件，或用 - 表示标准输入",
        more_en: "Every file is looked at before anything is appended, so nothing has happened. \
            Refused: duebook import histroy.jsonl. Right: duebook import history.jsonl.",
        more_zh: "写入之前会先检查所有文件，因此尚未发生任何变化。拒绝：duebook import histroy.jsonl。\
            正确：duebook import history.jsonl。",
    }
    /// A policy file that cannot be read.
    453 policy_file_unreadable(name, problem) {
        en: "the policy file {name} cannot be read: {problem}", "name the policy's TOML file",
        zh: "无法读取政策文件 {name}：{problem}", "请指定政策的 TOML 文件",
        more_en: "A policy is published from a file, whose text is recorded byte for byte. \
            Refused: duebook policy publish house. Right: duebook policy publish house@2.toml.",
        more_zh: "政策由文件发布，其文本逐字节记录。拒绝：duebook policy publish house。正确：duebook policy publish house@2.toml。",
    }
    /// A mapping file that cannot be read.
    454 mapping_file_unreadable(name, problem) {
        en: "the mapping file {name} cannot be read: {problem}", "name a mapping file",
        zh: "无法读取映射文件 {name}：{problem}", "请指定映射文件",
        more_en: "A mapping says which columns become which events. Refused: --mapping ibm. \
            Right: --mapping replay-fixtures/mappings/ibm-ar.toml.",
        more_zh: "映射文件说明各列如何变成事件。拒绝：--mapping ibm。正确：--mapping replay-fixtures/mappings/ibm-ar.toml。",
    }
    /// A role that does not exist.
    455 no_such_role(role) {
        en: "{role} is not a role",
            "sales, collector, finance, approver, auditor, admin or system: --actor li.na:finance",
        zh: "{role} 不是角色",
            "可用角色：sales、collector、finance、approver、auditor、admin、system，例如 --actor li.na:finance",
        more_en: "The role is recorded with every event; an override needs an approver. \
            Refused: --actor li.na:boss. Right: --actor li.na:approver.",
        more_zh: "角色随每个事件一起记录；推翻决定需要批准人（approver）。拒绝：--actor li.na:boss。正确：--actor li.na:approver。",
    }
    /// An actor without a name.
    456 actor_unnamed() {
        en: "--actor names nobody", "write --actor li.na:finance",
        zh: "--actor 没有写明人员", "请写 --actor li.na:finance",
        more_en: "Every event says who recorded it. Refused: --actor :finance. Right: --actor li.na:finance, or \
            nothing, which takes the name of the user who is logged in.",
        more_zh: "每个事件都写明由谁记录。拒绝：--actor :finance。正确：--actor li.na:finance；不写则取登录用户名。",
    }
    /// A store that this program does not have.
    457 no_postgres() {
        en: "this build has no PostgreSQL store", "give the path of a file: --db duebook.db",
        zh: "本程序不支持 PostgreSQL 存储", "请给出文件路径：--db duebook.db",
        more_en: "The ledger is one file on a local disk. Refused: --db postgres://server/books. \
            Right: --db books.db.",
        more_zh: "账本是本地磁盘上的一个文件。拒绝：--db postgres://server/books。正确：--db books.db。",
    }
    /// A payload that is no object.
    458 payload_not_object() {
        en: "the payload is not a JSON object",
            "write it like '{{\"payment\":\"P-1\",\"currency\":\"CNY\",\"amount\":\"40000.00\"}}'",
        zh: "事件内容不是 JSON 对象",
            "例如 '{{\"payment\":\"P-1\",\"currency\":\"CNY\",\"amount\":\"40000.00\"}}'",
        more_en: "--data takes the fields of the event type as one JSON object, or @FILE with it. \
            Refused: --data '[\"P-1\"]'. Right: --data '{\"payment\":\"P-1\",…}', or --data @payment.json.",
        more_zh: "--data 以一个 JSON 对象给出该类型的字段，或用 @文件。拒绝：--data '[\"P-1\"]'。\
            正确：--data '{\"payment\":\"P-1\",…}' 或 --data @payment.json。",
    }
    /// A history of nobody.
    459 empty_history() {
        en: "a history needs at least one customer and one month", "give --customers and --months above 0",
        zh: "历史至少需要一位客户和一个月", "请使 --customers 和 --months 大于 0",
        more_en: "The simulation plays customers month by month. Refused: duebook simulate --customers 0. \
            Right: duebook simulate --customers 100 --events 20000 --seed 7.",
        more_zh: "模拟按月推演各客户。拒绝：duebook simulate --customers 0。\
            正确：duebook simulate --customers 100 --events 20000 --seed 7。",
    }
    /// Conditions that cannot be read.
    460 conditions_unreadable(problem) {
        en: "--conditions: {problem}",
            "write a list like '[{{\"kind\":\"prepay\",\"share\":\"0.50\",\"amount\":\"100.00\",\"currency\":\"CNY\"}}]'",
        zh: "--conditions 无法读取：{problem}",
            "例如 '[{{\"kind\":\"prepay\",\"share\":\"0.50\",\"amount\":\"100.00\",\"currency\":\"CNY\"}}]'",
        more_en: "Conditions of an override are a JSON list, each with its kind, amount and currency. \
            Refused: --conditions 'prepay 50 %'. \
            Right: --conditions '[{\"kind\":\"prepay\",\"share\":\"0.50\",\"amount\":\"100.00\",\"currency\":\"CNY\"}]'.",
        more_zh: "推翻决定时的条件是 JSON 列表，每项写明种类、金额和币种。拒绝：--conditions '预付 50%'。\
            正确：--conditions '[{\"kind\":\"prepay\",\"share\":\"0.50\",\"amount\":\"100.00\",\"currency\":\"CNY\"}]'。",
    }
    /// A code that no message has.
    461 no_such_code(code, near) {
        en: "there is no message {code}", "the nearest: {near}; `duebook explain` lists all",
        zh: "没有代码为 {code} 的消息", "最接近的是：{near}；`duebook explain` 会列出全部",
        more_en: "A code stands for one rule and is never used again for another. Refused: duebook explain \
            DUE-9999. Right: duebook explain DUE-0190; DUE-0190, due-190 and 190 are the same.",
        more_zh: "一个代码对应一条规则，永不改作他用。拒绝：duebook explain DUE-9999。\
            正确：duebook explain DUE-0190；DUE-0190、due-190 和 190 等同。",
    }
    /// A policy file in another encoding.
    462 policy_not_utf8() {
        en: "the text is not UTF-8 from here on", "save the file as UTF-8; Excel, Notepad and others may write GBK or UTF-16",
        zh: "自此处起文本不是 UTF-8 编码", "请将文件另存为 UTF-8；记事本、Excel 等可能默认写成 GBK 或 UTF-16",
        more_en: "A policy's text is recorded byte for byte and must read the same on every machine. \
            Refused: a file in GBK or UTF-16. Right: the same file saved as UTF-8.",
        more_zh: "政策文本逐字节记录，在任何机器上都必须读出同样的内容。拒绝：GBK 或 UTF-16 编码的文件。\
            正确：将同一文件另存为 UTF-8。",
    }
}
