//! What the door refuses about amounts, agreements' sums and retractions (domain,
//! sections 1, 3, 5 and 7). Codes 190 to 219.

duebook_events::messages! {
    /// More would be applied to an item than its gross amount.
    190 over_applied(day, applied, number, gross) {
        en: "on {day} more would be applied to {number} ({applied}) than its gross amount ({gross})",
            "correct the amount or the date, or take back what is wrong first",
        zh: "{day} 对 {number} 的核销合计（{applied}）将超过其总额（{gross}）",
            "请更正金额或日期，或先撤销有误的核销",
        more_en: "An open amount is never below zero, on any date: what a customer pays too much stays \
            unapplied, and is shown beside the buckets. Refused: 120.00 applied to an invoice of 100.00. \
            Right: 100.00 applied, 20.00 left unapplied on the payment.",
        more_zh: "任何日期的未清金额都不小于零：多付的款项保持未核销，与账龄并列显示。\
            拒绝：对 100.00 的发票核销 120.00。正确：核销 100.00，其余 20.00 留作未核销款。",
    }
    /// More would be credited than an item's gross amount.
    191 over_credited(day, number, credited, gross) {
        en: "on {day} the credits of {number} ({credited}) would exceed its gross amount ({gross})",
            "correct the amount or the date, or take back what is wrong first",
        zh: "{day} {number} 的贷记合计（{credited}）将超过其总额（{gross}）",
            "请更正金额或日期，或先撤销有误的贷记",
        more_en: "Credit notes and price reductions together cannot forgive more than was billed. \
            Refused: credit notes of 80.00 and 30.00 on an invoice of 100.00. Right: 80.00 and 20.00.",
        more_zh: "红字凭证与减价合计不能超过开票金额。拒绝：对 100.00 的发票开出 80.00 和 30.00 的红字凭证。\
            正确：80.00 和 20.00。",
    }
    /// More would be recovered than was written off.
    192 over_recovered(day, number, recovered, written_off) {
        en: "on {day} more of {number} would be recovered ({recovered}) than was written off ({written_off})",
            "correct the amount or the date, or take back what is wrong first",
        zh: "{day} {number} 的收回合计（{recovered}）将超过已核销坏账（{written_off}）",
            "请更正金额或日期，或先撤销有误的记录",
        more_en: "A recovery reopens what was written off, so that a payment can be allocated to it; it can \
            reopen no more than that. Refused: 500.00 recovered after a write-off of 300.00. Right: 300.00.",
        more_zh: "收回会重新打开已核销的坏账，以便核销收款，因此不能超过它。\
            拒绝：核销坏账 300.00 后收回 500.00。正确：300.00。",
    }
    /// More would be taken out of a credit note than its excess.
    193 over_excess(day, used, note, excess) {
        en: "on {day} {used} would be taken out of credit note {note}, which holds an excess of {excess}",
            "correct the amount or the date, or take back what is wrong first",
        zh: "{day} 将从红字凭证 {note} 取用 {used}，而其余额只有 {excess}",
            "请更正金额或日期，或先撤销有误的取用",
        more_en: "Only what a credit note exceeds its invoice by can be applied elsewhere or refunded, and a \
            later bounce takes it back. Refused: 50.00 out of a note of 50.00 on an unpaid invoice. \
            Right: the excess once the invoice has been paid.",
        more_zh: "红字凭证只有超出其发票未清额的部分可用于他处或退款，之后的退票会使其收回。\
            拒绝：发票未付时从 50.00 的凭证取用 50.00。正确：发票付清后取用多出的部分。",
    }
    /// A payment that holds nothing any more.
    194 payment_bounced(number, day) {
        en: "payment {number} bounced on {day}: it holds nothing any more",
            "correct the number or the date",
        zh: "收款 {number} 已于 {day} 退回，不再有任何余额", "请更正编号或日期",
        more_en: "A bounce reopens the payment's invoices and ends it; what comes in again is a new payment. \
            Refused: payment.allocated of P-1 after payment.reversed of P-1. Right: payment.received P-2, and \
            its allocation.",
        more_zh: "退票使相关发票重新打开，该收款即告终止；再次到账的是新的收款。\
            拒绝：P-1 已退回后再核销 P-1。正确：记录收款 P-2 并核销。",
    }
    /// More would go out of a payment than came in.
    195 payment_overdrawn(day, number, out, amount) {
        en: "on {day} more of payment {number} would be allocated or refunded ({out}) than it holds ({amount})",
            "correct the amount or the date, or take back what is wrong first",
        zh: "{day} 收款 {number} 的核销与退款合计（{out}）将超过其金额（{amount}）",
            "请更正金额或日期，或先撤销有误的核销",
        more_en: "Received = allocated + refunded + unapplied, on every date. Refused: 60.00 and 50.00 allocated \
            out of a payment of 100.00. Right: 60.00 and 40.00, or payment.deallocated of the first before.",
        more_zh: "任何日期都有：收到 = 已核销 + 已退款 + 未核销。拒绝：从 100.00 的收款核销 60.00 和 50.00。\
            正确：60.00 和 40.00，或先用 payment.deallocated 取消前一笔。",
    }
    /// More would be taken off an item than was on it.
    196 over_taken_off(day, amount, item, source) {
        en: "on {day} {amount} more would be taken off {item} than {source} had on it",
            "correct the amount or the date, or take back what is wrong first",
        zh: "{day} 从 {item} 取消的核销将比 {source} 已核销的多 {amount}", "请更正金额或日期",
        more_en: "A deallocation undoes an allocation of the same payment on the same item, no more. \
            Refused: 50.00 taken off INV-1 where P-1 had 30.00 on it. Right: 30.00.",
        more_zh: "取消核销只能撤销同一收款对同一项目的核销。拒绝：P-1 对 INV-1 核销 30.00，却取消 50.00。正确：30.00。",
    }
    /// An agreement that covers more than is open.
    197 covered_too_much(amount, number, open, day) {
        en: "{amount} of {number} would be covered, {open} was open on {day}", "cover at most what is open",
        zh: "协议将涵盖 {number} 的 {amount}，而 {day} 未清金额为 {open}", "涵盖金额不得超过未清金额",
        more_en: "An agreement about a debt concerns what is owed just before it is signed. \
            Refused: 120,000.00 covered of an invoice of which 100,000.00 is open. Right: 100,000.00. \
            A later back-dated payment does not make the agreement wrong.",
        more_zh: "债务协议针对签署前尚欠的金额。拒绝：发票未清 100,000.00，却涵盖 120,000.00。正确：100,000.00。\
            之后补录的早期收款不会使协议失效。",
    }
    /// A schedule that does not add up.
    198 schedule_sum(scheduled, covered) {
        en: "the instalments add up to {scheduled}, what is covered to {covered}",
            "make them equal; a remainder belongs on the last instalment",
        zh: "各期合计 {scheduled}，而涵盖金额为 {covered}", "两者须相等，余数计入最后一期",
        more_en: "A plan says when the whole of the covered debt is paid; a difference would have no date. \
            Refused: 100,000.00 in three parts of 33,333.33. Right: 33,333.33, 33,333.33 and 33,333.34.",
        more_zh: "分期表要说明涵盖债务的全部何时付清，差额将没有日期。拒绝：100,000.00 分三期各 33,333.33。\
            正确：33,333.33、33,333.33、33,333.34。",
    }
    /// Goods or a reduction worth more than the debt.
    199 more_than_covered(value, covered) {
        en: "{value} is more than what is covered ({covered})", "lower it, or cover more",
        zh: "{value} 超过了涵盖金额（{covered}）", "请降低该金额，或扩大涵盖范围",
        more_en: "An offset or a price reduction closes items up to what it covers; the rest would close \
            nothing. Refused: goods of 50,000.00 against 40,000.00 covered. Right: cover another invoice, or \
            agree on 40,000.00.",
        more_zh: "抵销或减价以涵盖金额为限，多出部分无处可抵。拒绝：涵盖 40,000.00，货物作价 50,000.00。\
            正确：再涵盖一张发票，或作价 40,000.00。",
    }
    /// A retraction of a retraction.
    205 retracts_retraction(position) {
        en: "the event at position {position} is a retraction itself",
            "record the retracted event again instead",
        zh: "位置 {position} 的事件本身就是撤回", "请重新记录被撤回的事件",
        more_en: "A chain of retractions could only be read by counting; what was taken back wrongly is \
            recorded anew. Refused: event.retracted of an event.retracted. \
            Right: the payment once more, with a new id.",
        more_zh: "层层撤回只能靠数数来理解；误撤的事件应重新记录。拒绝：撤回一个撤回。正确：以新的编号重新记录该收款。",
    }
    /// A second retraction.
    206 retracted_already(position) {
        en: "the event at position {position} is retracted already", "nothing is left to do",
        zh: "位置 {position} 的事件已被撤回", "无需再做任何事",
        more_en: "An event is retracted once; from then on it is skipped whatever date is asked for. \
            Refused: event.retracted of the same event twice. Right: once.",
        more_zh: "事件只撤回一次，此后无论询问哪个日期都不再计入。拒绝：对同一事件撤回两次。正确：撤回一次。",
    }
    /// What others rest on for ever.
    207 not_retractable(kind) {
        en: "{kind} cannot be taken back: decisions and signatures rest on it",
            "publish a newer version instead",
        zh: "{kind} 不能撤回：决定和签名以它为依据", "请发布更新的版本",
        more_en: "Recorded decisions cite the policy of their day and must be derivable for ever. \
            Refused: event.retracted of policy.published. Right: `duebook policy publish FILE` with a higher \
            version.",
        more_zh: "已记录的决定引用当日的政策，必须永远能够重新推导。拒绝：撤回 policy.published。\
            正确：以更高的版本 `duebook policy publish 文件`。",
    }
    /// An event on which others rest.
    208 others_depend(position, list) {
        en: "other events depend on the event at position {position}: {list}",
            "retract those first, the newest first",
        zh: "其他事件依赖位置 {position} 的事件：{list}", "请先撤回它们，从最新的开始",
        more_en: "Taking back an invoice under a payment that was applied to it would leave the payment \
            pointing at nothing. Refused: retracting INV-1 while a dispute and an allocation name it. \
            Right: the dispute and the allocation first, then INV-1.",
        more_zh: "撤回已被核销的发票，会使核销指向不存在的单据。拒绝：有争议和核销引用 INV-1 时撤回它。\
            正确：先撤回争议和核销，再撤回 INV-1。",
    }
    /// Without the event an amount rule would not hold.
    209 without_it(problem) {
        en: "without that event, {problem}", "retract or correct first what rests on it",
        zh: "撤回该事件后，{problem}", "请先撤回或更正以它为基础的事件",
        more_en: "The amount rules hold on every date, for retractions too: a deallocation that is taken back \
            puts the money on the item again. Refused: retracting the deallocation of 30.00 after these 30.00 \
            were refunded. Right: the refund first.",
        more_zh: "金额规则在任何日期都成立，撤回也不例外：撤回一笔取消核销，会使款项回到原项目。\
            拒绝：30.00 取消核销并已退款后，撤回该取消核销。正确：先撤回退款。",
    }
}
