//! A few of many: which items are open, which promises lack money.

/// Indices in ascending order; for sets that stay small beside what they point into.
#[derive(Debug, Clone, Default)]
pub(super) struct Indices(Vec<usize>);

impl Indices {
    /// Has an index in it, or not.
    pub fn set(&mut self, ix: usize, present: bool) {
        // Mostly the newest changes.
        let found = match self.0.last() {
            Some(last) if *last == ix => Ok(self.0.len() - 1),
            Some(last) if *last > ix => self.0.binary_search(&ix),
            _ => Err(self.0.len()),
        };
        match (found, present) {
            (Ok(at), false) => {
                self.0.remove(at);
            }
            (Err(at), true) => self.0.insert(at, ix),
            _ => {}
        }
    }

    /// All of them.
    pub fn as_slice(&self) -> &[usize] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Indices;

    #[test]
    fn it_stays_in_order_whatever_comes_and_goes() {
        let mut some = Indices::default();
        for ix in [3, 9, 1, 9, 5, 0] {
            some.set(ix, true);
        }
        assert_eq!(some.as_slice(), [0, 1, 3, 5, 9]);
        for ix in [9, 0, 4, 3] {
            some.set(ix, false);
        }
        assert_eq!(some.as_slice(), [1, 5]);
    }
}
