//! When a reminder goes out, as policy data (domain, section 12).

use serde::Deserialize;

/// The reminder ladder (domain, section 12); all in days.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// Level 0 from so long before the due date.
    pub before_due_days: i32,
    /// Level 1 from so long after it.
    pub first_after_days: i32,
    /// Level 1 for parts of an active agreement.
    pub first_after_days_agreed: i32,
    /// Level 2 after so much silence.
    pub silence_days: i32,
    /// Level 3 above so many days past due.
    pub demand_above_days: i32,
    /// Level 3 so long after level 2.
    pub demand_wait_days: i32,
    /// Level 4 above so many days past due.
    pub legal_above_days: i32,
    /// Level 4 so long after level 3.
    pub legal_wait_days: i32,
}

impl Ladder {
    /// All its counts of days.
    pub(super) fn days(&self) -> [i32; 8] {
        [
            self.before_due_days,
            self.first_after_days,
            self.first_after_days_agreed,
            self.silence_days,
            self.demand_above_days,
            self.demand_wait_days,
            self.legal_above_days,
            self.legal_wait_days,
        ]
    }
}
