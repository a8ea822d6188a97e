//! Sealed personal texts and their keys. Codes 850 to 879.

duebook_events::messages! {
    /// A plain text of a subject whose key was erased.
    850 subject_erased(subject) {
        en: "the personal data of {subject} were erased, so no new text of this subject is recorded",
            "leave the text out, or name the data subject it is about: {{\"text\": \"…\", \"subject\": \"P-17\"}}",
        zh: "{subject} 的个人信息已删除，不再记录该主体的新文本",
            "请省略该文本，或指明其所涉的个人信息主体：{{\"text\": \"…\", \"subject\": \"P-17\"}}",
        more_en: "Who was erased gets no new key: what is recorded later under the same subject would be \
            readable again without anybody having decided so. Refused: contact.logged with a summary for C-1 \
            after `duebook erase C-1`. Right: the same with \"summary\": {\"text\": \"rang the new \
            clerk\", \"subject\": \"P-17\"}, or an event without personal text. Amounts and dates are never affected.",
        more_zh: "已删除的主体不再获得新密钥：否则其后以同一主体记录的内容又可读取，而无人作过此决定。\
            拒绝：执行 `duebook erase C-1` 后，为 C-1 记录带 summary 的 contact.logged。\
            正确：\"summary\": {\"text\": \"致电新出纳\", \"subject\": \"P-17\"}，或不含个人文本的事件。金额和日期不受影响。",
    }
    /// A ledger that seals, without its key file.
    851 keys_missing(path) {
        en: "this ledger seals personal texts, and its key file {path} is not there",
            "put the file back, or say where it is: --personal-keys FILE; if it is lost for ever: duebook personal new-keys",
        zh: "本账本加密存储个人信息，但找不到密钥文件 {path}",
            "请恢复该文件，或用 --personal-keys FILE 指明其位置；若已永久丢失：duebook personal new-keys",
        more_en: "Without the keys nothing can be sealed, and personal texts are never written in the clear, \
            so events with such texts are refused; all questions go on, with [sealed] in place of names. \
            The key file is not in the ledger's backups, on purpose: keep one copy of its own, and erase \
            that one too when a subject is erased. Example: DUEBOOK_PERSONAL_KEYS=/safe/book.keys.",
        more_zh: "没有密钥便无法加密，而个人信息从不以明文写入，因此含此类文本的事件会被拒绝；各项查询照常，\
            姓名处显示［已加密］。密钥文件有意不在账本备份之内：请另存一份，删除主体时也一并删除。\
            例如：DUEBOOK_PERSONAL_KEYS=/safe/book.keys。",
    }
    /// The key file of another ledger.
    852 keys_of_another(path) {
        en: "{path} is the key file of another ledger, or an older one of this ledger",
            "name the right file: --personal-keys FILE",
        zh: "{path} 是另一账本的密钥文件，或本账本从前的密钥文件", "请指明正确的文件：--personal-keys FILE",
        more_en: "A ledger remembers the id of its key file. Texts sealed under keys of another file could \
            not be read here later, so nothing is sealed with it. Example: two ledgers in one folder that \
            were both given --personal-keys keys; each needs a file of its own.",
        more_zh: "账本记有其密钥文件的标识。若用另一文件中的密钥加密，日后在此将无法读取，因此不予使用。\
            例如：同一文件夹中的两个账本都指定了 --personal-keys keys；每个账本须有各自的文件。",
    }
    /// A key file that cannot be read or written.
    853 keys_unusable(path, problem) {
        en: "the key file {path} cannot be used: {problem}",
            "the command changed nothing; check the file, its permissions and the disk",
        zh: "无法使用密钥文件 {path}：{problem}", "命令未作任何更改；请检查该文件、其权限和磁盘",
        more_en: "Keys are written and synced before the event that uses them, so that no text is ever \
            recorded that nobody can open. Example: the file belongs to another user (it has mode 0600), or \
            a line in it was edited; restore the file from its own copy then.",
        more_zh: "密钥须在使用它的事件写入之前落盘，以免记录无人能解密的文本。\
            例如：该文件属于其他用户（权限为 0600），或其中某行被改动；此时请用其自身的副本恢复。",
    }
    /// A line of the key file that was changed.
    854 keys_damaged(path, line) {
        en: "line {line} of the key file {path} is damaged",
            "restore the file from its own copy; the ledger itself is not affected",
        zh: "密钥文件 {path} 第 {line} 行已损坏", "请用其自身的副本恢复；账本本身不受影响",
        more_en: "Every line holds a key and a check of it. A damaged file is neither written to nor \
            repaired by guessing: the keys behind the damage would be lost. Example: somebody opened the file in an \
            editor that changed the ends of the lines.",
        more_zh: "每行含一个密钥及其校验值。文件损坏时既不写入也不猜测修复，否则损坏处之后的密钥会丢失。\
            例如：有人用会改变行尾的编辑器打开过该文件。",
    }
    /// A text that came sealed and does not open here.
    855 seal_does_not_open(subject) {
        en: "the sealed text does not open under the key of {subject}: it was changed, or sealed for another event or by other keys",
            "send the text itself, or the event exactly as it was exported",
        zh: "该密文无法用 {subject} 的密钥解密：内容已被改动，或本属于其他事件或由其他密钥加密",
            "请发送文本本身，或原样发送导出的事件",
        more_en: "A sealed text is bound to its subject, its event and its field; copied into another event \
            it would be evidence of something that nobody recorded. Refused: the sealed name of one \
            registration in another. Right: the plain name, which is sealed anew.",
        more_zh: "密文与其主体、事件和字段绑定；复制到另一事件中，就成了无人记录过之事的证据。\
            拒绝：把一条登记中的加密姓名放入另一条。正确：填写姓名明文，账本会重新加密。",
    }
    /// Erasing in a ledger that seals nothing.
    856 nothing_sealed() {
        en: "this ledger does not seal personal texts, so erasing a key would make nothing unreadable",
            "seal from the beginning: duebook --db NEW init --seal-personal, then import this ledger's events",
        zh: "本账本未加密个人信息，删除密钥不会使任何内容不可读",
            "须从一开始加密：duebook --db NEW init --seal-personal，再导入本账本的事件",
        more_en: "Recorded bytes never change, so what was recorded in the clear stays. A ledger that is to be \
            able to forget is created with `init --seal-personal`; `duebook export events | duebook --db NEW \
            import - --preserve-recorded-at` takes the history over and seals it. The old files must then \
            be destroyed by other means.",
        more_zh: "已记录的字节永不更改，以明文记录的会一直保留。需要能够删除个人信息的账本应以 \
            `init --seal-personal` 创建；再用 `duebook export events | duebook --db NEW import - \
            --preserve-recorded-at` 迁移并加密历史，旧文件须以其他方式销毁。",
    }
    /// A subject of whom nothing is sealed.
    857 no_such_subject(subject) {
        en: "nothing is sealed for the subject {subject}", "duebook personal list shows all subjects",
        zh: "没有主体 {subject} 的加密内容", "用 duebook personal list 查看全部主体",
        more_en: "Erasing cannot be taken back, so a subject that does not exist is taken for a slip of the \
            pen. Refused: `duebook erase C-01` where the subject is C-1. Right: the id as \
            `duebook personal list` shows it; the customer's, unless the text named another.",
        more_zh: "删除无法撤回，因此不存在的主体视为笔误。拒绝：主体为 C-1 时执行 `duebook erase C-01`。\
            正确：按 `duebook personal list` 所示填写；除文本另行指明外，即为客户编号。",
    }
    /// A key file where a new one is to be.
    858 keys_exist(path) {
        en: "there is a file {path} already, and keys are never overwritten",
            "move it away, or name another file: --personal-keys FILE",
        zh: "文件 {path} 已存在，密钥绝不覆盖", "请将其移走，或用 --personal-keys FILE 指定另一文件",
        more_en: "The file may hold the keys of a ledger that was moved: overwriting it would make its texts \
            unreadable for ever. Example: `init --seal-personal` in a folder where book.db.keys is left \
            of an earlier book.db.",
        more_zh: "该文件可能存有某个已移走的账本的密钥，覆盖后其文本将永远无法读取。\
            例如：在留有旧 book.db.keys 的文件夹中执行 `init --seal-personal`。",
    }
    /// The event is recorded, the key not overwritten.
    859 key_not_overwritten(path, problem) {
        en: "the erasure is recorded, but the key could not be overwritten in {path}: {problem}",
            "once the file can be written, run the command again: it overwrites the key and records nothing twice",
        zh: "删除已记录，但无法在 {path} 中覆盖密钥：{problem}",
            "待该文件可写后再次执行命令：将覆盖密钥，且不会重复记录",
        more_en: "The order is: a mark in the key file, the event in the ledger, the key overwritten. The \
            mark stands, so every command that finds it finishes the work. Example: the \
            disk of the key file was taken away in between.",
        more_zh: "顺序为：在密钥文件中作标记，在账本中记录事件，再覆盖密钥。标记仍在，之后任何发现它的命令都会完成此事。\
            例如：其间密钥文件所在的磁盘被移除。",
    }
    /// New keys although the old ones are there.
    860 keys_not_lost(path) {
        en: "the key file {path} is there and belongs to this ledger", "nothing needs to be done",
        zh: "密钥文件 {path} 存在且属于本账本", "无需处理",
        more_en: "A new key file makes every text sealed so far unreadable, so it is begun only when \
            the old one is not there. Example: `duebook personal new-keys` with a mistyped \
            --personal-keys would otherwise lose the right file.",
        more_zh: "启用新的密钥文件会使此前加密的全部文本无法读取，因此仅当旧文件确实不在时才予启用。\
            例如：若 --personal-keys 写错，执行 `duebook personal new-keys` 就会丢掉正确的文件。",
    }
    /// An empty reason.
    861 reason_missing() {
        en: "an erasure needs a reason", "say under which law or request: --reason \"request of 2025-03-01\"",
        zh: "删除须写明理由", "请写明依据或请求：--reason \"2025-03-01 的请求\"",
        more_en: "The event outlives the data and must say why they are gone, without naming anybody: the reason \
            itself is not sealed. Example: --reason \"GDPR Art. 17, request R-12\" or \"PIPL Art. 47, retention over\".",
        more_zh: "该事件比数据存留更久，须说明数据为何删除，且不得写入任何人的姓名：理由本身不加密。\
            例如：--reason \"个保法第四十七条，请求 R-12\"，或“保存期限届满”。",
    }
    /// A key file beside a ledger that does not seal.
    862 sealing_unset(path) {
        en: "the ledger does not say that it seals personal texts, but there is a key file {path}: its creation was \
             cut off, or the setting was taken away; nothing is recorded in the clear",
            "an empty ledger: repeat duebook init --seal-personal; else compare with a backup; a file that is not this \
             ledger's: move it away, or leave out --personal-keys",
        zh: "账本未注明加密存储个人信息，但存在密钥文件 {path}：账本创建中断，或该设置已被移除；不以明文记录任何内容",
            "空账本：重新执行 duebook init --seal-personal；否则请与备份核对；若该文件不属于本账本，请移走或不加 --personal-keys",
        more_en: "Whether a ledger seals is written when it is created. Should that be lost or removed, \
            texts would be recorded readable for ever without anybody noticing, so nothing is \
            appended while a key file stands there. Example: `duebook import` after `init --seal-personal` was killed. \
            Questions are answered as before.",
        more_zh: "账本是否加密在创建时写明。若该设置丢失或被移除，文本会在无人察觉时以可读形式永久记录，\
            因此只要密钥文件存在，就不追加任何事件。例如：`init --seal-personal` 被强行终止后执行 `duebook import`。查询照常。",
    }
    /// A second erasure of one subject.
    863 erased_already(subject) {
        en: "the personal data of {subject} are erased already", "leave the event out; duebook personal list shows when and why",
        zh: "{subject} 的个人信息此前已删除", "请去掉该事件；用 duebook personal list 查看时间和理由",
        more_en: "One event says when and why a key was erased; a second one would make the log ambiguous. \
            Refused: personal.erased for C-1 a second time, with another id. The same event again is recognised, and \
            `duebook erase C-1` answers that it was done. A history that is taken over keeps what it holds.",
        more_zh: "密钥何时、因何删除由一个事件说明，再来一个会使日志产生歧义。拒绝：以另一编号再次为 C-1 记录 personal.erased。\
            重复同一事件会被识别，`duebook erase C-1` 则答复此前已删除。迁移的历史保持原样。",
    }
    /// An erasure in an event file by somebody who may not.
    864 erasing_needs_role(role) {
        en: "an erasure needs the role approver or admin, not {role}",
            "have one of them record it, or use the command: duebook erase SUBJECT --reason WHY",
        zh: "删除个人信息需要 approver 或 admin 角色，而不是 {role}",
            "请由其中一种角色记录，或使用命令：duebook erase 主体 --reason 理由",
        more_en: "personal.erased destroys a key at once and for ever, so it must not slip in with a file of daily events. \
            Refused: personal.erased by {\"id\":\"erp\",\"role\":\"system\"}. \
            Right: by {\"id\":\"zhou.min\",\"role\":\"approver\"}, or `duebook erase C-1 --reason …`, which shows what it \
            reaches. A history that is taken over with --preserve-recorded-at was decided in its day.",
        more_zh: "personal.erased 会立即且永久销毁密钥，不得混在日常事件文件中进入。\
            拒绝：由 {\"id\":\"erp\",\"role\":\"system\"} 记录 personal.erased。\
            正确：由 {\"id\":\"zhou.min\",\"role\":\"approver\"} 记录，或执行会显示影响范围的 `duebook erase C-1 --reason …`。\
            以 --preserve-recorded-at 迁移的历史当时已有决定。",
    }
}
