//! What a verification found: each check with what it found in words, and what does not hold.

use std::collections::BTreeMap;

use duebook_events::{Message, Words};

use crate::evidence::bundle::subject::Subject;

/// How many problems are listed; the others are counted.
pub const PROBLEMS_MAX: usize = 1000;

/// A check, in the order in which they are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The archive is sound, and has the files of a bundle.
    Archive,
    /// Every file is listed, and is the one that is listed.
    Manifest,
    /// The key is one of those that were given.
    Key,
    /// The manifest is signed by it.
    Signature,
    /// The checkpoint is signed by it.
    Checkpoint,
    /// Every disclosed event stands in the log.
    Events,
    /// Every withheld event stands in the log.
    Withheld,
    /// Nothing is left out among them, and they are in order.
    Completeness,
    /// What disclosed events name and the bundle does not disclose: told, not judged.
    References,
    /// The documents are those that events name.
    Documents,
    /// Changes of the log's key are events of the log.
    Keys,
    /// The log only grew since its older checkpoints.
    Consistency,
    /// Timestamps are about checkpoints of the bundle.
    Timestamps,
    /// Checkpoints from elsewhere are of the same log.
    Elsewhere,
}

impl Kind {
    /// All checks.
    pub const ALL: [Self; 14] = [
        Self::Archive,
        Self::Manifest,
        Self::Key,
        Self::Signature,
        Self::Checkpoint,
        Self::Events,
        Self::Withheld,
        Self::Completeness,
        Self::References,
        Self::Documents,
        Self::Keys,
        Self::Consistency,
        Self::Timestamps,
        Self::Elsewhere,
    ];

    /// The code of a check in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Manifest => "manifest",
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Checkpoint => "checkpoint",
            Self::Events => "events",
            Self::Withheld => "withheld",
            Self::Completeness => "completeness",
            Self::References => "references",
            Self::Documents => "documents",
            Self::Keys => "keys",
            Self::Consistency => "consistency",
            Self::Timestamps => "timestamps",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// The name of a check for people.
    #[must_use]
    pub fn words(self) -> Words {
        let (en, zh) = match self {
            Self::Archive => ("archive", "压缩包"),
            Self::Manifest => ("manifest", "清单"),
            Self::Key => ("verifier key", "验证公钥"),
            Self::Signature => ("signature of the manifest", "清单签名"),
            Self::Checkpoint => ("checkpoint", "检查点"),
            Self::Events => ("disclosed events", "已披露事件"),
            Self::Withheld => ("withheld events", "未披露事件"),
            Self::Completeness => ("completeness", "完整性"),
            Self::References => ("references", "引用"),
            Self::Documents => ("documents", "附件"),
            Self::Keys => ("changes of the key", "密钥更换"),
            Self::Consistency => ("older checkpoints", "较早检查点"),
            Self::Timestamps => ("timestamps", "时间戳"),
            Self::Elsewhere => ("checkpoints from elsewhere", "来自别处的检查点"),
        };
        Words::new(en, zh)
    }
}

/// A check that was made, or could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which.
    pub kind: Kind,
    /// Whether it was made and holds.
    pub ok: bool,
    /// What was found.
    pub detail: Words,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// In which check.
    pub kind: Kind,
    /// In which file of the bundle, or which file from elsewhere.
    pub file: Option<String>,
    /// What.
    pub message: Message,
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What the bundle is about, if its signature says so.
    pub subject: Option<Subject>,
    /// Every check, in order.
    pub checks: Vec<Check>,
    /// What does not hold: the first [`PROBLEMS_MAX`].
    pub problems: Vec<Problem>,
    /// How many problems there are in each check, listed or not.
    counts: BTreeMap<Kind, usize>,
}

impl Verdict {
    /// Whether everything holds.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.counts.is_empty() && self.checks.iter().all(|check| check.ok)
    }

    /// How many problems are not listed.
    #[must_use]
    pub fn unlisted(&self) -> usize {
        self.counts.values().sum::<usize>() - self.problems.len()
    }

    /// How many problems there are in a check so far.
    pub(super) fn against(&self, kind: Kind) -> usize {
        self.counts.get(&kind).copied().unwrap_or_default()
    }

    /// Notes something that does not hold.
    pub(super) fn problem(&mut self, kind: Kind, file: impl Into<Option<String>>, what: Message) {
        *self.counts.entry(kind).or_default() += 1;
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(Problem { kind, file: file.into(), message: what });
        }
    }

    /// Ends a check: it holds where nothing was noted against it.
    pub(super) fn done(&mut self, kind: Kind, en: impl Into<String>, zh: impl Into<String>) {
        let against = self.against(kind);
        let mut listed = self.problems.iter().filter(|problem| problem.kind == kind);
        let detail = match (against, listed.next()) {
            (0, _) => Words::new(en, zh),
            (1, Some(problem)) => problem.message.problem.clone(),
            (n, _) => Words::new(format!("{n} problems"), format!("{n} 个问题")),
        };
        self.checks.push(Check { kind, ok: against == 0, detail });
    }

    /// Ends the verification: checks that were not reached do not hold.
    pub(super) fn end(mut self) -> Self {
        for kind in Kind::ALL {
            if !self.checks.iter().any(|check| check.kind == kind) {
                let detail = Words::new("could not be checked", "无法检查");
                self.checks.push(Check { kind, ok: false, detail });
            }
        }
        self.checks.sort_by_key(|check| check.kind);
        self
    }
}
