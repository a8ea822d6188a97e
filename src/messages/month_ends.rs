//! Month-end histories: 760 to 779.

duebook_events::messages! {
    /// A history of an empty ledger.
    760 nothing_recorded() {
        en: "the ledger holds no event, so there is no month to judge", "import or record events first",
        zh: "账本中没有任何事件，无月末可供判断", "请先导入或记录事件",
        more_en: "A month-end history judges every customer at every month end that the log has seen. \
            Begin with `duebook import history.jsonl --preserve-recorded-at`.",
        more_zh: "月末历史按日志所及的每个月末判断每位客户。请先执行 `duebook import history.jsonl --preserve-recorded-at`。",
    }
    /// A month that is not over.
    761 month_not_over(month, today) {
        en: "{month} is not over on {today}", "name an earlier month with --to",
        zh: "截至 {today}，{month} 尚未结束", "请用 --to 指定较早的月份",
        more_en: "A history holds finished months only, so that what is shown for a month never changes. \
            On 15 July the last month is June; `duebook portfolio` shows the running month.",
        more_zh: "历史只保存已结束的月份，因此已显示的月份不会再变。7 月 15 日时，最后一个月是 6 月；\
            当月情况请看 `duebook portfolio`。",
    }
    /// Months before the ledger knew anything.
    762 nothing_known_then(month, first) {
        en: "at the end of {month} the ledger knew nothing: the first event was recorded on {first}",
            "judge the months with today's knowledge: --with-hindsight",
        zh: "{month} 月末时账本一无所知：首个事件记录于 {first}", "请用今日所知判断各月：--with-hindsight",
        more_en: "Each month end is judged with the knowledge of its day. A history that was imported \
            without --preserve-recorded-at became known on the day of the import, so its months can only be \
            judged with hindsight; the answer says so.",
        more_zh: "各月末按当日所知判断。未使用 --preserve-recorded-at 导入的历史，在导入当天才为账本所知，\
            因此只能以事后所知判断；结果中会注明。",
    }
    /// A question about histories where there are none.
    763 no_history() {
        en: "no month-end history has been built yet", "build it: duebook policy backfill",
        zh: "尚未建立任何月末历史", "请建立：duebook policy backfill",
        more_en: "`duebook policy backfill` builds the history as originally reported: each month under the \
            policy of its own day. `duebook policy backfill strict@2` then shows the same months under strict@2.",
        more_zh: "`duebook policy backfill` 建立原始口径的历史：各月依当日有效的政策。\
            `duebook policy backfill strict@2` 再按 strict@2 展示同样的月份。",
    }
    /// A history that does not exist.
    764 no_such_history(name, known) {
        en: "there is no whole history {name}", "there are: {known}",
        zh: "没有完整的历史 {name}", "现有：{known}",
        more_en: "A history is named by its id, by its policy (the newest one under it), or by the word \
            original: `duebook policy history --as-reported original`. `duebook policy histories` lists them.",
        more_zh: "历史可用编号、政策（取其最新一份）或 original 指定：`duebook policy history --as-reported original`。\
            `duebook policy histories` 列出全部。",
    }
    /// Dropping what is shown.
    765 shown_is_kept(id) {
        en: "the history {id} is the one that is shown", "backfill another policy first, then drop it",
        zh: "历史 {id} 正在使用", "请先补算另一版本的政策，再删除它",
        more_en: "Readers must never find nothing. `duebook policy backfill default@1` shows another history; \
            then `duebook policy drop ID` removes this one. Facts are never touched by either.",
        more_zh: "读者不应面对空白。先用 `duebook policy backfill default@1` 切换到另一历史，\
            再用 `duebook policy drop ID` 删除。两者都不触及事实。",
    }
    /// Two histories that disagree in facts.
    766 facts_differ(new, old, customer, month) {
        en: "history {new} and history {old} differ in what {customer} owed at the end of {month}; nothing was switched",
            "a policy cannot change facts: run `duebook replay --check`, and keep both histories for the finding",
        zh: "历史 {new} 与历史 {old} 在 {customer} 于 {month} 月末的欠款上不一致；未切换",
            "政策不能改变事实：请运行 `duebook replay --check`，并保留两份历史备查",
        more_en: "Before a switch every customer's open and unapplied amounts are compared, month by month. \
            They follow from facts alone, so a difference is a defect of the program or of the file.",
        more_zh: "切换前逐客户、逐月比较未清与未核销金额。它们仅由事实决定，若有差异，则是程序或文件的缺陷。",
    }
    /// Rows that are missing in one of two histories.
    767 rows_missing(new, old) {
        en: "history {new} lacks customers or months that history {old} has; nothing was switched",
            "drop {new} with `duebook policy drop {new}` and backfill again",
        zh: "历史 {new} 缺少历史 {old} 中的客户或月份；未切换",
            "请用 `duebook policy drop {new}` 删除后重新补算",
        more_en: "Both histories judge the same customers at the same month ends with the same knowledge, so \
            they have the same rows; only what stands in them may differ.",
        more_zh: "两份历史以同样的所知判断同样的客户和月末，行数应一致，只有内容可以不同。",
    }
    /// A row that cannot be true.
    768 history_broken(id, customer) {
        en: "the rows of {customer} in history {id} cannot be true: buckets do not add up, or months are out of order",
            "drop it with `duebook policy drop {id}` and backfill again",
        zh: "历史 {id} 中 {customer} 的记录不可能正确：账龄之和不等于未清金额，或月份次序有误",
            "请用 `duebook policy drop {id}` 删除后重新补算",
        more_en: "After a build everything is read back and checked: the aging buckets add up to what is open, \
            months ascend, scores lie between 0 and 100.",
        more_zh: "建立后会全部读回并检查：账龄之和等于未清金额，月份递增，评分在 0 至 100 之间。",
    }
    /// A history whose stored rows are not what was built.
    769 history_damaged(id) {
        en: "the stored rows of history {id} are not what was built",
            "build it again: `duebook policy backfill` with the same policy",
        zh: "历史 {id} 的存储内容与建立时不符", "请重建：以同一政策执行 `duebook policy backfill`",
        more_en: "A history carries a SHA-256 over all its rows. It is disposable: the log holds everything \
            that is needed to build it again.",
        more_zh: "每份历史都带有覆盖全部行的 SHA-256。历史可随时丢弃：日志中保存着重建所需的一切。",
    }
    /// A history that another process drops.
    770 dropped_meanwhile(id) {
        en: "history {id} was changed or dropped by another process meanwhile; nothing was switched",
            "run the command again",
        zh: "历史 {id} 已被另一进程更改或删除；未切换", "请重新执行该命令",
        more_en: "Several processes may build, show and drop histories at once: each step is made only if the \
            history still stands as it was when it was read.",
        more_zh: "多个进程可以同时建立、切换和删除历史：只有当历史仍与读取时一致，才会执行下一步。",
    }
}
