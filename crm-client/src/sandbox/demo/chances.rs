//! Opportunities, their quotes, the competition for them, and the persons who decide.

use super::calendar::{Day, Moment, choose, order_day};
use super::customers::{Account, Contact, accounts_before};
use super::money::Money;
use super::products::Product;
use super::tenant::{Stamp, Tenant};
use super::words::COMPETITORS;
use crate::values::Id;

const CHANCES: usize = 50;

/// How many of the oldest opportunities are decided.
const DECIDED: usize = 30;

// The values of the picklist `stage`.
const QUOTED: usize = 2;
const NEGOTIATED: usize = 3;
const WON: usize = 4;
const LOST: usize = 5;

/// An opportunity, as far as other records depend on it.
pub(super) struct Chance {
    pub(super) id: Id,
    name: String,
    stage: usize,
    created: Moment,
    owner: usize,
    pub(super) account: usize,
    pub(super) contact: usize,
    pub(super) product: usize,
    pub(super) quantity: usize,
    pub(super) amount: Money,
}

impl Chance {
    pub(super) fn is_won(&self) -> bool {
        self.stage == WON
    }
}

pub(super) fn chances(
    tenant: &Tenant,
    accounts: &[Account],
    contacts: &[Contact],
    products: &[Product],
) -> Vec<Chance> {
    let chance = |index| {
        let day = 20 + index * 10;
        let created = Moment::on(day, "chance", index);
        let account = choose("chance-account", index, accounts_before(day));
        let contact = account * 2 + index % 2;
        let product = choose("chance-product", index, products.len());
        let quantity = products[product].quantity("chance-quantity", index);
        let amount = products[product].price.times(quantity);
        let name = format!("{}采购", products[product].with(quantity));
        // The younger an opportunity is, the less far it is.
        let stage = match index {
            0..DECIDED if index % 5 == 4 => LOST,
            0..DECIDED => WON,
            _ => NEGOTIATED.saturating_sub((index - DECIDED) / 5),
        };
        let statement = if stage == WON { order_day(index * 3) } else { day + 45 };
        let record = record! {
            "chanceName": name,
            "statementDate": Day(statement),
            "amount": amount,
            "stage": stage,
            "accountId": accounts[account].id,
            "contactId": contacts[contact].id,
            "productId": products[product].id,
            "quantity": quantity,
        };
        let owner = accounts[account].owner;
        let stamp = Stamp::new(created, owner, "chance-change", index);
        let id = tenant.insert("Chance", record, stamp);
        Chance { id, name, stage, created, owner, account, contact, product, quantity, amount }
    };
    (0..CHANCES).map(chance).collect()
}

/// A quote of every opportunity that is far enough.
pub(super) fn quotes(tenant: &Tenant, accounts: &[Account], chances: &[Chance]) {
    for (index, chance) in chances.iter().enumerate().filter(|(_, it)| it.stage >= QUOTED) {
        let account = &accounts[chance.account];
        let day = chance.created.day.0 + 7;
        let record = record! {
            "quoteName": format!("{}报价", chance.name),
            "quoteDate": Day(day),
            "validUntil": Day(day + 30),
            "amount": chance.amount,
            "state": match chance.stage {
                QUOTED => 0,
                NEGOTIATED => 1,
                WON => 2,
                _ => 3,
            },
            "accountId": account.id,
            "chanceId": chance.id,
        };
        let created = Moment::on(day, "quote", index);
        tenant.insert("Quote", record, Stamp::new(created, chance.owner, "quote-change", index));
    }
}

/// The competitors, and for which opportunities they compete.
pub(super) fn rivals(tenant: &Tenant, chances: &[Chance]) {
    let competitor = |(index, (name, advantage)): (usize, &(&str, &str))| {
        let record = record! {
            "competitorName": name,
            "itemRole": [1, 1, 2, 2, 2, 8][index % 6],
            "website": format!("https://rival{index}.example.org/"),
            "advantage": advantage,
        };
        let created = Moment::on(1 + index, "competitor", index);
        tenant.insert("Competitor", record, Stamp::new(created, 0, "competitor-change", index))
    };
    let rivals: Vec<Id> = COMPETITORS.iter().enumerate().map(competitor).collect();
    let is_contested = |it: &&Chance| matches!(it.stage, QUOTED | NEGOTIATED | LOST);
    for (index, chance) in chances.iter().filter(is_contested).enumerate() {
        let rival = choose("rival", index, rivals.len());
        let record = record! {
            "competeName": format!("{}：{}", COMPETITORS[rival].0, chance.name),
            "itemRole": [1, 2, 8][index % 3],
            "competitorId": rivals[rival],
            "chanceId": chance.id,
        };
        let created = chance.created.plus_minutes(30);
        tenant.insert(
            "Compete",
            record,
            Stamp::new(created, chance.owner, "compete-change", index),
        );
    }
}

/// The persons who decide on every other opportunity.
pub(super) fn privies(
    tenant: &Tenant,
    accounts: &[Account],
    contacts: &[Contact],
    chances: &[Chance],
) {
    for (index, chance) in chances.iter().step_by(2).enumerate() {
        let (account, contact) = (&accounts[chance.account], &contacts[chance.contact]);
        let record = record! {
            "privyName": contact.name,
            "itemRole": [1, 2, 4, 8][index % 4],
            "contactId": contact.id,
            "accountId": account.id,
            "chanceId": chance.id,
        };
        let created = chance.created.plus_minutes(20);
        tenant.insert("Privy", record, Stamp::new(created, chance.owner, "privy-change", index));
    }
}
