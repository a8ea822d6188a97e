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
        en: "the witness's memory {path} cannot be used: {problem}", "restore it from a backup; --new begins an empty one, for a witness with a new key",
        zh: "见证方记录 {path} 无法使用：{problem}", "请从备份恢复；--new 可新建空记录，仅限换用新密钥的见证方",
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
    /// An answer that is none of an authority.
    812 timestamp_malformed() {
        en: "this is not the answer of a time stamping authority", "give the file or address of an RFC 3161 authority's answer (.tsr), not a bare token",
        zh: "这不是时间戳机构的应答", "请提供 RFC 3161 时间戳机构的应答（.tsr 文件或地址），而非单独的令牌",
        more_en: "The answer is a TimeStampResp in DER (RFC 3161, section 2.4.2) about a SHA-256 hash. `openssl ts \
            -reply -in answer.tsr -text` shows one. A web page in its place means that the address is wrong. \
            Nothing was kept.",
        more_zh: "应答应为 DER 编码的 TimeStampResp（RFC 3161 第 2.4.2 节），针对 SHA-256 散列。\
            可用 `openssl ts -reply -in answer.tsr -text` 查看。若收到的是网页，说明地址有误。未保存任何内容。",
    }
    /// A request that the authority refused.
    813 timestamp_refused(status, said) {
        en: "the time stamping authority has refused (status {status}): {said}", "ask the authority, or another one; the checkpoint itself is kept",
        zh: "时间戳机构拒绝了请求（状态 {status}）：{said}", "请联系该机构或改用其他机构；检查点本身已保存",
        more_en: "Status 2 is a refusal, 3 means that it waits, 4 and 5 tell of revocations (RFC 3161, section \
            2.4.2). badAlg: the authority does not take SHA-256; timeNotAvailable: its clock is not right; \
            unacceptedPolicy: it wants another policy.",
        more_zh: "状态 2 为拒绝，3 为等待，4、5 与吊销有关（RFC 3161 第 2.4.2 节）。badAlg：该机构不接受 SHA-256；\
            timeNotAvailable：其时钟不可用；unacceptedPolicy：要求其他策略。",
    }
    /// An answer to another question.
    814 timestamp_of_other(why) {
        en: "this timestamp answers another request: {why}", "give the answer (--tsr) together with the very request it answers (--tsq)",
        zh: "该时间戳对应的是另一请求：{why}", "请将应答（--tsr）与其对应的请求（--tsq）一并给出",
        more_en: "A timestamp proves something about exactly the bytes whose hash it holds: a kept checkpoint, to \
            the last byte. The nonce tells that the answer was made for this request and not taken from an older \
            one. Example: duebook checkpoint --tsq request.tsq, then --tsq request.tsq --tsr answer.tsr.",
        more_zh: "时间戳只证明与其散列完全对应的内容，即某份已保存的检查点，一字不差。随机数（nonce）表明应答确为本请求所作，\
            而非取自旧应答。例如：先 duebook checkpoint --tsq request.tsq，再加 --tsq request.tsq --tsr answer.tsr。",
    }
    /// No openssl.
    815 openssl_failed(problem) {
        en: "openssl cannot be run: {problem}", "install openssl, or leave --ca out and verify the certificates elsewhere",
        zh: "无法运行 openssl：{problem}", "请安装 openssl；或省略 --ca，在其他机器上核验证书",
        more_en: "Certificates are verified by a program that is made for it. On another machine: openssl ts \
            -verify -in answer.tsr -data checkpoint.txt -CAfile authority.pem. Without --ca the answer is kept after \
            its status, hash and nonce were checked.",
        more_zh: "证书由专用程序核验。也可在其他机器上执行：openssl ts -verify -in answer.tsr -data checkpoint.txt \
            -CAfile authority.pem。省略 --ca 时，核对应答的状态、散列和随机数后即保存。",
    }
    /// A timestamp whose signature does not hold.
    816 timestamp_unverified(why) {
        en: "openssl does not accept the timestamp: {why}", "check that --ca holds the root certificate of that authority; nothing was kept",
        zh: "openssl 不认可该时间戳：{why}", "请确认 --ca 为该机构的根证书；未保存时间戳",
        more_en: "Either the file of --ca is not the root of the authority that answered, a certificate has \
            expired or may not stamp times, or the answer is forged. The same check by hand: openssl ts -verify -in \
            answer.tsr -data checkpoint.txt -CAfile authority.pem.",
        more_zh: "可能 --ca 不是应答机构的根证书，证书已过期或无时间戳用途，也可能应答系伪造。\
            手工核验：openssl ts -verify -in answer.tsr -data checkpoint.txt -CAfile authority.pem。",
    }
    /// No kept checkpoint with those bytes.
    817 no_such_checkpoint() {
        en: "no kept checkpoint is what this request is about", "sign one first (--key), then write its request: duebook checkpoint --tsq FILE",
        zh: "没有与该请求对应的已保存检查点", "请先签署检查点（--key），再生成请求：duebook checkpoint --tsq 文件",
        more_en: "A timestamp is kept beside the checkpoint whose bytes have its hash. Without a key, --tsq and \
            --timestamp are about the newest kept checkpoint. `duebook checkpoint --list` shows what is kept.",
        more_zh: "时间戳与散列相符的检查点一并保存。未给出密钥时，--tsq 和 --timestamp 针对最新的已保存检查点。\
            `duebook checkpoint --list` 可查看已保存的内容。",
    }
    /// A schedule that cannot be read.
    818 schedule_unreadable(occasion) {
        en: "{occasion} is not an occasion for a checkpoint, or stands twice",
            "every=10m (s, m, h), day-close, agreements, overrides, policies, with commas between them; or off",
        zh: "{occasion} 不是签署检查点的时机，或重复出现",
            "可用：every=10m（单位 s、m、h）、day-close、agreements、overrides、policies，以逗号分隔；或 off",
        more_en: "The schedule says when `checkpoint --watch`, and a command that appends while DUEBOOK_KEY is set, \
            sign the head without being asked. Example: init --checkpoints every=1h,day-close. Without new events \
            nothing is signed.",
        more_zh: "该设置规定 `checkpoint --watch`，以及设有 DUEBOOK_KEY 时的写入命令，何时自动签署。\
            例如：init --checkpoints every=1h,day-close。没有新事件则不签署。",
    }
    /// A place where a witness cannot listen.
    819 listen_failed(address, problem) {
        en: "the witness cannot listen on {address}: {problem}", "choose another address and port: --listen 127.0.0.1:8470",
        zh: "见证方无法在 {address} 监听：{problem}", "请换用其他地址和端口：--listen 127.0.0.1:8470",
        more_en: "The witness is a small HTTP server. 127.0.0.1 is reached from this machine only, where a proxy \
            that speaks TLS can stand before it; 0.0.0.0 is reached from everywhere. A port below 1024 needs special \
            rights, and two programs cannot have the same one.",
        more_zh: "见证方是一个小型 HTTP 服务。127.0.0.1 仅限本机访问，可在其前部署 TLS 代理；0.0.0.0 则对所有网络开放。\
            1024 以下端口需特殊权限，且同一端口不能由两个程序占用。",
    }
}
