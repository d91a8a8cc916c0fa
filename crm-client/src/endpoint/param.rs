//! A parameter of a request, or a field of a reply.

use std::borrow::Cow;
use std::num::IntErrorKind;

use crate::facts::{ID_LENGTH, ID_SEPARATOR};
use crate::values::{Cascade, Id, Sort};

/// A parameter of a request, or a field of a reply.
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
    /// The name on the wire.
    pub name: &'static str,
    /// The type of the value.
    pub ty: Type,
    /// Who sets the value.
    pub need: Need,
    /// Whether the vendor documents the parameter as optional, although this client requires it.
    pub vendor_optional: bool,
    /// The value that the server uses if none is sent.
    pub default: Option<&'static str>,
    /// The documentation: complete sentences, or empty.
    pub doc: &'static str,
}

/// The type of a value.
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
    /// A string.
    String,
    /// A whole number.
    Int {
        /// The smallest valid value.
        min: i64,
        /// The largest valid value.
        max: i64,
    },
    /// `true` or `false`.
    Bool,
    /// One of these numbers. A reply can have others.
    Enum(&'static [EnumValue]),
    /// [`Fields`](crate::Fields): internal field names, separated by commas.
    Fields,
    /// A [`Cascade`]: a JSON object, entity → field names.
    Cascade,
    /// A [`Sort`]: field names, each with `:asc` or `:desc`, separated by commas.
    Sort,
    /// A [`Password`](crate::Password): an MD5 hash in lower-case hexadecimal.
    Password,
    /// A [`Secret`](crate::Secret) string, in replies only.
    Secret,
    /// A [`DataType`](crate::DataType), in replies only.
    DataType,
    /// An [`Expiry`](crate::Expiry), in replies only: the remaining seconds.
    Expiry,
    /// Any [`Json`](crate::Json), in replies only.
    Json,
    /// An array of objects, in replies only.
    List,
}

/// A documented value of an enumeration.
///
/// ```
/// use crm_client::metadata::KindFilter;
///
/// let names: Vec<_> = KindFilter::VALUES.iter().map(|it| it.name).collect();
/// assert_eq!(names, ["all", "system", "custom"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnumValue {
    /// The value on the wire.
    pub value: i64,
    /// A name in kebab case.
    pub name: &'static str,
    /// The documentation: complete sentences.
    pub doc: &'static str,
}

impl EnumValue {
    /// Creates a value.
    ///
    /// ```
    /// # use crm_client::endpoint::EnumValue;
    /// const SYSTEM: EnumValue = EnumValue::new(1, "system", "Every CRM has it.");
    /// ```
    #[must_use]
    pub const fn new(value: i64, name: &'static str, doc: &'static str) -> EnumValue {
        EnumValue { value, name, doc }
    }
}

/// Who sets a parameter.
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

/// Constructors, one per type. Each creates a required parameter without documentation.
impl Param {
    const fn new(name: &'static str, ty: Type) -> Param {
        Param { name, ty, need: Need::Required, vendor_optional: false, default: None, doc: "" }
    }

    /// Creates a parameter that is an [`Id`].
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::id("account_id").check("002-1").is_err());
    /// ```
    #[must_use]
    pub const fn id(name: &'static str) -> Param {
        Param::new(name, Type::Id)
    }

    /// Creates a parameter that is a string.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::string("entity").check("Account").is_ok());
    /// ```
    #[must_use]
    pub const fn string(name: &'static str) -> Param {
        Param::new(name, Type::String)
    }

    /// Creates a parameter that is a whole number from `min` to `max`.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::int("page_size", 1, 200).check("201").is_err());
    /// ```
    #[must_use]
    pub const fn int(name: &'static str, min: i64, max: i64) -> Param {
        Param::new(name, Type::Int { min, max })
    }

    /// Creates a parameter that is `true` or `false`.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::bool("force_add").check("yes").is_err());
    /// ```
    #[must_use]
    pub const fn bool(name: &'static str) -> Param {
        Param::new(name, Type::Bool)
    }

    /// Creates a parameter that is one of the documented numbers.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// # use crm_client::metadata::KindFilter;
    /// let problem = Param::choice("type", KindFilter::VALUES).check("3").unwrap_err();
    /// assert_eq!(problem, "must be 0 (all), 1 (system) or 2 (custom)");
    /// ```
    #[must_use]
    pub const fn choice(name: &'static str, values: &'static [EnumValue]) -> Param {
        Param::new(name, Type::Enum(values))
    }

    /// Creates a parameter that is a list of field names.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::fields("fields").check("accountName,phone").is_ok());
    /// ```
    #[must_use]
    pub const fn fields(name: &'static str) -> Param {
        Param::new(name, Type::Fields)
    }

    /// Creates a parameter that is a [`Cascade`].
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

    /// Creates a parameter that is a [`Sort`].
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::sort("sort").check("createdOn:desc").is_ok());
    /// ```
    #[must_use]
    pub const fn sort(name: &'static str) -> Param {
        Param::new(name, Type::Sort)
    }

    /// Creates a parameter that is a [`Password`](crate::Password).
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::password("password").check("in clear").is_err());
    /// ```
    #[must_use]
    pub const fn password(name: &'static str) -> Param {
        Param::new(name, Type::Password)
    }

    /// Creates a field of a reply that is a [`Secret`](crate::Secret).
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::secret("login_token").is_secret());
    /// ```
    #[must_use]
    pub const fn secret(name: &'static str) -> Param {
        Param::new(name, Type::Secret)
    }

    /// Creates a field of a reply that is a [`DataType`](crate::DataType).
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// const DATA_TYPE: Param = Param::data_type("data_type");
    /// ```
    #[must_use]
    pub const fn data_type(name: &'static str) -> Param {
        Param::new(name, Type::DataType)
    }

    /// Creates a field of a reply that is an [`Expiry`](crate::Expiry).
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// const EXPIRES: Param = Param::expiry("expires");
    /// ```
    #[must_use]
    pub const fn expiry(name: &'static str) -> Param {
        Param::new(name, Type::Expiry)
    }

    /// Creates a field of a reply that is any [`Json`](crate::Json).
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// const TREE: Param = Param::json("privileges_tree");
    /// ```
    #[must_use]
    pub const fn json(name: &'static str) -> Param {
        Param::new(name, Type::Json)
    }

    /// Creates a field of a reply that is an array of objects.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// const VALUES: Param = Param::list("values");
    /// ```
    #[must_use]
    pub const fn list(name: &'static str) -> Param {
        Param::new(name, Type::List)
    }
}

impl Param {
    /// Makes the parameter optional.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// let param = Param::string("qname").optional();
    /// ```
    #[must_use]
    pub const fn optional(self) -> Param {
        Param { need: Need::Optional, ..self }
    }

    /// Marks a required parameter that the vendor documents as optional. This client requires it, and the
    /// sandbox also accepts a request without it.
    ///
    /// ```
    /// # use crm_client::endpoint::{Need, Param};
    /// let param = Param::string("name").vendor_optional();
    /// assert_eq!(param.need, Need::Required);
    /// ```
    #[must_use]
    pub const fn vendor_optional(self) -> Param {
        Param { vendor_optional: true, ..self }
    }

    /// Makes the parameter optional, with the value that the server uses if none is sent.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// let param = Param::bool("force_add").default("false");
    /// ```
    #[must_use]
    pub const fn default(self, default: &'static str) -> Param {
        Param { default: Some(default), ..self.optional() }
    }

    /// Lets the client set the parameter, unless the caller does.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// let param = Param::id("op_user").from_client();
    /// ```
    #[must_use]
    pub const fn from_client(self) -> Param {
        Param { need: Need::Client, ..self }
    }

    /// Sets the documentation.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// let param = Param::id("account_id").doc("The customer.");
    /// ```
    #[must_use]
    pub const fn doc(self, doc: &'static str) -> Param {
        Param { doc, ..self }
    }

    /// Returns whether a value must not be shown.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// assert!(Param::password("password").is_secret());
    /// ```
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(self.ty, Type::Password | Type::Secret)
    }

    /// Checks whether the documentation allows a value in a request.
    ///
    /// ```
    /// # use crm_client::endpoint::Param;
    /// let problem = Param::int("page_size", 1, 200).check("500").unwrap_err();
    /// assert_eq!(problem, "must be at most 200");
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with a description of the valid values, "must be …".
    pub fn check(&self, value: &str) -> Result<(), Cow<'static, str>> {
        match self.ty {
            Type::String
            | Type::Secret
            | Type::DataType
            | Type::Expiry
            | Type::Json
            | Type::List => Ok(()),
            Type::Id if Id::check(value).is_ok() => Ok(()),
            Type::Id => Err(format!(
                "must be an id: {ID_LENGTH} characters, with `-` after the first {ID_SEPARATOR}"
            )
            .into()),
            Type::Int { min, max } => match value.parse::<i64>() {
                Ok(it) if it < min => Err(format!("must be at least {min}").into()),
                Ok(it) if it > max => Err(format!("must be at most {max}").into()),
                Ok(_) => Ok(()),
                Err(error) => Err(match error.kind() {
                    IntErrorKind::PosOverflow => format!("must be at most {max}").into(),
                    IntErrorKind::NegOverflow => format!("must be at least {min}").into(),
                    _ => "must be a whole number".into(),
                }),
            },
            Type::Bool if matches!(value, "true" | "false") => Ok(()),
            Type::Bool => Err("must be `true` or `false`".into()),
            Type::Enum(values) if values.iter().any(|it| it.value.to_string() == value) => Ok(()),
            Type::Enum(values) => Err(one_of(values).into()),
            Type::Fields if value.split(',').all(|it| !it.trim_start().is_empty()) => Ok(()),
            Type::Fields => Err("must be field names, none of them blank".into()),
            Type::Cascade => match serde_json::from_str::<Cascade>(value) {
                Ok(_) => Ok(()),
                Err(_) => Err("must be a JSON object, entity → array of field names".into()),
            },
            Type::Sort if Sort::parse(value).is_ok() => Ok(()),
            Type::Sort => {
                Err("must be field names, none of them blank, each with `:asc` or `:desc`".into())
            }
            Type::Password if is_md5(value) => Ok(()),
            Type::Password => Err("must be an MD5 hash in lower-case hexadecimal".into()),
        }
    }
}

/// "must be 0 (all), 1 (system) or 2 (custom)"
fn one_of(values: &[EnumValue]) -> String {
    let values: Vec<_> = values.iter().map(|it| format!("{} ({})", it.value, it.name)).collect();
    match values.split_last() {
        Some((last, [])) => format!("must be {last}"),
        Some((last, others)) => format!("must be {} or {last}", others.join(", ")),
        None => "has no documented value".to_owned(),
    }
}

fn is_md5(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

#[test]
fn a_number_beyond_64_bits_is_beyond_the_bounds() {
    let page_no = Param::int("page_no", 1, i64::MAX);
    for (value, problem) in [
        ("9223372036854775808", "must be at most 9223372036854775807"),
        ("-9223372036854775809", "must be at least 1"),
        ("1.5", "must be a whole number"),
    ] {
        assert_eq!(page_no.check(value).unwrap_err(), problem, "{value}");
    }
}
