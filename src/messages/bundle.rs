//! Evidence bundles: what cannot be made, and what does not hold in one. Codes 820 to 849.

duebook_events::messages! {
    /// No invoice or fee has this number.
    820 no_such_invoice(number) {
        en: "the ledger has no invoice or fee {number}", "`duebook aging --items` lists what is open",
        zh: "账簿中没有编号为 {number} 的发票或费用", "`duebook aging --items` 列出未清款项",
        more_en: "A bundle about an invoice takes its number exactly as it was recorded: case, hyphens and leading \
            zeros count. Refused: --invoice inv-1 where the ledger has INV-1. An invoice that was retracted has no \
            number any more; `--customer` discloses it.",
        more_zh: "按发票制作证据包时，编号须与记录时完全一致：区分大小写、连字符和前导零。拒绝：账簿中为 INV-1 时使用 \
            --invoice inv-1。已撤回的发票不再占用编号，可用 `--customer` 披露。",
    }
    /// The file of the bundle is there already.
    821 bundle_exists(path) {
        en: "{path} exists already, and a bundle never overwrites a file", "choose another name for --out",
        zh: "{path} 已存在；证据包从不覆盖已有文件", "请用 --out 指定其他文件名",
        more_en: "What has been handed out as evidence must stay what it was. Refused: --out c-1.zip twice. \
            Right: --out c-1-2025-06-30.zip. A bundle that could not be finished leaves no file behind.",
        more_zh: "已作为证据交出的文件不得改变。拒绝：两次使用 --out c-1.zip。正确：--out c-1-2025-06-30.zip。\
            未能完成的证据包不会留下文件。",
    }
    /// The file of the bundle cannot be written.
    822 bundle_unwritable(path, problem) {
        en: "the bundle {path} cannot be written: {problem}", "name a file in a folder that can be written with --out",
        zh: "无法写入证据包 {path}：{problem}", "请用 --out 指定可写文件夹中的文件",
        more_en: "The bundle is written beside its name and gets it only when it is complete and on the disk. \
            Refused: --out missing-folder/c-1.zip. The checkpoint that was signed for it stays kept, which does no harm.",
        more_zh: "证据包先写在目标名称旁边，完整落盘后才正式命名。拒绝：--out 不存在的文件夹/c-1.zip。为此签署的检查点会保留，\
            不影响账簿。",
    }
    /// The stored tree does not have the event that the log has.
    823 tree_differs(position) {
        en: "the event at position {position} is not the one of which the ledger's tree has the hash; no bundle was made",
            "run `duebook verify`: the stored log was changed",
        zh: "位置 {position} 的事件与账簿哈希树中的散列值不符；未生成证据包", "请运行 `duebook verify`：存储的日志已被更改",
        more_en: "Every proof is held against the signed root before it leaves the house. An event that was changed in \
            the file has another hash than the tree. Example: somebody edits an amount in the database; `duebook verify` \
            names the position, and a checkpoint that was kept elsewhere proves it.",
        more_zh: "每项证明在交出之前都与已签名的树根核对。文件中被改动的事件，其散列值与树不符。例如有人在数据库中修改了金额：\
            `duebook verify` 会指出其位置，保存在别处的检查点可以证明这一点。",
    }
    /// A file that is to be verified cannot be read.
    824 evidence_unreadable(name, problem) {
        en: "the file {name} cannot be read: {problem}", "name the bundle, and checkpoints with --checkpoint",
        zh: "无法读取文件 {name}：{problem}", "请指定证据包；检查点用 --checkpoint 指定",
        more_en: "Nothing was verified. Refused: duebook evidence verify c1.zip where there is no such file. \
            A file that can be read and is no bundle is not a wrong command but a bundle that does not hold (exit 1).",
        more_zh: "没有进行任何验证。拒绝：duebook evidence verify c1.zip，而该文件不存在。文件可以读取但不是证据包的，\
            不属于命令错误，而是验证不通过（退出码 1）。",
    }
    /// The file is no ZIP archive that can be trusted to be read alike by all.
    825 not_an_archive(why) {
        en: "the bundle cannot be read: {why}", "ask for the bundle again, and compare its SHA-256",
        zh: "无法读取证据包：{why}", "请重新索取证据包，并核对其 SHA-256",
        more_en: "A bundle is a ZIP archive from its first byte to its last: no name twice, nothing between or behind the \
            files, nothing encrypted, no links. Anything else could be read differently by two programs. Example: a \
            download that broke off has no list of files.",
        more_zh: "证据包自首字节至末字节为一个 ZIP 文件：没有重名文件，文件之间和末尾没有其他数据，没有加密，没有链接。\
            否则不同程序可能读出不同内容。例如下载中断的文件缺少文件目录。",
    }
    /// A file that no bundle has.
    826 not_of_a_bundle(name) {
        en: "{name} is no file of a bundle", "take it out, or ask for the bundle again",
        zh: "{name} 不属于证据包的文件", "请移除该文件，或重新索取证据包",
        more_en: "The names of a bundle's files are fixed, so that nothing stands in it that nobody has looked at. \
            Refused: ../vkey, events/007.json, notes.txt. Right: events/7.json.",
        more_zh: "证据包中的文件名是固定的，以免其中夹带无人查验的内容。拒绝：../vkey、events/007.json、notes.txt。\
            正确：events/7.json。",
    }
    /// A file that every bundle has, or that the manifest lists, is not there.
    827 file_missing(name) {
        en: "{name} is missing", "ask for the whole bundle",
        zh: "缺少 {name}", "请索取完整的证据包",
        more_en: "Every bundle has README.md, README.zh.md, MANIFEST.sha256 and its note, checkpoint, vkey, \
            withheld.jsonl and report.html, and every file that the manifest lists. Example: an archive from which \
            withheld.jsonl was removed hides that something is withheld.",
        more_zh: "每个证据包都有 README.md、README.zh.md、MANIFEST.sha256 及其签名、checkpoint、vkey、withheld.jsonl 和 \
            report.html，以及清单所列的每个文件。例如移除 withheld.jsonl 会掩盖有事件未披露的事实。",
    }
    /// A file is larger than its kind can be.
    828 file_too_large(name, limit) {
        en: "{name} is larger than the {limit} bytes that it can have", "ask for the bundle again",
        zh: "{name} 超过了此类文件的上限 {limit} 字节", "请重新索取证据包",
        more_en: "A small archive can unpack to an enormous one, so every kind of file has a bound, and so have all \
            together. Refused: an events/7.json of 3 MiB, as an event has at most 2 MiB. Nothing beyond a bound is unpacked.",
        more_zh: "很小的压缩包可能解压出巨大的文件，因此每类文件及其总和都有上限。拒绝：3 MiB 的 events/7.json，\
            因为一条事件至多 2 MiB。超过上限的内容不会被解压。",
    }
    /// A file in the archive cannot be unpacked.
    829 file_damaged(name, why) {
        en: "{name} cannot be unpacked: {why}", "ask for the bundle again",
        zh: "无法解压 {name}：{why}", "请重新索取证据包",
        more_en: "The archive says how long a file is and what its check sum is, and the file is not that. \
            Example: a byte of events/7.json was changed in the archive without its check sum.",
        more_zh: "压缩包载明文件长度和校验和，而该文件与之不符。例如在压缩包中改动了 events/7.json 的一个字节而未改校验和。",
    }
    /// A file that the manifest does not list.
    830 not_in_manifest(name) {
        en: "{name} is not in the manifest", "a file was added: ask for the bundle again",
        zh: "清单中没有 {name}", "有文件被加入：请重新索取证据包",
        more_en: "MANIFEST.sha256 lists every other file, and its signature makes it final. Refused: a bundle to which \
            documents/… was added later. Only whoever holds the key can make another manifest.",
        more_zh: "MANIFEST.sha256 列出其他全部文件，并经签名固定。拒绝：事后加入 documents/… 的证据包。只有密钥持有人才能\
            重新制作清单。",
    }
    /// A file has another hash than the manifest says.
    831 hash_differs(name) {
        en: "{name} is not the file that the manifest lists: its SHA-256 differs",
            "it was changed after the bundle was made: ask for the bundle again",
        zh: "{name} 与清单所列不是同一文件：SHA-256 不符", "该文件在制作之后被更改：请重新索取证据包",
        more_en: "The SHA-256 of a file changes with any of its bytes. Example: one digit of an amount in events/7.json \
            is another one; `sha256sum -c MANIFEST.sha256` says the same.",
        more_zh: "文件任何一个字节变化，SHA-256 都会变化。例如 events/7.json 的金额改了一位数字；\
            `sha256sum -c MANIFEST.sha256` 会给出同样结论。",
    }
    /// A line of the manifest cannot be read.
    832 manifest_line(line) {
        en: "line {line} of MANIFEST.sha256 is not the SHA-256 and the name of a file of a bundle, each once",
            "ask for the bundle again",
        zh: "MANIFEST.sha256 第 {line} 行不是“SHA-256 与文件名”，或重复列出", "请重新索取证据包",
        more_en: "A line is 64 lowercase hexadecimal digits, two blanks, and the name. Refused: a name twice, a name \
            with `..`, the manifest itself. Right: 5891b5b5… and events/7.json.",
        more_zh: "每行为 64 位小写十六进制数、两个空格和文件名。拒绝：重复的文件名、含 `..` 的文件名、清单自身。\
            正确：5891b5b5… 与 events/7.json。",
    }
    /// The signature of the manifest does not hold.
    833 manifest_unsigned(why) {
        en: "the signature of the manifest does not hold: {why}", "do not rely on this bundle",
        zh: "清单签名不成立：{why}", "请勿依赖该证据包",
        more_en: "MANIFEST.sha256.note is signed by the key of the log and says what the bundle is about and which \
            manifest it has. Example: somebody who removes an event and makes a new manifest cannot sign it.",
        more_zh: "MANIFEST.sha256.note 由日志密钥签名，写明证据包的主题及其清单。例如有人删去一条事件并重新制作清单，\
            但无法为其签名。",
    }
    /// The signed text is about another manifest.
    834 other_manifest() {
        en: "the signature is that of another manifest", "files were changed and the manifest was made anew: do not rely on this bundle",
        zh: "该签名属于另一份清单", "文件被更改且清单被重新制作：请勿依赖该证据包",
        more_en: "The note holds the SHA-256 of the manifest that was signed, and the manifest in the bundle has another \
            one. Example: an event was left out and MANIFEST.sha256 computed again without the key.",
        more_zh: "签名文本载有所签清单的 SHA-256，而包内清单与之不符。例如删去一条事件后，在没有密钥的情况下重新计算了 \
            MANIFEST.sha256。",
    }
    /// The bundle is signed by a key that was not given.
    835 key_unknown(found) {
        en: "the bundle's key is none of those that were given: {found}",
            "compare it with the verifier key that you have from another source",
        zh: "证据包的公钥不在所给公钥之列：{found}", "请与您从其他渠道取得的验证公钥核对",
        more_en: "Anybody can make a log and sign it; what counts is whose key it is. Take the line for --vkey from a \
            contract, an auditor, a public page, not out of the bundle. After a change of the log's key ask for the new line.",
        more_zh: "任何人都可以制作日志并签名，关键在于密钥属于谁。--vkey 的公钥行应取自合同、审计师或公开网页，\
            而不是证据包本身。日志更换密钥后，请索取新的公钥行。",
    }
    /// The checkpoint does not hold.
    836 checkpoint_wrong(why) {
        en: "the checkpoint does not hold: {why}", "do not rely on this bundle",
        zh: "检查点不成立：{why}", "请勿依赖该证据包",
        more_en: "A checkpoint says which log, how many events, and the root of their tree, and is signed by the log's \
            key. Example: a checkpoint in which the root was changed has a wrong signature.",
        more_zh: "检查点写明是哪一份日志、事件数量及树根，并由日志密钥签名。例如被改动树根的检查点，其签名不成立。",
    }
    /// A file is not an event in canonical form.
    837 event_not_canonical(why) {
        en: "it is not an event in its canonical bytes: {why}", "ask for the bundle again",
        zh: "不是规范字节形式的事件：{why}", "请重新索取证据包",
        more_en: "An event is stored, hashed and disclosed as RFC 8785 writes it: keys in order, no blanks, nothing \
            added. Refused: the same event with a line feed at its end. Its hash in the tree would be another one.",
        more_zh: "事件按 RFC 8785 的形式存储、计算散列并披露：键按序排列，没有空白，没有附加内容。拒绝：末尾多一个换行的\
            同一事件，其在树中的散列值将不同。",
    }
    /// An event says something else of its place than the name of its file, or is somebody else's.
    838 event_misplaced(why) {
        en: "it is not where it belongs: {why}", "do not rely on this bundle",
        zh: "位置不符：{why}", "请勿依赖该证据包",
        more_en: "events/7.json holds the event that says \"position\":7, and all events of a bundle are of one customer. \
            Refused: the event of position 8 under the name events/7.json.",
        more_zh: "events/7.json 所载事件应写明 \"position\":7，且同一证据包的事件属于同一客户。拒绝：以 events/7.json 为名\
            存放位置 8 的事件。",
    }
    /// A proof of inclusion does not hold.
    839 not_in_the_log(why) {
        en: "it is not proved to be in the log: {why}", "do not rely on this event",
        zh: "不能证明该事件在日志中：{why}", "请勿依赖该事件",
        more_en: "The hashes of events/7.tlog-proof must lead from the hash of the event to the root of the signed \
            checkpoint (RFC 6962, section 2.1.1). Example: an event with one changed digit leads to another root.",
        more_zh: "events/7.tlog-proof 的散列值应能从该事件的散列值推算至已签名检查点的树根（RFC 6962 第 2.1.1 节）。\
            例如改动一位数字的事件会推算出另一个树根。",
    }
    /// A line of the list of withheld events cannot be read.
    840 withheld_line(line) {
        en: "line {line} of withheld.jsonl is not the position, customer, version and leaf of an event",
            "ask for the bundle again",
        zh: "withheld.jsonl 第 {line} 行不是事件的位置、客户、版本和叶子散列值", "请重新索取证据包",
        more_en: "A line has exactly these four fields, the leaf in 64 lowercase hexadecimal digits. \
            Refused: a line with a further field, or without its version.",
        more_zh: "每行恰有这四个字段，叶子散列值为 64 位小写十六进制数。拒绝：多一个字段或缺少版本的行。",
    }
    /// One position is there twice.
    841 position_twice(position) {
        en: "position {position} is there twice", "do not rely on this bundle",
        zh: "位置 {position} 出现两次", "请勿依赖该证据包",
        more_en: "An event is either disclosed or withheld, once. Refused: events/7.json together with a line for \
            position 7 in withheld.jsonl.",
        more_zh: "一条事件要么披露，要么未披露，且只出现一次。拒绝：既有 events/7.json，withheld.jsonl 又有位置 7 的行。",
    }
    /// A proof without its event, or an event without its proof.
    842 counterpart_missing(name) {
        en: "{name} belongs to it and is missing", "something was left out: ask for the whole bundle",
        zh: "缺少与之对应的 {name}", "有内容被删除：请索取完整的证据包",
        more_en: "Every disclosed and every withheld event has its proof, and every proof its event. Example: a line of \
            withheld.jsonl was removed, and events/7.tlog-proof is left over.",
        more_zh: "每条已披露和未披露的事件都有证明，每份证明都有对应事件。例如删去 withheld.jsonl 的一行后，\
            events/7.tlog-proof 多了出来。",
    }
    /// The versions of a customer's events have a gap.
    843 version_gap(customer, wanted, found) {
        en: "the events of {customer} have a gap: version {wanted} is not there, version {found} is",
            "something was left out: ask for the whole bundle",
        zh: "{customer} 的事件有空缺：缺少版本 {wanted}，却有版本 {found}", "有内容被删除：请索取完整的证据包",
        more_en: "The ledger numbers the events of a customer 1, 2, 3 … Disclosed and withheld together must have every \
            number. Example: versions 1, 2 and 4: the third event was left out.",
        more_zh: "账簿对每个客户的事件按 1、2、3…… 编号。已披露与未披露的事件合起来不得缺号。例如只有版本 1、2、4：\
            第三条事件被遗漏。",
    }
    /// Positions, versions or times are out of order.
    844 out_of_order(why) {
        en: "the events are out of order: {why}", "do not rely on this bundle",
        zh: "事件顺序不符：{why}", "请勿依赖该证据包",
        more_en: "Later versions stand at higher positions, and the time of recording never decreases along the log. \
            Refused: version 5 at position 90 and version 6 at position 80.",
        more_zh: "版本越靠后，位置越大；记录时间沿日志从不倒退。拒绝：版本 5 在位置 90，而版本 6 在位置 80。",
    }
    /// The bundle shows nothing of what it says it is about.
    845 subject_absent(subject) {
        en: "the bundle is about {subject}, and no disclosed event brings it into the world",
            "ask for a bundle that discloses it",
        zh: "证据包的主题为 {subject}，但披露的事件中没有产生它的事件", "请索取披露该主题的证据包",
        more_en: "A bundle about an order discloses its order.placed, one about an invoice its invoice.issued or \
            late_fee.charged. Refused: a bundle about `order O-1` whose events are all of O-2.",
        more_zh: "关于订单的证据包须披露其 order.placed，关于发票的须披露其 invoice.issued 或 late_fee.charged。拒绝：\
            主题为 `order O-1`，而事件都属于 O-2。",
    }
    /// A document that no disclosed event names, or another one.
    846 document_wrong(why) {
        en: "the document does not belong to the events: {why}", "do not rely on this document",
        zh: "附件与事件不对应：{why}", "请勿依赖该附件",
        more_en: "A document's name is its SHA-256, and a disclosed event names the same hash. Refused: a delivery note \
            that no event names, or whose bytes have another hash than its name.",
        more_zh: "附件以其 SHA-256 命名，且有披露的事件引用同一散列值。拒绝：没有事件引用的送货单，或内容与其名称散列值\
            不符的文件。",
    }
    /// An older checkpoint, or a change of the log's key, does not hold.
    847 past_wrong(why) {
        en: "the log's past does not fit: {why}", "keep both checkpoints: they are evidence against the log",
        zh: "日志的过去不吻合：{why}", "请保存两份检查点：它们是针对该日志的证据",
        more_en: "consistency/5-9.txt must prove that the first 5 events of the log of 9 are those of the older \
            checkpoint (RFC 6962, section 2.1.2), and a key of the log must have signed it. Example: an event among the \
            first five was changed since.",
        more_zh: "consistency/5-9.txt 应证明 9 条事件的日志，其前 5 条即较早检查点的 5 条（RFC 6962 第 2.1.2 节），\
            且该检查点由日志密钥签名。例如前五条中有一条后来被改动。",
    }
    /// A timestamp does not date the checkpoint beside it.
    848 timestamp_wrong(why) {
        en: "the timestamp does not hold: {why}", "do not rely on its date",
        zh: "时间戳不成立：{why}", "请勿依赖其所载时间",
        more_en: "timestamps/9-3.tsr must hold the SHA-256 of timestamps/9-3.checkpoint, which must be a checkpoint of \
            this bundle. Whose the stamp is, `openssl ts -verify` tells with the authority's certificate.",
        more_zh: "timestamps/9-3.tsr 应载有 timestamps/9-3.checkpoint 的 SHA-256，且后者为本证据包的检查点。时间戳由谁签发，\
            由 `openssl ts -verify` 凭该机构的证书判断。",
    }
    /// A checkpoint from elsewhere does not fit, or cannot be compared.
    849 elsewhere_differs(why) {
        en: "the checkpoint from elsewhere is not confirmed: {why}",
            "ask for a newer bundle of the same log, or keep both as evidence",
        zh: "来自别处的检查点未获印证：{why}", "请索取同一日志更新的证据包，或将两者作为证据保存",
        more_en: "A smaller checkpoint must be one of those that the bundle proves to be its past; one of the same size \
            must have the same root; a larger one needs a newer bundle. Example: your checkpoint of 9 events has another \
            root than the bundle's of 9 events, both signed: the log was shown in two versions.",
        more_zh: "较小的检查点须为证据包已证明的过去之一；大小相同的树根须相同；更大的需要更新的证据包。例如您的 9 条事件的\
            检查点与证据包的 9 条事件的检查点树根不同，且均有签名：说明日志有两个版本。",
    }
}
