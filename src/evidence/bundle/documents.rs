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
    use duebook_events::Kind;
    use schemars::SchemaGenerator;

    use super::*;

    /// A type of event that gets a document later must be listed above.
    #[test]
    fn every_type_with_a_document_is_listed() {
        let mut generator = SchemaGenerator::default();
        let with_document = Kind::ALL.iter().filter(|kind| {
            let schema = kind.payload_schema(&mut generator).to_value();
            let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
            let whole = name.and_then(|name| generator.definitions().get(name)).unwrap_or(&schema);
            !whole["properties"]["document"].is_null()
        });
        assert_eq!(with_document.count(), 12);
        assert!(named_document(&EventData::SecurityReleased(Box::new(
            serde_json::from_str(r#"{"security":"S"}"#).unwrap()
        )))
        .is_none());
    }
}
