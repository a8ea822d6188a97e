//! Who sends the papers: the creditor's own name, address and bank account, from
//! a small TOML file; blanks to fill in where it says nothing.
//!
//! ```toml
//! name = "华衡贸易有限公司"
//! address = "上海市浦东新区张杨路 500 号"
//! tax_id = "91310115MA1K4XXXXX"
//! phone = "021-5888 0000"
//! email = "ar@example.com"
//! contact = "李娜"
//! bank = "中国工商银行上海浦东支行"
//! account = "1001 2345 6789 0123 456"
//! city = "上海"
//!
//! [en]                       # what reads otherwise in English; [zh] likewise
//! name = "Huaheng Trading Co., Ltd."
//!
//! [law_firm]                 # who writes the lawyer's letter
//! name = "…律师事务所"
//! lawyer = "…"
//! ```

use duebook_events::Lang;
use serde::{Deserialize, Serialize};

use super::Broken;
use crate::messages::documents as messages;

/// The creditor's file, and what templates see as `company`: every field is
/// there, empty ones are none.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Company {
    /// The company's name.
    pub name: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Its tax number.
    pub tax_id: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its mail address.
    pub email: Option<String>,
    /// Who answers questions.
    pub contact: Option<String>,
    /// The bank to pay to.
    pub bank: Option<String>,
    /// The account to pay to.
    pub account: Option<String>,
    /// In whose name the account is, if not the company's.
    pub account_name: Option<String>,
    /// BIC, for payments from abroad.
    pub bic: Option<String>,
    /// Where it has its seat.
    pub city: Option<String>,
    /// The law firm of the lawyer's letter.
    pub law_firm: LawFirm,
    /// What reads otherwise in English.
    #[serde(skip_serializing)]
    en: Option<Box<Company>>,
    /// What reads otherwise in Chinese.
    #[serde(skip_serializing)]
    zh: Option<Box<Company>>,
}

/// Who writes the lawyer's letter.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LawFirm {
    /// Its name.
    pub name: Option<String>,
    /// The lawyer.
    pub lawyer: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its address.
    pub address: Option<String>,
}

impl Company {
    /// Reads the creditor's file; `file` is named in errors.
    ///
    /// # Errors
    /// When it is not such a TOML file; with the line where TOML knows it.
    pub fn read(file: &str, text: &str) -> Result<Self, Broken> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() as u64 + 1;
            Broken::new(file, line, messages::company_unreadable(error.message()))
        })
    }

    /// What papers in one language say: that language's words, else the common ones.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> Self {
        let own = match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        };
        let common = Self { en: None, zh: None, ..self.clone() };
        let Some(own) = own.as_deref().cloned() else { return common };
        Self {
            name: own.name.or(common.name),
            address: own.address.or(common.address),
            tax_id: own.tax_id.or(common.tax_id),
            phone: own.phone.or(common.phone),
            email: own.email.or(common.email),
            contact: own.contact.or(common.contact),
            bank: own.bank.or(common.bank),
            account: own.account.or(common.account),
            account_name: own.account_name.or(common.account_name),
            bic: own.bic.or(common.bic),
            city: own.city.or(common.city),
            law_firm: LawFirm {
                name: own.law_firm.name.or(common.law_firm.name),
                lawyer: own.law_firm.lawyer.or(common.law_firm.lawyer),
                phone: own.law_firm.phone.or(common.law_firm.phone),
                address: own.law_firm.address.or(common.law_firm.address),
            },
            en: None,
            zh: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_says_what_reads_otherwise_in_it() {
        let text = "name = \"华衡贸易有限公司\"\nphone = \"021\"\n[en]\nname = \"Huaheng\"\n";
        let company = Company::read("c.toml", text).unwrap();
        let name = |lang| company.in_lang(lang).name.unwrap();
        assert_eq!((name(Lang::En), name(Lang::Zh)), ("Huaheng".into(), "华衡贸易有限公司".into()));
        assert_eq!(company.in_lang(Lang::En).phone.as_deref(), Some("021"));
        assert_eq!(company.in_lang(Lang::En).bank, None);
    }

    #[test]
    fn a_misspelled_field_is_named_with_its_line() {
        let error = Company::read("c.toml", "name = \"A\"\nadress = \"B\"\n").unwrap_err();
        assert_eq!((error.file.as_str(), error.line), ("c.toml", Some(2)));
        assert!(error.message.problem.en.contains("adress"), "{error:?}");
    }
}
