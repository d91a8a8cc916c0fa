//! A sandbox with invented CRM data, which is always the same.

use super::Sandbox;

/// Makes a record of fields and their values.
macro_rules! record {
    ($($name:literal: $value:expr),* $(,)?) => {{
        let mut record = crate::values::Record::default();
        $(record.put($name, &$value);)*
        record
    }};
}

mod calendar;
mod chances;
mod customers;
mod money;
mod orders;
mod payments;
mod products;
mod schema;
mod tenant;
mod words;

impl Sandbox {
    /// Creates an in-process sandbox with invented CRM data in Chinese, which is the same in every
    /// run and on every machine.
    ///
    /// | entity | records | fields beside the main field |
    /// |---|---|---|
    /// | `User` | 12 | mobile, email, position, department |
    /// | `Account` | 60 | owner, phone, address, type, industry, website, employees, description |
    /// | `Accountpool` | 8 | phone, address, type, industry, website |
    /// | `Contact` | 120 | customer, phone, mobile, email, position |
    /// | `Product` | 20 | code, unit, price |
    /// | `Chance` | 50 | date, amount, stage, customer, contact, product, quantity |
    /// | `Quote` | 40 | date, amount, state, customer, opportunity, end of validity |
    /// | `SalesOrder` | 90 | date, amount, state, customer, contact, opportunity, product, quantity |
    /// | `Returnmoneyplan` | 156 | date, amount, period, customer, order |
    /// | `Returnmoneyrecord` | 144 | date, amount, method, customer, order, plan |
    /// | `Invoice` | 52 | date, number, title, type, customer, order |
    /// | `Competitor` | 6 | role, website, advantage |
    /// | `Compete` | 16 | role, competitor, opportunity |
    /// | `Privy` | 25 | role, contact, customer, opportunity |
    /// | `c__lead` | 40 | phone, stage, customer |
    ///
    /// Every entity is [declared](Sandbox::declare) with all of its fields, so unknown field names are
    /// [refused](Sandbox::check_field_names). The names that the vendor
    /// documents are used as they are. The other fields, the labels, the picklist items and the codes
    /// of entities are the sandbox's own choice. A real CRM differs: ask its metadata.
    ///
    /// * Every reference points to an existing record. The price of the product times the quantity is
    ///   the amount of an opportunity, of its quote and of its order. The payment plans of an order add
    ///   up to its amount. Its payments and invoices do not exceed it.
    /// * Every inserted record has `createdOn` and `modifiedOn`, from 2025-01-01 to 2026-06-30, and
    ///   `createdBy`, `modifiedBy` and `owningUser`. Of the contacts, 40 were modified in the same second,
    ///   `2026-03-31 18:00:00`.
    /// * The three users that every sandbox has come first. They have no department.
    /// * Some values are awkward on purpose: names of customers with quotes, a comma or a leading `=`, a
    ///   phone number with a leading `+`, an address of two lines, a description of 600 characters, a
    ///   website that is empty, null or missing, and names with rare characters.
    ///
    /// Companies and persons are invented. Their domains are reserved for examples, and their phone
    /// numbers are made up. A new version of this crate can change the data.
    ///
    /// ```
    /// use crm_client::filter::field;
    /// use crm_client::sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let crm = Sandbox::demo().client_builder().build()?;
    /// let customers = crm.account().list(["accountName", "phone"]).page_size(50).await?;
    /// assert_eq!(customers.total_size, Some(60));
    ///
    /// let in_shanghai = field("accountId.address").contains("上海");
    /// let fields = ["subject", "amount", "accountId.accountName"];
    /// for order in crm.entity().adv_query("SalesOrder", fields, in_shanghai).await? {
    ///     println!("{}: {}", order.get::<String>("subject")?, order.get::<f64>("amount")?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn demo() -> Sandbox {
        let sandbox = Sandbox::new();
        for entity in schema::entities() {
            sandbox.declare(entity);
        }
        let tenant = tenant::Tenant::new(sandbox);
        let accounts = customers::accounts(&tenant);
        customers::pool(&tenant);
        let contacts = customers::contacts(&tenant, &accounts);
        customers::leads(&tenant, &accounts);
        let products = products::products(&tenant);
        let chances = chances::chances(&tenant, &accounts, &contacts, &products);
        chances::quotes(&tenant, &accounts, &chances);
        chances::rivals(&tenant, &chances);
        chances::privies(&tenant, &accounts, &contacts, &chances);
        let orders = orders::orders(&tenant, &accounts, &contacts, &products, &chances);
        payments::payments(&tenant, &accounts, &orders);
        payments::invoices(&tenant, &accounts, &orders);
        tenant.into_sandbox()
    }
}
