//! Customers, the public pool, contacts and leads.

use super::calendar::{Day, Moment, choose};
use super::tenant::{Stamp, Tenant};
use super::words::{INDUSTRIES, POSITIONS, address, company, long_text, mobile, person, phone};
use crate::values::{Id, Record};

const ACCOUNTS: usize = 60;
const POOL: usize = 8;
const LEADS: usize = 40;

/// How many days pass from one new customer to the next one.
const PACE: usize = 6;

/// When a third of the contacts were modified at once.
const BULK_CHANGE: Moment = Moment { day: Day(454), second: 18 * 3600 };

/// A customer, as far as other records depend on it.
pub(super) struct Account {
    pub(super) id: Id,
    pub(super) name: String,
    phone: String,
    created: Moment,
    pub(super) owner: usize,
}

/// A contact, as far as other records depend on it.
pub(super) struct Contact {
    pub(super) id: Id,
    pub(super) name: String,
}

/// Returns how many customers there are before a day.
pub(super) fn accounts_before(day: usize) -> usize {
    (day / PACE).min(ACCOUNTS)
}

pub(super) fn accounts(tenant: &Tenant) -> Vec<Account> {
    let account = |index| {
        let day = index * PACE + choose("account", index, 4);
        let created = Moment::on(day, "account", index);
        let owner = choose("owner", index, tenant.owners());
        let stamp = Stamp::new(created, owner, "account-change", index);
        let (name, phone) = (account_name(index), account_phone(index));
        let mut record = common(index, &name, &phone, [0, 0, 1, 1, 2][index % 5]);
        record.put("owning_user", tenant.user(owner));
        record.put("employees", &(10 + choose("employees", index, 490)));
        match index {
            15 => record.put("address", "深圳市知秋路53号\n科创园B座701室"),
            19 => record.put("description", &long_text()),
            23 => record.put("website", ""),
            27 => record.put("website", &()),
            _ => {}
        }
        let id = tenant.insert("Account", record, stamp);
        Account { id, name, phone, created, owner }
    };
    (0..ACCOUNTS).map(account).collect()
}

/// Most names are made of words. Some are difficult to export.
fn account_name(index: usize) -> String {
    match index {
        3 => "南京\"霁禾拓\"文化传播有限公司".to_owned(),
        7 => "成都翎柘拓,岫藜桓联合贸易有限公司".to_owned(),
        11 => "=1+1软件(北京)有限公司".to_owned(),
        _ => company(index),
    }
}

fn account_phone(index: usize) -> String {
    if index == 35 { "+86-755-55500035".to_owned() } else { phone(index, index) }
}

/// The fields that customers have, whether somebody owns them or not.
fn common(index: usize, name: &str, phone: &str, kind: usize) -> Record {
    let mut record = record! {
        "accountName": name,
        "phone": phone,
        "address": address(index),
        "typeCode": kind,
        "industry": index % INDUSTRIES.len(),
    };
    // One customer lacks the field.
    if index != 31 {
        record.put("website", &format!("https://c{index:03}.example.com/"));
    }
    record
}

/// The customers that nobody looks after.
pub(super) fn pool(tenant: &Tenant) {
    for number in 0..POOL {
        let index = ACCOUNTS + number;
        let created = Moment::on(40 + number * 60, "pool", number);
        let record = common(index, &company(index), &phone(index, index), 1);
        tenant.insert("Accountpool", record, Stamp::new(created, 0, "pool-change", number));
    }
}

/// Two contacts of each customer.
pub(super) fn contacts(tenant: &Tenant, accounts: &[Account]) -> Vec<Contact> {
    let contact = |index: usize| {
        let account = &accounts[index / 2];
        let created = match index % 2 {
            0 => account.created.plus_minutes(10),
            _ => Moment::on(account.created.day.0 + 2, "contact", index),
        };
        let mut stamp = Stamp::new(created, account.owner, "contact-change", index);
        if index.is_multiple_of(3) {
            stamp.modified = BULK_CHANGE;
        }
        let (name, latin) = person(index);
        // The first one is outside of the Basic Multilingual Plane.
        let name = match index {
            5 => "杨𠮷".to_owned(),
            9 => "吴䶮".to_owned(),
            _ => name,
        };
        let record = record! {
            "contactName": name,
            "accountId": account.id,
            "phone": phone(index / 2, 1000 + index),
            "mobile": mobile(1000 + index),
            "email": format!("{latin}.{index:03}@example.com"),
            "position": POSITIONS[choose("position", index, POSITIONS.len())],
        };
        Contact { id: tenant.insert("Contact", record, stamp), name }
    };
    (0..2 * accounts.len()).map(contact).collect()
}

/// Leads, some of which became customers.
pub(super) fn leads(tenant: &Tenant, accounts: &[Account]) {
    for index in 0..LEADS {
        let day = index * 13;
        // A lead is older than the customer that it became.
        let customer = accounts.get(day / PACE + 1).filter(|_| index % 4 == 2);
        let number = ACCOUNTS + POOL + index;
        let own = || (company(number), phone(number, number));
        let (name, phone) = customer.map_or_else(own, |it| (it.name.clone(), it.phone.clone()));
        let stage = match index {
            _ if customer.is_some() => 2,
            _ if index % 4 == 3 => 3,
            0..30 => 1,
            _ => 0,
        };
        let record = record! {
            "c__name": name,
            "c__phone": phone,
            "c__stage": stage,
            "c__customer": customer.map(|it| &it.id),
        };
        let created = Moment::on(day, "lead", index);
        let owner = customer.map_or(index % tenant.owners(), |it| it.owner);
        tenant.insert("c__lead", record, Stamp::new(created, owner, "lead-change", index));
    }
}

#[test]
fn the_bulk_change_is_at_the_end_of_a_quarter() {
    assert_eq!(BULK_CHANGE.to_string(), "2026-03-31 18:00:00");
}
