//! Questions and their answers, without the header fields (contract, "JSON answers").

use super::book::Book;
use super::view::View;
use super::{aging, decide, exposure, interest, limitation, promises, reminders, score, standing};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// Options of a question.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Rows and totals of one customer only.
    pub customer: Option<String>,
    /// `agreed` (default), `contractual` or `invoice_date`, for `aging`.
    pub basis: Option<String>,
    /// The single parts, for `aging`.
    pub items: bool,
    /// The order, for `decide`.
    pub order: Option<String>,
}

impl Book {
    /// One answer at (`as_of`, `known_at`); `known_at` is a position.
    pub fn answer(
        &self,
        question: &str,
        as_of: NaiveDate,
        known_at: u64,
        options: &Options,
    ) -> Value {
        let asked = |name: &&str| options.customer.as_deref().is_none_or(|c| c == *name);
        let views: Vec<View> = self
            .customers(known_at)
            .into_iter()
            .filter(asked)
            .map(|name| View::new(name, self.cut(name, as_of, known_at), as_of))
            .collect();
        match question {
            "balance" => aging::balance(&views),
            "aging" => {
                aging::aging(&views, options.basis.as_deref().unwrap_or("agreed"), options.items)
            }
            "promises" => promises_answer(&views),
            "score" => score::answer(&views),
            "exposure" => exposure::answer(&views),
            "interest" => interest::answer(&views),
            "limitation" => limitation::answer(&views),
            "reminders" => reminders::answer(&views),
            "decide" => {
                let order = options.order.as_deref().expect("an order");
                let answers = views.iter().map(|view| decide::answer(view, order));
                answers.into_iter().find(|a| !a.is_null()).unwrap_or(Value::Null)
            }
            other => panic!("unknown question {other}"),
        }
    }
}

fn promises_answer(views: &[View]) -> Value {
    let (mut promises, mut ratios, mut agreements) = (Vec::new(), Vec::new(), Vec::new());
    for view in views {
        let (rows, of_customer) = promises::rows(view);
        promises.extend(rows);
        ratios.extend(of_customer);
        agreements.extend(standing::agreement_rows(view));
    }
    json!({"promises": promises, "agreements": agreements, "kept_ratio": ratios})
}
