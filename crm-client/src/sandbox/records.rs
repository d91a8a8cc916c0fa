//! Methods of `Sandbox` that look at records and change them without a call.

use super::{Entity, Sandbox};
use crate::values::{Id, Record};

impl Sandbox {
    /// Returns the definitions of all entities.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// let entities = Sandbox::new().entities();
    /// assert!(entities.iter().any(|it| it.name() == "Account"));
    /// ```
    #[must_use]
    pub fn entities(&self) -> Vec<Entity> {
        self.state.lock().crm.store.entities().to_vec()
    }

    /// Returns all records of an entity with their ids, oldest first.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// let users = Sandbox::new().records("User");
    /// assert_eq!(users.len(), 3);
    /// assert_eq!(users[0].1.plain_string("userName").unwrap(), "老黄");
    /// ```
    #[must_use]
    pub fn records(&self, entity: &str) -> Vec<(Id, Record)> {
        let locked = self.state.lock();
        let rows = locked.crm.store.rows(entity).iter();
        rows.map(|row| (Id::from(row.id.as_str()), row.fields.clone())).collect()
    }

    /// Returns a record with all of its fields, or `None` if it does not exist.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let id = sandbox.insert("Account", &json!({ "accountName": "杨志永" }));
    /// let record = sandbox.record("Account", &id).unwrap();
    /// assert_eq!(record.plain_string("accountName").unwrap(), "杨志永");
    /// ```
    #[must_use]
    pub fn record(&self, entity: &str, id: &Id) -> Option<Record> {
        self.state.lock().crm.store.find(entity, id.as_str()).map(|row| row.fields.clone())
    }

    /// Replaces, adds or removes the record with this id, without any checks. `None` removes it. Returns the
    /// previous record, so that the change can be undone.
    ///
    /// ```
    /// # use serde_json::json;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let id = sandbox.insert("Account", &json!({ "accountName": "杨志永" }));
    /// let record = sandbox.set_record("Account", &id, None);
    /// assert!(sandbox.record("Account", &id).is_none());
    /// sandbox.set_record("Account", &id, record);
    /// assert!(sandbox.record("Account", &id).is_some());
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if there is no such entity.
    #[expect(clippy::must_use_candidate, reason = "the previous record is only needed for an undo")]
    pub fn set_record(&self, entity: &str, id: &Id, record: Option<Record>) -> Option<Record> {
        let store = &mut self.state.lock().crm.store;
        assert!(store.entity(entity).is_some(), "there is no entity `{entity}`");
        store.set(entity, id.as_str(), record)
    }
}
