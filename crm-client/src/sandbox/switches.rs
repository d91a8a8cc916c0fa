//! Methods of `Sandbox` that change its behavior.

use super::{Behavior, Sandbox};

impl Sandbox {
    /// Sets what the sandbox does in the cases that the vendor does not document. It replaces the
    /// behavior that was set before.
    ///
    /// ```
    /// # use crm_client::sandbox::{Behavior, Sandbox};
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().query_totals(true).refusal_status(400));
    /// ```
    pub fn set_behavior(&self, behavior: Behavior) {
        let store = &mut self.state.lock().crm.store;
        store.behavior = behavior;
        store.found.clear();
    }

    /// Returns the behavior, for example to change one choice and to keep the others.
    ///
    /// ```
    /// # use crm_client::sandbox::{Behavior, Sandbox};
    /// let sandbox = Sandbox::new();
    /// assert_eq!(sandbox.behavior(), Behavior::default());
    /// sandbox.set_behavior(sandbox.behavior().date_header(false));
    /// ```
    pub fn behavior(&self) -> Behavior {
        self.state.lock().crm.store.behavior.clone()
    }

    /// Sets whether unknown field names are refused. Default: `true`. This is a part of the
    /// [behavior](Behavior::field_name_check).
    ///
    /// The check concerns entities that a test has [declared](Sandbox::declare): the names in
    /// `fields`, in conditions, in `sort` and in bodies. The other entities accept every name, because
    /// the vendor's samples show only a few of their fields.
    ///
    /// ```
    /// # use crm_client::sandbox::{Entity, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.declare(Entity::new("c__lead", "线索"));
    /// let crm = sandbox.client_builder().build()?;
    ///
    /// let error = crm.customentity().list("c__lead", ["c__nmae"]).await.unwrap_err();
    /// assert!(error.to_string().contains("did you mean `c__name`?"));
    /// sandbox.check_field_names(false);
    /// crm.customentity().list("c__lead", ["c__nmae"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn check_field_names(&self, check: bool) {
        self.state.lock().crm.store.behavior.checks_field_names = check;
    }

    /// Sets whether records have audit fields. Default: `true`. This is a part of the
    /// [behavior](Behavior::audit_fields).
    ///
    /// The fields are `createdOn`, `modifiedOn`, `createdBy`, `modifiedBy`, `owningUser` and
    /// `isDeleted`. Their values come from the clock of the sandbox and from `op_user`. They were seen
    /// on one installation; the vendor does not document them.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// let crm = sandbox.client_builder().build()?;
    /// let id = crm.account().add(&json!({ "accountName": "杨志永" })).await?.account_id;
    /// let account = crm.account().get(&id, ["createdBy", "modifiedOn"]).await?;
    /// assert_eq!(account.get::<String>("createdBy")?, sandbox.user().as_str());
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_audit_fields(&self, set: bool) {
        self.state.lock().crm.store.behavior.sets_audit_fields = set;
    }

    /// Sets whether an advanced query returns totals. Default: `false`, because the vendor documents
    /// none. This is a part of the [behavior](Behavior::query_totals).
    ///
    /// ```
    /// # use crm_client::filter::field;
    /// # use crm_client::sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// let crm = sandbox.client_builder().build()?;
    /// let filter = field("userName").is_not_empty();
    /// let users = || crm.entity().adv_query("User", ["userName"], filter.clone());
    /// assert_eq!(users().await?.total_size, None);
    /// sandbox.report_query_totals(true);
    /// assert_eq!(users().await?.total_size, Some(3));
    /// # Ok(())
    /// # }
    /// ```
    pub fn report_query_totals(&self, report: bool) {
        self.state.lock().crm.store.behavior.reports_query_totals = report;
    }
}
