//! The entities of the demo data with their fields.

use super::words::INDUSTRIES;
use crate::sandbox::field::DATE;
use crate::sandbox::{Entity, Field};

/// The values of `typeCode`, as the vendor documents them.
const TYPES: [(i64, &str); 3] = [(0, "正式客户"), (1, "潜在客户"), (2, "合作伙伴")];

pub(super) fn entities() -> Vec<Entity> {
    let mut entities = people();
    entities.extend(sales());
    entities.extend(money());
    entities
}

fn number(name: &str, label: &str) -> Field {
    Field::new(name, label, "number")
}

fn date(name: &str, label: &str) -> Field {
    Field::new(name, label, DATE)
}

fn account() -> Field {
    Field::reference("accountId", "客户", "Account")
}

fn chance() -> Field {
    Field::reference("chanceId", "机会", "Chance")
}

fn contact() -> Field {
    Field::reference("contactId", "联系人", "Contact")
}

fn order() -> Field {
    Field::reference("salesorderId", "订单", "SalesOrder")
}

/// The fields that customers have, whether somebody owns them or not.
fn company(entity: Entity) -> Entity {
    let industries = INDUSTRIES.iter().zip(0..).map(|((label, _), value)| (value, *label));
    entity
        .key("accountId")
        .main(Field::string("accountName", "客户名称"))
        .field(Field::string("phone", "电话"))
        .field(Field::string("address", "地址"))
        .field(Field::picklist("typeCode", "客户类型", TYPES))
        .field(Field::picklist("industry", "行业", industries))
        .field(Field::string("website", "网址"))
}

/// Users, customers, contacts and leads.
fn people() -> Vec<Entity> {
    let stages = [(0, "新建"), (1, "跟进中"), (2, "已转化"), (3, "无效")];
    vec![
        Entity::new("User", "用户")
            .key("userId")
            .main(Field::string("userName", "姓名"))
            .field(Field::string("mobile", "手机"))
            .field(Field::string("email", "邮箱"))
            .field(Field::string("position", "职位"))
            .field(Field::string("businessUnitId", "部门")),
        company(Entity::new("Account", "客户"))
            .field(Field::reference("owning_user", "所属用户", "User").required())
            .field(number("employees", "员工人数"))
            .field(Field::string("description", "备注")),
        company(Entity::new("Accountpool", "公海客户")),
        Entity::new("Contact", "联系人")
            .key("contactId")
            .main(Field::string("contactName", "姓名"))
            .field(account())
            .field(Field::string("phone", "电话"))
            .field(Field::string("mobile", "手机"))
            .field(Field::string("email", "邮箱"))
            .field(Field::string("position", "职位")),
        Entity::new("c__lead", "线索")
            .key("c__leadId")
            .main(Field::string("c__name", "名称"))
            .field(Field::string("c__phone", "电话"))
            .field(Field::picklist("c__stage", "阶段", stages))
            .field(Field::reference("c__customer", "客户", "Account")),
    ]
}

/// Products, opportunities with what belongs to them, and quotes.
fn sales() -> Vec<Entity> {
    let stages = [
        (0, "初步接洽"),
        (1, "需求确认"),
        (2, "方案报价"),
        (3, "商务谈判"),
        (4, "赢单"),
        (5, "输单"),
    ];
    let quote_states = [(0, "草稿"), (1, "已发送"), (2, "已接受"), (3, "已拒绝")];
    let rivalry = [(1, "主要竞争对手"), (2, "一般竞争对手"), (8, "其他")];
    let roles = [(1, "决策人"), (2, "技术负责人"), (4, "采购负责人"), (8, "使用人")];
    vec![
        Entity::new("Product", "产品")
            .key("productId")
            .main(Field::string("productName", "产品名称"))
            .field(Field::string("productCode", "产品编号"))
            .field(Field::string("unit", "单位"))
            .field(number("price", "单价")),
        Entity::new("Chance", "机会")
            .key("chanceId")
            .main(Field::string("chanceName", "机会名称"))
            .field(date("statementDate", "结单日期"))
            .field(number("amount", "金额"))
            .field(Field::picklist("stage", "阶段", stages))
            .field(account())
            .field(contact())
            .field(Field::reference("productId", "产品", "Product"))
            .field(number("quantity", "数量")),
        Entity::new("Quote", "报价")
            .key("quoteId")
            .main(Field::string("quoteName", "报价名称"))
            .field(date("quoteDate", "报价日期"))
            .field(date("validUntil", "有效期至"))
            .field(number("amount", "金额"))
            .field(Field::picklist("state", "状态", quote_states))
            .field(account())
            .field(chance()),
        Entity::new("Competitor", "竞争对手")
            .key("competitorId")
            .main(Field::string("competitorName", "竞争对手名称"))
            .field(Field::picklist("itemRole", "角色", rivalry))
            .field(Field::string("website", "网址"))
            .field(Field::string("advantage", "优势")),
        Entity::new("Compete", "竞争")
            .key("competeId")
            .main(Field::string("competeName", "竞争名称"))
            .field(Field::picklist("itemRole", "角色", rivalry))
            .field(Field::reference("competitorId", "竞争对手", "Competitor"))
            .field(chance()),
        Entity::new("Privy", "关系人")
            .key("privyId")
            .main(Field::string("privyName", "姓名"))
            .field(Field::picklist("itemRole", "角色", roles))
            .field(contact())
            .field(account())
            .field(chance()),
    ]
}

/// Orders, payments and invoices.
fn money() -> Vec<Entity> {
    let order_states = [(0, "草稿"), (1, "执行中"), (2, "已完成"), (3, "已取消")];
    let plan_states = [(0, "未回款"), (1, "部分回款"), (2, "已回款")];
    let record_states = [(0, "待确认"), (1, "已退回"), (2, "已到账")];
    let methods = [(0, "银行转账"), (1, "支票"), (2, "承兑汇票")];
    let invoice_types = [(0, "增值税普通发票"), (1, "增值税专用发票")];
    vec![
        Entity::new("SalesOrder", "订单")
            .key("salesorderId")
            .main(Field::string("subject", "主题"))
            .field(number("amount", "金额"))
            .field(date("orderDate", "下单日期"))
            .field(Field::picklist("state", "状态", order_states))
            .field(account())
            .field(contact())
            .field(chance())
            .field(Field::reference("productId", "产品", "Product"))
            .field(number("quantity", "数量")),
        Entity::new("Returnmoneyplan", "回款计划")
            .key("returnmoneyplanId")
            .main(Field::picklist("returnMoneyStatus", "回款状态", plan_states))
            .field(date("predictReceivedDate", "预计回款日期"))
            .field(number("amount", "金额"))
            .field(number("period", "期次"))
            .field(account())
            .field(order()),
        Entity::new("Returnmoneyrecord", "回款记录")
            .key("returnmoneyrecordId")
            .main(Field::picklist("returnMoneyStatus", "回款状态", record_states))
            .field(date("receivedDate", "回款日期"))
            .field(number("amount", "金额"))
            .field(Field::picklist("method", "回款方式", methods))
            .field(account())
            .field(order())
            .field(Field::reference("returnmoneyplanId", "回款计划", "Returnmoneyplan")),
        Entity::new("Invoice", "开票")
            .key("invoiceId")
            .main(number("invoiceMoney", "开票金额"))
            .field(date("invoiceDate", "开票日期"))
            .field(Field::string("invoiceNo", "发票号码"))
            .field(Field::string("title", "发票抬头"))
            .field(Field::picklist("invoiceType", "发票类型", invoice_types))
            .field(account())
            .field(order()),
    ]
}
