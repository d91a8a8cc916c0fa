//! Examples of generated code: a line of it each, to which this adds what makes it compile.
//!
//! ```text
//! #[doc = crate::example!(r#"let page = crm.account().list(["accountName"]).await?;"#)]
//! ```
//!
//! is documented as the line in between, the others being hidden:
//!
//! ```text
//! # use crm_client::{filter::{all, any, field}, *};
//! # use serde_json::json;
//! # async fn example(crm: &Client, id: &Id) -> Result<(), Box<dyn std::error::Error>> {
//! let page = crm.account().list(["accountName"]).await?;
//! # Ok(())
//! # }
//! ```
//!
//! It is compiled, and not run, for there is no CRM that has its records.

/// What is done with a client that is at hand, statement by statement.
macro_rules! example {
    ($($line:expr),+) => {
        concat!(
            "\n```\n",
            "# use crm_client::{filter::{all, any, field}, *};\n",
            "# use serde_json::json;\n",
            "# async fn example(crm: &Client, id: &Id) -> Result<(), Box<dyn std::error::Error>> {\n",
            $($line, "\n",)+
            "# Ok(())\n",
            "# }\n",
            "```"
        )
    };
}

/// The same with a row that has these fields.
macro_rules! row_example {
    ([$($field:expr),+], $($line:expr),+) => {
        crate::example!(
            "#[derive(serde::Deserialize)]",
            "#[serde(rename_all = \"camelCase\")]",
            "struct Row {",
            $(concat!("    ", $field),)+
            "}",
            $($line),+
        )
    };
}

pub(crate) use {example, row_example};
