//! The documents that events name.

use duebook_events::EventData;
use duebook_events::document::Document;

/// The document that an event names, if it names one.
#[must_use]
pub fn named_document(data: &EventData) -> Option<&Document> {
    match data {
        EventData::AgreementSigned(e) => Some(&e.document),
        EventData::CustomerInvestigated(e) => e.document.as_ref(),
        EventData::TermsAgreed(e) => e.document.as_ref(),
        EventData::DeliveryReceived(e) => e.document.as_ref(),
        EventData::DeliveryAccepted(e) => e.document.as_ref(),
        EventData::ReminderSent(e) => e.document.as_ref(),
        EventData::InvoiceIssued(e) => e.document.as_ref(),
        EventData::InvoiceReceived(e) => e.document.as_ref(),
        EventData::LegalStep(e) => e.document.as_ref(),
        EventData::SecurityProvided(e) => e.document.as_ref(),
        EventData::StatementSent(e) => e.document.as_ref(),
        EventData::StatementConfirmed(e) => e.document.as_ref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use duebook_events::{Kind, schema};

    /// A type of event that gets a document later must be listed above.
    #[test]
    fn every_type_with_a_document_is_listed() {
        let with_document = Kind::ALL.iter().filter(|kind| {
            let schema = schema::of_line(&[**kind]);
            let path = schema["properties"]["data"]["$ref"].as_str().unwrap_or_default();
            let payload = path.rsplit('/').next().unwrap_or_default();
            !schema["$defs"][payload]["properties"]["document"].is_null()
        });
        let names: Vec<&str> = with_document.map(|kind| kind.name()).collect();
        assert_eq!(
            names.join(" "),
            "customer.investigated terms.agreed security.provided delivery.received \
             delivery.accepted invoice.issued invoice.received reminder.sent agreement.signed \
             statement.sent statement.confirmed legal.step"
        );
    }
}
