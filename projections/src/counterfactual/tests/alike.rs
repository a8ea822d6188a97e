//! What two policies see alike is looked at once, and nothing else changes.

use super::*;
use crate::counterfactual::Alike;

fn printed(report: &Report) -> String {
    serde_json::to_string(report).unwrap()
}

/// Under policies of their own kind each: another rule, other points, other due dates.
#[test]
fn what_is_looked_at_once_is_what_would_be_seen_twice() {
    let other_points = DEFAULT_TEXT.replacen("points = ", "points = 1", 1);
    let later = DEFAULT_TEXT.replacen("net_days = 30", "net_days = 45", 1);
    let renamed = |text: String| {
        let text = text.replacen("name = \"default\"", "name = \"other\"", 1);
        Arc::new(Policy::parse(&text).unwrap())
    };
    let kinds = [
        (strict(), true, true),
        (renamed(other_points), false, true),
        (renamed(later), false, false),
    ];
    for (new, sees, folds) in kinds {
        let mut asked = question(Arc::clone(&new), "2025-04-01");
        months(&mut asked, "2025-01-31", 2, 1000);
        assert_eq!((asked.alike.see.is_empty(), asked.alike.fold.is_empty()), (!sees, !folds));
        let shared = compare(&two_orders(), &asked);
        asked.alike = Alike::default();
        assert_eq!(printed(&shared), printed(&compare(&two_orders(), &asked)));
    }
}
