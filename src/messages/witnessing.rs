//! Witnesses, timestamps and the schedule of checkpoints: 800 to 819.

duebook_events::messages! {
    /// An address that cannot be asked.
    800 not_an_address(url) {
        en: "{url} is not an address that can be asked", "write https://witness.example.org, or http:// within the house",
        zh: "{url} 不是可访问的地址", "请写作 https://witness.example.org，内网可用 http://",
        more_en: "Witnesses and time stamping authorities are asked over HTTP, on a connection that this \
            program opens. Example: https://witness.example.org/duebook. A build without the feature `https` \
            takes http:// only. What they answer is signed, so the connection need not be secret to be believed.",
        more_zh: "见证方和时间戳机构通过 HTTP 访问，由本程序主动连接。例如：https://witness.example.org/duebook。\
            未启用 `https` 功能的版本只接受 http://。对方的答复自带签名，可信度不依赖连接是否加密。",
    }
    /// No answer.
    801 unreachable(url, problem) {
        en: "{url} does not answer: {problem}", "what was signed is kept; try again later with the same command",
        zh: "{url} 没有应答：{problem}", "已签署的内容已保存；请稍后用同一命令重试",
        more_en: "The checkpoint was signed and kept before anybody was asked about it. The same command signs \
            the same head again without making a second checkpoint, and asks again. Example: duebook checkpoint \
            --key ledger.key.",
        more_zh: "检查点在询问任何人之前就已签署并保存。再次执行同一命令不会产生第二份检查点，只会再次询问。\
            例如：duebook checkpoint --key ledger.key。",
    }
    /// A witness without key or address.
    802 witness_unreadable(given) {
        en: "{given} does not name a witness", "write its verifier key and its address: --witness 'NAME+HASH+KEY https://…'",
        zh: "{given} 未写明见证方", "请写明其验证密钥和地址：--witness '名称+散列+公钥 https://…'",
        more_en: "A witness is a key that is expected to sign and an address where it is asked, with a blank \
            between them. `duebook key show --key witness.key` prints the key at the witness's; have it handed over \
            once, not over the same connection.",
        more_zh: "见证方由预期签名的密钥和访问地址组成，中间以空格分隔。见证方处用 `duebook key show --key witness.key` \
            可打印其验证密钥；请另行交付一次，不要经同一连接获取。",
    }
    /// A log's key where a witness's is needed.
    803 log_key(name) {
        en: "the key {name} is a log's, not a witness's", "a witness has a key of its own: duebook key new --witness --origin NAME --out FILE",
        zh: "密钥 {name} 属于账本，而非见证方", "见证方须有自己的密钥：duebook key new --witness --origin 名称 --out 文件",
        more_en: "A key says in itself what it is for, so that no signature can be taken for another. A witness's \
            key only ever confirms the checkpoints of others (C2SP tlog-cosignature, type 4); a log's key signs its \
            own (type 1).",
        more_zh: "密钥自身标明用途，以免签名相互混淆。见证方密钥只用于见证他人的检查点\
            （C2SP tlog-cosignature，类型 4）；账本密钥签署自己的检查点（类型 1）。",
    }
    /// A witness that refuses.
    804 witness_refused(name, status, said) {
        en: "the witness {name} refuses (HTTP {status}): {said}", "what was signed is kept; ask whoever runs the witness, and run `duebook verify`",
        zh: "见证方 {name} 拒绝确认（HTTP {status}）：{said}", "已签署的内容已保存；请联系见证方，并运行 `duebook verify`",
        more_en: "400: the request cannot be read; 403: the witness does not know this key of the log, as after a \
            change of the key; 404: it does not watch this log; 422: the tree did not grow from the one that it \
            confirmed last, which means that the log was rewritten, or that a copy of it has gone its own way.",
        more_zh: "400：请求无法读取；403：见证方不认得该密钥（例如更换密钥之后）；404：见证方未受理此日志；\
            422：现有的树不是由其上次确认的树增长而来，说明日志被改写，或另有副本自行写入。",
    }
    /// One witness twice.
    805 witness_twice(name) {
        en: "the witness {name} is given twice, or another one has its key", "name each witness once; one key is one witness",
        zh: "见证方 {name} 重复给出，或与另一见证方使用同一密钥", "每个见证方只写一次；一把密钥即一个见证方",
        more_en: "A quorum counts people who look independently. The same key under two addresses or two names is \
            one of them. Right: two witnesses that are run by two houses, each with a key of its own.",
        more_zh: "法定见证数统计的是相互独立的见证方。同一密钥即使地址或名称不同，也只算一方。\
            正确做法：由两家机构各自运行、各持密钥的两个见证方。",
    }
    /// More needed than there are.
    806 quorum_too_large(needed, all) {
        en: "{needed} witnesses are needed, but only {all} are named", "lower --quorum, or name more with --witness",
        zh: "须有 {needed} 方见证，但只列出 {all} 方", "请调低 --quorum，或用 --witness 增加见证方",
        more_en: "--quorum says how many of the named witnesses must confirm a checkpoint; without it all of \
            them. Example: three witnesses and --quorum 2 go on while one of them is down.",
        more_zh: "--quorum 规定所列见证方中至少几方确认；不写则须全部确认。\
            例如：列出三方并设 --quorum 2，其中一方停机时仍可继续。",
    }
    /// A witness's memory that cannot be used.
    807 witness_memory(path, problem) {
        en: "the witness's memory {path} cannot be used: {problem}", "restore it from a backup; never begin again with an empty one",
        zh: "见证方记录 {path} 无法使用：{problem}", "请从备份恢复；切勿以空记录重新开始",
        more_en: "A witness that forgets what it has confirmed can be led to confirm another history. It does not \
            start on a memory that it cannot read. If there is no backup, make a new witness's key and tell the \
            logs: the old key must not confirm anything any more.",
        more_zh: "见证方若遗忘已确认的内容，就可能被诱导去确认另一份历史，因此记录不可读时不予启动。\
            如无备份，请另建见证方密钥并通知各账本：旧密钥不得再确认任何内容。",
    }
    /// Two witnesses on one memory.
    808 witness_runs(path) {
        en: "another witness is running on {path}", "stop it first, or give this one a memory and a key of its own",
        zh: "已有见证方正在使用 {path}", "请先停止它，或为本见证方另配记录和密钥",
        more_en: "Two witnesses on one memory could confirm two histories at the same moment. One process holds \
            the memory while it runs; the lock goes when the process ends, also when it is killed.",
        more_zh: "两个见证方共用一份记录，可能同时确认两份历史。运行期间由一个进程独占记录；进程结束（包括被终止）即释放。",
    }
    /// An answer without a valid confirmation.
    809 no_confirmation(name) {
        en: "the answer of the witness {name} does not hold its signature", "check its verifier key and its address; what was signed is kept",
        zh: "见证方 {name} 的应答中没有其有效签名", "请核对其验证密钥和地址；已签署的内容已保存",
        more_en: "The witness said yes, but not with the key that is expected of it, or not about this \
            checkpoint. Signatures of other keys are ignored. Either the key was copied wrongly, the witness has a \
            new one, or something else answers at that address.",
        more_zh: "对方表示确认，但签名不是预期的密钥所作，或与本检查点不符；其他密钥的签名不予理会。\
            可能是密钥抄写有误、见证方已更换密钥，或该地址另有他人应答。",
    }
    /// A witness that has seen more than the log holds.
    810 witness_knows_more(name, theirs, ours) {
        en: "the witness {name} has confirmed {theirs} events of this log, which holds only {ours}",
            "the log was cut off, or restored from an old backup: run `duebook verify` with the witness's checkpoint",
        zh: "见证方 {name} 已确认本日志 {theirs} 个事件，而日志现仅有 {ours} 个",
            "日志被截断，或由旧备份恢复：请用见证方的检查点运行 `duebook verify`",
        more_en: "A witness remembers the largest tree that it has seen. If it remembers more than there is, events \
            have gone: a backup was restored without the newest ones, the file was cut, or another copy of the \
            ledger has been written to. Its checkpoint is at URL/HASH/checkpoint, where HASH is the hex SHA-256 of \
            the log's name.",
        more_zh: "见证方记得所见过的最大的树。若其记录多于现有事件，说明事件缺失：恢复了缺少最新内容的备份、文件被截断，\
            或账本另有副本在写入。其检查点位于 URL/散列/checkpoint，散列为日志名称 SHA-256 的十六进制。",
    }
    /// A checkpoint that is not witnessed enough.
    811 quorum_missed(number, size, reached, failed) {
        en: "checkpoint {number} of {size} events is signed and kept, but not witnessed yet: {reached}; {failed}",
            "run the same command again when the witnesses answer",
        zh: "第 {number} 份检查点（{size} 个事件）已签署并保存，但尚未完成见证：{reached}；{failed}",
            "见证方恢复应答后，请再次执行同一命令",
        more_en: "The ledger was set up to need witnesses (init --witness … --quorum N). Until enough of them have \
            confirmed a checkpoint, show it to nobody as final. Running the command again asks those that are \
            missing; the checkpoint stays the same while no event is appended.",
        more_zh: "本账本设定须经见证（init --witness … --quorum N）。见证数未达到之前，请勿将该检查点作为定稿出示。\
            再次执行命令只询问尚缺的见证方；只要未写入新事件，检查点保持不变。",
    }
}
