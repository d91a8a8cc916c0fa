//! A tenant whose records change.

use std::collections::BTreeMap;
use std::time::Duration;

use crm_client::sandbox::{Behavior, Entity, Field, Sandbox};
use crm_client::{Client, Id};
use fastrand::Rng;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// An entity with all fields, one that the customer has added, and one without the time of the last
/// change.
pub const ENTITIES: [&str; 3] = ["Account", "c__order", "Product"];

/// The name of a record of each entity.
const MAIN: [&str; 3] = ["accountName", "c__name", "productName"];

/// A record that nobody may see until a round.
struct Hidden {
    id: Id,
    until: usize,
    /// Whether the mirror has had the time to read it before.
    is_known: bool,
}

pub struct Tenant {
    pub sandbox: Sandbox,
    /// The number of changes so far.
    pub changes: usize,
    client: Client,
    runtime: Runtime,
    /// The records of each entity.
    records: [Vec<Id>; 3],
    hidden: Vec<Hidden>,
    /// How many fields were added.
    fields: usize,
}

impl Tenant {
    pub fn new(records: usize, random: &mut Rng) -> Tenant {
        let sandbox = Sandbox::start_blocking().unwrap();
        sandbox.set_behavior(
            Behavior::default().without_field("Product", "modifiedOn").accept_any_timestamp(true),
        );
        sandbox.declare(
            Entity::new("c__order", "工单")
                .field(Field::new("c__amount", "金额", "number"))
                .field(Field::new("c__due", "截止日期", "date")),
        );
        sandbox.declare_field("Account", Field::new("c__score", "评分", "number"));
        // Changes of the tenant need no socket.
        let client = sandbox.client_builder().transport(sandbox.clone()).build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut tenant = Tenant {
            sandbox,
            changes: 0,
            client,
            runtime,
            records: Default::default(),
            hidden: Vec::new(),
            fields: 0,
        };
        for number in 0..records {
            let (days, seconds) = (number * 300 / records, random.u32(0..86_400));
            let time = format!(
                "{}-{:02}-{:02} {:02}:{:02}:{:02}",
                2024,
                1 + days / 28,
                1 + days % 28,
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60
            );
            let entity = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][number % 10];
            tenant.create(entity, &json!({ "createdOn": time, "modifiedOn": time }), random);
        }
        tenant.changes = 0;
        tenant
    }

    /// Lets five minutes pass, with random changes.
    pub fn live_five_minutes(&mut self, round: usize, random: &mut Rng) {
        self.show(round);
        let parts = random.u32(1..6);
        for _ in 0..parts {
            self.sandbox.advance(Duration::from_secs(u64::from(300 / parts)));
            for _ in 0..random.usize(0..80) {
                self.change(round, random);
            }
        }
        if round % 20 == 7 {
            // All in one second, or nearly so.
            for _ in 0..500 {
                self.change_one(random.usize(0..2), random);
            }
        }
        if round % 30 == 11 {
            self.change_schema();
        }
    }

    fn change(&mut self, round: usize, random: &mut Rng) {
        let entity = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][random.usize(..10)];
        match random.u8(..100) {
            0..14 => {
                let id = self.create(entity, &json!({}), random);
                if random.u8(..20) == 0 {
                    self.hide(id, round + 1, false);
                }
            }
            14..17 => {
                // It is visible after others that are newer.
                let late = random.u64(0..500);
                let time = local_time(&self.sandbox, late);
                self.create(entity, &json!({ "createdOn": time, "modifiedOn": time }), random);
            }
            17..31 => self.delete(entity, random),
            31..32 => {
                let records = &self.records[entity];
                let id = records[random.usize(..records.len())].clone();
                self.hide(id, round + random.usize(1..40), true);
            }
            _ => self.change_one(entity, random),
        }
    }

    fn create(&mut self, entity: usize, fields: &Value, random: &mut Rng) -> Id {
        let mut record = fields.clone();
        record[MAIN[entity]] = json!(name(random));
        match entity {
            0 if self.fields < 2 => record["c__score"] = json!(random.i32(-5..100)),
            0 => record["c__score"] = json!("A"),
            1 => record["c__amount"] = json!(f64::from(random.u32(..1_000_000)) / 100.0),
            _ => record["unit"] = json!("套"),
        }
        let id = self.sandbox.insert(ENTITIES[entity], &record);
        self.records[entity].push(id.clone());
        self.changes += 1;
        id
    }

    fn change_one(&mut self, entity: usize, random: &mut Rng) {
        let records = &self.records[entity];
        let id = records[random.usize(..records.len())].clone();
        if self.is_hidden(&id) {
            return;
        }
        let mut fields = BTreeMap::from([(MAIN[entity], json!(name(random)))]);
        if entity == 0 {
            // Some values are text even before the type of the field changes.
            let is_text = match self.fields {
                0 => false,
                1 => random.u8(..50) == 0,
                _ => true,
            };
            let score = random.i32(-5..100);
            fields.insert(
                "c__score",
                if is_text { json!(format!("{score} 分")) } else { json!(score) },
            );
        }
        let crm = &self.client;
        let updated = self.runtime.block_on(async {
            match entity {
                0 => crm.account().update(&id, &fields).force_update(true).await.map(drop),
                1 => crm.customentity().update("c__order", &id, &fields).await.map(drop),
                _ => crm.product().update(&id, &fields).await.map(drop),
            }
        });
        updated.unwrap();
        self.changes += 1;
    }

    fn delete(&mut self, entity: usize, random: &mut Rng) {
        let records = &mut self.records[entity];
        let index = random.usize(..records.len());
        let id = records[index].clone();
        if records.len() < 100 || self.hidden.iter().any(|it| it.id == id) {
            return;
        }
        records.swap_remove(index);
        let crm = &self.client;
        let deleted = self.runtime.block_on(async {
            match entity {
                0 => crm.account().delete(&id).await.map(drop),
                1 => crm.customentity().delete("c__order", &id).await.map(drop),
                _ => crm.product().delete(&id).await.map(drop),
            }
        });
        deleted.unwrap();
        self.changes += 1;
    }

    fn hide(&mut self, id: Id, until: usize, is_known: bool) {
        if !self.is_hidden(&id) {
            self.sandbox.hide_record(&id);
            self.hidden.push(Hidden { id, until, is_known });
        }
    }

    fn is_hidden(&self, id: &Id) -> bool {
        self.hidden.iter().any(|it| it.id == *id)
    }

    /// Shows the records that were hidden until this round.
    fn show(&mut self, round: usize) {
        let sandbox = &self.sandbox;
        self.hidden.retain(|it| {
            if it.until <= round {
                sandbox.show_record(&it.id);
            }
            it.until > round
        });
    }

    pub fn show_all(&mut self) {
        self.show(usize::MAX);
    }

    /// Returns the ids of records that are hidden.
    pub fn hidden(&self) -> impl Iterator<Item = &Id> {
        self.hidden.iter().filter(|it| it.is_known).map(|it| &it.id)
    }

    fn change_schema(&mut self) {
        self.fields += 1;
        let name = format!("c__extra{}", self.fields);
        self.sandbox.declare_field("Account", Field::string(&name, &name));
        if self.fields == 2 {
            self.sandbox.declare_field("Account", Field::string("c__score", "评级"));
        }
        self.changes += 1;
    }

    /// Returns all records of an entity as the CRM returns them, by their ids.
    pub fn records(&self, entity: &str, fields: &[String], key: &str) -> BTreeMap<String, String> {
        self.runtime.block_on(async {
            let filter = crm_client::filter::field(key).is_not_empty();
            let call = self.client.entity().adv_query(entity, fields, filter);
            let mut rows =
                call.page_size(200).returning::<crm_client::Page<crm_client::Json>>().items();
            let mut found = BTreeMap::new();
            while let Some(row) = rows.next().await {
                let row = row.unwrap();
                let id = row.get::<Value>().unwrap()[key].as_str().unwrap().to_owned();
                found.insert(id, row.as_str().to_owned());
            }
            found
        })
    }
}

fn name(random: &mut Rng) -> String {
    format!("客户{}\t'\"{}", random.u32(..), random.char('a'..='z'))
}

/// Returns a time this long ago by the clock of the tenant.
fn local_time(sandbox: &Sandbox, seconds_ago: u64) -> String {
    let time = sandbox.now() - Duration::from_secs(seconds_ago) + Duration::from_secs(8 * 3600);
    let time = jiff::Timestamp::try_from(time).unwrap();
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
