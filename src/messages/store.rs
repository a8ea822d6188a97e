//! What is told when the store cannot be opened, read or written. Codes 300 to 349.

duebook_events::messages! {
    /// What the engine says.
    300 engine_failed(problem) {
        en: "the store failed: {problem}", "nothing was recorded; check disk and permissions, then repeat",
        zh: "存储出错：{problem}", "未写入任何内容；请检查磁盘与权限后重试",
        more_en: "The text after the colon is the storage engine's own. An event counts as recorded only once \
            the engine has confirmed it, so repeating a command is safe: the same event is recorded once. \
            Typical causes: a full disk, a folder without write permission.",
        more_zh: "冒号后是存储引擎的原文。只有引擎确认之后事件才算记录，因此重复执行是安全的：同一事件只记录一次。\
            常见原因：磁盘已满、目录没有写权限。",
    }
    /// A position beyond the log.
    301 no_such_position(position) {
        en: "there is no event at position {position}", "`duebook verify` checks the log",
        zh: "位置 {position} 没有事件", "`duebook verify` 可检查日志",
        more_en: "Positions are 1, 2, 3… without gaps; a program asked for one that the log does not have. \
            If it lies below the head, the log is damaged. Right: restore the backup and compare it with a checkpoint.",
        more_zh: "位置为连续的 1、2、3……；程序请求了日志中不存在的位置。若它小于最新位置，说明日志已损坏。\
            正确做法：恢复备份，并与检查点比对。",
    }
    /// A document under another hash than its own.
    302 document_hash_wrong() {
        en: "the document does not have the SHA-256 that it is given", "hand in the file that the hash names",
        zh: "单据与所给的 SHA-256 不符", "请提交该哈希值所指的文件",
        more_en: "Documents are kept under their hash, and what is kept under a hash is what has it. \
            Refused: a file that was changed after its hash had been computed. Right: the original file.",
        more_zh: "单据按哈希值存放，存放在某哈希值下的内容必须与之相符。拒绝：计算哈希后被改动的文件。正确：原始文件。",
    }
    /// Beyond a bound of the store.
    303 beyond_limit(what, limit) {
        en: "{what} is beyond the limit of {limit}", "divide it",
        zh: "{what}超过上限 {limit}", "请分开处理",
        more_en: "The store bounds what it holds in memory at once, so that one command cannot starve the \
            others. Refused: a document of many gigabytes. Right: the document in parts.",
        more_zh: "存储限制一次放入内存的内容，避免一条命令拖垮其他命令。拒绝：数 GB 的单据。正确：分成几份。",
    }
    /// Locked for too long.
    304 store_busy() {
        en: "another process is writing to the ledger and did not finish in time", "try again",
        zh: "另一个进程正在写入账本，未能及时完成", "请重试",
        more_en: "One process writes at a time; others wait some seconds. Nothing was recorded. \
            Typical cause: a long import. Right: repeat the command when it has ended.",
        more_zh: "同一时间只有一个进程写入，其他进程等待数秒。未写入任何内容。常见原因：正在进行较长的导入。\
            正确做法：导入结束后重复该命令。",
    }
    /// The file went away.
    305 ledger_moved(path) {
        en: "the file {path} was renamed, replaced or removed while it was open", "put it back and try again",
        zh: "文件 {path} 在打开期间被改名、替换或删除", "请恢复原位后重试",
        more_en: "Appending to a file that is no longer the ledger would lose events without a word. \
            Refused: writing after a backup was copied over the open file. Right: stop the program before the \
            file is exchanged.",
        more_zh: "向已不是账本的文件写入会使事件悄然丢失。拒绝：备份覆盖了打开的文件之后继续写入。\
            正确做法：替换文件之前先停止程序。",
    }
    /// A read that lasted too long.
    306 read_too_long(seconds) {
        en: "the read took longer than {seconds} seconds and was ended, so that the write-ahead log can shrink",
            "ask for less, or try again when the machine is less busy",
        zh: "读取超过 {seconds} 秒，已中止，以便预写日志得以收缩", "请缩小范围，或在机器空闲时重试",
        more_en: "A long read keeps old pages alive, and the files beside the ledger would grow without bound. \
            Refused: a question about everything on a machine that swaps. Right: the question for one customer.",
        more_zh: "长时间的读取会保留旧页，账本旁的文件会无限增长。拒绝：在内存不足的机器上询问全部内容。\
            正确：只询问一位客户。",
    }
    /// Bytes that cannot be as they are.
    307 ledger_damaged(problem) {
        en: "the ledger is damaged: {problem}", "restore a backup, and check it with `duebook verify`",
        zh: "账本已损坏：{problem}", "请恢复备份，并用 `duebook verify` 检查",
        more_en: "What is stored contradicts itself; the text after the colon says where. Stored bytes are never \
            repaired silently, because a repair would be a change of history. Right: the newest backup that \
            verifies, then the events since from their sources.",
        more_zh: "存储内容自相矛盾，冒号后说明位置。存储的字节从不悄悄修复，因为修复就是改写历史。\
            正确做法：恢复最近一份能通过检查的备份，再从来源补入之后的事件。",
    }
    /// Done or not.
    308 outcome_unknown(problem) {
        en: "the outcome is unknown, repeat the command: {problem}",
            "repeating is safe: what was recorded is recognised and not recorded twice",
        zh: "结果未知，请重复该命令：{problem}", "重复是安全的：已记录的内容会被认出，不会重复记录",
        more_en: "The connection to the store broke between the write and its confirmation. Send the same file \
            or event again: an event with the same id and content counts as already recorded.",
        more_zh: "写入与确认之间连接中断。请再次发送同一文件或事件：编号和内容相同的事件视为已记录。",
    }
    /// Closed.
    309 store_closed() {
        en: "the store is closed", "start the program again",
        zh: "存储已关闭", "请重新启动程序",
        more_en: "The program is shutting down and takes nothing more. Nothing was recorded; repeat the \
            command once it runs again.",
        more_zh: "程序正在关闭，不再接受写入。未写入任何内容；请在重新启动后重复该命令。",
    }
    /// A batch that the store refuses.
    310 batch_refused(problem) {
        en: "the store refused the batch: {problem}", "nothing was recorded; please report this",
        zh: "存储拒绝了该批事件：{problem}", "未写入任何内容；请反馈此问题",
        more_en: "The store checks once more what the door let in, so that a defect of the program cannot \
            damage the log. Nothing was recorded. The text after the colon helps to find the defect.",
        more_zh: "存储会再次核对已通过检查的内容，使程序缺陷无法损坏日志。未写入任何内容。冒号后的文字有助于查找缺陷。",
    }
    /// An event of the log that cannot be read.
    311 event_unreadable(position, problem) {
        en: "the event at position {position} cannot be read: {problem}",
            "use the newest program; if it cannot either, restore a backup",
        zh: "无法读取位置 {position} 的事件：{problem}", "请使用最新的程序；若仍无法读取，请恢复备份",
        more_en: "An unknown event, field or version stops with its place named instead of being skipped, \
            because a figure without it would be wrong. Typical cause: a newer program wrote it, or stored \
            bytes were changed.",
        more_zh: "未知的事件、字段或版本会指明位置并停止，而不是跳过，因为缺少它的数字是错的。\
            常见原因：由更新的程序写入，或存储的字节被改动。",
    }
    /// A type of event that a newer program knows.
    312 unknown_type_code(position, code) {
        en: "the event at position {position} has the unknown type code {code}; a newer program wrote it",
            "use the newest program",
        zh: "位置 {position} 的事件类型代码 {code} 未知，由更新的程序写入", "请使用最新的程序",
        more_en: "An event that a program cannot judge must not be left out of a balance silently. \
            Refused: a ledger of a newer program read by an older one. Right: the newer program on every machine.",
        more_zh: "程序无法判断的事件不能悄悄排除在余额之外。拒绝：旧程序读取新程序的账本。正确：各机器都使用新程序。",
    }
    /// A policy of the log that cannot be used any more.
    313 policy_unusable(position, problem) {
        en: "the policy at position {position} cannot be used: {problem}", "use the program that published it",
        zh: "位置 {position} 的政策无法使用：{problem}", "请使用发布它的程序",
        more_en: "A published policy was checked when it was recorded; a program that cannot read it is older \
            or does not support what it uses. Figures under another policy would be others, so there are none.",
        more_zh: "政策在发布时已检查；无法读取说明程序较旧或不支持其用法。换用其他政策会得到别的数字，因此不给出答案。",
    }
    /// A policy in force that nobody published.
    314 policy_not_published(citation, published) {
        en: "policy {citation} is in force but not published; published: {published}",
            "please report this",
        zh: "政策 {citation} 在用但未发布；已发布：{published}", "请反馈此问题",
        more_en: "A decision cites a policy whose text is in the log; this cannot happen unless the program \
            has a defect. Nothing was recorded.",
        more_zh: "决定引用的政策文本必须在日志中；除非程序有缺陷，否则不会发生。未写入任何内容。",
    }
    /// Others were faster too often.
    315 others_faster(attempts) {
        en: "others wrote to the same customers {attempts} times in a row; nothing was recorded, try again",
            "repeat the command",
        zh: "其他进程连续 {attempts} 次写入了相同的客户；未写入任何内容，请重试", "请重复该命令",
        more_en: "A batch is checked against what its customers have, and put together again when somebody else \
            wrote meanwhile. Typical cause: two imports about the same customers. Right: one after the other.",
        more_zh: "一批事件按客户现状检查，若其间他人写入则重新组织。常见原因：两个导入涉及相同客户。正确：先后进行。",
    }
    /// A thread that died.
    316 thread_died(what) {
        en: "a {what} thread died; there is no answer without its share", "please report this",
        zh: "{what}线程意外终止，缺少其部分便没有答案", "请反馈此问题",
        more_en: "An answer without a part of the log would be a wrong answer, so none is given and nothing was \
            recorded. This is a defect of the program.",
        more_zh: "缺少部分日志的答案就是错误的答案，因此不给出答案，也未写入任何内容。这是程序缺陷。",
    }
    /// What cannot happen.
    317 defect(problem) {
        en: "the program has a defect: {problem}", "please report this",
        zh: "程序存在缺陷：{problem}", "请反馈此问题",
        more_en: "Something happened that the program takes to be impossible. It stopped before it recorded \
            anything. The text after the colon says where.",
        more_zh: "发生了程序认为不可能的情况，在写入任何内容之前已停止。冒号后说明位置。",
    }
    /// No ledger there.
    320 no_ledger(path) {
        en: "there is no ledger at {path}", "`duebook init` creates one, --db names another",
        zh: "{path} 处没有账本", "`duebook init` 可新建账本，--db 可指定其他账本",
        more_en: "A question never creates a ledger, or a mistyped path would answer with zeros. \
            Refused: duebook --db boks.db balance. Right: --db books.db, or DUEBOOK_DB, or `duebook init` first.",
        more_zh: "提问不会新建账本，否则路径写错也会得到全是零的答案。拒绝：duebook --db boks.db balance。\
            正确：--db books.db，或设置 DUEBOOK_DB，或先执行 `duebook init`。",
    }
    /// Another kind of file.
    321 not_a_ledger(path, reason) {
        en: "{path} is not a duebook ledger: {reason}", "name the ledger with --db; the file is as it was",
        zh: "{path} 不是 duebook 账本：{reason}", "请用 --db 指定账本；该文件未被改动",
        more_en: "Nothing is ever written into a file of another kind. Refused: --db invoices.xlsx. \
            Right: the path that was given to `duebook init`.",
        more_zh: "程序从不写入其他类型的文件。拒绝：--db invoices.xlsx。正确：`duebook init` 时给出的路径。",
    }
    /// A ledger of a newer program.
    322 newer_ledger(path, found, known) {
        en: "{path} is a ledger of version {found}; this program knows versions up to {known}",
            "use the newest program",
        zh: "{path} 的账本版本为 {found}，本程序只支持到 {known}", "请使用最新的程序",
        more_en: "A newer layout may hold what an older program would overlook. \
            Refused: a ledger that a newer program has opened. Right: the newer program on every machine.",
        more_zh: "新的结构可能含有旧程序会遗漏的内容。拒绝：已被新程序打开过的账本。正确：各机器都使用新程序。",
    }
    /// A file system without reliable locks.
    323 network_file_system(path, kind) {
        en: "{path} is on a network file system ({kind}); keep the ledger on a local disk",
            "move it to a local disk",
        zh: "{path} 位于网络文件系统（{kind}），请将账本放在本地磁盘", "请移到本地磁盘",
        more_en: "Locks and syncs over a network cannot be relied upon, and an acknowledged event must survive \
            a crash. Refused: --db /mnt/nfs/books.db. Right: a local path, and backups over the network.",
        more_zh: "网络上的锁和同步不可靠，而已确认的事件必须经得起断电。拒绝：--db /mnt/nfs/books.db。\
            正确：本地路径，网络只用于备份。",
    }
    /// Held by another process.
    324 ledger_in_use(path) {
        en: "{path} is in use by another process", "end the other process, or wait for it",
        zh: "{path} 正被另一个进程占用", "请结束该进程，或等待其完成",
        more_en: "Another program holds the ledger alone, a backup tool or a migration for example. \
            Nothing was changed. Right: repeat the command when it has ended.",
        more_zh: "另一个程序独占了账本，例如备份工具或结构升级。未做任何改动。正确做法：结束后重复该命令。",
    }
    /// What the system says.
    325 cannot_open(problem) {
        en: "the ledger cannot be opened: {problem}", "check the path and its permissions",
        zh: "无法打开账本：{problem}", "请检查路径及其权限",
        more_en: "The text after the colon is the system's own. Typical causes: the folder does not exist, or \
            may not be written. Right: a path in a folder of your own.",
        more_zh: "冒号后是系统的原文。常见原因：目录不存在，或没有写权限。正确：使用自己有权限的目录。",
    }
    /// An answer that nobody can receive.
    326 cannot_write(problem) {
        en: "the answer cannot be written: {problem}", "check the disk, or where the output goes",
        zh: "无法输出结果：{problem}", "请检查磁盘或输出位置",
        more_en: "The ledger is as it is; only what was to be printed or saved could not be. \
            Typical cause: a full disk behind `> file`. Right: the same question with another file.",
        more_zh: "账本未受影响，只是结果无法打印或保存。常见原因：`> 文件` 所在磁盘已满。正确：换一个文件重新提问。",
    }
    /// Too many demos.
    327 folder_full() {
        en: "the folder for temporary files is full of demos", "delete old duebook-demo-*.db files, or give --db",
        zh: "临时目录中的演示账本已满", "请删除旧的 duebook-demo-*.db 文件，或指定 --db",
        more_en: "Each demo makes a ledger of its own and leaves it for you to look around in. \
            Right: duebook --db my-demo.db demo.",
        more_zh: "每次演示都会新建一个账本并保留，供您继续查看。正确：duebook --db my-demo.db demo。",
    }
    /// A published text that is not the one that was published.
    328 policy_altered(position, citation, recorded, have) {
        en: "the text of {citation} at position {position} was altered: published with SHA-256 {recorded}, it has {have}",
            "restore the ledger from a backup, and find out who wrote to the file",
        zh: "位置 {position} 的政策 {citation} 文本已被改动：发布时 SHA-256 为 {recorded}，现为 {have}",
            "请从备份恢复账本，并查明谁改写了文件",
        more_en: "A policy is recorded with the hash of its text, and decisions cite that hash. A text with \
            another hash judges otherwise than the one that was published, so nothing is answered under it.",
        more_zh: "政策连同文本的哈希一并记录，决定引用该哈希。哈希不同的文本会得出不同的判断，因此不据以作答。",
    }
    /// A checkpoint of fewer events than one that is kept.
    329 smaller_tree(size, newest) {
        en: "a checkpoint of {newest} events is kept already, this one would cover only {size}", "`duebook verify` tells whether the log was cut off; nothing was signed",
        zh: "已保存了覆盖 {newest} 个事件的检查点，而此次只覆盖 {size} 个", "`duebook verify` 可查明日志是否被截断；未签署任何内容",
        more_en: "A log only grows. A smaller checkpoint after a larger one would say that events have gone. \
            Refused: signing 900 events after 1,000 were signed. Right: find out why the log is shorter, and restore it.",
        more_zh: "日志只会增长。在较大的检查点之后再签较小的，等于声明事件消失了。拒绝：签过 1,000 个事件之后再签 900 个。\
            正确做法：查明日志变短的原因并恢复。",
    }
    /// A checkpoint of another tree than the log's.
    330 other_tree(size) {
        en: "the tree over the first {size} events does not have the root of that checkpoint", "`duebook verify` tells what was changed; nothing was signed",
        zh: "前 {size} 个事件的树根与该检查点不符", "`duebook verify` 可查明何处被改动；未签署任何内容",
        more_en: "Two checkpoints of one log must be consistent: the larger tree begins with the smaller one. \
            Refused: a checkpoint of a rewritten log, or an attestation of a checkpoint that is not kept here. \
            Right: compare the log with a checkpoint that is kept elsewhere.",
        more_zh: "同一日志的两个检查点必须一致：较大的树以较小的树为开头。拒绝：被改写的日志的检查点，\
            或针对此处未保存的检查点的佐证。正确做法：与保存在别处的检查点比对。",
    }
}
