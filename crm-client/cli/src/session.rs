//! The client of one run. This is the only place that creates calls, so that `--read-only`,
//! `--dry-run` and questions before deletions apply to every command.

mod download;
mod dry_run;
mod embedded;
mod permission;
pub(crate) mod probe;
mod signed;
mod user;

use crm_client::endpoint::Effect;
use crm_client::{Call, Client, ClientBuilder, Credentials, Endpoint, Error, Secret};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::OnceCell;

use crate::failure::Failure;
use crate::lang::tr;
use crate::options::{Options, Target};
use crate::profile::Profile;
use dry_run::Recorder;
use embedded::Embedded;
pub(crate) use user::User;

/// The client of one run, with the rules of the options.
pub(crate) struct Session<'a> {
    options: &'a Options,
    builder: ClientBuilder,
    /// The credentials of the builder.
    credentials: Credentials,
    /// A client that acts for no user.
    client: Client,
    /// A client that acts for the user.
    acting: OnceCell<Client>,
    /// The id or the name of the user.
    user: Option<String>,
    read_only: bool,
    recorder: Recorder,
    /// A client whose requests are recorded and not sent.
    dry: OnceCell<Client>,
    embedded: Option<Embedded>,
    /// The base URL and the id of the application, unless the CRM is embedded.
    account: Option<(Option<String>, String)>,
}

/// Runs work with a session. `user` is the value of `--op-user`, an id or a name. Default: the user of
/// the profile.
///
/// # Errors
///
/// Fails if no CRM is configured, if the work fails, if the user presses Ctrl-C, or if the contents of
/// the embedded CRM cannot be saved.
pub(crate) fn run<T>(
    options: &Options,
    user: Option<&str>,
    work: impl AsyncFnOnce(&Session<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let session = Session::open(options, user)?;
    let result = until_interrupted(work(&session));
    let saved = session.close();
    result.and_then(|value| saved.map(|()| value))
}

/// Runs work until it ends, or until the user presses Ctrl-C or a service manager stops the process.
///
/// # Errors
///
/// Fails if the work fails, or if the user presses Ctrl-C.
pub(crate) fn until_interrupted<T>(
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    runtime()?.block_on(async {
        tokio::select! {
            result = work => result,
            () = stop_signal() => Err(Failure::interrupted()),
        }
    })
}

/// Waits until the user presses Ctrl-C, or until a service manager stops the process.
async fn stop_signal() {
    #[cfg(unix)]
    if let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    // Without signals, the process is stopped by other means.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn runtime() -> Result<Runtime, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::io(tr!("the runtime", "运行时"), &error))
}

impl<'a> Session<'a> {
    fn open(options: &'a Options, user: Option<&str>) -> Result<Session<'a>, Failure> {
        let mut session = match &options.target {
            Target::Server { profile } => {
                Session::connect(options, &Profile::load(profile.as_deref())?)?
            }
            Target::Sandbox { file } => {
                let embedded = Embedded::open(file.as_deref())?;
                let user = Some(embedded.user());
                let credentials = embedded.credentials();
                let session = Session::new(options, embedded.client_builder(), credentials, user)?;
                Session { embedded: Some(embedded), ..session }
            }
        };
        if let Some(user) = user {
            session.user = Some(user.to_owned());
        }
        Ok(session)
    }

    /// Creates a session with the connection of a profile. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Fails if the base URL, the id or the key is invalid.
    pub(crate) fn connect(options: &'a Options, profile: &Profile) -> Result<Session<'a>, Failure> {
        let (credentials, user) = (profile.credentials.clone(), profile.user.clone());
        let session = Session::new(options, profile.client_builder(), credentials, user)?;
        let account = (profile.base_url.clone(), profile.credentials.app_id().to_owned());
        let read_only = options.read_only || profile.read_only;
        Ok(Session { read_only, account: Some(account), ..session })
    }

    fn new(
        options: &'a Options,
        builder: ClientBuilder,
        credentials: Credentials,
        user: Option<String>,
    ) -> Result<Session<'a>, Failure> {
        let client = builder.clone().build().map_err(|error| invalid(&error))?;
        Ok(Session {
            options,
            builder,
            credentials,
            client,
            acting: OnceCell::new(),
            user,
            read_only: options.read_only,
            recorder: Recorder::default(),
            dry: OnceCell::new(),
            embedded: None,
            account: None,
        })
    }

    /// Returns the options of the run.
    pub(crate) fn options(&self) -> &Options {
        self.options
    }

    /// Returns the base URL of the CRM.
    pub(crate) fn base_url(&self) -> &str {
        self.client.base_url()
    }

    /// Returns the id of the application. Together with the base URL, it identifies the CRM.
    pub(crate) fn app_id(&self) -> &str {
        self.credentials.app_id()
    }

    /// Returns the base URL and the id of the application as the profile has them. The embedded CRM has
    /// none.
    pub(crate) fn account(&self) -> Option<&(Option<String>, String)> {
        self.account.as_ref()
    }

    /// Returns the id of the user on whose behalf calls are made, if there is one.
    pub(crate) async fn user(&self) -> Result<Option<String>, Failure> {
        match &self.user {
            Some(user) => Ok(Some(user::resolve(&self.client, user).await?.to_string())),
            None => Ok(None),
        }
    }

    /// Returns whether calls that are not marked as reads are refused.
    pub(crate) fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Returns all users of the CRM. This is one call for 200 users.
    ///
    /// # Errors
    ///
    /// Fails if a call fails.
    pub(crate) async fn users(&self) -> Result<Vec<User>, Error> {
        user::all(&self.client).await
    }

    /// Measures how many milliseconds the clock of the server is ahead of the local clock, with one
    /// call.
    ///
    /// # Errors
    ///
    /// Fails if the response of the server has no valid time.
    pub(crate) async fn measure_clock_offset(&self) -> Result<i64, Error> {
        self.client.learn_clock_offset().await?;
        Ok(self.client.clock_offset_millis())
    }

    /// Creates a call, after it has checked `--read-only` and has asked before a deletion. With
    /// `--dry-run`, the requests of writes are recorded and not sent.
    ///
    /// # Errors
    ///
    /// Fails if the call is refused, or if the user is unknown.
    pub(crate) async fn call<E: Endpoint>(&self, request: E) -> Result<Call<E>, Failure> {
        let effect = request.info().effect;
        self.call_as(request, effect).await
    }

    /// Like [`call`](Session::call), for a request with this effect.
    pub(crate) async fn call_as<E: Endpoint>(
        &self,
        request: E,
        effect: Effect,
    ) -> Result<Call<E>, Failure> {
        let info = request.info();
        if effect != Effect::Read {
            permission::check(info.path, effect, self.read_only, self.options).await?;
        }
        let client = match info.user_param() {
            _ if effect != Effect::Read && self.options.dry_run => self.dry_client().await?,
            Some(_) => self.acting().await?,
            None => &self.client,
        };
        Ok(client.call(request))
    }

    /// Refuses a call that the endpoint table does not have, if the session is read-only.
    pub(crate) fn refuse_if_read_only(&self, path: &str) -> Result<(), Failure> {
        permission::check_unknown(path, self.read_only)
    }

    /// Downloads what a link points to, piece by piece.
    ///
    /// # Errors
    ///
    /// Fails if the server does not return all of it, or if `write` fails.
    pub(crate) async fn download(
        &self,
        link: &Secret,
        mut write: impl FnMut(&[u8]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match &self.embedded {
            Some(embedded) => write(&embedded.download(link)?),
            None => download::over_http(link, write).await,
        }
    }

    /// Sends a request and returns its reply. With `--dry-run`, prints the request of a write instead.
    pub(crate) async fn send<E: Endpoint>(&self, request: E) -> Result<E::Reply, Failure> {
        let effect = request.info().effect;
        let call = self.call(request).await?;
        call.await.map_err(|error| self.failure(&error, effect))
    }

    /// Returns the failure of a call with this effect. With `--dry-run`, prints the recorded request
    /// of a write instead.
    pub(crate) fn failure(&self, error: &Error, effect: Effect) -> Failure {
        match self.recorder.take() {
            Some(request) => match request.print(self.options.format) {
                Ok(()) => Failure::done(),
                Err(failure) => failure,
            },
            None => Failure::call(error, effect),
        }
    }

    /// Returns the client that acts for the user.
    async fn acting(&self) -> Result<&Client, Failure> {
        let client = async || {
            let Some(user) = &self.user else { return Ok(self.client.clone()) };
            let id = user::resolve(&self.client, user).await?;
            self.builder.clone().op_user(id).build().map_err(|error| invalid(&error))
        };
        self.acting.get_or_try_init(client).await
    }

    async fn dry_client(&self) -> Result<&Client, Failure> {
        let client = async || {
            let mut builder = self.builder.clone().transport(self.recorder.clone());
            if let Some(user) = &self.user {
                builder = builder.op_user(user::resolve(&self.client, user).await?);
            }
            builder.max_attempts(1).build().map_err(|error| invalid(&error))
        };
        self.dry.get_or_try_init(client).await
    }

    fn close(self) -> Result<(), Failure> {
        self.embedded.map_or(Ok(()), Embedded::save)
    }
}

/// Returns the failure of settings that give no client.
fn invalid(error: &Error) -> Failure {
    Failure::call(error, Effect::Read)
}
