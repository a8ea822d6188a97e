//! One measured line: a figure, the limit that it is held against, and whether
//! that is near enough.

use std::fmt;

use duebook_events::Words;

/// In what something was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Events a second.
    PerSecond,
    /// Seconds for all of it.
    Seconds,
    /// Milliseconds for one operation.
    Milliseconds,
    /// Bytes.
    Bytes,
}

impl Unit {
    /// As programs read it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PerSecond => "events/s",
            Self::Seconds => "s",
            Self::Milliseconds => "ms",
            Self::Bytes => "bytes",
        }
    }

    /// The unit with this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::PerSecond, Self::Seconds, Self::Milliseconds, Self::Bytes]
            .into_iter()
            .find(|unit| unit.code() == code)
    }
}

/// How near is near enough; compared with the ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The ratio should not be smaller.
    AtLeast(f64),
    /// The ratio should not be larger.
    AtMost(f64),
}

impl Target {
    /// Whether a ratio is near enough.
    #[must_use]
    pub fn met_by(self, ratio: f64) -> bool {
        match self {
            Self::AtLeast(least) => ratio >= least,
            Self::AtMost(most) => ratio <= most,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(least) => write!(f, ">= {least}"),
            Self::AtMost(most) => write!(f, "<= {most}"),
        }
    }
}

/// Which way a ratio was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The value by the limit: which share of it is reached.
    ValueByLimit,
    /// The limit by the value: how many times it goes into it.
    LimitByValue,
}

impl Way {
    /// As programs read it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ValueByLimit => "value/limit",
            Self::LimitByValue => "limit/value",
        }
    }
}

/// What a figure is held against: measured in the same run, in the same unit.
#[derive(Debug, Clone)]
pub struct Limit {
    /// What it is.
    pub name: Words,
    /// Its figure; none where it could not be measured here.
    pub value: Option<f64>,
    /// Which way the ratio is taken.
    pub way: Way,
    /// How near is near enough, if anybody has said.
    pub target: Option<Target>,
}

/// One measured line.
#[derive(Debug, Clone)]
pub struct Line {
    /// What was measured.
    pub name: Words,
    /// The figure: of several runs their median; none where it could not be measured here.
    pub value: Option<f64>,
    /// In what.
    pub unit: Unit,
    /// What it is held against.
    pub limit: Option<Limit>,
    /// Why there is no figure, or what else has to be known.
    pub note: Option<Words>,
}

impl Line {
    /// A figure by itself.
    #[must_use]
    pub fn new(en: &str, zh: &str, value: f64, unit: Unit) -> Self {
        Self { name: Words::new(en, zh), value: Some(value), unit, limit: None, note: None }
    }

    /// So many events a second.
    #[must_use]
    pub fn rate(en: &str, zh: &str, per_second: f64) -> Self {
        Self::new(en, zh, per_second, Unit::PerSecond)
    }

    /// What could not be measured here, and why.
    #[must_use]
    pub fn missing(name: Words, unit: Unit, why: Words) -> Self {
        Self { name, value: None, unit, limit: None, note: Some(why) }
    }

    /// Held against a limit: the ratio is the share of it that is reached.
    #[must_use]
    pub fn against(self, limit: &Line, target: impl Into<Option<Target>>) -> Self {
        self.held(limit, Way::ValueByLimit, target.into())
    }

    /// Held against a limit: the ratio is how many times this goes into it.
    #[must_use]
    pub fn times(self, limit: &Line, target: impl Into<Option<Target>>) -> Self {
        self.held(limit, Way::LimitByValue, target.into())
    }

    fn held(self, limit: &Line, way: Way, target: Option<Target>) -> Self {
        let note = self.note.or_else(|| limit.note.clone());
        let limit = Limit { name: limit.name.clone(), value: limit.value, way, target };
        Self { limit: Some(limit), note, ..self }
    }

    /// With something else that has to be known.
    #[must_use]
    pub fn noting(self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { note: Some(Words::new(en, zh)), ..self }
    }

    /// The figure by its limit, or the other way round.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        let limit = self.limit.as_ref()?;
        let (value, limit, way) = (self.value?, limit.value?, limit.way);
        let (above, below) = match way {
            Way::ValueByLimit => (value, limit),
            Way::LimitByValue => (limit, value),
        };
        (below > 0.0).then(|| above / below)
    }

    /// Whether the target is met; none without a target or a ratio.
    #[must_use]
    pub fn met(&self) -> Option<bool> {
        let target = self.limit.as_ref()?.target?;
        self.ratio().map(|ratio| target.met_by(ratio))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_taken_as_it_was_asked_for() {
        let limit = Line::rate("scan", "扫描", 200.0);
        let decode = Line::rate("decode", "解码", 100.0);
        let share = decode.clone().against(&limit, Target::AtLeast(0.5));
        assert_eq!((share.ratio(), share.met()), (Some(0.5), Some(true)));
        let cost = decode.clone().times(&limit, Target::AtMost(1.9));
        assert_eq!((cost.ratio(), cost.met()), (Some(2.0), Some(false)));
        assert_eq!(decode.clone().against(&limit, None).met(), None);
        assert_eq!(decode.ratio(), None);
    }

    #[test]
    fn what_could_not_be_measured_meets_nothing_and_says_why() {
        let why = Words::new("not installed", "未安装");
        let limit = Line::missing(Words::verbatim("ledger"), Unit::Seconds, why.clone());
        let line = Line::new("ours", "本程序", 1.0, Unit::Seconds);
        let line = line.times(&limit, Target::AtLeast(3.5));
        assert_eq!((line.ratio(), line.met(), line.note), (None, None, Some(why)));
    }
}
