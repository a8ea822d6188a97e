//! The comparison in sentences, for the table and for the page.

use duebook_events::Lang;
use duebook_projections::Policy;
use duebook_projections::counterfactual::Change;
use duebook_projections::counterfactual::came::{Came, Fate};
use duebook_projections::counterfactual::flips::{Counts, Flipped, Flips, Tally};
use duebook_projections::money::Money;
use duebook_projections::policy::words as policy_words;

use super::{Answer, Side};
use crate::story::{grouped, words};

/// The heart of the answer: what would have changed, and what came of those orders,
/// a group of sentences per currency.
pub(super) fn heart(answer: &Answer, lang: Lang) -> Vec<Vec<String>> {
    if answer.report.flips.is_empty() {
        let counts = &answer.report.counts;
        return vec![vec![match counts.decisions {
            0 => nothing_decided(answer, lang),
            _ => nothing_comparable(counts, lang),
        }]];
    }
    answer.report.flips.iter().map(|flips| of_currency(answer, flips, lang)).collect()
}

/// What the figures leave out or take from elsewhere.
pub(super) fn caveats(answer: &Answer, lang: Lang) -> Vec<String> {
    let counts = &answer.report.counts;
    let mut said = Vec::new();
    let mut say = |count: u64, en: String, zh: String| {
        if count > 0 {
            said.push(if lang == Lang::Zh { zh } else { en });
        }
    };
    let n = counts.recorded_otherwise;
    let bare = counts.recorded_without_facts;
    say(
        n,
        format!(
            "{n} recorded {} not what the old policy gives ({bare} without recorded facts, as after an import); \
             here the derived outcomes are compared.",
            if n == 1 { "decision is" } else { "decisions are" }
        ),
        format!(
            "有 {n} 笔记录的决定与原政策推导不一致（其中 {bare} 笔没有记录事实，如外部导入）；此处比较的是推导结果。"
        ),
    );
    let n = counts.overridden;
    say(
        n,
        format!(
            "{n} {} overridden by an approver.",
            if n == 1 { "decision was" } else { "decisions were" }
        ),
        format!("有 {n} 笔后来被审批人推翻。"),
    );
    let n = counts.superseded;
    say(
        n,
        format!("{n} earlier decisions of orders that were decided again are not added up."),
        format!("同一订单后来重新决定的，较早的 {n} 笔不计入合计。"),
    );
    let n = counts.not_derivable;
    say(
        n,
        format!("{n} cannot be derived: from their point of view there was no such order."),
        format!("有 {n} 笔无法推导：按其时点所知并无该订单。"),
    );
    said
}

/// How a policy is called: with the start of its hash where two have one name.
pub(super) fn new_name(answer: &Answer) -> String {
    let Side { policy, policy_sha256, .. } = &answer.new;
    let named = answer.old.named.iter().map(|old| (&old.policy, &old.policy_sha256));
    let used = answer.old.used.iter().map(|old| (&old.policy, &old.policy_sha256));
    let clash = named.chain(used).any(|(name, sha256)| name == policy && sha256 != policy_sha256);
    if clash {
        let hash: String = policy_sha256.chars().take(8).collect();
        return format!("{policy} ({hash}…)");
    }
    policy.clone()
}

/// What OLD is called.
pub(super) fn old_name(answer: &Answer, lang: Lang) -> String {
    match &answer.old.named {
        Some(side) => side.policy.clone(),
        None => pick(lang, "the policy of the day", "当时有效的政策").to_owned(),
    }
}

fn nothing_decided(answer: &Answer, lang: Lang) -> String {
    let (from, to) = (answer.from, answer.to);
    match (lang, from) {
        (Lang::En, Some(from)) => format!("No order was decided from {from} to {to}."),
        (Lang::En, None) => format!("No order was decided up to {to}."),
        (Lang::Zh, Some(from)) => format!("{from} 至 {to} 没有订单决定。"),
        (Lang::Zh, None) => format!("截至 {to} 没有订单决定。"),
    }
}

/// Decisions there are, and none that both policies can be asked about.
fn nothing_comparable(counts: &Counts, lang: Lang) -> String {
    let Counts { decisions, not_derivable, superseded, .. } = counts;
    let because = |count: u64, en: &str, zh: &str| {
        (count > 0).then(|| match lang {
            Lang::En => format!("{count} {en}"),
            Lang::Zh => format!("{count} 笔{zh}"),
        })
    };
    let because: Vec<String> = [
        because(*not_derivable, "cannot be derived", "无法推导"),
        because(*superseded, "decided again later", "后来重新决定"),
    ]
    .into_iter()
    .flatten()
    .collect();
    match (lang, decisions) {
        (Lang::En, 1) => format!("The only decision cannot be compared: {}.", because.join(", ")),
        (Lang::En, _) => {
            format!("None of the {decisions} decisions can be compared: {}.", because.join(", "))
        }
        (Lang::Zh, _) => format!("{decisions} 笔决定均无法比较：{}。", because.join("，")),
    }
}

fn of_currency(answer: &Answer, flips: &Flips, lang: Lang) -> Vec<String> {
    let new = new_name(answer);
    let (stopped, released) = (&flips.stopped, &flips.released);
    let mut said = Vec::new();
    if stopped.all.orders + released.all.orders == 0 {
        said.push(all_alike(&new, flips, lang));
        return said;
    }
    if stopped.all.orders > 0 {
        said.push(match lang {
            Lang::En => format!(
                "Under {new}, {} of {} released {} would have been stopped: {}.",
                stopped.all.orders,
                flips.released_before.orders,
                if flips.released_before.orders == 1 { "order" } else { "orders" },
                sum(stopped.all.amount)
            ),
            Lang::Zh => format!(
                "按 {new}，原放行的 {} 笔订单中有 {} 笔会被拦下，合计 {}。",
                flips.released_before.orders,
                stopped.all.orders,
                sum(stopped.all.amount)
            ),
        });
        said.push(divided(stopped, lang));
        said.push(money(stopped, lang));
        said.extend(bounced(stopped, lang));
    }
    if released.all.orders > 0 {
        said.push(match lang {
            Lang::En => format!(
                "{} stopped {} would have been released: {}.",
                released.all.orders,
                if released.all.orders == 1 { "order" } else { "orders" },
                sum(released.all.amount)
            ),
            Lang::Zh => format!(
                "原被拦下的订单中有 {} 笔会被放行，合计 {}。",
                released.all.orders,
                sum(released.all.amount)
            ),
        });
    }
    said
}

fn all_alike(new: &str, flips: &Flips, lang: Lang) -> String {
    let other: u64 = flips.rules.iter().map(|row| row.tally.orders).sum();
    let orders = flips.compared.orders;
    let (released, currency) = (flips.released_before.orders, flips.currency);
    let text = match lang {
        Lang::En => format!(
            "{new} would have released and stopped the same orders: of {orders} in {currency}, {released} released."
        ),
        Lang::Zh => format!(
            "{new} 放行和拦下的订单完全相同：{currency} 订单 {orders} 笔，放行 {released} 笔。"
        ),
    };
    if other > 0 {
        return match lang {
            Lang::En => format!("{text} {other} would have had another outcome of the same kind."),
            Lang::Zh => format!("{text}其中 {other} 笔的具体结论不同。"),
        };
    }
    text
}

/// What came of the stopped orders, each counted once: the parts add up.
fn divided(stopped: &Flipped, lang: Lang) -> String {
    let parts: Vec<String> =
        stopped.fates.iter().map(|row| counted(row.tally, fate(row.fate, lang), lang)).collect();
    match lang {
        Lang::En => format!("What came of them, each order counted once: {}.", parts.join("; ")),
        Lang::Zh => format!("这些订单的结果（每笔只计一次）：{}。", parts.join("；")),
    }
}

/// "300,000.00 paid late (2 orders)".
fn counted(tally: Tally, what: &str, lang: Lang) -> String {
    let amount = grouped(&tally.amount.to_string());
    match lang {
        Lang::En => format!("{amount} {what} ({})", orders(tally, lang)),
        Lang::Zh => format!("{what} {amount}（{}）", orders(tally, lang)),
    }
}

/// The money of the stopped orders that was late or lost; one amount may be in several.
pub(super) fn money_of(stopped: &Flipped, lang: Lang) -> Vec<(Tally, &'static str)> {
    let all = [
        (stopped.paid_late, ("paid late", "逾期付款")),
        (stopped.over_90, ("more than 90 days late", "逾期超过90天")),
        (stopped.overdue, ("overdue today", "目前仍逾期")),
        (stopped.lost, ("written off and not recovered", "坏账损失")),
    ];
    all.into_iter().map(|(tally, pair)| (tally, words::pick(lang, pair))).collect()
}

/// The same in a sentence.
fn money(stopped: &Flipped, lang: Lang) -> String {
    let some = money_of(stopped, lang).into_iter().filter(|(tally, _)| tally.orders > 0);
    let parts: Vec<String> = some.map(|(tally, what)| counted(tally, what, lang)).collect();
    match (parts.len(), lang) {
        (0, Lang::En) => "Of their money nothing was late or lost.".to_owned(),
        (0, Lang::Zh) => "这些订单没有逾期或损失的款项。".to_owned(),
        (1, Lang::En) => format!("Of their money: {}.", parts[0]),
        (1, Lang::Zh) => format!("所涉款项中：{}。", parts[0]),
        (_, Lang::En) => {
            format!("Of their money (one amount may be in several): {}.", parts.join("; "))
        }
        (_, Lang::Zh) => format!("所涉款项中（同一笔可计入多项）：{}。", parts.join("；")),
    }
}

/// Money on which the decisions counted; stopping the orders spares none of it.
pub(super) fn bounced(stopped: &Flipped, lang: Lang) -> Option<String> {
    let tally = stopped.bounced;
    (tally.orders > 0).then(|| match lang {
        Lang::En => format!(
            "The decisions of {} counted on {} that came back unpaid.",
            orders(tally, lang),
            sum(tally.amount)
        ),
        Lang::Zh => format!(
            "其中 {}的决定所依据的收款 {} 后来被退回。",
            orders(tally, lang),
            sum(tally.amount)
        ),
    })
}

/// "2 orders", "2笔".
pub(super) fn orders(tally: Tally, lang: Lang) -> String {
    match (lang, tally.orders) {
        (Lang::En, 1) => "1 order".to_owned(),
        (Lang::En, n) => format!("{n} orders"),
        (Lang::Zh, n) => format!("{n} 笔"),
    }
}

/// "85,000.00 CNY".
pub(super) fn sum(money: Money) -> String {
    format!("{} {}", grouped(&money.to_string()), money.currency)
}

/// What came of an order, in a few words.
pub(super) fn came(came: &Came, lang: Lang) -> String {
    let fate = fate(came.fate, lang);
    if came.bounced.minor == 0 {
        return fate.to_owned();
    }
    let bounced = grouped(&came.bounced.to_string());
    match lang {
        Lang::En => format!("{fate}; {bounced} came back unpaid"),
        Lang::Zh => format!("{fate}；收款 {bounced} 被退回"),
    }
}

/// The worst that happened to an order.
pub(super) fn fate(fate: Fate, lang: Lang) -> &'static str {
    let pair = match fate {
        Fate::Lost => ("lost", "形成坏账"),
        Fate::Over90 => ("over 90 days late", "逾期超过90天"),
        Fate::Overdue => ("overdue", "逾期未付"),
        Fate::PaidLate => ("paid late", "逾期付款"),
        Fate::Open => ("open, not due", "未到期"),
        Fate::PaidInTime => ("paid in time", "按时付清"),
        Fate::Credited => ("credited", "已冲销"),
        Fate::NotBilled => ("not billed", "未开票"),
    };
    words::pick(lang, pair)
}

/// A change of outcome: "stopped".
pub(super) fn change(change: Change, lang: Lang) -> &'static str {
    let pair = match change {
        Change::Stopped => ("stopped", "拦下"),
        Change::Released => ("released", "放行"),
        Change::Harder => ("harder", "从严"),
        Change::Milder => ("milder", "从宽"),
        Change::None => ("alike", "相同"),
    };
    words::pick(lang, pair)
}

/// A rule by its name, and when it holds: "severe: risk class is severe".
pub(super) fn rule(policy: &Policy, name: &str, lang: Lang) -> String {
    let rule = policy.rules.iter().find(|rule| rule.name == name);
    let when = rule.map(|rule| policy_words::condition_or_always(rule.when.as_ref()));
    match (when, lang) {
        (None, _) => name.to_owned(),
        (Some(when), Lang::En) => format!("{name}: {}", when.en),
        (Some(when), Lang::Zh) => format!("{name}：{}", when.zh),
    }
}

/// What a rule decides: "held: prepay 100 % of the order".
pub(super) fn consequence(policy: &Policy, name: &str, lang: Lang) -> String {
    let rule = policy.rules.iter().find(|rule| rule.name == name);
    rule.map_or_else(String::new, |rule| policy_words::consequence(rule).in_lang(lang).to_owned())
}

fn pick(lang: Lang, en: &'static str, zh: &'static str) -> &'static str {
    words::pick(lang, (en, zh))
}
