//! Statements of account: 650 to 669.

duebook_events::messages! {
    /// The day of an interim statement lies outside its month.
    650 day_outside_period(day, period) {
        en: "{day} is not a day of {period}", "leave --as-of out for the whole month, or name one of its days",
        zh: "{day} 不在 {period} 之内", "出具整月对账单请省略 --as-of，否则请指定该月中的某一天",
        more_en: "A statement covers a month. With --as-of it covers the month up to that day \
            (an interim statement): duebook statement C-0001 --period 2025-03 --as-of 2025-03-15. \
            Days after the month belong to the next statement.",
        more_zh: "对账单以月为期。加 --as-of 时，只统计到该日（中期对账单）：\
            duebook statement C-0001 --period 2025-03 --as-of 2025-03-15。月末以后的日期属于下一期对账单。",
    }
    /// A customer without anything that has a currency.
    651 no_currency(customer) {
        en: "nothing of {customer} has a currency yet", "name one: --currency CNY",
        zh: "{customer} 尚无任何带币种的业务", "请指定币种：--currency CNY",
        more_en: "Without --currency the statement is in the only currency in which the customer \
            has invoices or payments, or in the main one (that of the newest limit, else of the \
            first invoice). A customer that is new by the end of the period has none of them.",
        more_zh: "未给出 --currency 时，对账单采用客户唯一有发票或收款的币种；有多种时采用主币种\
            （最近一次授信的币种，否则为首张发票的币种）。期末仍无业务的新客户没有币种可选。",
    }
    /// The customer has no such statement.
    652 no_such_statement(customer, statement) {
        en: "{customer} has no statement {statement}", "`duebook timeline {customer}` shows the statements that were sent",
        zh: "{customer} 没有编号为 {statement} 的对账单", "`duebook timeline {customer}` 可查看已发送的对账单",
        more_en: "--statement names a statement.sent that is on record (and known, with \
            --known-at). One that was retracted counts no more.",
        more_zh: "--statement 须指向已记录（且在 --known-at 时点已知）的 statement.sent。已撤回的不再有效。",
    }
    /// The statement is of another month or currency.
    653 other_statement(statement, theirs) {
        en: "statement {statement} covers {theirs}", "leave --period, --currency and --as-of out where --statement is given",
        zh: "对账单 {statement} 的范围是 {theirs}", "给出 --statement 时请省略 --period、--currency 和 --as-of",
        more_en: "A statement on record has a last day and a currency of its own; what is asked \
            besides must be the same.",
        more_zh: "已记录的对账单有自己的截止日和币种，另行指定的期间、币种必须与其一致。",
    }
    /// Payments by the customer's books, but nothing to compare with.
    654 nothing_claimed(customer) {
        en: "{customer} has not contested this statement on record", "give the balance by their books: --claimed 20000.00",
        zh: "没有 {customer} 对该期对账单提出异议的记录", "请给出对方账面余额：--claimed 20000.00",
        more_en: "A difference has two sides: our balance and theirs. Theirs comes from \
            statement.contested on record, or from --claimed.",
        more_zh: "差异由双方余额构成：我方余额与对方余额。对方余额取自已记录的 statement.contested，或由 --claimed 给出。",
    }
    /// A balance with more digits than the currency has.
    655 claimed_digits(problem) {
        en: "--claimed: {problem}", "write the balance with at most the currency's minor digits",
        zh: "--claimed：{problem}", "请按该币种的最小单位书写余额",
        more_en: "CNY has two digits after the point, JPY none, KWD three: 20000.00 CNY, 20000 JPY.",
        more_zh: "人民币两位小数，日元无小数，科威特第纳尔三位小数：20000.00 CNY、20000 JPY。",
    }
    /// A statement of a period that is not over.
    656 period_not_over(end, on) {
        en: "the period ends on {end}, after {on}", "send it when the period is over, or an interim statement with --as-of {on}",
        zh: "该期间截止于 {end}，晚于 {on}", "请待期间结束后再发送，或用 --as-of {on} 发送中期对账单",
        more_en: "What is sent is the balance at the end of the period. Before that nobody knows \
            what will still happen in it. An interim statement covers the month up to a day: \
            duebook statement C-0001 --period 2025-03 --as-of 2025-03-15 --send.",
        more_zh: "发送的是期末余额，而期间尚未结束，其后仍可能发生业务。中期对账单统计到指定日期：\
            duebook statement C-0001 --period 2025-03 --as-of 2025-03-15 --send。",
    }
    /// The statement was sent before with another balance.
    657 sent_otherwise(statement, position, balance) {
        en: "{statement} was sent already (position {position}) with another balance or document: {balance}",
            "send the revised statement under a number of its own: --statement {statement}-R1",
        zh: "{statement} 此前已发送（位置 {position}），余额或附件不同：{balance}",
            "请用新编号发送更正后的对账单：--statement {statement}-R1",
        more_en: "A statement that was sent is a fact and stays as it was. Entries that became \
            known later change the balance of the same period; then a revised statement goes out \
            under another number, and both stay on record.",
        more_zh: "已发送的对账单是事实，不得改动。此后入账的业务会改变同一期间的余额；\
            此时应以新编号发送更正后的对账单，两份均保留在账。",
    }
    /// A CSV file of the customer's payments that cannot be read.
    658 their_file(file, problem) {
        en: "{file}: {problem}", "give a CSV file in UTF-8 with the columns date, amount, reference",
        zh: "{file}：{problem}", "请提供包含 date、amount、reference 三列的 UTF-8 编码 CSV 文件",
        more_en: "The first line names the columns; each further line is one payment: \
            `date,amount,reference` and `2025-03-20,50000.00,TT-0815`. UTF-8, at most 10,000 lines.",
        more_zh: "首行为列名，其后每行一笔付款：`date,amount,reference` 与 `2025-03-20,50000.00,TT-0815`。\
            编码 UTF-8，最多 10,000 行。",
    }
    /// A cell of the customer's payments that cannot be read.
    659 their_cell(problem) {
        en: "the cell cannot be read: {problem}", "correct the cell; amounts are plain decimals such as 50000.00, dates YYYY-MM-DD",
        zh: "无法读取该单元格：{problem}", "请更正该单元格；金额写作 50000.00，日期写作 YYYY-MM-DD",
        more_en: "Amounts are read strictly, without thousands separators or currency signs, \
            because a guess would be worse than a refusal.",
        more_zh: "金额按严格格式读取，不接受千位分隔符和货币符号：宁可拒收，也不猜测。",
    }
    /// A CSV file without a needed column.
    660 their_column(column) {
        en: "there is no column {column}", "the first line must read: date,amount,reference",
        zh: "缺少 {column} 列", "首行应为：date,amount,reference",
        more_en: "The columns may stand in any order, and others may stand beside them. \
            `reference` may be empty: then amount and date are compared.",
        more_zh: "各列顺序不限，也可以有其他列。`reference` 可以为空，此时按金额和日期比对。",
    }
}
