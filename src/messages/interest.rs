//! Questions about late interest.

duebook_events::messages! {
    /// Neither an invoice nor a customer has this number.
    700 no_invoice_or_customer(number) {
        en: "the ledger has no invoice and no customer {number}", "`duebook interest` lists the invoices that have borne interest",
        zh: "账簿中没有编号为 {number} 的发票或客户", "`duebook interest` 列出所有产生过利息的发票",
        more_en: "`duebook interest INV-1 --explain` takes the number of an invoice (or of a customer, for all of the customer's invoices) exactly as it was recorded: case, hyphens and leading zeros count. Example: INV-0042 is not INV-42.",
        more_zh: "`duebook interest INV-1 --explain` 需要发票编号（或客户编号，列出该客户的全部发票），须与记录时完全一致：区分大小写、连字符和前导零。例如 INV-0042 与 INV-42 是两个编号。",
    }
    /// A fee bears no interest.
    701 fee_bears_no_interest(number) {
        en: "{number} is a fee, and fees bear no interest", "name the invoice that was late",
        zh: "{number} 是费用，费用不再计息", "请指定逾期的发票编号",
        more_en: "Late interest is reckoned on the principal of invoices only: no interest on fees or on interest. Example: the fee LF-1 that was charged for INV-1 stays at its amount, however late it is paid; `duebook interest INV-1 --explain` shows what INV-1 bears.",
        more_zh: "逾期利息只按发票本金计算：费用和利息不再计息。例如因 INV-1 计收的费用 LF-1，无论何时支付金额都不变；`duebook interest INV-1 --explain` 显示 INV-1 的计息过程。",
    }
}
