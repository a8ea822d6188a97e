//! Who is a person, and who is a program; what each of them did.
//!
//! A *person* is the id of an actor. Ids that differ only in case, or in blanks
//! around them, are one person: whoever may choose how to write a name must not
//! become two by it. They are shown as they were written.
//!
//! A *program* is somebody *all* of whose events carry the role `system`: every
//! event that is known, not only those that perform a duty, and whatever customer
//! they are about. Who acted once in another role is a person, and then every act
//! is that person's, in whatever role it was done: a role is only claimed.

use std::collections::{BTreeMap, BTreeSet};

use duebook_events::{Actor, Role};

use super::duties::Duty;

/// Who somebody is, however the id is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity(String);

impl Identity {
    /// Whose id this is.
    #[must_use]
    pub fn of(id: &str) -> Self {
        Self(id.trim().to_lowercase())
    }
}

/// What is known of one id as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// In which capacities events were recorded.
    pub roles: BTreeSet<Role>,
    /// How often each duty was performed.
    pub counts: BTreeMap<Duty, u64>,
}

/// Everybody who recorded an event or performed a duty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People(BTreeMap<Identity, BTreeMap<String, Person>>);

impl People {
    fn entry(&mut self, id: &str) -> &mut Person {
        let spellings = self.0.entry(Identity::of(id)).or_default();
        spellings.entry(id.to_owned()).or_default()
    }

    /// Somebody recorded an event.
    pub fn saw(&mut self, actor: &Actor) {
        self.entry(&actor.id).roles.insert(actor.role);
    }

    /// Somebody performed a duty.
    pub fn count(&mut self, id: &str, duty: Duty) {
        *self.entry(id).counts.entry(duty).or_default() += 1;
    }

    /// Adds what others know.
    pub fn append(&mut self, other: Self) {
        for (identity, spellings) in other.0 {
            let known = self.0.entry(identity).or_default();
            for (id, more) in spellings {
                let person = known.entry(id).or_default();
                person.roles.extend(more.roles);
                for (duty, count) in more.counts {
                    *person.counts.entry(duty).or_default() += count;
                }
            }
        }
    }

    /// Whether somebody is a program, by the events that are known. Of whom there
    /// is no event, nothing is known: a person.
    #[must_use]
    pub fn is_program(&self, id: &str) -> bool {
        let spellings = self.0.get(&Identity::of(id));
        let mut roles =
            spellings.into_iter().flatten().flat_map(|(_, person)| &person.roles).peekable();
        roles.peek().is_some() && roles.all(|role| *role == Role::System)
    }

    /// Everybody who performed a duty, by id as written.
    pub fn with_duties(&self) -> impl Iterator<Item = (&str, &Person)> {
        let all = self.0.values().flatten().map(|(id, person)| (id.as_str(), person));
        all.filter(|(_, person)| !person.counts.is_empty())
    }
}
