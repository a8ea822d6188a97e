//! What a process keeps about customers between questions: bounded, and who was asked
//! about least recently is forgotten first.

use std::sync::{Mutex, MutexGuard, PoisonError};

use duebook_events::CustomerId;
use rustc_hash::FxHashMap;

/// Something about each customer, of which so much is kept as weighs `most` together.
#[derive(Debug)]
pub(super) struct Kept<T> {
    most: usize,
    customers: Mutex<Entries<T>>,
}

#[derive(Debug)]
struct Entries<T> {
    customers: FxHashMap<CustomerId, Entry<T>>,
    /// Counts questions.
    asked: u64,
    weight: usize,
}

#[derive(Debug)]
struct Entry<T> {
    asked: u64,
    weight: usize,
    value: T,
}

impl<T> Kept<T> {
    /// Keeps nothing yet.
    pub(super) fn new(most: usize) -> Self {
        let entries = Entries { customers: FxHashMap::default(), asked: 0, weight: 0 };
        Self { most, customers: Mutex::new(entries) }
    }

    /// Takes out what is kept of a customer.
    pub(super) fn take(&self, customer: &CustomerId) -> Option<T> {
        let mut kept = self.lock();
        let entry = kept.customers.remove(customer)?;
        kept.weight -= entry.weight;
        Some(entry.value)
    }

    /// Keeps something of a customer in place of what was kept; what alone weighs too much is
    /// not kept.
    pub(super) fn put(&self, customer: &CustomerId, value: T, weight: usize) {
        if weight > self.most {
            return;
        }
        let mut kept = self.lock();
        kept.asked += 1;
        kept.weight += weight;
        let entry = Entry { asked: kept.asked, weight, value };
        if let Some(before) = kept.customers.insert(customer.clone(), entry) {
            kept.weight -= before.weight;
        }
        if kept.weight > self.most {
            kept.shrink(self.most / 2);
        }
    }

    /// What is kept stays as it was when a thread panicked: every change is whole.
    fn lock(&self) -> MutexGuard<'_, Entries<T>> {
        self.customers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Entries<T> {
    /// Forgets the oldest at once until so much is left, but for the newest: looking for them
    /// takes as long as there are customers, and must not be done for each.
    fn shrink(&mut self, left: usize) {
        let mut ages: Vec<(u64, CustomerId)> =
            self.customers.iter().map(|(name, entry)| (entry.asked, name.clone())).collect();
        ages.sort_unstable();
        for (asked, customer) in ages {
            if self.weight <= left || asked == self.asked {
                break;
            }
            let gone = self.customers.remove(&customer);
            self.weight -= gone.map_or(0, |entry| entry.weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(name: &str) -> CustomerId {
        CustomerId::try_new(name).unwrap()
    }

    #[test]
    fn who_was_asked_about_least_recently_is_forgotten_first() {
        let kept = Kept::new(100);
        for (name, weight) in [("A", 40), ("B", 30), ("C", 30)] {
            kept.put(&customer(name), name.to_owned(), weight);
        }
        let again = kept.take(&customer("A")).unwrap();
        kept.put(&customer("A"), again, 40);
        kept.put(&customer("D"), "D".to_owned(), 1);
        let left = ["A", "B", "C", "D"].map(|name| kept.take(&customer(name)).is_some());
        assert_eq!(left, [true, false, false, true]);
        assert_eq!(kept.lock().weight, 0);
    }

    #[test]
    fn what_is_put_twice_weighs_once_and_what_is_too_heavy_is_not_kept() {
        let (kept, a) = (Kept::new(10), customer("A"));
        kept.put(&a, 1, 6);
        kept.put(&a, 2, 7);
        assert_eq!(kept.lock().weight, 7);
        kept.put(&customer("B"), 3, 11);
        assert_eq!((kept.take(&customer("B")), kept.take(&a)), (None, Some(2)));
        // The newest is kept even if nothing else can be.
        kept.put(&a, 4, 6);
        kept.put(&customer("B"), 5, 10);
        assert_eq!((kept.take(&a), kept.take(&customer("B"))), (None, Some(5)));
    }
}
