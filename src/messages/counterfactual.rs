//! What another policy would have changed. Codes 740 to 759.

duebook_events::messages! {
    /// A name that is neither a published policy nor a file.
    740 no_policy_no_file(named, known) {
        en: "{named} is neither a published policy nor a file", "published or bundled: {known}; else give the path of a TOML file",
        zh: "{named} 既不是已发布的政策，也不是文件", "已发布或随附的有：{known}；否则请给出 TOML 文件的路径",
        more_en: "A simulation compares policies that are published (NAME@VERSION), the built-in one, and \
            drafts in files, which need not be published: policy simulate strict@2, policy simulate \
            drafts/strict.toml --against default@1. What it compares with is the policy of each \
            decision's day, unless --against names one.",
        more_zh: "模拟可以比较已发布的政策（名称@版本）、内置政策，以及文件中的草案，草案无需先发布：\
            policy simulate strict@2，policy simulate drafts/strict.toml --against default@1。\
            未用 --against 指定时，与每笔决定当日的政策比较。",
    }
    /// A period that ends before it begins.
    741 period_reversed(from, to) {
        en: "--from {from} is later than --to {to}", "name the earlier date with --from",
        zh: "--from {from} 晚于 --to {to}", "--from 应为较早的日期",
        more_en: "Both days belong to the period: --from 2025-01-01 --to 2025-03-31 takes the decisions of a \
            quarter by their business dates. Without --from it begins with the first decision of the log, \
            without --to it ends with --as-of.",
        more_zh: "起止两日都包含在内：--from 2025-01-01 --to 2025-03-31 按业务日期取一个季度的决定。\
            省略 --from 时从日志中第一笔决定开始，省略 --to 时到 --as-of 为止。",
    }
    /// A period that ends after the date from which it is looked at.
    742 period_beyond(to, as_of) {
        en: "--to {to} is later than --as-of {as_of}", "end the period earlier, or look back from a later --as-of",
        zh: "--to {to} 晚于 --as-of {as_of}", "请提前结束日期，或给出更晚的 --as-of",
        more_en: "--as-of is the day on which one looks back and sees what came of the orders (today if it is \
            absent); nothing can have been decided after it. Example: --to 2024-12-31 --as-of 2025-06-30 \
            gives every order of 2024 half a year to be paid.",
        more_zh: "--as-of 是回顾订单结果的日期（省略时为今天），此后不可能已有决定。\
            例如 --to 2024-12-31 --as-of 2025-06-30 为2024年的每笔订单留出半年的付款时间。",
    }
    /// An output that is no page.
    743 page_form(out) {
        en: "{out} does not end with .html", "the page is written as HTML: --out change.html",
        zh: "{out} 不以 .html 结尾", "页面以 HTML 写出：--out change.html",
        more_en: "--out writes one self-contained page for people, to be read in a browser or printed. For \
            programs the same figures come on standard output: --format json has every figure and every \
            decision, --format csv one row a decision.",
        more_zh: "--out 写出一个自足的页面，供人在浏览器中阅读或打印。程序可从标准输出取得同样的数字：\
            --format json 包含全部数字和每笔决定，--format csv 每笔决定一行。",
    }
    /// A page that cannot be written.
    744 page_unwritable(file, problem) {
        en: "{file} cannot be written: {problem}", "name a folder that exists and may be written",
        zh: "无法写入 {file}：{problem}", "请指定存在且可写的文件夹",
        more_en: "The page is written beside its name and renamed when it is complete, so a page that exists \
            is never half written. Nothing of the ledger is touched by a simulation, whether its page can \
            be written or not.",
        more_zh: "页面先写在同一文件夹的临时文件中，完成后再改名，因此不会出现写了一半的页面。\
            无论页面能否写出，模拟都不改动账本。",
    }
}
