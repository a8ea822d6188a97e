//! Events about the ledger itself.

use duebook_events::{EventData, Lang};

use super::say;

pub(super) fn tell(data: &EventData, lang: Lang) -> Option<String> {
    Some(match data {
        EventData::PolicyPublished(e) => {
            let (policy, from) = (e.citation(), e.effective_from);
            say(
                lang,
                format!("policy {policy} is published, in force from {from}"),
                format!("发布政策 {policy}，自 {from} 起生效"),
            )
        }
        EventData::EventRetracted(e) => say(
            lang,
            format!("an entry is taken back: {} ({})", e.reason, e.event),
            format!("撤回一条记录：{}（{}）", e.reason, e.event),
        ),
        EventData::KeyRotated(e) => say(
            lang,
            format!("the signing key is now {}", e.new),
            format!("签名密钥更换为 {}", e.new),
        ),
        EventData::PersonalErased(e) => say(
            lang,
            format!("personal data of {} is erased: {}", e.subject, e.reason),
            format!("删除 {} 的个人信息：{}", e.subject, e.reason),
        ),
        EventData::HoldSet(e) => say(
            lang,
            format!("legal hold on {}: {}", e.subject, e.reason),
            format!("对 {} 设定法律保全：{}", e.subject, e.reason),
        ),
        EventData::HoldReleased(e) => say(
            lang,
            format!("legal hold on {} is released: {}", e.subject, e.reason),
            format!("解除对 {} 的法律保全：{}", e.subject, e.reason),
        ),
        _ => return None,
    })
}
