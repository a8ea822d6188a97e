//! Keys, signed notes and checkpoints: 780 to 799.

duebook_events::messages! {
    /// Bytes that are no signed note.
    780 note_malformed(problem) {
        en: "this is not a signed note: {problem}", "hand in the file exactly as it was received",
        zh: "这不是签名文书：{problem}", "请原样提供所收到的文件",
        more_en: "A signed note (C2SP signed-note) is a text, an empty line, and one line a signature: \
            `— NAME base64`. It is UTF-8 and holds no control characters but newlines. Mail programs and \
            editors that change line ends or trailing blanks destroy it: pass it on as an attachment.",
        more_zh: "签名文书（C2SP signed-note）由正文、一个空行和签名行（每行一个签名：`— 名称 base64`）组成，\
            编码为 UTF-8，除换行外不含控制字符。邮件程序或编辑器改动换行、行尾空格都会使其失效，请以附件方式传递。",
    }
    /// A signature of a known key that does not verify.
    781 signature_wrong(name) {
        en: "the signature of {name} is wrong", "the text or the signature was changed: ask for the original",
        zh: "{name} 的签名无效", "正文或签名已被改动，请索取原件",
        more_en: "The note names a key that is known, but the signature does not fit the text. Either the \
            text was changed after it was signed, or the signature is forged or damaged. Nothing in such a \
            note may be believed, whoever else has signed it.",
        more_zh: "文书所列密钥是已知的，但签名与正文不符：或者正文在签名后被改动，或者签名系伪造或已损坏。\
            无论还有谁签名，此类文书的内容一概不可采信。",
    }
    /// No signature of a key that was given.
    782 signed_by_nobody_known(names) {
        en: "no key that was given has signed it ({names})", "give the verifier key of whoever signed it: --vkey LINE",
        zh: "所给密钥（{names}）均未在其上签名", "请给出签名人的验证密钥：--vkey 验证密钥行",
        more_en: "A signature proves something only by a key that one has from a source one trusts, not by \
            a key that comes with the note. `duebook key show --key FILE` prints the verifier key line of a \
            ledger's key; have it handed over once, on paper or in person, and keep it.",
        more_zh: "只有用来源可信的密钥验证签名才有证明力，随文书一同送来的密钥不算。\
            `duebook key show --key 文件` 可打印账本密钥的验证密钥行；请当面或书面交付一次，并妥善保存。",
    }
    /// A line that is no verifier key.
    783 vkey(line, why) {
        en: "{line} is not a verifier key: {why}", "copy the whole line that `duebook key show` printed: NAME+HASH+KEY",
        zh: "{line} 不是验证密钥：{why}", "请完整复制 `duebook key show` 打印的一行：名称+散列+公钥",
        more_en: "A verifier key is one line of three parts (C2SP signed-note), such as \
            example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k. The hash in the middle \
            depends on the name and the key, so that a slip is seen.",
        more_zh: "验证密钥是由三部分组成的一行（C2SP signed-note），例如 \
            example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k。\
            中间的散列由名称和公钥算出，抄写有误即可发现。",
    }
    /// Something that is no secret key.
    784 no_secret_key() {
        en: "what is given as a key is not a secret key line", "make one: duebook key new --origin NAME --out FILE",
        zh: "所给内容不是私钥行", "请新建密钥：duebook key new --origin 名称 --out 文件",
        more_en: "A key file holds one line, PRIVATE+KEY+NAME+HASH+SEED, as `duebook key new` writes it (the \
            form of Go's sumdb/note). It is not repeated here, because it may be a secret all the same. A \
            verifier key (NAME+HASH+KEY) cannot sign.",
        more_zh: "密钥文件只有一行：PRIVATE+KEY+名称+散列+种子，由 `duebook key new` 生成（与 Go 的 sumdb/note 格式相同）。\
            其内容可能涉密，故此处不予显示。验证密钥（名称+散列+公钥）不能用于签名。",
    }
    /// A name that no key can have.
    785 key_name(name) {
        en: "{name} cannot be the name of a key", "take the form of an address, without blanks or +: ledger.example.com/receivables",
        zh: "{name} 不能作为密钥名称", "请采用网址形式，不含空格和加号：ledger.example.com/receivables",
        more_en: "The name says whose log it is and stands in every checkpoint; it should be as unique as an \
            address that belongs to you, though nothing needs to be there. Not allowed: empty, blanks, +, \
            control characters, more than 256 bytes. Example: ledger.example.com/receivables.",
        more_zh: "名称标明日志归属，并写入每份检查点；应像自有网址一样独一无二，但该网址无须真实存在。\
            不得为空，不得含空格、加号、控制字符，不得超过 256 字节。例如：ledger.example.com/receivables。",
    }
    /// No randomness for a key.
    786 no_randomness(problem) {
        en: "the system gives no randomness: {problem}", "no key was made; make it on another machine",
        zh: "系统无法提供随机数：{problem}", "未生成密钥；请换一台机器生成",
        more_en: "A key must be made of randomness that nobody can guess, which the operating system \
            provides. Without it no key is made rather than a weak one.",
        more_zh: "密钥必须由无法猜测的随机数生成，随机数由操作系统提供。没有随机数时宁可不生成，也不生成弱密钥。",
    }
    /// A witness's key where a log's is needed.
    787 witness_key(name) {
        en: "the key {name} is a witness's and signs nothing of its own", "give the key of the log",
        zh: "密钥 {name} 是见证方密钥，不能用于签署自己的内容", "请给出账本的密钥",
        more_en: "A key says in itself what it is for. One made with `key new --witness` only ever confirms \
            the checkpoints of others, so that a signature cannot be taken for something else. A log signs \
            with a key made without --witness.",
        more_zh: "密钥自身标明用途。用 `key new --witness` 生成的密钥只用于见证他人的检查点，以免签名被挪作他用；\
            账本签名须用不带 --witness 生成的密钥。",
    }
    /// A key file where none must be.
    788 key_exists(path) {
        en: "{path} exists already", "choose another file; a key is never overwritten",
        zh: "{path} 已存在", "请换用其他文件名；密钥绝不覆盖",
        more_en: "A key that is overwritten is lost, and with it the power to sign for the log. To change the \
            key of a log: duebook key new --origin NAME --out new.key, then duebook key rotate --key old.key \
            --new new.key.",
        more_zh: "密钥一旦被覆盖便永久丢失，账本也就无法再签名。更换账本密钥：先 duebook key new --origin 名称 --out new.key，\
            再 duebook key rotate --key old.key --new new.key。",
    }
    /// A key file that cannot be read.
    789 key_unreadable(path, problem) {
        en: "the key file {path} cannot be read: {problem}", "name the file that `duebook key new` wrote",
        zh: "无法读取密钥文件 {path}：{problem}", "请指定 `duebook key new` 生成的文件",
        more_en: "A signature needs the secret key: --key FILE, or DUEBOOK_KEY with the path of the file or \
            with the line itself. Nothing was signed or appended.",
        more_zh: "签名需要私钥：用 --key 指定文件，或将文件路径或私钥行本身放入 DUEBOOK_KEY。尚未签名，也未写入任何内容。",
    }
    /// A key file that others may read.
    790 key_open_to_others(path, mode) {
        en: "others on this machine may read the key file {path} (mode {mode})", "chmod 600 {path}",
        zh: "本机其他用户可读取密钥文件 {path}（权限 {mode}）", "请执行 chmod 600 {path}",
        more_en: "Whoever reads the key can sign in the ledger's name, so a key that others may read is not \
            used. Close it with chmod 600; if somebody may have read it, make a new key and change over: \
            duebook key rotate --key old.key --new new.key.",
        more_zh: "读到密钥即可冒用账本名义签名，因此他人可读的密钥不予使用。请用 chmod 600 收紧权限；\
            若可能已泄露，请新建密钥并更换：duebook key rotate --key old.key --new new.key。",
    }
    /// A signature without a key.
    791 key_missing() {
        en: "this needs a key to sign with", "give --key FILE, or set DUEBOOK_KEY",
        zh: "此操作需要签名密钥", "请给出 --key 文件，或设置 DUEBOOK_KEY",
        more_en: "Make a key once and keep it where backups of the ledger do not go: duebook key new \
            --origin ledger.example.com/receivables --out ledger.key. Then: duebook checkpoint --key \
            ledger.key. DUEBOOK_KEY may hold the path of that file, or the secret line itself.",
        more_zh: "请一次性生成密钥，且不要与账本备份放在一处：duebook key new --origin ledger.example.com/receivables \
            --out ledger.key。之后：duebook checkpoint --key ledger.key。DUEBOOK_KEY 可为该文件路径，也可为私钥行本身。",
    }
    /// A key file that cannot be written.
    792 key_unwritable(path, problem) {
        en: "the key file {path} cannot be written: {problem}", "choose a folder that exists and that you may write to",
        zh: "无法写入密钥文件 {path}：{problem}", "请选择已存在且有写权限的文件夹",
        more_en: "The key is written once, for its owner alone (mode 0600), and flushed to the disk before \
            the command says that it is there. Nothing of it was left behind.",
        more_zh: "密钥只写入一次，仅限所有者读取（权限 0600），落盘后命令才报告成功。失败时不留下任何内容。",
    }
    /// The text of a note that is no checkpoint.
    793 checkpoint_malformed(problem) {
        en: "this is not a checkpoint: {problem}", "hand in the file that `duebook checkpoint --out` wrote, unchanged",
        zh: "这不是检查点：{problem}", "请原样提供 `duebook checkpoint --out` 生成的文件",
        more_en: "A checkpoint (C2SP tlog-checkpoint) is a signed note of three lines: the name of the log, the \
            number of events in decimal without leading zeroes, and the root of their Merkle tree in base64. \
            Example: ledger.example.com/receivables, 1488, CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=.",
        more_zh: "检查点（C2SP tlog-checkpoint）是三行的签名文书：日志名称、事件数（十进制，无前导零）、\
            默克尔树根散列（base64）。例如：ledger.example.com/receivables、1488、CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=。",
    }
    /// A key that is not the log's.
    794 not_the_logs_key(given, present) {
        en: "{given} is not the key of this log, which is {present}",
            "sign with that key, or change over: duebook key rotate --key OLD --new NEW",
        zh: "{given} 不是本账本的密钥；本账本的密钥是 {present}",
            "请用该密钥签名，或更换密钥：duebook key rotate --key 旧密钥文件 --new 新密钥文件",
        more_en: "Whoever checks the log knows one key of it. Another key may sign only after the log itself has \
            said so: `key rotate` appends a key.rotated event that the old key confirms by signing the \
            checkpoint after it, together with the new one. Nothing was signed.",
        more_zh: "核验方只认得本账本的一把密钥。换用其他密钥须先由账本自身声明：`key rotate` 写入 key.rotated 事件，\
            并由新旧密钥共同签署其后的检查点加以确认。此次未签署任何内容。",
    }
    /// A new key under another name.
    795 rotation_other_name(old, new) {
        en: "the keys have different names: {old} and {new}", "make the new key with the same name: duebook key new --origin {old} --out FILE",
        zh: "两把密钥的名称不同：{old} 与 {new}", "请用相同名称生成新密钥：duebook key new --origin {old} --out 文件",
        more_en: "The name is the name of the log, and the log stays the same when its key changes. A key under \
            another name would make it look like another log, whose checkpoints nobody could compare with the \
            older ones.",
        more_zh: "名称即日志的名称，更换密钥后日志仍是同一份。改用其他名称会使其看起来像另一份日志，\
            其检查点也就无法与以前的比对。",
    }
    /// A change to the same key.
    796 rotation_same_key(key) {
        en: "the old and the new key are the same: {key}", "make a new key: duebook key new --origin NAME --out FILE",
        zh: "新旧密钥相同：{key}", "请生成新密钥：duebook key new --origin 名称 --out 文件",
        more_en: "Changing the key means that from now on another secret signs. Right: duebook key new --origin \
            NAME --out new.key, then duebook key rotate --key old.key --new new.key. Nothing was appended.",
        more_zh: "更换密钥意味着此后由另一把私钥签名。正确做法：duebook key new --origin 名称 --out new.key，\
            再 duebook key rotate --key old.key --new new.key。未写入任何事件。",
    }
    /// A key that has signed something else.
    797 key_remembers(path, size, problem) {
        en: "this key has signed {size} events of this log, by its memory {path}: {problem}",
            "run `duebook verify` with that file as --checkpoint; sign only the ledger that continues it",
        zh: "该密钥已签署本日志的 {size} 个事件（见其记录 {path}）：{problem}",
            "请将该文件作为 --checkpoint 运行 `duebook verify`；只签署由其延续而来的账本",
        more_en: "What a key has signed last is kept beside its file (KEY.last), where those who can only write \
            to the ledger cannot change it. It never signs a ledger that does not continue that, such as an old \
            backup or a copy that went its own way. Move ledger.key and ledger.key.last together. Nothing was signed.",
        more_zh: "密钥最近一次签署的内容保存在密钥文件旁（密钥文件名.last），仅能写入账本者无法改动。\
            凡不是由其延续而来的账本（例如旧备份，或另行写入的副本），该密钥一概不予签署。\
            ledger.key 与 ledger.key.last 应一并移动。此次未签署任何内容。",
    }
    /// A file that is longer than what it should hold can be.
    798 file_too_long(file, most) {
        en: "{file} is longer than {most} bytes", "name the file of the checkpoint, or of the timestamp's request or answer",
        zh: "{file} 超过 {most} 字节", "请指定检查点文件，或时间戳的请求或应答文件",
        more_en: "Checkpoints, requests of timestamps (.tsq) and answers (.tsr) are small; no more than 1 MiB of \
            such a file is read, because it may come from anybody. Example: duebook verify --checkpoint \
            checkpoint.txt --vkey LINE.",
        more_zh: "检查点、时间戳请求（.tsq）和应答（.tsr）都很小；此类文件可能来自任何人，因此至多读取 1 MiB。\
            例如：duebook verify --checkpoint checkpoint.txt --vkey 验证密钥行。",
    }
    /// An old checkpoint before a witness that has seen a newer one.
    799 overtaken(name, theirs, size) {
        en: "the witness {name} has confirmed {theirs} events of this log already, this checkpoint has {size}",
            "sign the present head: duebook checkpoint --key FILE",
        zh: "见证方 {name} 已确认本日志 {theirs} 个事件，而此检查点为 {size} 个",
            "请签署当前的日志：duebook checkpoint --key 文件",
        more_en: "A witness confirms larger trees only. Somebody has signed a newer checkpoint meanwhile and had it \
            confirmed, which covers this one as well. Nothing is wrong; the newer one counts.",
        more_zh: "见证方只确认更大的树。其间已有更新的检查点完成签署和见证，并涵盖此检查点。没有异常，以较新的为准。",
    }
}
