//! The words of the guided walk, in English and Chinese, and the commands that
//! it runs. Lines are broken by hand: a page is 80 columns wide.

use duebook_events::Position;

use crate::cli::output::Output;

/// A text in both languages.
pub(super) struct Words {
    pub en: &'static str,
    pub zh: &'static str,
}

impl Words {
    /// In the language of the answer.
    pub fn of(&self, output: Output) -> &'static str {
        output.word(self.en, self.zh)
    }
}

/// One step: what to look at, the commands, what to have seen.
pub(super) struct Step {
    pub title: Words,
    pub before: Words,
    pub commands: &'static [&'static str],
    pub after: Words,
}

const NOTHING: Words = Words { en: "", zh: "" };

/// What this is, and how to follow.
pub(super) fn opening(output: Output, ledger: &str, head: Position) -> String {
    let text = output.word(
        "duebook: a guided look at a receivables ledger

An invented trading company, its 15 customers, January 2024 to June 2025.
What happened was recorded once and is never changed; every figure below is
derived from it now. Amounts are in CNY (one customer: EUR); #238 means the
event at position 238 of the log.

To type along:",
        "duebook：应收账款账本导览

一家虚构的贸易公司，15 位客户，2024 年 1 月至 2025 年 6 月。
发生过的事实只记录一次、永不更改；下面的每个数字都由事实即时推导。
金额为人民币（一位客户用欧元）；#238 指日志中位置 238 的事件。

跟着输入：",
    );
    let events = output.word("events recorded in", "个事件已写入");
    format!("{text}\n\n$ export DUEBOOK_DB={ledger}\n\n({head} {events} {ledger})\n\n")
}

/// Where the ledger is, and what to try next.
pub(super) fn closing(output: Output, ledger: &str) -> String {
    let text = output.word(
        "Now it is yours. Some more to try:

$ duebook timeline C-1001        the building-material customer's whole story
$ duebook why order ORD-1008     40 days late, and he orders again
$ duebook why order ORD-4002     decided by the rules, overridden by a person
$ duebook promises C-1003        a plan of six instalments, kept
$ duebook why score C-1005 --as-of 2025-06-30      \"next week\": where his score comes from
$ duebook why reminder C-1007 --as-of 2025-06-30   why now, or when the next step comes
$ duebook audit decisions        every decision derived again; duties; conditions kept
$ duebook policy backfill        month-end histories; `policy history` reads them
$ duebook overdue --as-of 2025-06-30      what is late, and which papers are missing
$ duebook portfolio --as-of 2025-06-30    twelve month ends: DSO, expected loss, …
$ duebook remind C-1009 --level 2 --as-of 2025-06-30 --dry-run --lang zh
$ duebook propose instalments C-1009 --count 3 --first 2025-07-31 --as-of 2025-06-30
$ duebook replay --check         every figure rebuilt from the log, compared
$ duebook --help                 everything else

Each customer's story is told in replay-fixtures/README.md.",
        "现在交给您。还可以试试：

$ duebook timeline C-1001        建材客户的完整往来
$ duebook why order ORD-1008     逾期四十天，又来下单
$ duebook why order ORD-4002     规则的决定被人推翻
$ duebook promises C-1003        六期分期，期期守约
$ duebook why score C-1005 --as-of 2025-06-30      “下周一定付”：评分从何而来
$ duebook why reminder C-1007 --as-of 2025-06-30   为何现在提醒，或下一步何时
$ duebook audit decisions        重新推导每笔决定；职责分离；条件是否兑现
$ duebook policy backfill        月末历史；用 `policy history` 查看
$ duebook overdue --as-of 2025-06-30      逾期明细与缺失的证据材料
$ duebook portfolio --as-of 2025-06-30    十二个月末：周转天数、预期损失等
$ duebook remind C-1009 --level 2 --as-of 2025-06-30 --dry-run --lang zh
$ duebook propose instalments C-1009 --count 3 --first 2025-07-31 --as-of 2025-06-30
$ duebook replay --check         由日志重建全部数字并比对
$ duebook --help                 其他命令

每位客户的故事见 replay-fixtures/README.md。",
    );
    let where_it_is = output.word("The ledger is at", "账本位于");
    let line = "=".repeat(78);
    format!("{line}\n{where_it_is} {ledger}\n\n{text}\n")
}

/// The walk.
pub(super) const STEPS: &[Step] = &[
    Step {
        title: Words { en: "Who owes us what", zh: "谁欠我们多少" },
        before: Words {
            en: "At the end of June 2025: what is open, what of it is overdue or in dispute,
and money that has come in but is not applied to an invoice yet.",
            zh: "2025 年 6 月末：未清多少，其中逾期、有争议的多少，
以及已到账但尚未核销到发票的款项。",
        },
        commands: &["balance --as-of 2025-06-30"],
        after: Words {
            en: "C-1011 has paid 45,000 in advance: it stands beside the 95,000, and is not
silently set against it.",
            zh: "C-1011 预付了 45,000：它与 95,000 并列列示，不会悄悄相抵。",
        },
    },
    Step {
        title: Words { en: "How old it is", zh: "账龄" },
        before: Words {
            en: "Days past due, counted from the dates that were agreed: a signed instalment
plan moves them (C-1007), a plan that was broken moves them back (C-1009).",
            zh: "按约定日期计算逾期天数：签订的分期协议会推迟到期日（C-1007），
违约后恢复原到期日（C-1009）。",
        },
        commands: &["aging --as-of 2025-06-30"],
        after: NOTHING,
    },
    Step {
        title: Words { en: "What did we know when?", zh: "当时我们知道什么？" },
        before: Words {
            en: "On 31 March 2025 we sent C-1012 a statement of 70,000. They objected: \"we
have paid 50,000, not 30,000.\" They were right: 20,000 had arrived on 27 March
under their parent company's name, and we booked it on 7 April. First what our
books said on 1 April about 31 March, then what they say today about it.",
            zh: "2025 年 3 月 31 日，我们给 C-1012 发出 70,000 的对账单。对方说：
“我们付了 5 万，不是 3 万。”他们是对的：3 月 27 日有 20,000 以其母公司
名义到账，我们 4 月 7 日才入账。先看 4 月 1 日时账上所见的 3 月 31 日，
再看今天所见的同一天。",
        },
        commands: &[
            "balance C-1012 --as-of 2025-03-31 --known-at 2025-04-01T00:00:00Z",
            "balance C-1012 --as-of 2025-03-31",
        ],
        after: Words {
            en: "Both are true: the statement was right by what we knew, and it was wrong.
Nothing was overwritten; the question says which of the two it wants.",
            zh: "两个答案都成立：按当时所知，对账单无误；按事实，它错了。
什么都没有被覆盖，问题里写明要的是哪一个。",
        },
    },
    Step {
        title: Words {
            en: "Which payments, on which dates?", zh: "差在哪几笔、哪几天？"
        },
        before: Words {
            en: "The same objection, line by line: what may explain the difference between the
statement that we sent and the balance that they claim, and which of it adds up
to it exactly.",
            zh: "同一争议逐笔核对：我方对账单与对方主张的余额之间，哪些事项可能造成差异，
哪些合计恰好等于差额。",
        },
        commands: &["statement C-1012 --statement ST-C01"],
        after: NOTHING,
    },
    Step {
        title: Words { en: "Promises", zh: "承诺兑现了吗" },
        before: Words {
            en: "\"We pay next Tuesday\" is recorded with an amount, a date and the invoices,
and judged by what was paid. C-1006 kept the first promise, kept the second
four days late, paid part of the third, nothing of the fourth.",
            zh: "“下周二付”要记下金额、日期和发票，再看实际付款。C-1006 第一次守约，
第二次晚了四天，第三次付了一部分，第四次分文未付。",
        },
        commands: &["promises C-1006 --as-of 2025-06-30"],
        after: NOTHING,
    },
    Step {
        title: Words { en: "A concession, and its end", zh: "让步及其终止" },
        before: Words {
            en: "C-1009 owed 150,000. We deferred it at 0.03 % a day instead of 0.05 %, then,
when nothing came, agreed on three parts, on condition that one missed part
ends the concession. It ended on 31 May: the contractual dates and the
contractual rate hold again, capped at four times the loan prime rate.",
            zh: "C-1009 欠 150,000。我们先展期，日息由 0.05% 减为 0.03%；到期未付，
又约定分三期，但有一期不付，让步即告终止。5 月 31 日终止：恢复合同到期日
与合同利率（以四倍 LPR 为上限）。",
        },
        commands: &[
            "promises C-1009 --as-of 2025-06-30",
            "interest INV-9002 --explain --as-of 2025-06-30",
        ],
        after: NOTHING,
    },
    Step {
        title: Words { en: "Whom to remind today", zh: "今天该提醒谁" },
        before: Words {
            en: "The collector's worklist: one line per customer and step of the ladder, and
what is left out, with the reason (a pending promise, a dispute).",
            zh: "催收员的工作清单：每位客户、每一级一行；未列入的注明原因
（承诺未到期、有争议）。",
        },
        commands: &["reminders --as-of 2025-06-30"],
        after: NOTHING,
    },
    Step {
        title: Words {
            en: "Why was this order let go? (the cheque that bounced)",
            zh: "这张订单当时为何放行？（退票的支票）",
        },
        before: Words {
            en: "C-1007 owed 85,000. On 25 April 2025 he brought a cheque, on the 28th we
released his order of 70,000; on 6 May the bank told us that the cheque had
bounced on 27 April. Was the decision wrong? The record answers in five
parts: the decision, what was known, which rule decided, the same derived
again from the log, and what has come to light since.",
            zh: "C-1007 欠 85,000。2025 年 4 月 25 日交来支票，28 日我们放行了 70,000 的
订单；5 月 6 日银行通知：支票已于 4 月 27 日退票。当时的决定错了吗？
记录分五部分回答：决定、当时所知、由哪条规则决定、由日志重新推导、
此后获知的情况。",
        },
        commands: &["why order ORD-7004"],
        after: Words {
            en: "So: right by what was known, and this can be proved (part 4: the same facts,
byte for byte). With the bank's notice, the same rules would have asked for
30 % of the overdue first. The notice is named; nobody has to remember it.",
            zh: "结论：按当时所知，决定正确，且可以证明（第四部分：事实逐字节一致）。
若已知退票，同样的规则会要求先付逾期款的 30%。原因事件已列出，
不必靠谁记得。",
        },
    },
    Step {
        title: Words {
            en: "What would a stricter policy have changed?",
            zh: "换一套更严的政策会怎样？",
        },
        before: Words {
            en: "Here is a draft: a customer of grade C gets nothing on open account; half of
the order comes first. Before anybody votes on it, every decision of these
eighteen months is derived again under the draft, with the knowledge of its
day, and set beside what became of the orders since.",
            zh: "有一份草案：等级为 C 的客户不再赊销，先付订单的一半。表决之前，
先把这十八个月的每笔决定按草案、以当日所知重新推导，
并与订单后来的结果对照。",
        },
        commands: &[
            "policy diff default@1 cautious@1",
            "policy simulate cautious@1 --as-of 2025-06-30 --top 4",
        ],
        after: Words {
            en: "ORD-7004, the order of the cheque that bounced, is among those that the draft
would have stopped; so is good business. Nothing was changed by asking.
`--out page.html` makes a page of it for a meeting; `duebook policy publish`
puts a policy in force, and the decisions above go on citing theirs.",
            zh: "退票的那张订单 ORD-7004 会被草案拦下；好生意也会被拦下。
这样提问不会改变任何东西。`--out page.html` 可生成会议用的网页；
`duebook policy publish` 使政策生效，以前的决定仍引用各自的政策。",
        },
    },
    Step {
        title: Words {
            en: "The other side's lawyer does not believe us",
            zh: "对方律师不相信我们的账",
        },
        before: Words {
            en: "He need not. Every event is a leaf of a hash tree; whoever keeps one signed
checkpoint (three lines and a signature) sees whether anything before it was
added, removed, changed or back-dated. An excerpt of the log goes to the
court with proofs that are checked without this program.",
            zh: "他不必相信。每个事件都是散列树的一片叶子；只要留有一份签名的检查点
（三行文字加一个签名），就能看出此前的内容是否被增、删、改或倒签。
日志摘录连同证明交给法院，核对时不需要本程序。",
        },
        commands: &[
            "key new --origin demo.example/receivables --out LEDGER.key",
            "checkpoint --key LEDGER.key --out LEDGER.checkpoint",
            "verify",
            "evidence export --order ORD-7004 --as-of 2025-06-30 --key LEDGER.key --out LEDGER.zip",
        ],
        after: Words {
            en: "In the bundle: README.md tells an expert in a dozen lines of shell how to
check it (sha256sum, openssl, Python); report.html is for people. The file
with the checkpoint belongs to somebody else: the auditor, the bank, a notary.",
            zh: "证据包内：README.zh.md 用十几行命令告诉鉴定人如何核对（sha256sum、
openssl、Python）；report.html 供人阅读。检查点文件应交给别人保存：
审计师、银行或公证处。",
        },
    },
];
