//! The products.

use super::calendar::{Day, Moment, choose};
use super::money::Money;
use super::tenant::{Stamp, Tenant};
use super::words::PRODUCTS;
use crate::values::Id;

/// A product, as far as other records depend on it.
pub(super) struct Product {
    pub(super) id: Id,
    name: &'static str,
    unit: &'static str,
    pub(super) price: Money,
}

impl Product {
    /// Returns a usual quantity: many users, but few installations.
    pub(super) fn quantity(&self, what: &str, index: usize) -> usize {
        match self.unit {
            "用户" | "坐席" => 5 * (1 + choose(what, index, 20)),
            "人天" => 5 + choose(what, index, 26),
            _ => 1 + choose(what, index, 3),
        }
    }

    /// Returns the name with a quantity.
    pub(super) fn with(&self, quantity: usize) -> String {
        format!("{} {quantity}{}", self.name, self.unit)
    }
}

pub(super) fn products(tenant: &Tenant) -> Vec<Product> {
    let product = |(index, &(name, unit, fen)): (usize, &(&'static str, &'static str, usize))| {
        let price = Money(fen);
        let record = record! {
            "productName": name,
            "productCode": format!("P-{:03}", index + 1),
            "unit": unit,
            "price": price,
        };
        let created = Moment { day: Day(0), second: 10 * 3600 + 60 * index };
        let id = tenant.insert("Product", record, Stamp::new(created, 0, "product-change", index));
        Product { id, name, unit, price }
    };
    PRODUCTS.iter().enumerate().map(product).collect()
}
