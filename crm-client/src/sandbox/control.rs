//! Methods of `Sandbox` that set up entities, records, the clock, rights and quotas.

use std::time::{Duration, SystemTime};

use serde::Serialize;

use super::{Entity, Field, Sandbox};
use crate::values::{Body, Id};

impl Sandbox {
    /// Defines an entity with its fields. It replaces an entity with the same name, whose records
    /// stay.
    ///
    /// Unless the definition has a main field, the main field is a string.
    ///
    /// ```
    /// # use crm_client::sandbox::Entity;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.declare(Entity::new("c__lead", "线索"));
    /// let leads = crm.customentity().list("c__lead", ["c__name"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if another entity has the same code, if a name is empty, or if the id field is also
    /// the main field.
    pub fn declare(&self, entity: Entity) {
        self.state.lock().crm.store.declare(entity);
    }

    /// Adds a field to an entity. It replaces a field with the same name.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.declare_field("Account", Field::string("c__code", "编码"));
    /// let fields = crm.metadata().field("Account").await?;
    /// assert!(fields.iter().any(|it| it.field == "c__code"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if there is no such entity.
    pub fn declare_field(&self, entity: &str, field: Field) {
        let declared = self.entity(entity).map(|it| it.field(field));
        self.declare(declared.unwrap_or_else(|| panic!("there is no entity `{entity}`")));
    }

    /// Returns the definition of an entity.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// assert_eq!(sandbox.entity("Account").unwrap().name(), "Account");
    /// assert!(sandbox.entity("nothing").is_none());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn entity(&self, name: &str) -> Option<Entity> {
        self.state.lock().crm.store.entity(name).cloned()
    }

    /// Adds a record without any checks, and returns its id. A user is a record of the entity
    /// `User`.
    ///
    /// ```
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let id = sandbox.insert("Account", &json!({ "accountName": "杨志永" }));
    /// let record = crm.account().get(&id, ["accountName"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if there is no such entity, or if the record is not a JSON object.
    pub fn insert(&self, entity: &str, record: &(impl Serialize + ?Sized)) -> Id {
        assert!(self.entity(entity).is_some(), "there is no entity `{entity}`");
        let body = Body::from(record);
        let record = body.as_json().map(serde_json::from_str);
        let record = record.and_then(Result::ok).expect("a record is a JSON object");
        self.state.lock().crm.insert(entity, record).into()
    }

    /// Returns the time of the sandbox's clock.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # let path = crm.file().upload("note.txt", b"x").await?.file_path;
    /// let link = crm.file().download_url(&path).await?;
    /// assert!(!link.expires.is_expired_at(sandbox.now()));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.state.lock().crm.now()
    }

    /// Moves the sandbox's clock forward. Otherwise it runs like the system clock.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let before = sandbox.now();
    /// sandbox.advance(Duration::from_secs(3_600));
    /// assert!(sandbox.now() >= before + Duration::from_secs(3_600));
    /// # Ok(())
    /// # }
    /// ```
    pub fn advance(&self, by: Duration) {
        let ahead = &mut self.state.lock().crm.ahead;
        *ahead = ahead.saturating_add(by);
    }

    /// Revokes all rights of a user. Calls on behalf of the user are refused with 410.
    ///
    /// ```
    /// # use crm_client::Code;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.revoke_rights(&sandbox.user());
    /// let error = crm.account().list(["accountName"]).await.unwrap_err();
    /// assert_eq!(error.code(), Some(Code::INSUFFICIENT_RIGHTS));
    /// # Ok(())
    /// # }
    /// ```
    pub fn revoke_rights(&self, user: &Id) {
        self.state.lock().crm.powerless.insert(user.as_str().to_owned());
    }

    /// Restores the rights of a user.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.revoke_rights(&sandbox.user());
    /// sandbox.restore_rights(&sandbox.user());
    /// crm.account().list(["accountName"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn restore_rights(&self, user: &Id) {
        self.state.lock().crm.powerless.remove(user.as_str());
    }

    /// Withdraws all rights on a record. Lists and queries leave it out, and calls about it are refused with
    /// 410.
    ///
    /// ```
    /// # use crm_client::Code;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let id = sandbox.insert("Account", &serde_json::json!({ "accountName": "杨志永" }));
    /// sandbox.hide_record(&id);
    /// let error = crm.account().get(&id, ["accountName"]).await.unwrap_err();
    /// assert_eq!(error.code(), Some(Code::INSUFFICIENT_RIGHTS));
    /// assert!(crm.account().list(["accountName"]).await?.data.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn hide_record(&self, id: &Id) {
        self.state.lock().crm.store.set_hidden(id.as_str(), true);
    }

    /// Restores the rights on a record.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let id = sandbox.insert("Account", &serde_json::json!({ "accountName": "杨志永" }));
    /// sandbox.hide_record(&id);
    /// sandbox.show_record(&id);
    /// crm.account().get(&id, ["accountName"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn show_record(&self, id: &Id) {
        self.state.lock().crm.store.set_hidden(id.as_str(), false);
    }

    /// Disables the API. Every call is refused with 490.
    ///
    /// ```
    /// # use crm_client::Code;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.disable_api();
    /// let error = crm.area().root().await.unwrap_err();
    /// assert_eq!(error.code(), Some(Code::NOT_ENABLED));
    /// # Ok(())
    /// # }
    /// ```
    pub fn disable_api(&self) {
        self.state.lock().crm.is_enabled = false;
    }

    /// Enables the API again.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.disable_api();
    /// sandbox.enable_api();
    /// crm.area().root().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn enable_api(&self) {
        self.state.lock().crm.is_enabled = true;
    }

    /// Returns whether the API is enabled.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// sandbox.disable_api();
    /// assert!(!sandbox.is_api_enabled());
    /// ```
    #[must_use]
    pub fn is_api_enabled(&self) -> bool {
        self.state.lock().crm.is_enabled
    }

    /// Returns the users whose rights were [revoked](Sandbox::revoke_rights).
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// sandbox.revoke_rights(&sandbox.user());
    /// assert_eq!(sandbox.users_without_rights(), [sandbox.user()]);
    /// ```
    #[must_use]
    pub fn users_without_rights(&self) -> Vec<Id> {
        self.state.lock().crm.powerless.iter().map(|it| Id::from(it.as_str())).collect()
    }

    /// Returns the number of calls that are still accepted. `None` means all calls.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// sandbox.set_quota(Some(7));
    /// assert_eq!(sandbox.quota(), Some(7));
    /// ```
    #[must_use]
    pub fn quota(&self) -> Option<u64> {
        self.state.lock().crm.quota
    }

    /// Sets the number of calls that are still accepted. Further calls are refused with 491. `None`
    /// accepts all calls.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.set_quota(Some(0));
    /// assert!(crm.area().root().await.unwrap_err().is_rate_limited());
    /// sandbox.set_quota(None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_quota(&self, calls: Option<u64>) {
        self.state.lock().crm.quota = calls;
    }
}
