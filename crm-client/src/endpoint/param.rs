//! A parameter: its name, what it takes, and who gives it.

use std::borrow::Cow;

use crate::values::{Cascade, Id, Sort};

/// A parameter.
///
/// ```
/// use crm_client::endpoint::{Need, Param, Type};
///
/// let param = Param::int("page_size", 1, 200).default("20");
/// assert_eq!((param.need, param.default), (Need::Optional, Some("20")));
/// assert_eq!(param.ty, Type::Int { min: 1, max: 200 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Param {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it takes.
    pub ty: Type,
    /// Who gives it its value.
    pub need: Need,
    /// What the server takes where nothing is given.
    pub default: Option<&'static str>,
}

/// What a parameter takes.
///
/// ```
/// use crm_client::{Endpoint, account};
/// use crm_client::endpoint::Type;
///
/// let ids = account::Get::INFO.params().filter(|it| it.ty == Type::Id);
/// assert_eq!(ids.count(), 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Type {
    /// An [`Id`].
    Id,
    /// Any text.
    String,
    /// A whole number, both bounds included.
    Int {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// `true` or `false`.
    Bool,
    /// [`Fields`](crate::Fields): internal field names, separated by commas.
    Fields,
    /// A [`Cascade`]: a JSON object, entity → field names.
    Cascade,
    /// A [`Sort`]: field names, each with `:asc` or `:desc`, separated by commas.
    Sort,
    /// A [`Password`](crate::Password): an MD5 hash in lower-case hexadecimal.
    Password,
}

/// Who gives a parameter its value.
///
/// ```
/// use crm_client::{Endpoint, account};
/// use crm_client::endpoint::Need;
///
/// let required = account::List::INFO.params().filter(|it| it.need == Need::Required);
/// assert_eq!(required.map(|it| it.name).collect::<Vec<_>>(), ["fields"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The caller must.
    Required,
    /// The caller may.
    Optional,
    /// The client does, unless the caller does.
    Client,
}

impl Param {
    const fn new(name: &'static str, ty: Type) -> Param {
        Param { name, ty, need: Need::Required, default: None }
    }

    /// A required [`Id`].
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::id("account_id").check("002-1").is_err());
    /// ```
    #[must_use]
    pub const fn id(name: &'static str) -> Param {
        Param::new(name, Type::Id)
    }

    /// A required text.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::string("entity").check("Account").is_ok());
    /// ```
    #[must_use]
    pub const fn string(name: &'static str) -> Param {
        Param::new(name, Type::String)
    }

    /// A required whole number, both bounds included.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::int("page_size", 1, 200).check("201").is_err());
    /// ```
    #[must_use]
    pub const fn int(name: &'static str, min: i64, max: i64) -> Param {
        Param::new(name, Type::Int { min, max })
    }

    /// A required truth value.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::bool("force_add").check("yes").is_err());
    /// ```
    #[must_use]
    pub const fn bool(name: &'static str) -> Param {
        Param::new(name, Type::Bool)
    }

    /// A required list of field names.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::fields("fields").check("accountName,phone").is_ok());
    /// ```
    #[must_use]
    pub const fn fields(name: &'static str) -> Param {
        Param::new(name, Type::Fields)
    }

    /// A required map of what goes with a record.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// let param = Param::cascade("cascade_delete");
    /// assert!(param.check(r#"{"SalesOrder":["accountId"]}"#).is_ok());
    /// ```
    #[must_use]
    pub const fn cascade(name: &'static str) -> Param {
        Param::new(name, Type::Cascade)
    }

    /// A required order of records.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::sort("sort").check("createdOn:desc").is_ok());
    /// ```
    #[must_use]
    pub const fn sort(name: &'static str) -> Param {
        Param::new(name, Type::Sort)
    }

    /// A required password.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::password("password").check("in clear").is_err());
    /// ```
    #[must_use]
    pub const fn password(name: &'static str) -> Param {
        Param::new(name, Type::Password)
    }

    /// The same, which the caller may leave out.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// let param = Param::string("qname").optional();
    /// ```
    #[must_use]
    pub const fn optional(self) -> Param {
        Param { need: Need::Optional, ..self }
    }

    /// The same, which the caller may leave out, and for which the server then takes this.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// let param = Param::bool("force_add").default("false");
    /// ```
    #[must_use]
    pub const fn default(self, default: &'static str) -> Param {
        Param { default: Some(default), ..self.optional() }
    }

    /// The same, which the client gives unless the caller does.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// let param = Param::id("op_user").from_client();
    /// ```
    #[must_use]
    pub const fn from_client(self) -> Param {
        Param { need: Need::Client, ..self }
    }

    /// Whether a value is one that the documentation allows.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// let problem = Param::int("page_size", 1, 200).check("500").unwrap_err();
    /// assert_eq!(problem, "must be at most 200");
    /// ```
    ///
    /// # Errors
    ///
    /// What the value should be: "must be …".
    pub fn check(&self, value: &str) -> Result<(), Cow<'static, str>> {
        match self.ty {
            Type::String => Ok(()),
            Type::Id if Id::is_well_formed(value) => Ok(()),
            Type::Id => Err("must be an id: 40 characters, the fourth of them `-`".into()),
            Type::Int { min, max } => match value.parse::<i64>() {
                Ok(it) if it < min => Err(format!("must be at least {min}").into()),
                Ok(it) if it > max => Err(format!("must be at most {max}").into()),
                Ok(_) => Ok(()),
                Err(_) => Err("must be a whole number".into()),
            },
            Type::Bool if matches!(value, "true" | "false") => Ok(()),
            Type::Bool => Err("must be `true` or `false`".into()),
            Type::Fields if value.split(',').all(|it| !it.trim_start().is_empty()) => Ok(()),
            Type::Fields => Err("must be field names, none of them blank".into()),
            Type::Cascade => match serde_json::from_str::<Cascade>(value) {
                Ok(_) => Ok(()),
                Err(_) => Err("must be a JSON object, entity → array of field names".into()),
            },
            Type::Sort if Sort::parse(value).is_some() => Ok(()),
            Type::Sort => {
                Err("must be field names, none of them blank, each with `:asc` or `:desc`".into())
            }
            Type::Password if is_md5(value) => Ok(()),
            Type::Password => Err("must be an MD5 hash in lower-case hexadecimal".into()),
        }
    }
}

fn is_md5(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}
