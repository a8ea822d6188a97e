//! Identity, times and places in the log, and questions that cannot be answered
//! (domain, sections 1, 3 and 11). Codes 250 to 299.

duebook_events::messages! {
    /// An id of the log with another content.
    250 id_recorded(id, position) {
        en: "the id {id} is recorded at position {position} with another content",
            "if it is the same event, send it unchanged; else give it a number or id of its own",
        zh: "编号 {id} 已记录于位置 {position}，但内容不同",
            "如果是同一事件，请原样发送；否则请另用编号",
        more_en: "The same id with the same content is recorded once, however often it is sent; with another \
            content one of the two would be lost. Refused: an event sent again with its amount changed. \
            Right: event.retracted of the first, then the corrected one with a new id.",
        more_zh: "同一编号、同一内容无论发送几次都只记录一次；内容不同则必有一个会丢失。\
            拒绝：改了金额后以原编号再次发送。正确：撤回原事件，再以新编号记录更正后的。",
    }
    /// An id of the file with another content.
    251 id_in_file(id, line) {
        en: "the id {id} stands at line {line} with another content",
            "if it is the same event, send it unchanged; else give it a number or id of its own",
        zh: "编号 {id} 已出现在第 {line} 行，但内容不同", "如果是同一事件，请原样保留；否则请另用编号",
        more_en: "Two lines with one id are one event, and so must say the same. \
            Refused: lines 3 and 9 with the same id and two dates. Right: an id of its own for each, or none.",
        more_zh: "编号相同的两行是同一事件，内容必须一致。拒绝：第 3 行和第 9 行编号相同、日期不同。\
            正确：各用各的编号，或都不填。",
    }
    /// A number of the log.
    252 number_recorded(number, position) {
        en: "{number} is recorded at position {position} with another content",
            "if it is the same event, send it unchanged; else give it a number or id of its own",
        zh: "{number} 已记录于位置 {position}，但内容不同",
            "如果是同一事件，请原样发送；否则请另用编号",
        more_en: "Every kind of number is unique in the whole ledger, across customers, because payments and \
            letters name an invoice by its number alone. Refused: INV-7 for C-2 while C-1 has INV-7. \
            Right: INV-7-B; a number is free again once its event has been retracted.",
        more_zh: "各类编号在整个账本中唯一，跨客户也是如此，因为收款和信函仅凭编号引用发票。\
            拒绝：C-1 已有 INV-7，又为 C-2 开 INV-7。正确：改用 INV-7-B；事件撤回后编号可再用。",
    }
    /// A number of the file.
    253 number_in_file(number, line) {
        en: "{number} stands at line {line} with another content",
            "if it is the same event, send it unchanged; else give it a number or id of its own",
        zh: "{number} 已出现在第 {line} 行，但内容不同", "如果是同一事件，请原样保留；否则请另用编号",
        more_en: "Every kind of number is unique in the whole ledger, also within one file. \
            Refused: INV-7 at lines 3 and 9 with two amounts. Right: one invoice and one credit note, or two numbers.",
        more_zh: "各类编号在整个账本中唯一，在同一文件内也是如此。拒绝：第 3 行和第 9 行都是 INV-7，金额不同。\
            正确：一张发票加一张红字凭证，或使用两个编号。",
    }
    /// A position or version that the ledger would not assign.
    254 claimed_wrong(claimed, due) {
        en: "{claimed} is claimed, the ledger would assign {due}", "leave it out, or import into an empty ledger",
        zh: "所填为 {claimed}，而账本将分配 {due}", "请不要填写，或导入到空账本",
        more_en: "Positions and versions are counted by the ledger without gaps; an export carries them so that \
            a copy can be compared byte for byte. Refused: an export appended to another ledger. \
            Right: into an empty one with --preserve-recorded-at, or the two fields removed.",
        more_zh: "位置和版本由账本连续编号；导出文件带有它们，是为了让副本可以逐字节比对。\
            拒绝：把导出文件追加到另一个账本。正确：以 --preserve-recorded-at 导入空账本，或删除这两个字段。",
    }
    /// A line that would be too long once recorded.
    255 recorded_too_long(bytes, most) {
        en: "the line would have {bytes} bytes when recorded, more than {most}",
            "store long contents as documents and name them by their hash",
        zh: "该行记录后将有 {bytes} 字节，超过 {most}", "较长的内容请作为单据存放，并以哈希值引用",
        more_en: "What is recorded can be exported and imported again as one line of at most 1 MiB, position \
            and version included. Refused: an event of just under 1 MiB. Right: the long text as a document.",
        more_zh: "记录的事件须能作为不超过 1 MiB 的一行（含位置和版本）导出并再次导入。\
            拒绝：接近 1 MiB 的事件。正确：把长文本作为单据存放。",
    }
    /// A legal hold.
    256 legal_hold(stream, subject) {
        en: "a legal hold of {stream} forbids erasing the data of {subject}", "release the hold first",
        zh: "{stream} 的法定保全禁止删除 {subject} 的数据", "请先解除保全",
        more_en: "What a court or an audit may ask for must not be erased while the hold stands, in whichever \
            stream it was set. Refused: personal.erased of a subject under hold. \
            Right: hold.released with its reason, then personal.erased.",
        more_zh: "保全期间，法院或审计可能调取的数据不得删除，无论保全设在哪个流中。\
            拒绝：对被保全对象记录 personal.erased。正确：先以 hold.released 写明理由解除，再删除。",
    }
    /// Known before what was known earlier.
    257 time_decreases(at, before) {
        en: "{at} is before the event in front of it ({before})",
            "write the lines in the order in which they became known",
        zh: "{at} 早于前一事件（{before}）", "请按获知的先后顺序排列各行",
        more_en: "`recorded_at` never decreases along the log, or the question what was known at a time would \
            have two answers. Refused: a line of 10:00 after one of 11:00. \
            Right: the lines sorted by recorded_at; effective dates may be in any order.",
        more_zh: "`recorded_at` 沿日志只增不减，否则“某时刻已知什么”会有两个答案。\
            拒绝：11:00 的行之后是 10:00 的行。正确：按 recorded_at 排序；业务日期的顺序不限。",
    }
    /// Known before it could be.
    258 time_in_future(at) {
        en: "{at} lies in the future", "correct the time",
        zh: "{at} 在未来", "请更正时间",
        more_en: "Nothing can have been recorded later than now; a business date may lie in the future, \
            recorded_at may not. Refused: \"recorded_at\":\"2099-01-01T00:00:00.000Z\". Right: the time at which \
            the old system learned of it.",
        more_zh: "任何事件都不可能在现在之后被记录；业务日期可以在未来，recorded_at 不可以。\
            拒绝：\"recorded_at\":\"2099-01-01T00:00:00.000Z\"。正确：原系统获知该事件的时间。",
    }
    /// Another document than the payload names.
    259 document_mismatch(named, have) {
        en: "{named} is not the hash of the file, which is {have}",
            "leave document out of the payload, or hand in the file that it names",
        zh: "{named} 不是该文件的哈希值，实际为 {have}", "请在内容中不写 document，或提交其所指的文件",
        more_en: "The hash in the event is what later proves the paper, so it must be that of the file that is \
            handed in. Refused: --document new.pdf with a payload that names old.pdf's hash. \
            Right: --document new.pdf alone, which fills the field in.",
        more_zh: "事件中的哈希值日后用来证明文件，因此必须与所提交的文件一致。\
            拒绝：提交 new.pdf，内容却写 old.pdf 的哈希。正确：只写 --document new.pdf，由程序填写。",
    }
    /// A policy that was not published.
    260 no_such_policy(citation, known) {
        en: "there is no policy {citation}", "published: {known}",
        zh: "没有政策 {citation}", "已发布：{known}",
        more_en: "A question can be put under any published version, named as name@version; default@1 is built \
            in. Refused: --policy house. Right: --policy house@2; `duebook policy list` shows them.",
        more_zh: "可以按任一已发布的版本提问，写作“名称@版本”；default@1 为内置。拒绝：--policy house。\
            正确：--policy house@2；`duebook policy list` 会列出全部。",
    }
    /// A customer without events.
    261 no_such_customer(number) {
        en: "the ledger has no customer {number}", "`duebook balance` lists the customers",
        zh: "账本中没有客户 {number}", "`duebook balance` 会列出客户",
        more_en: "An unknown number must not look like a customer who owes nothing. \
            Refused: duebook balance C-11 where there is only C-1. Right: duebook balance C-1.",
        more_zh: "未知的编号不能看起来像一位不欠款的客户。拒绝：只有 C-1 时询问 C-11。正确：duebook balance C-1。",
    }
    /// An order that nobody placed.
    262 no_such_order(order) {
        en: "the ledger has no order {order}",
            "correct the number; `duebook timeline CUSTOMER` shows a customer's orders",
        zh: "账本中没有订单 {order}", "请更正编号；`duebook timeline 客户` 会显示客户的订单",
        more_en: "Only an order that was placed can be decided or explained. Refused: duebook order decide SO-9 \
            before it was recorded. Right: order.placed first.",
        more_zh: "只有已下的订单才能决定或解释。拒绝：订单未记录就执行 duebook order decide SO-9。正确：先记录 order.placed。",
    }
    /// A second decision.
    263 decided_already(order, position) {
        en: "order {order} is decided already (position {position})",
            "`duebook order override` changes a decision; --dry-run shows what the rules say now",
        zh: "订单 {order} 已有决定（位置 {position}）",
            "`duebook order override` 可变更决定；--dry-run 显示规则现在的判断",
        more_en: "An order is decided once, so that its record says what was known then; what comes after is \
            an override by an approver. Refused: duebook order decide SO-1 twice. \
            Right: duebook order override SO-1 --outcome approved --approver … --justification …",
        more_zh: "订单只决定一次，记录才能说明当时所知；之后的变更由批准人推翻。拒绝：对 SO-1 决定两次。\
            正确：duebook order override SO-1 --outcome approved --approver … --justification …",
    }
    /// A decision about what is no more.
    264 cancelled_already(order, position) {
        en: "order {order} is cancelled already (position {position})",
            "place a new order; --dry-run shows what the rules say now",
        zh: "订单 {order} 已取消（位置 {position}）", "请另下新订单；--dry-run 显示规则现在的判断",
        more_en: "A cancelled order takes up no credit and needs no decision. Refused: duebook order decide of \
            a cancelled order. Right: order.placed with a new number.",
        more_zh: "已取消的订单不占用额度，也无需决定。拒绝：对已取消的订单作决定。正确：以新编号下单。",
    }
    /// An order that does not stand at the point of view.
    265 order_not_yet(order, as_of, position) {
        en: "order {order} does not stand yet as of {as_of} as known at position {position}",
            "an order cannot be decided before it was placed; ask with a later --as-of",
        zh: "截至 {as_of}、已知至位置 {position}，订单 {order} 尚不存在", "订单在下单之前无法决定，请使用更晚的 --as-of",
        more_en: "A decision counts from its business date, which cannot lie before the order's. \
            Refused: --as-of 2025-03-01 for an order of 2025-03-05. Right: --as-of 2025-03-05 or later.",
        more_zh: "决定自其业务日期起生效，不能早于订单日期。拒绝：2025-03-05 的订单使用 --as-of 2025-03-01。\
            正确：2025-03-05 或以后。",
    }
    /// An order without a decision.
    266 undecided(order) {
        en: "order {order} has not been decided", "`duebook order decide {order}` decides it",
        zh: "订单 {order} 尚未决定", "`duebook order decide {order}` 可作出决定",
        more_en: "There is nothing to explain before a decision has been recorded. Refused: duebook why order \
            SO-1 of an order that waits. Right: duebook order decide SO-1, then why; or decide --dry-run to look first.",
        more_zh: "没有记录的决定就无从解释。拒绝：对待决的 SO-1 执行 duebook why order。\
            正确：先 duebook order decide SO-1，再解释；或先用 --dry-run 查看。",
    }
    /// Neither a position nor a time.
    267 not_known_at(text) {
        en: "{text} is neither a position (digits) nor an RFC 3339 time such as \"2025-04-01T00:00:00Z\"",
            "write for example --known-at 1042, or --known-at 2025-04-01T00:00:00Z",
        zh: "{text} 既不是位置（数字）也不是 RFC 3339 时间（如 \"2025-04-01T00:00:00Z\"）",
            "例如 --known-at 1042，或 --known-at 2025-04-01T00:00:00Z",
        more_en: "What was known is either everything up to a position of the log, or everything recorded up to \
            a moment; a bare date would leave open which moment of the day. Refused: --known-at 2025-04-01. \
            Right: --known-at 2025-04-01T00:00:00Z.",
        more_zh: "“已知”要么指日志到某一位置为止，要么指到某一时刻为止的记录；只写日期无法确定是当天的哪一刻。\
            拒绝：--known-at 2025-04-01。正确：--known-at 2025-04-01T00:00:00Z。",
    }
    /// A file with more events than one batch may have.
    268 batch_too_long(most) {
        en: "there are more than {most} events, and one file is recorded whole or not at all",
            "split it by date and import the parts in order",
        zh: "事件超过 {most} 条，而一个文件必须整体记录或完全不记录", "请按日期拆分，依次导入各部分",
        more_en: "What is recorded together is checked together, and the numbers and ids of all of it are held \
            in memory until its end. Refused: twelve million events in one file. Right: one file a year, the \
            oldest first.",
        more_zh: "一起记录的内容一起检查，其全部编号与 ID 在结束前都保存在内存中。拒绝：一个文件含一千二百万条事件。\
            正确：每年一个文件，从最早的开始。",
    }
}
