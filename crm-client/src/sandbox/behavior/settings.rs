//! The methods that change values in replies, lists, queries and fields.

use super::{
    Behavior, FieldRule, FieldSupport, LargePages, NullForm, ReferenceForm, TimeForm, Wildcards,
};

/// Values in replies.
impl Behavior {
    /// Sets how replies represent a field without a value. Default: as `null`.
    ///
    /// ```
    /// # use crm_client::sandbox::{Behavior, Sandbox, behavior::NullForm};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().nulls(NullForm::EmptyString));
    /// let id = sandbox.insert("Account", &json!({ "accountName": "杨志永" }));
    /// let record = sandbox.client_builder().build()?.account().get(&id, ["phone"]).await?;
    /// assert_eq!(record.raw("phone"), Some("\"\""));
    /// # Ok(())
    /// # }
    /// ```
    pub fn nulls(self, form: NullForm) -> Behavior {
        Behavior { nulls: form, ..self }
    }

    /// Sets how replies represent values of fields whose type is `date`. Default: `2026-03-31`.
    ///
    /// Conditions accept this form and the plain form.
    ///
    /// ```
    /// # use crm_client::sandbox::{Behavior, Field, Sandbox, behavior::TimeForm};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.declare_field("Account", Field::new("c__since", "客户自", "date"));
    /// sandbox.set_behavior(Behavior::default().dates(TimeForm::Iso8601));
    /// let id = sandbox.insert("Account", &json!({ "c__since": "2026-03-31" }));
    /// let record = sandbox.client_builder().build()?.account().get(&id, ["c__since"]).await?;
    /// assert_eq!(record.raw("c__since"), Some("\"2026-03-31T00:00:00+08:00\""));
    /// # Ok(())
    /// # }
    /// ```
    pub fn dates(self, form: TimeForm) -> Behavior {
        Behavior { dates: form, ..self }
    }

    /// Sets how replies represent values of fields whose type is `datetime`, such as `modifiedOn`.
    /// Default: `2026-03-31 18:00:00`.
    ///
    /// Conditions accept this form and the plain form.
    ///
    /// ```
    /// # use crm_client::sandbox::{Behavior, Sandbox, behavior::TimeForm};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().date_times(TimeForm::Milliseconds));
    /// let id = sandbox.insert("Account", &json!({ "createdOn": "2020-09-13 20:26:40" }));
    /// let record = sandbox.client_builder().build()?.account().get(&id, ["createdOn"]).await?;
    /// assert_eq!(record.raw("createdOn"), Some("1600000000000"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn date_times(self, form: TimeForm) -> Behavior {
        Behavior { date_times: form, ..self }
    }

    /// Sets how replies represent a reference to a record. Default: the id as a string.
    ///
    /// Conditions and dotted paths still use the id.
    ///
    /// ```
    /// # use crm_client::sandbox::{Behavior, Sandbox, behavior::ReferenceForm};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().references(ReferenceForm::Name));
    /// let id = sandbox.insert("Account", &json!({ "accountName": "杨志永" }));
    /// let record = sandbox.client_builder().build()?.account().get(&id, ["createdBy"]).await?;
    /// assert_eq!(record.get::<String>("createdBy")?, "老黄");
    /// # Ok(())
    /// # }
    /// ```
    pub fn references(self, form: ReferenceForm) -> Behavior {
        Behavior { references: form, ..self }
    }
}

/// Lists and queries.
impl Behavior {
    /// Sets whether an advanced query returns totals. Default: `false`.
    ///
    /// ```
    /// # use crm_client::filter::field;
    /// # use crm_client::sandbox::{Behavior, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().query_totals(true));
    /// let crm = sandbox.client_builder().build()?;
    /// let named = field("userName").is_not_empty();
    /// assert_eq!(crm.entity().adv_query("User", ["userName"], named).await?.total_size, Some(3));
    /// # Ok(())
    /// # }
    /// ```
    pub fn query_totals(self, has_totals: bool) -> Behavior {
        Behavior { reports_query_totals: has_totals, ..self }
    }

    /// Sets what happens to a `page_size` above 200. Default: 401.
    ///
    /// ```
    /// # use crm_client::{Page, RawRequest, Record};
    /// # use crm_client::sandbox::{Behavior, Sandbox, behavior::LargePages};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().large_pages(LargePages::Capped));
    /// let users = RawRequest::get("user/list").query("fields", "userName").query("page_size", 500);
    /// let crm = sandbox.client_builder().build()?;
    /// let page = crm.call(users).returning::<Page<Record>>().await?;
    /// assert_eq!(page.page_size, Some(200));
    /// # Ok(())
    /// # }
    /// ```
    pub fn large_pages(self, pages: LargePages) -> Behavior {
        Behavior { large_pages: pages, ..self }
    }

    /// Sets which stars in `qname` are wildcards. Default: all of them.
    ///
    /// ```
    /// # use crm_client::sandbox::{Behavior, Sandbox, behavior::Wildcards};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.insert("Account", &json!({ "accountName": "企能软件" }));
    /// sandbox.set_behavior(Behavior::default().wildcards(Wildcards::Leading));
    /// let crm = sandbox.client_builder().build()?;
    /// assert_eq!(crm.account().list(["accountName"]).qname("*软件").await?.data.len(), 1);
    /// assert_eq!(crm.account().list(["accountName"]).qname("企能*").await?.data.len(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn wildcards(self, wildcards: Wildcards) -> Behavior {
        Behavior { wildcards, ..self }
    }
}

/// Fields.
impl Behavior {
    /// Sets whether unknown field names are refused. Default: `true`. See
    /// [`Sandbox::check_field_names`](crate::sandbox::Sandbox::check_field_names).
    ///
    /// ```
    /// # use crm_client::sandbox::Behavior;
    /// let behavior = Behavior::default().field_name_check(false);
    /// ```
    pub fn field_name_check(self, check: bool) -> Behavior {
        Behavior { checks_field_names: check, ..self }
    }

    /// Sets whether records have audit fields. Default: `true`. See
    /// [`Sandbox::set_audit_fields`](crate::sandbox::Sandbox::set_audit_fields).
    ///
    /// ```
    /// # use crm_client::sandbox::Behavior;
    /// let behavior = Behavior::default().audit_fields(false);
    /// ```
    pub fn audit_fields(self, set: bool) -> Behavior {
        Behavior { sets_audit_fields: set, ..self }
    }

    /// Removes a field of an entity: its metadata is missing, it has no value, and its name is unknown.
    ///
    /// ```
    /// # use crm_client::sandbox::{Behavior, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().without_field("Account", "modifiedOn"));
    /// let crm = sandbox.client_builder().build()?;
    /// let has_it = async |entity| {
    ///     let fields = crm.metadata().field(entity).await?;
    ///     Ok::<_, crm_client::Error>(fields.iter().any(|it| it.field == "modifiedOn"))
    /// };
    /// assert_eq!((has_it("Account").await?, has_it("Contact").await?), (false, true));
    /// # Ok(())
    /// # }
    /// ```
    pub fn without_field(self, entity: &str, field: &str) -> Behavior {
        self.with_rule(entity, field, |rule| rule.is_hidden = true)
    }

    /// Sets what an advanced query does with conditions on a field of an entity. Default: it applies
    /// them.
    ///
    /// ```
    /// # use crm_client::filter::field;
    /// # use crm_client::sandbox::{Behavior, Sandbox, behavior::FieldSupport};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// let ignored = Behavior::default().filtering("User", "modifiedOn", FieldSupport::Ignored);
    /// sandbox.set_behavior(ignored);
    /// let crm = sandbox.client_builder().build()?;
    /// let none = field("modifiedOn").lt("1999-12-31 00:00:00");
    /// assert_eq!(crm.entity().adv_query("User", ["userName"], none).await?.data.len(), 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn filtering(self, entity: &str, field: &str, support: FieldSupport) -> Behavior {
        self.with_rule(entity, field, |rule| rule.filtering = support)
    }

    /// Sets what an advanced query does with a field of an entity in `sort`. Default: it sorts by it.
    ///
    /// ```
    /// # use crm_client::Sort;
    /// # use crm_client::filter::field;
    /// # use crm_client::sandbox::{Behavior, Sandbox, behavior::FieldSupport};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// let refused = Behavior::default().sorting("User", "modifiedOn", FieldSupport::Refused);
    /// sandbox.set_behavior(refused);
    /// let crm = sandbox.client_builder().build()?;
    /// let named = field("userName").is_not_empty();
    /// let query = crm.entity().adv_query("User", ["userName"], named);
    /// assert!(query.sort(Sort::asc("modifiedOn")).await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn sorting(self, entity: &str, field: &str, support: FieldSupport) -> Behavior {
        self.with_rule(entity, field, |rule| rule.sorting = support)
    }

    fn with_rule(
        mut self,
        entity: &str,
        field: &str,
        change: impl FnOnce(&mut FieldRule),
    ) -> Behavior {
        let rules = self.fields.entry(entity.to_owned()).or_default();
        change(rules.entry(field.to_owned()).or_default());
        self
    }
}
