//! Payment plans, payments and invoices of the orders.

use super::calendar::{Day, LAST_DAY, Moment, choose};
use super::customers::Account;
use super::money::Money;
use super::orders::{Order, State};
use super::tenant::{Stamp, Tenant};
use crate::values::Record;

/// Payments that are due later than this have not been received yet.
const LAST_DUE: usize = LAST_DAY - 15;

/// From this day on, a payment waits for its confirmation.
const UNCONFIRMED: usize = LAST_DAY - 30;

/// The plans of the orders in one to three periods, and what was received.
pub(super) fn payments(tenant: &Tenant, accounts: &[Account], orders: &[Order]) {
    let mut payments: Vec<(Stamp, Record)> = Vec::new();
    let is_due = |it: &&Order| matches!(it.state, State::Running | State::Completed);
    for (index, order) in orders.iter().filter(is_due).enumerate() {
        let account = &accounts[order.account];
        let percentages: &[usize] = [&[100][..], &[50, 50], &[30, 40, 30]][index % 3];
        for (period, amount) in order.amount.split(percentages).into_iter().enumerate() {
            let number = index * 3 + period;
            let due = order.created.day.0 + 15 + 30 * period;
            let received = received(order, amount, due, number);
            let record = record! {
                "returnMoneyStatus": match received {
                    Some(it) if it == amount => 2,
                    Some(_) => 1,
                    None => 0,
                },
                "predictReceivedDate": Day(due),
                "amount": amount,
                "period": period + 1,
                "accountId": account.id,
                "salesorderId": order.id,
            };
            let created = order.created.plus_minutes(period + 1);
            let stamp = Stamp::new(created, order.owner, "plan-change", number);
            let plan = tenant.insert("Returnmoneyplan", record, stamp);
            if let Some(received) = received {
                let day = due - 5 + choose("payment-day", number, 15);
                let record = record! {
                    "returnMoneyStatus": if day < UNCONFIRMED { 2 } else { 0 },
                    "receivedDate": Day(day),
                    "amount": received,
                    "method": [0, 0, 0, 1, 2][choose("method", number, 5)],
                    "accountId": account.id,
                    "salesorderId": order.id,
                    "returnmoneyplanId": plan,
                };
                let created = Moment::on(day, "payment", number);
                let stamp = Stamp::new(created, order.owner, "payment-change", number);
                payments.push((stamp, record));
            }
        }
    }
    // Lists begin with the record that was inserted last.
    payments.sort_by_key(|(stamp, _)| stamp.created);
    for (stamp, record) in payments {
        tenant.insert("Returnmoneyrecord", record, stamp);
    }
}

/// Returns what was received for a plan. Completed orders are paid in full.
fn received(order: &Order, amount: Money, due: usize, number: usize) -> Option<Money> {
    match choose("received", number, 5) {
        _ if order.state == State::Completed => Some(amount),
        _ if due > LAST_DUE => None,
        0 => None,
        1 => Some(amount.split(&[50, 50])[0]),
        _ => Some(amount),
    }
}

/// The invoices: full ones of most completed orders, and half ones of some running orders.
pub(super) fn invoices(tenant: &Tenant, accounts: &[Account], orders: &[Order]) {
    let mut number = 0;
    for (index, order) in orders.iter().enumerate() {
        let amount = match order.state {
            State::Completed if index % 4 != 3 => order.amount,
            State::Running if index % 2 == 0 => order.amount.split(&[50, 50])[0],
            _ => continue,
        };
        number += 1;
        let account = &accounts[order.account];
        let day = order.created.day.0 + 20;
        let record = record! {
            "invoiceMoney": amount,
            "invoiceDate": Day(day),
            "invoiceNo": format!("{:08}", 55_500_000 + number),
            "title": account.name,
            "invoiceType": index % 2,
            "accountId": account.id,
            "salesorderId": order.id,
        };
        let created = Moment::on(day, "invoice", index);
        tenant.insert("Invoice", record, Stamp::new(created, order.owner, "invoice-change", index));
    }
}
