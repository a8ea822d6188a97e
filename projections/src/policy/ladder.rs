//! When a reminder goes out, as policy data (domain, section 12).

use duebook_events::dunning::Channel;
use serde::Deserialize;

/// The reminder ladder (domain, section 12): days, and by which way each level goes out.
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
    /// How level 0 goes out.
    #[serde(default = "by_wechat")]
    pub before_due_channel: Channel,
    /// How level 1 goes out.
    #[serde(default = "by_email")]
    pub first_channel: Channel,
    /// How level 2 goes out.
    #[serde(default = "by_letter")]
    pub silence_channel: Channel,
    /// How level 3 goes out.
    #[serde(default = "by_lawyer")]
    pub demand_channel: Channel,
}

fn by_wechat() -> Channel {
    Channel::Wechat
}

fn by_email() -> Channel {
    Channel::Email
}

fn by_letter() -> Channel {
    Channel::Letter
}

fn by_lawyer() -> Channel {
    Channel::LawyerLetter
}

impl Ladder {
    /// How a level goes out; a legal step goes no way.
    #[must_use]
    pub fn channel(&self, level: u16) -> Option<Channel> {
        self.channels().get(usize::from(level)).copied()
    }

    /// The ways of levels 0 to 3.
    pub(super) fn channels(&self) -> [Channel; 4] {
        [self.before_due_channel, self.first_channel, self.silence_channel, self.demand_channel]
    }

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

#[cfg(test)]
mod tests {
    use duebook_events::dunning::Channel;
    use serde_json::json;

    use crate::given::{day, history};
    use crate::policy::{DEFAULT_TEXT, Policy};
    use crate::{Account, reminders};

    /// Domain, section 12: level 2 after seven days of silence, by letter unless
    /// the policy says otherwise.
    #[test]
    fn each_level_goes_out_by_the_way_of_its_policy() {
        let by_phone = "legal_wait_days = 7\nsilence_channel = \"phone\"";
        let text = DEFAULT_TEXT.replace("legal_wait_days = 7", by_phone);
        let sent = json!({"reminder": "R", "level": 1, "channel": "email", "invoices": ["I"]});
        let history = history().invoice("I", "2025-01-01", "100.00", "2025-01-31").and(
            "reminder.sent",
            "2025-02-05",
            sent,
        );
        let channel = |policy: &Policy| {
            let account = Account::fold(history.facts(), history.cut(day("2025-02-20")), policy);
            let due = reminders::reminders("C-1", &account, policy).due;
            (due[0].level, due[0].channel)
        };
        assert_eq!(channel(&Policy::built_in()), (2, Some("letter")));
        assert_eq!(channel(&Policy::parse(&text).unwrap()), (2, Some("phone")));
        let usual = Policy::built_in().reminders;
        let words = [0, 1, 3, 4].map(|level| usual.channel(level).map(Channel::word));
        assert_eq!(words, [Some("wechat"), Some("email"), Some("lawyer_letter"), None]);
    }
}
