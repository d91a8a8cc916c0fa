//! The words of which names, addresses and texts are made. All companies and persons are invented.

/// Cities with their area codes.
pub(super) const CITIES: [(&str, &str); 10] = [
    ("上海", "021"),
    ("北京", "010"),
    ("杭州", "0571"),
    ("南京", "025"),
    ("苏州", "0512"),
    ("深圳", "0755"),
    ("广州", "020"),
    ("成都", "028"),
    ("武汉", "027"),
    ("西安", "029"),
];

const STREETS: [&str; 6] = ["云帆路", "望舒大道", "听澜街", "知秋路", "栖霞里", "长庚路"];

/// Industries: what a picklist shows of each, and the word in the names of its companies.
pub(super) const INDUSTRIES: [(&str, &str); 8] = [
    ("软件", "软件科技"),
    ("制造", "精密机械"),
    ("贸易", "国际贸易"),
    ("物流", "供应链管理"),
    ("医疗", "医疗器械"),
    ("教育", "教育咨询"),
    ("建筑", "建筑工程"),
    ("餐饮", "餐饮管理"),
];

const HEADS: [&str; 12] = [
    "岚砚", "澜芷", "穹棠", "霁禾", "湛榆", "珑苇", "朔茗", "翎柘", "曜蓼", "淙楠", "璟菘", "岫藜",
];

const TAILS: [&str; 10] = ["拓", "桓", "恺", "钧", "斐", "予", "昀", "衍", "淳", "铎"];

const SURNAMES: [(&str, &str); 20] = [
    ("王", "wang"),
    ("李", "li"),
    ("张", "zhang"),
    ("刘", "liu"),
    ("陈", "chen"),
    ("杨", "yang"),
    ("赵", "zhao"),
    ("黄", "huang"),
    ("周", "zhou"),
    ("吴", "wu"),
    ("徐", "xu"),
    ("孙", "sun"),
    ("胡", "hu"),
    ("朱", "zhu"),
    ("高", "gao"),
    ("林", "lin"),
    ("何", "he"),
    ("郭", "guo"),
    ("马", "ma"),
    ("罗", "luo"),
];

const GIVEN_NAMES: [&str; 30] = [
    "明远", "思雨", "建国", "晓梅", "志强", "雅琴", "子涵", "浩然", "丽华", "文博", "静怡", "俊杰",
    "海燕", "天佑", "欣然", "国栋", "佳宁", "永康", "若曦", "立新", "诗涵", "振华", "婉婷", "家豪",
    "春燕", "博文", "秀英", "泽宇", "美玲", "正阳",
];

pub(super) const POSITIONS: [&str; 8] = [
    "总经理",
    "采购经理",
    "财务主管",
    "信息部经理",
    "销售总监",
    "行政主管",
    "项目经理",
    "技术总监",
];

/// Products: name, unit, price in fen.
pub(super) const PRODUCTS: [(&str, &str, usize); 20] = [
    ("客户管理标准版", "用户", 68_000),
    ("客户管理专业版", "用户", 128_000),
    ("客户管理旗舰版", "用户", 238_000),
    ("移动外勤模块", "用户", 36_000),
    ("呼叫中心模块", "坐席", 198_000),
    ("报价审批模块", "套", 980_000),
    ("合同管理模块", "套", 1_280_000),
    ("项目管理模块", "套", 1_580_000),
    ("库存管理模块", "套", 1_360_000),
    ("售后服务模块", "套", 1_180_000),
    ("数据分析平台", "套", 3_600_000),
    ("接口开发包", "套", 880_000),
    ("私有部署许可", "套", 5_800_000),
    ("实施服务", "人天", 200_000),
    ("培训服务", "人天", 160_000),
    ("数据迁移服务", "次", 650_000),
    ("年度维护服务", "年", 960_000),
    ("短信包", "万条", 45_050),
    ("云存储空间", "百GB", 29_990),
    ("电子签章", "千次", 150_000),
];

/// Competitors: name and advantage.
pub(super) const COMPETITORS: [(&str, &str); 6] = [
    ("璧沅软件", "价格低"),
    ("砺岑科技", "行业案例多"),
    ("泓笙云", "移动端好用"),
    ("皓茯信息", "本地服务团队大"),
    ("钰蘅数据", "报表功能强"),
    ("屿澈网络", "实施周期短"),
];

/// Returns the name of a company, different for each index below 120.
pub(super) fn company(index: usize) -> String {
    let (city, _) = CITIES[index % CITIES.len()];
    let (_, industry) = INDUSTRIES[index % INDUSTRIES.len()];
    format!("{city}{}{industry}有限公司", brand(index))
}

/// Returns an invented word of three characters, different for each index below 120.
fn brand(index: usize) -> String {
    let (head, tail) = (index % HEADS.len(), index / HEADS.len());
    format!("{}{}", HEADS[head], TAILS[tail % TAILS.len()])
}

/// Returns a phone number that looks invented: `021-55500042`.
pub(super) fn phone(city: usize, number: usize) -> String {
    format!("{}-5550{number:04}", CITIES[city % CITIES.len()].1)
}

/// Returns a mobile number that looks invented: `13700000042`.
pub(super) fn mobile(number: usize) -> String {
    format!("1370000{number:04}")
}

pub(super) fn address(index: usize) -> String {
    let (city, _) = CITIES[index % CITIES.len()];
    let street = STREETS[index % STREETS.len()];
    format!("{city}市{street}{}号{}室", 8 + index * 3, 101 + index % 9 * 100)
}

/// Returns a name and its surname in Latin letters. 600 persons have different names.
pub(super) fn person(index: usize) -> (String, &'static str) {
    let (surname, latin) = SURNAMES[index % SURNAMES.len()];
    let given = GIVEN_NAMES[(index * 11 + index / SURNAMES.len()) % GIVEN_NAMES.len()];
    (format!("{surname}{given}"), latin)
}

/// Returns a string of more than 600 characters.
pub(super) fn long_text() -> String {
    let visit = |number| {
        format!(
            "第{number}次拜访：客户介绍了现有系统的使用情况，希望打通订单、回款与开票数据，并要求\
             按部门设置权限；双方约定下次会议前给出书面方案和报价。"
        )
    };
    (1..=10).map(visit).collect()
}
