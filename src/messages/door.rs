//! What the door refuses about references, people, and the shape of payloads
//! (domain, sections 3, 7 and 11). Codes 150 to 189.

duebook_events::messages! {
    /// An override that says nothing.
    150 no_justification() {
        en: "an override without a justification", "say why the decision is overridden",
        zh: "推翻决定必须说明理由", "请写明为何推翻该决定",
        more_en: "An override is read months later by somebody who was not there. Refused: \
            --justification \"\". Right: --justification \"bank confirmed 80,000 on its way, ref 7781\".",
        more_zh: "推翻的理由会在数月后由不在场的人阅读。拒绝：--justification \"\"。\
            正确：--justification \"银行确认 80,000 在途，凭证号 7781\"。",
    }
    /// An override for which nobody answers.
    151 no_approver() {
        en: "nobody is named as approver", "name the approver",
        zh: "未写明批准人", "请填写批准人",
        more_en: "A named person answers for every override (separation of duties). Refused: \
            \"approver\":\" \". Right: \"approver\":\"zhou.min\".",
        more_zh: "每次推翻都要有具名的人负责（职责分离）。拒绝：\"approver\":\" \"。正确：\"approver\":\"zhou.min\"。",
    }
    /// A partial outcome without its amount.
    152 partial_without_amount() {
        en: "a partial outcome needs the amount that is to be credited", "add credited",
        zh: "部分支持须写明拟贷记的金额", "请补上 credited",
        more_en: "A dispute upheld in part leaves the rest payable, so the part must be known. \
            Refused: {\"outcome\":\"partial\"}. Right: {\"outcome\":\"partial\",\"credited\":\"1200.00\"}.",
        more_zh: "部分支持的争议其余部分仍应付款，因此必须写明支持了多少。\
            拒绝：{\"outcome\":\"partial\"}。正确：{\"outcome\":\"partial\",\"credited\":\"1200.00\"}。",
    }
    /// A rejected dispute that credits something.
    153 rejected_with_amount() {
        en: "a rejected dispute credits nothing", "leave credited out, or correct the outcome",
        zh: "被驳回的争议不产生贷记", "请删除 credited，或更正结论",
        more_en: "Rejected means that the whole amount was rightly claimed; its interest days are put back. \
            Refused: {\"outcome\":\"rejected\",\"credited\":\"500.00\"}. Right: {\"outcome\":\"rejected\"}, \
            or \"partial\" with the amount.",
        more_zh: "驳回表示全部金额均属应收，争议期间的利息照计。\
            拒绝：{\"outcome\":\"rejected\",\"credited\":\"500.00\"}。正确：{\"outcome\":\"rejected\"}，或 \"partial\" 并写明金额。",
    }
    /// A schedule out of order.
    154 schedule_not_rising(later, earlier) {
        en: "{later} does not come after {earlier}",
            "write the instalments in strictly rising order of their dates",
        zh: "{later} 不晚于 {earlier}", "请按日期严格递增的顺序填写各期",
        more_en: "Money fills the parts in the order of the schedule, and a default is counted part by part, \
            so two parts on one day would have no order. Refused: due 2025-04-15, then 2025-03-15. \
            Right: due 2025-03-15, then 2025-04-15.",
        more_zh: "款项按分期表的顺序抵充，违约逐期计算，同一天的两期没有先后。\
            拒绝：先 2025-04-15，后 2025-03-15。正确：先 2025-03-15，后 2025-04-15。",
    }
    /// A plan that fails before it begins.
    155 default_at_once() {
        en: "0 missed instalments would be a default at once", "write 1 or more",
        zh: "漏付 0 期即违约，协议将立即失效", "请填写 1 或更大的数",
        more_en: "The agreement says after how many missed parts it fails; none would mean from the day of \
            signing. Refused: {\"on_default\":{\"missed\":0,\"effect\":\"accelerate\"}}. Right: \"missed\":1.",
        more_zh: "协议写明漏付几期后失效；0 期意味着签署当天就失效。\
            拒绝：{\"on_default\":{\"missed\":0,\"effect\":\"accelerate\"}}。正确：\"missed\":1。",
    }
    /// A list that must name something.
    156 empty_list() {
        en: "the list is empty", "name at least one entry",
        zh: "列表为空", "请至少填写一项",
        more_en: "An allocation without items, or an agreement that covers nothing, has no effect and hides \
            what was meant. Refused: {\"payment\":\"P-1\",\"allocations\":[]}. \
            Right: {\"payment\":\"P-1\",\"allocations\":[{\"invoice\":\"INV-1\",\"amount\":\"10.00\"}]}.",
        more_zh: "没有项目的核销、什么也不涵盖的协议都没有效果，反而掩盖了本意。\
            拒绝：{\"payment\":\"P-1\",\"allocations\":[]}。\
            正确：{\"payment\":\"P-1\",\"allocations\":[{\"invoice\":\"INV-1\",\"amount\":\"10.00\"}]}。",
    }
    /// One number twice in a list.
    157 twice_in_list(number) {
        en: "{number} stands twice in the list", "name it once, with the whole amount",
        zh: "{number} 在列表中出现了两次", "请只列一次，金额合并填写",
        more_en: "Whether the second entry is an addition or a slip cannot be told. \
            Refused: INV-1 with 10.00 and again INV-1 with 5.00. Right: INV-1 with 15.00.",
        more_zh: "无法判断第二项是追加还是误填。拒绝：INV-1 填 10.00，又填 INV-1 5.00。正确：INV-1 填 15.00。",
    }
    /// Two currencies where there must be one.
    158 other_currency(have, want, of) {
        en: "{have} instead of {want}, the currency of {of}",
            "currencies are never mixed: correct the number or the currency",
        zh: "{of} 的币种是 {want}，而不是 {have}", "不同币种从不混用：请更正编号或币种",
        more_en: "Nothing is ever summed across currencies, so a payment in euros cannot close an invoice in \
            yuan; a bank's conversion is a payment in the invoice's currency. \
            Refused: a USD payment allocated to a CNY invoice. Right: the CNY amount that the bank credited.",
        more_zh: "不同币种从不相加，欧元收款不能核销人民币发票；银行结汇后应按发票币种记录收款。\
            拒绝：用美元收款核销人民币发票。正确：记录银行入账的人民币金额。",
    }
    /// A policy's text that is not the one that was hashed.
    159 policy_hash(sha256) {
        en: "the text has the SHA-256 {sha256}", "send the text byte for byte, or correct the hash",
        zh: "该文本的 SHA-256 是 {sha256}", "请逐字节提交文本，或更正哈希值",
        more_en: "Decisions cite a policy with its hash, so the text must be exactly the one that was \
            hashed, line breaks included. Refused: a text saved with other line breaks. \
            Right: `duebook policy publish FILE`, which computes the hash itself.",
        more_zh: "决定连同哈希值引用政策，因此文本必须与计算哈希时完全一致，包括换行。\
            拒绝：换行方式不同的文本。正确：使用 `duebook policy publish 文件`，由程序计算哈希。",
    }
    /// A policy under another name than its own.
    160 policy_name(text, event) {
        en: "the text calls itself {text}, the event {event}", "make them agree",
        zh: "文本自称 {text}，事件却写作 {event}", "请使两者一致",
        more_en: "A policy is cited as name@version, and both stand in its text. Refused: a text with \
            version = 2 published as house@3. Right: the same version in both.",
        more_zh: "政策以“名称@版本”引用，两者都写在文本中。拒绝：文本写 version = 2，却以 house@3 发布。正确：两处版本一致。",
    }
    /// An invoice that could never fall due.
    161 no_deliveries() {
        en: "the terms run from the deliveries, and the invoice names none",
            "name the deliveries that it bills, or an explicit due date",
        zh: "付款条件从交货起算，而发票未列明任何发货单", "请列明所开票的发货单，或直接填写到期日",
        more_en: "\"Within 15 days of receipt\" begins when the last of the invoice's deliveries was received; \
            without deliveries there would never be a due date. Refused: {\"invoice\":\"INV-1\",…} under such \
            terms. Right: {…,\"deliveries\":[\"D-1\"]}, or {…,\"due\":\"2025-03-25\"}.",
        more_zh: "“收货后 15 日内”自发票所列最后一批货物签收起算；没有发货单就永远没有到期日。\
            拒绝：此类条件下的 {\"invoice\":\"INV-1\",…}。正确：{…,\"deliveries\":[\"D-1\"]}，或 {…,\"due\":\"2025-03-25\"}。",
    }
    /// More credited than was disputed.
    162 credited_too_much(credited, disputed) {
        en: "{credited} is more than what was disputed ({disputed})", "credit at most the disputed amount",
        zh: "{credited} 超过了争议金额（{disputed}）", "贷记金额不得超过争议金额",
        more_en: "A dispute is about an amount, and its resolution can grant at most that. \
            Refused: 2,000.00 credited of a dispute about 1,200.00. Right: 1,200.00, and a further credit note \
            for what else was agreed.",
        more_zh: "争议针对特定金额，处理结果不能超过它。拒绝：争议 1,200.00，贷记 2,000.00。\
            正确：贷记 1,200.00，另行约定的部分另开红字凭证。",
    }
    /// An id that no event of the customer has.
    163 no_such_event(customer, id) {
        en: "customer {customer} has no event {id}", "correct the id, or the customer",
        zh: "客户 {customer} 没有事件 {id}", "请更正事件编号或客户",
        more_en: "Retractions and evidence name an event of the same customer by its id. \
            Refused: the id of another customer's event. Right: an id that `duebook export events CUSTOMER` shows.",
        more_zh: "撤回和证据以编号引用同一客户的事件。拒绝：其他客户的事件编号。\
            正确：`duebook export events 客户` 中列出的编号。",
    }
    /// Evidence that does not stand any more.
    164 evidence_retracted(position) {
        en: "the event at position {position} is retracted", "name an event that stands",
        zh: "位置 {position} 的事件已撤回", "请引用仍然有效的事件",
        more_en: "A condition is met by something that happened; a retracted event was entered in error. \
            Refused: evidence that names a retracted payment. Right: the payment that replaced it.",
        more_zh: "条件须由真实发生的事件满足；已撤回的事件属于误录。拒绝：以已撤回的收款为证据。正确：引用替代它的收款。",
    }
    /// A name that belongs to the ledger.
    165 reserved_customer(name) {
        en: "{name}: names that begin with $ belong to the ledger", "give the customer another number",
        zh: "{name}：以 $ 开头的名称归账本自用", "请为客户另取编号",
        more_en: "Policies and keys live in the stream $ledger, and further such streams may follow. \
            Refused: \"customer\":\"$7\". Right: \"customer\":\"C-0007\".",
        more_zh: "政策和密钥存放在 $ledger 流中，今后可能增加同类的流。拒绝：\"customer\":\"$7\"。正确：\"customer\":\"C-0007\"。",
    }
    /// A ledger-wide event at a customer.
    166 belongs_to_ledger(kind) {
        en: "{kind} belongs to the ledger's own stream", "write it with \"customer\":\"$ledger\"",
        zh: "{kind} 属于账本自身的流", "请写 \"customer\":\"$ledger\"",
        more_en: "A policy holds for all customers, so it cannot be one customer's event. \
            Refused: policy.published with \"customer\":\"C-1\". Right: \"customer\":\"$ledger\".",
        more_zh: "政策适用于所有客户，不能是某一客户的事件。拒绝：policy.published 写 \"customer\":\"C-1\"。正确：\"customer\":\"$ledger\"。",
    }
    /// A customer's event in the ledger's own stream.
    167 belongs_to_customer(kind) {
        en: "{kind} belongs to a customer", "name the customer",
        zh: "{kind} 属于客户", "请写明客户",
        more_en: "Each customer's events make up one story and one balance. Refused: invoice.issued with \
            \"customer\":\"$ledger\". Right: \"customer\":\"C-0001\".",
        more_zh: "每位客户的事件构成一条往来记录和一个余额。拒绝：invoice.issued 写 \"customer\":\"$ledger\"。正确：\"customer\":\"C-0001\"。",
    }
    /// A customer of whom nothing is known yet.
    168 not_registered(customer) {
        en: "customer {customer} is not registered", "record customer.registered first, or correct the number",
        zh: "客户 {customer} 尚未建档", "请先记录 customer.registered，或更正编号",
        more_en: "A mistyped number would otherwise open a new account that nobody looks at. \
            Refused: an invoice for C-0O01. Right: customer.registered for C-0001, dated when the relation began, \
            then its invoices.",
        more_zh: "否则写错的编号会悄悄开出一个无人关注的新账户。拒绝：给 C-0O01 开发票。\
            正确：先为 C-0001 记录 customer.registered（日期为关系开始之日），再记录发票。",
    }
    /// A second registration.
    169 registered_already(customer) {
        en: "customer {customer} is registered already", "retract the registration if it was wrong",
        zh: "客户 {customer} 已经建档", "如果建档有误，请先撤回",
        more_en: "A customer is registered once; name and tax number are facts of that event. \
            Refused: customer.registered for a known customer. \
            Right: event.retracted of the first, while nothing else is recorded, then the corrected one.",
        more_zh: "客户只建档一次，名称和税号是该事件的事实。拒绝：对已有客户再次记录 customer.registered。\
            正确：在没有其他记录时撤回原建档，再记录更正后的。",
    }
    /// Before the beginning.
    170 before_registration(day, customer, since) {
        en: "{day} is before the registration of customer {customer} on {since}",
            "correct the date, or retract the registration and record it with an earlier one",
        zh: "{day} 早于客户 {customer} 的建档日 {since}", "请更正日期，或撤回建档并以更早的日期重新记录",
        more_en: "Nothing counts before the customer does. For a migrated history the registration is dated \
            when the relation began. Refused: an invoice of 2024-12-30 for a customer registered on 2025-01-02. \
            Right: the registration with \"effective\":\"2020-05-01\".",
        more_zh: "客户建档之前的事实不计入。迁移历史时，建档日期应为关系开始之日。\
            拒绝：2025-01-02 建档的客户有 2024-12-30 的发票。正确：建档写 \"effective\":\"2020-05-01\"。",
    }
    /// A number that this customer does not have.
    171 no_such_number(customer, what, number) {
        en: "customer {customer} has no {what} {number}", "correct the number, or record the {what} first",
        zh: "客户 {customer} 没有{what} {number}", "请更正编号，或先记录该{what}",
        more_en: "An event may name only what exists for the same customer and stands; a retracted number is \
            free and names nothing. Refused: a payment of C-1 allocated to an invoice of C-2. \
            Right: the invoice's number as `duebook timeline CUSTOMER` shows it.",
        more_zh: "事件只能引用同一客户现存的单据；撤回后的编号已释放，不再指向任何东西。\
            拒绝：用 C-1 的收款核销 C-2 的发票。正确：使用 `duebook timeline 客户` 中显示的编号。",
    }
    /// An event before what it names.
    172 before_what_it_names(day, what, field, dated) {
        en: "{day} is before {what} ({field}), which is dated {dated}",
            "correct the date of the one or the other",
        zh: "{day} 早于{what}（{field}）的日期 {dated}", "请更正其中一个日期",
        more_en: "Goods cannot be received before they were shipped, nor an invoice disputed before it was \
            issued. Only an allocation may come before the invoice: it then counts from the invoice's date. \
            Refused: delivery.received on 2025-03-01 of a delivery of 2025-03-05. Right: 2025-03-05 or later.",
        more_zh: "货物不能在发出之前签收，发票不能在开具之前被争议。只有核销可以早于发票：自发票日期起生效。\
            拒绝：2025-03-05 发货，2025-03-01 签收。正确：2025-03-05 或以后。",
    }
    /// What happens once, again.
    173 happened_already(what, done, position) {
        en: "{what} was {done} already (position {position})", "retract the earlier event if it was wrong",
        zh: "{what}已{done}（位置 {position}）", "如果先前的事件有误，请先撤回",
        more_en: "A delivery is received once, a payment bounces once, a dispute is resolved once; a second \
            event would leave open which of the dates counts. Refused: a second delivery.received for D-1. \
            Right: event.retracted of the first, then the right one.",
        more_zh: "货物只签收一次，款项只退回一次，争议只处理一次；第二个事件会使日期无法确定。\
            拒绝：对 D-1 再次记录 delivery.received。正确：先撤回原事件，再记录正确的。",
    }
    /// An override by somebody without the role.
    174 override_needs_approver(role) {
        en: "an override needs the role approver, not {role}", "have an approver record it",
        zh: "推翻决定需要 approver 角色，而不是 {role}", "请由批准人记录",
        more_en: "Sales and finance apply the rules; only approvers may decide otherwise (separation of \
            duties). Refused: an override by {\"id\":\"li.na\",\"role\":\"sales\"}. \
            Right: by {\"id\":\"zhou.min\",\"role\":\"approver\"}.",
        more_zh: "销售和财务按规则办理，只有批准人可以另行决定（职责分离）。\
            拒绝：{\"id\":\"li.na\",\"role\":\"sales\"} 推翻决定。正确：{\"id\":\"zhou.min\",\"role\":\"approver\"}。",
    }
    /// Somebody would override what is their own.
    175 overrides_own(person, did, order) {
        en: "{person} {did} order {order} and cannot override its decision", "another approver has to do it",
        zh: "{person} {did}了订单 {order}，不能推翻其决定", "须由另一位批准人办理",
        more_en: "Nobody overrides what they placed or decided themselves: four eyes see a release against the \
            rules. Refused: wang.lei places SO-1 and approves its override. Right: wang.lei places it, \
            zhou.min approves.",
        more_zh: "任何人不得推翻自己提交或决定的订单：违反规则的放行必须由两人经手。\
            拒绝：wang.lei 下单 SO-1 又批准推翻。正确：wang.lei 下单，zhou.min 批准。",
    }
    /// An agreement that is over at once.
    176 not_terminable(agreement, kind) {
        en: "{agreement} is of kind {kind}, which cannot be terminated",
            "it took effect at once; agree on something new",
        zh: "{agreement} 属于 {kind} 类，不能终止", "该协议已即时生效，请另行约定",
        more_en: "An offset or a price reduction is fulfilled when it is signed; only instalment, deferral and \
            security agreements run on. Refused: agreement.terminated of an offset. \
            Right: event.retracted if it was entered in error, else a new agreement.",
        more_zh: "抵销和减价在签署时即已履行；只有分期、展期和担保协议是持续的。\
            拒绝：终止一份抵销协议。正确：误录则撤回（event.retracted），否则另签协议。",
    }
    /// Another text under the name of the built-in policy.
    187 built_in_kept(citation) {
        en: "{citation} is built in, and its text never changes", "give the policy another name or version",
        zh: "{citation} 为内置政策，其文本永不更改", "请为该政策另取名称或版本",
        more_en: "Decisions cite default@1 by its hash, on every machine. Refused: a changed text that still says \
            name = \"default\", version = 1. Right: name = \"house\".",
        more_zh: "各处的决定都以哈希引用 default@1。拒绝：改动后仍写 name = \"default\"、version = 1 的文本。\
            正确：name = \"house\"。",
    }
}
