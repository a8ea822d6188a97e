//! Whole mappings on small texts: what is converted, and what is refused.

mod converts;
mod refuses;

use super::{Conversion, Mapping, MappingError};

/// Invoices with an optional term of payment and remark.
const INVOICES: &str = r#"
mapping = 1
source_system = "erp"

[constants]
currency = "USD"

[column.Date]
type = "date"
format = "%m/%d/%Y"

[column.Amount]
type = "amount"
currency = "{currency}"
thousands = ","

[column.Days]
type = "integer"
empty = "omit"

[column.Remark]
empty = "omit"
clean = ["collapse_spaces"]

[[skip]]
when = { column = "Amount", is_zero = true }
reason = "nothing to pay"

[[event]]
type = "customer.registered"
once_per = "{Customer}"
customer = "{Customer}"
effective = "{Date}"
data = { name = "{Customer} Ltd" }

[[event]]
type = "invoice.issued"
customer = "{Customer}"
effective = "{Date}"
order_on_day = 10
note = "{Remark}"

[event.data]
invoice = "{No}"
currency = "{currency}"
amount = "{Amount}"
order = "{Remark}"
terms = { trigger = "invoice_date", net_days = "{Days}" }
"#;

const HEADER: &str = "Customer,No,Date,Amount,Days,Remark\n";

fn mapping(text: &str) -> Mapping {
    Mapping::parse(text).expect("the mapping is well-formed")
}

/// Converts rows below [`HEADER`] with [`INVOICES`].
fn convert(rows: &str) -> Result<Conversion, MappingError> {
    mapping(INVOICES).convert(format!("{HEADER}{rows}").as_bytes())
}
