//! Letters, proposals and other papers: codes 600 to 649.

duebook_events::messages! {
    /// A template of the user's cannot be read or rendered.
    600 template_broken(problem) {
        en: "the template fails: {problem}", "correct the template; without --templates the built-in one is used",
        zh: "模板出错：{problem}", "请修改该模板；不使用 --templates 时采用内置模板",
        more_en: "Templates are Jinja files. A name that does not exist is an error, not an empty \
            text, so that no letter goes out with a hole in it. For example {{ custmer.name }} is \
            refused with its file and line; {{ customer.name }} is right. Nothing is recorded when \
            a template fails.",
        more_zh: "模板采用 Jinja 语法。引用不存在的名称会报错，而不会输出空白，以免发出有缺漏的\
            函件。例如 {{ custmer.name }} 会连同文件名和行号一并提示，正确写法为\
            {{ customer.name }}。模板出错时不会记录任何事件。",
    }
    /// The folder of templates holds a file whose name is none of the templates'.
    601 template_unknown() {
        en: "this is not the name of a template", "`duebook templates` lists the names",
        zh: "这不是模板的名称", "`duebook templates` 可列出全部名称",
        more_en: "A folder given with --templates replaces built-in templates by files of the same \
            path, such as zh/reminder-1.html or en/statement.txt. A file of another name would be \
            ignored silently, so it is refused. `duebook templates` lists the names.",
        more_zh: "--templates 指定的文件夹用同名文件替换内置模板，例如 zh/reminder-1.html 或\
            en/statement.txt。其他名称的文件若被静默忽略容易造成误会，因此会被拒绝。\
            `duebook templates` 可列出全部名称。",
    }
    /// A folder of templates, or a file in it, cannot be read.
    602 templates_unreadable(problem) {
        en: "the templates cannot be read: {problem}", "name a folder with templates such as zh/reminder-1.html",
        zh: "无法读取模板：{problem}", "请指定含有模板（例如 zh/reminder-1.html）的文件夹",
        more_en: "--templates DIR (or DUEBOOK_TEMPLATES) names a folder with files such as \
            zh/reminder-1.html. For example: duebook remind C-1001 --level 1 --templates letters.",
        more_zh: "--templates DIR（或环境变量 DUEBOOK_TEMPLATES）指定一个文件夹，其中的文件形如\
            zh/reminder-1.html。例如：duebook remind C-1001 --level 1 --templates letters。",
    }
    /// The creditor's file cannot be read.
    603 company_unreadable(problem) {
        en: "the company file cannot be read: {problem}", "known are name, address, tax_id, phone, email, contact, bank, account, account_name, bic, city, [law_firm], [en], [zh]",
        zh: "无法读取公司文件：{problem}", "可用字段：name、address、tax_id、phone、email、contact、bank、account、account_name、bic、city、[law_firm]、[en]、[zh]",
        more_en: "The creditor's own name and bank account come from a small TOML file, given with \
            --company FILE or DUEBOOK_COMPANY: name = \"…\", bank = \"…\", account = \"…\". Under \
            [en] and [zh] stands what reads otherwise in one language. Without the file the letters \
            have blanks to fill in.",
        more_zh: "债权人自己的名称、银行账户等来自一个小型 TOML 文件，用 --company FILE 或环境变量\
            DUEBOOK_COMPANY 指定，例如 name = \"…\"、bank = \"…\"、account = \"…\"。仅在某一语言中\
            不同的内容写在 [en] 或 [zh] 之下。没有该文件时，函件中相应位置留空待填。",
    }
    /// A file could not be read at all.
    604 file_unreadable(problem) {
        en: "the file cannot be read: {problem}", "name a file that can be read",
        zh: "无法读取文件：{problem}", "请指定可读取的文件",
        more_en: "The file named on the command line, for example with --company, cannot be opened. \
            Check its path and who may read it.",
        more_zh: "命令行中指定的文件（例如 --company 的文件）无法打开。请检查路径和读取权限。",
    }
    /// Where the document was to go, it cannot be written.
    605 out_unwritable(file, problem) {
        en: "{file} cannot be written: {problem}", "name a file or folder that can be written; nothing was recorded",
        zh: "无法写入 {file}：{problem}", "请指定可写入的文件或文件夹；未记录任何事件",
        more_en: "The document is written before the event is recorded, so that there is never a \
            record of a letter that nobody has. For example: --out letters/ for a folder, \
            --out letter.html for one file.",
        more_zh: "先写文件、后记录事件，因此不会出现有记录而无函件的情形。例如 --out letters/ 写入\
            文件夹，--out letter.html 写入单个文件。",
    }
    /// The name of the output says neither HTML nor text.
    606 out_form(file) {
        en: "{file} is neither .html nor .txt nor a folder", "for a PDF print the HTML from a browser; a folder gets both forms",
        zh: "{file} 既不是 .html、.txt，也不是文件夹", "如需 PDF，请用浏览器打印 HTML；指定文件夹则两种格式均写入",
        more_en: "Documents are rendered as self-contained, printable HTML and as plain text. A \
            browser makes a PDF of the HTML: chromium --headless --print-to-pdf=letter.pdf letter.html.",
        more_zh: "文书可输出为自包含、可打印的 HTML 或纯文本。PDF 可由浏览器生成：\
            chromium --headless --print-to-pdf=letter.pdf letter.html。",
    }
    /// Level 4 is not a letter.
    610 level_is_legal_step(customer, date) {
        en: "level 4 is a legal step, not a letter", "when it is taken: duebook record legal.step --customer {customer} --effective {date} --data '{{\"step\":\"litigation\"}}'",
        zh: "第 4 级是法律措施，不是函件", "采取措施后请记录：duebook record legal.step --customer {customer} --effective {date} --data '{{\"step\":\"litigation\"}}'",
        more_en: "The ladder ends with lawyers: a payment order, mediation, arbitration, a suit. What \
            was done is recorded as legal.step with its document, for example litigation with the \
            statement of claim. Letters are levels 0 to 3.",
        more_zh: "催收阶梯的最后一级是法律措施：支付令、调解、仲裁、诉讼。所采取的措施以 legal.step\
            连同文件记录，例如 litigation 附起诉状。函件为第 0 至 3 级。",
    }
    /// Nothing may be reminded of.
    611 nothing_to_remind(customer, level, reasons) {
        en: "there is nothing to remind {customer} of at level {level}{reasons}", "`duebook reminders {customer}` shows the worklist, `duebook aging {customer} --items` what is open",
        zh: "{customer} 没有可按第 {level} 级提醒的款项{reasons}", "`duebook reminders {customer}` 显示当日催收清单，`duebook aging {customer} --items` 显示未清项目",
        more_en: "A letter names overdue amounts that nobody disputes (level 0: amounts due within \
            three days). Items with a pending promise, disputed amounts and everything of an \
            insolvent customer are left out. For example, a customer who has promised to pay on \
            Friday is not reminded before.",
        more_zh: "函件只列无争议的逾期金额（第 0 级：三日内到期的金额）。有待兑现承诺的项目、争议金额\
            以及已进入破产程序的客户的全部款项均不列入。例如客户承诺周五付款，则周五之前不再提醒。",
    }
    /// An item that was asked for may not be named.
    612 not_this_item(invoice, reason) {
        en: "{invoice} cannot be named: {reason}", "leave it out, or ask with another --as-of",
        zh: "不能列入 {invoice}：{reason}", "请不要列入，或改用其他 --as-of 日期",
        more_en: "--invoice picks items for the letter or plan. Each must be open, undisputed and \
            late (level 0: due soon) on the day. For example an invoice that was paid yesterday is \
            refused rather than left out silently.",
        more_zh: "--invoice 用于指定列入函件或计划的项目。各项目在当日须未清、无争议且已逾期\
            （第 0 级：即将到期）。例如昨日已付清的发票会被拒绝，而不会被静默略去。",
    }
    /// Items of several currencies.
    613 choose_currency(customer, currencies) {
        en: "{customer} owes in several currencies: {currencies}", "one letter a currency: choose with --currency",
        zh: "{customer} 有多个币种的款项：{currencies}", "每个币种一封函件，请用 --currency 选择",
        more_en: "Amounts of different currencies are never added up, so each currency has a letter \
            and a number of its own. For example: duebook remind C-1013 --level 1 --currency EUR.",
        more_zh: "不同币种的金额从不相加，因此每个币种各有一封函件和一个编号。例如：\
            duebook remind C-1013 --level 1 --currency EUR。",
    }
    /// No payment to thank for.
    614 no_payment(customer) {
        en: "{customer} has no such payment to thank for", "`duebook timeline {customer}` shows the payments",
        zh: "{customer} 没有可致谢的付款", "`duebook timeline {customer}` 可查看付款记录",
        more_en: "A letter of thanks names the newest payment that has not bounced, or the one given \
            with --payment. For example: duebook remind C-1001 --thanks --payment PAY-1004.",
        more_zh: "感谢函所列的是最近一笔未退票的付款，或由 --payment 指定的付款。例如：\
            duebook remind C-1001 --thanks --payment PAY-1004。",
    }
    /// Nothing undisputed is overdue.
    620 nothing_overdue(customer, currency, date) {
        en: "{customer} has nothing undisputed overdue in {currency} on {date}", "`duebook aging {customer} --items` shows what is open; another currency is chosen with --currency",
        zh: "{customer} 在 {date} 没有无争议的 {currency} 逾期款项", "`duebook aging {customer} --items` 可查看未清项目；其他币种请用 --currency 选择",
        more_en: "An instalment plan covers the undisputed overdue amounts of one currency. What is \
            not due yet keeps its date, and disputed amounts are settled on their own. For example, \
            an invoice of 120,000.00 of which 20,000.00 are disputed is covered with 100,000.00.",
        more_zh: "分期计划涵盖一个币种中无争议的逾期金额。未到期款项仍按原日期支付，争议金额另行解决。\
            例如 120,000.00 的发票中有 20,000.00 存在争议，则计划涵盖 100,000.00。",
    }
    /// No currency is known.
    621 no_currency(customer) {
        en: "{customer} owes nothing", "`duebook balance {customer}` shows what is open",
        zh: "{customer} 没有未清款项", "`duebook balance {customer}` 可查看余额",
        more_en: "A proposal needs something overdue. A customer without invoices has no main \
            currency either. For example, record the invoices first.",
        more_zh: "提出分期计划须有逾期款项。没有发票的客户也没有主要币种。例如请先录入发票。",
    }
    /// The number of instalments makes no sense.
    622 count_out_of_range(count) {
        en: "{count} instalments", "--count takes a number from 1 to 3650",
        zh: "分期数为 {count}", "--count 须为 1 至 3650",
        more_en: "The rest after a down payment is split in --count equal parts, rounded down to the \
            currency's smallest unit, the remainder on the last. For example 100.00 in three parts \
            is 33.33, 33.33 and 33.34.",
        more_zh: "首付之后的余额平均分为 --count 期，每期按币种最小单位向下取整，余数计入最后一期。\
            例如 100.00 分三期为 33.33、33.33、33.34。",
    }
    /// A date comes too early.
    623 date_too_early(due, after) {
        en: "{due} does not come after {after}", "choose later dates: the down payment on the day of the proposal or later, the first instalment after both",
        zh: "{due} 不晚于 {after}", "请选择更晚的日期：首付不早于提案日，首期晚于提案日和首付日",
        more_en: "The dates of a schedule rise strictly, from the day of the proposal (--as-of) on. \
            For example, with --as-of 2025-04-16 --down-due 2025-04-16 the first instalment may be \
            due from 2025-04-17 on.",
        more_zh: "还款日期须自提案日（--as-of）起严格递增。例如 --as-of 2025-04-16\
            --down-due 2025-04-16 时，首期最早为 2025-04-17。",
    }
    /// The share to be paid down is none.
    624 share_out_of_range(share) {
        en: "a down payment of {share}", "--down takes a share between 0 and 1, such as 0.30",
        zh: "首付比例为 {share}", "--down 须为 0 与 1 之间的比例，例如 0.30",
        more_en: "--down 0.30 asks for 30 % of the covered sum, rounded half away from zero; the rest \
            is split in equal parts. A share of 0 or 1 is no down payment or no plan. For example \
            0.30 of 120,000.00 is 36,000.00.",
        more_zh: "--down 0.30 表示首付为涵盖金额的 30%，四舍五入；余额平均分期。比例为 0 即没有首付，\
            为 1 即没有计划。例如 120,000.00 的 0.30 为 36,000.00。",
    }
    /// A payment would come to nothing.
    625 too_small(total, currency) {
        en: "{total} {currency} cannot be split so that every payment is above zero", "fewer instalments, or another share",
        zh: "{total} {currency} 无法拆分为每期均大于零的付款", "请减少期数或调整比例",
        more_en: "Every payment of a schedule must be above zero. For example 0.05 CNY cannot be paid \
            in six parts.",
        more_zh: "还款计划的每一期金额须大于零。例如 0.05 CNY 无法分六期支付。",
    }
    /// The schedule would end after the last date there is.
    626 too_long(count) {
        en: "{count} instalments end after the year 9999", "fewer instalments, or closer together",
        zh: "{count} 期的还款计划超出 9999 年", "请减少期数或缩短间隔",
        more_en: "Dates are years 0001 to 9999. For example 3650 monthly instalments from 2025 on end \
            in 2329, but 3650-day steps do not end in time.",
        more_zh: "日期范围为 0001 至 9999 年。例如自 2025 年起按月 3650 期止于 2329 年，\
            而间隔 3650 天则会超出范围。",
    }
    /// More missed instalments are a default than there are payments.
    627 missed_out_of_range(missed, rows) {
        en: "{missed} missed payments of a schedule of {rows}", "--missed takes a number from 1 to the number of payments",
        zh: "还款计划共 {rows} 期，违约条件为漏付 {missed} 期", "--missed 须为 1 至总期数",
        more_en: "--missed 2 means that the plan fails at the end of the day on which two payments \
            are past due and not met. A number above the payments could never happen. For example, \
            --missed 1 --effect revert ends a concession with the first missed payment.",
        more_zh: "--missed 2 表示有两期逾期未付的当日终了时计划失效。超过总期数则永远不会发生。\
            例如 --missed 1 --effect revert 表示漏付一期即终止优惠。",
    }
    /// Steps of a schedule that cannot be read.
    628 step_unreadable(text) {
        en: "“{text}” is no distance between instalments", "month, week, or a number of days such as 10-days",
        zh: "无法识别的间隔“{text}”", "请写 month、week 或天数，例如 10-days",
        more_en: "--every month keeps the day of the month (31 January, 28 February, 31 March); \
            --every week is 7 days; --every 10-days any other number of days from 1 to 3650.",
        more_zh: "--every month 保持每月同一日（1 月 31 日、2 月 28 日、3 月 31 日）；--every week 为\
            7 天；--every 10-days 为 1 至 3650 之间的其他天数。例如 --every 10-days。",
    }
    /// Every number that an agreement of the day could get is taken.
    629 agreement_numbers_taken(number, count) {
        en: "{count} agreements have the number {number}", "propose with another --as-of",
        zh: "已有 {count} 份协议使用编号 {number}", "请改用其他 --as-of 日期提出",
        more_en: "A proposal gets a number by customer, day and currency, then -2, -3 and so on. For \
            example AGR-C-1001-20250414-CNY-2 is the second of that day.",
        more_zh: "提案的编号由客户、日期和币种组成，重复时依次加 -2、-3 等后缀。例如 \
            AGR-C-1001-20250414-CNY-2 为当日第二份。",
    }
}
