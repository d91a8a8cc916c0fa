//! Saves the metadata of a CRM, from which `cargo xtask structs` generates Rust structs.
//!
//! ```sh
//! export CRM_APP_ID=000-your-app-id CRM_APP_KEY=your-app-key    # default: the sandbox
//! export CRM_BASE_URL=https://crm.example.com/gw/               # default: the vendor's cloud
//! cargo run --example metadata -- DIR [ENTITY]...               # default: every entity
//! cargo xtask structs --metadata DIR --out src/crm.rs
//! ```

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crm_client::sandbox::Sandbox;
use crm_client::{Call, Client, Credentials, Endpoint};
use serde::Deserialize;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some((folder, entities)) = arguments.split_first() else {
        eprintln!("usage: cargo run --example metadata -- DIR [ENTITY]...");
        return ExitCode::from(2);
    };
    match client().map(|crm| (crm, Path::new(folder))) {
        Ok((crm, folder)) => match save(&crm, folder, entities).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failure(&*error),
        },
        Err(error) => failure(&*error),
    }
}

fn failure(error: &dyn Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

/// Creates a client of the CRM that the environment variables name, or of a sandbox.
fn client() -> Result<Client, Box<dyn Error>> {
    let Ok(app_id) = env::var("CRM_APP_ID") else {
        eprintln!("CRM_APP_ID is not set; saving the metadata of the sandbox");
        return Ok(Sandbox::new().client_builder().build()?);
    };
    let app_key = env::var("CRM_APP_KEY")
        .map_err(|_| "CRM_APP_KEY is not set; set it to the key of the application")?;
    let builder = Client::builder().credentials(Credentials::sha1(app_id, app_key));
    let builder = match env::var("CRM_BASE_URL") {
        Ok(url) => builder.base_url(url),
        Err(_) => builder,
    };
    Ok(builder.build()?)
}

/// Saves the unchanged replies of all metadata calls.
async fn save(crm: &Client, folder: &Path, wanted: &[String]) -> Result<(), Box<dyn Error>> {
    for part in ["field", "picklist"] {
        fs::create_dir_all(folder.join(part))?;
    }
    let metadata = crm.metadata();
    reply(metadata.entity(), &folder.join("entity.json")).await?;
    let entities = metadata.entity().await?;
    if let Some(name) = wanted.iter().find(|name| entities.iter().all(|it| it.entity != **name)) {
        return Err(format!("the CRM has no entity `{}`", name.escape_debug()).into());
    }
    for entity in entities {
        let name = entity.entity;
        if !wanted.is_empty() && !wanted.contains(&name) {
            continue;
        }
        if name.contains(['/', '\\']) {
            eprintln!("skipped   `{}`: not valid as a file name", name.escape_debug());
            continue;
        }
        let file = format!("{name}.json");
        if reply(metadata.field(&name), &folder.join("field").join(&file)).await? {
            reply(metadata.picklist(&name), &folder.join("picklist").join(&file)).await?;
        }
    }
    Ok(())
}

/// Saves one reply, and returns whether it is a success. A failure is skipped, because the other replies
/// are useful without it.
async fn reply<E: Endpoint>(call: Call<E>, path: &Path) -> Result<bool, Box<dyn Error>> {
    #[derive(Deserialize)]
    struct Envelope {
        error_code: i64,
        error_msg: Option<String>,
    }

    let response = call.send_raw().await?;
    let Envelope { error_code, error_msg } =
        serde_json::from_slice(response.body()).map_err(|it| {
            format!("the response of `{}` is not a reply of the CRM: {it}", E::INFO.path)
        })?;
    if error_code == 0 {
        fs::write(path, response.body())?;
        println!("saved     {}", path.display());
    } else {
        eprintln!(
            "skipped   {}: error code {error_code} {}",
            path.display(),
            error_msg.unwrap_or_default()
        );
    }
    Ok(error_code == 0)
}
