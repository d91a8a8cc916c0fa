//! The orders.

use super::calendar::{Day, Moment, choose, order_day};
use super::chances::Chance;
use super::customers::{Account, Contact, accounts_before};
use super::money::Money;
use super::products::Product;
use super::tenant::{Stamp, Tenant};
use crate::values::Id;

const ORDERS: usize = 90;

/// How many of the oldest orders are completed.
const COMPLETED: usize = 54;
/// From which order on they are drafts.
const DRAFTS: usize = 84;

/// The value of the picklist `state`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Draft = 0,
    Running = 1,
    Completed = 2,
    Cancelled = 3,
}

/// An order, as far as other records depend on it.
pub(super) struct Order {
    pub(super) id: Id,
    pub(super) account: usize,
    pub(super) amount: Money,
    pub(super) state: State,
    pub(super) created: Moment,
    pub(super) owner: usize,
}

/// The orders. Every third one may be the result of an opportunity.
pub(super) fn orders(
    tenant: &Tenant,
    accounts: &[Account],
    contacts: &[Contact],
    products: &[Product],
    chances: &[Chance],
) -> Vec<Order> {
    let order = |index: usize| {
        let day = order_day(index);
        let chance = chances.get(index / 3).filter(|it| index.is_multiple_of(3) && it.is_won());
        let other = || {
            let account = choose("order-account", index, accounts_before(day));
            let product = choose("order-product", index, products.len());
            let quantity = products[product].quantity("order-quantity", index);
            (account, account * 2 + index % 2, product, quantity)
        };
        let (account, contact, product, quantity) =
            chance.map_or_else(other, |it| (it.account, it.contact, it.product, it.quantity));
        let state = match index {
            DRAFTS.. => State::Draft,
            _ if index % 15 == 7 => State::Cancelled,
            0..COMPLETED => State::Completed,
            _ => State::Running,
        };
        let amount = products[product].price.times(quantity);
        let record = record! {
            "subject": products[product].with(quantity),
            "amount": amount,
            "orderDate": Day(day),
            "state": state as u8,
            "accountId": accounts[account].id,
            "contactId": contacts[contact].id,
            "chanceId": chance.map(|it| &it.id),
            "productId": products[product].id,
            "quantity": quantity,
        };
        let (created, owner) = (Moment::on(day, "order", index), accounts[account].owner);
        let stamp = Stamp::new(created, owner, "order-change", index);
        let id = tenant.insert("SalesOrder", record, stamp);
        Order { id, account, amount, state, created, owner }
    };
    (0..ORDERS).map(order).collect()
}
