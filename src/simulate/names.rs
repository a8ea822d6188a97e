//! Invented company names, people and phrases, in Chinese and English. None of
//! them needs escaping in JSON.

use super::rng::Rng;

const PLACES: [&str; 24] = [
    "江州",
    "临海",
    "云泽",
    "东岭",
    "南浦",
    "北川",
    "青渡",
    "锦原",
    "澄江",
    "望城",
    "安陵",
    "平湖",
    "石桥",
    "沧南",
    "翠屏",
    "新岸",
    "龙溪",
    "白沙",
    "金汀",
    "宁峡",
    "西塘",
    "长渚",
    "永川口",
    "梅山",
];
const FIRST: [&str; 20] = [
    "恒", "瑞", "嘉", "宏", "锦", "泰", "鼎", "盛", "启", "远", "卓", "晟", "博", "凯", "隆", "昌",
    "诚", "润", "荣", "辰",
];
const SECOND: [&str; 20] = [
    "达", "丰", "源", "通", "宇", "和", "信", "业", "华", "成", "祥", "利", "海", "博", "新", "茂",
    "元", "航", "衡", "悦",
];
const TRADES: [(&str, &str); 12] = [
    ("建材", "building_materials"),
    ("餐饮管理", "catering"),
    ("服饰", "clothing"),
    ("电子科技", "electronics"),
    ("机械设备", "machinery"),
    ("食品", "food"),
    ("家居", "furniture"),
    ("包装", "packaging"),
    ("物流", "logistics"),
    ("医疗器械", "medical_devices"),
    ("建筑工程", "construction"),
    ("汽车配件", "auto_parts"),
];
const FORMS: [&str; 4] = ["有限公司", "有限责任公司", "股份有限公司", "贸易有限公司"];

const HEADS: [&str; 20] = [
    "Aldern",
    "Brevik",
    "Caldmoor",
    "Dunsel",
    "Elmarch",
    "Fenwold",
    "Garrowby",
    "Hartsund",
    "Ivelle",
    "Jorvane",
    "Kestrand",
    "Lowmere",
    "Marwick",
    "Norhaven",
    "Ostrey",
    "Penhalow",
    "Quillan",
    "Rothsay Bay",
    "Silverton Reach",
    "Tarnholm",
];
const LINES: [&str; 12] = [
    "Building Supplies",
    "Catering",
    "Apparel",
    "Electronics",
    "Machinery",
    "Foods",
    "Interiors",
    "Packaging",
    "Freight",
    "Medical",
    "Construction",
    "Auto Parts",
];
const SUFFIXES: [&str; 5] = ["Ltd", "GmbH", "Inc", "Trading Co", "K.K."];

/// How many trades there are.
pub const TRADE_COUNT: usize = TRADES.len();

/// The industry code of a trade.
pub fn industry(trade: usize) -> &'static str {
    TRADES[trade].1
}

/// An invented company name.
pub fn company(rng: &mut Rng, english: bool, trade: usize) -> String {
    if english {
        return format!("{} {} {}", rng.pick(&HEADS), LINES[trade], rng.pick(&SUFFIXES));
    }
    let (place, first, second) = (rng.pick(&PLACES), rng.pick(&FIRST), rng.pick(&SECOND));
    format!("{place}{first}{second}{}{}", TRADES[trade].0, rng.pick(&FORMS))
}

/// A person on the customer's side.
pub fn person(rng: &mut Rng, english: bool) -> &'static str {
    if english {
        rng.pick(&["A. Brandt", "M. Okoro", "J. Lindqvist", "S. Hale", "T. Moreau", "K. Ito"])
    } else {
        rng.pick(&["王建国", "李晓梅", "张志强", "陈丽", "刘海峰", "赵敏", "周文", "吴桂芳"])
    }
}

/// The Chinese or the English of a pair.
pub fn either(english: bool, pair: (&'static str, &'static str)) -> &'static str {
    if english { pair.1 } else { pair.0 }
}

/// What a customer says about a late payment: cause, Chinese, English.
pub const EXCUSES: [(&str, &str, &str); 8] = [
    (
        "oversight",
        "财务经理休假，发票没找到，已重发",
        "finance manager on leave, invoice not found",
    ),
    ("process", "财务在走流程，说下周付", "finance is processing it, next week"),
    ("cash_flow", "关了三家店，房租上涨，资金紧张", "shops closed, rents up, short of cash"),
    ("dispute", "质量有异议，先处理再付", "quality in question, wants it settled first"),
    ("deliberate", "电话不接，据说在转移资产", "does not answer, assets said to be moved"),
    ("process", "等总部审批", "waits for head office to approve"),
    ("oversight", "开票抬头有误，重开后付", "wrong title on the invoice"),
    ("cash_flow", "工程款未到，到账即付", "waits for money from a project"),
];
