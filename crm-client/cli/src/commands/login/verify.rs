//! Verifies a connection, and finds out which of its settings is wrong.

use crm_client::endpoint::Effect;
use crm_client::{Code, Error, account};

use super::setting;
use crate::failure::Failure;
use crate::lang::tr;
use crate::options::Options;
use crate::profile::{AppKey, Profile, Settings, Sign};
use crate::safe;
use crate::session::{Session, User};
use crate::tenant;

/// A signature that is 30 seconds old is refused, see
/// <https://www.wisecrm.com/help/apidoc/auth-intro.html>.
const MAX_CLOCK_OFFSET: u64 = 30_000;

/// A connection that works.
pub(super) struct Connection<'a> {
    options: &'a Options,
    profile: Profile,
    sign: Sign,
    session: Session<'a>,
    users: Vec<User>,
}

impl<'a> Connection<'a> {
    /// Connects, and fetches the users. If the kind of the signature is not given, both kinds are tried.
    ///
    /// # Errors
    ///
    /// Fails if the CRM cannot be reached or refuses the calls. The message names the setting that is
    /// wrong.
    pub(super) async fn open(
        options: &'a Options,
        settings: &Settings,
    ) -> Result<Connection<'a>, Failure> {
        let key = match &settings.key {
            Some(key) => key.value.read(&key.source)?,
            None => AppKey::new(""),
        };
        let first = settings.sign.as_ref().map_or(Sign::Sha1, |it| it.value);
        let connection = Connection::new(options, settings, &key, first)?;
        let error = match connection.session.users().await {
            Ok(users) => return Ok(Connection { users, ..connection }),
            Err(error) => error,
        };
        let explained = explain(&connection.session, &error).await;
        if settings.sign.is_none() && explained.blames_key {
            let other = Connection::new(options, settings, &key, Sign::Md5)?;
            if let Ok(users) = other.session.users().await {
                return Ok(Connection { users, ..other });
            }
        }
        Err(explained.failure)
    }

    fn new(
        options: &'a Options,
        settings: &Settings,
        key: &AppKey,
        sign: Sign,
    ) -> Result<Connection<'a>, Failure> {
        let app_id = settings.app_id.as_ref().map_or("", |it| &it.value);
        let profile = Profile {
            base_url: settings.base_url.as_ref().map(|it| it.value.clone()),
            credentials: sign.credentials(app_id, key),
            user: None,
            read_only: true,
        };
        let session = Session::connect(options, &profile)?;
        Ok(Connection { options, profile, sign, session, users: Vec::new() })
    }

    /// Returns the base URL, as the client uses it.
    pub(super) fn base_url(&self) -> &str {
        self.session.base_url()
    }

    /// Returns all users of the CRM.
    pub(super) fn users(&self) -> &[User] {
        &self.users
    }

    /// Verifies a call on behalf of a user, and keeps the user.
    ///
    /// # Errors
    ///
    /// Fails if the CRM refuses the call.
    pub(super) async fn act_for(&mut self, user: User) -> Result<(), Failure> {
        // The vendor documents the entity of customers, but not its fields.
        let entities = tenant::entities(&self.session).await?;
        let account = entities.iter().find(|it| it.entity == "Account");
        let field = account.map_or("accountName", |it| &it.name_field);
        self.profile.user = Some(user.id.clone());
        let session = Session::connect(self.options, &self.profile)?;
        match session.call(account::List::new([field])).await?.page_size(1).await {
            Ok(_) => Ok(()),
            Err(error) => {
                let failure = Failure::call(&error, Effect::Read);
                if error.code().is_none() {
                    return Err(failure);
                }
                let name = safe::line(&user.name);
                Err(failure.explained(tr!(
                    "user `{name}`: the connection works, but the CRM refuses to list customers on behalf of this user; choose another user, or give this one the right; nothing was stored ({error})",
                    "用户 `{name}`：连接正常，但 CRM 拒绝以该用户的身份查询客户；请选择其他用户或为其授权；未保存任何内容（{error}）"
                )))
            }
        }
    }

    /// Returns the settings to store.
    pub(super) fn into_settings(self, given: Settings) -> Settings {
        Settings {
            base_url: Some(setting(self.session.base_url().to_owned())),
            user: self.profile.user.map(setting),
            sign: Some(setting(self.sign)),
            ..given
        }
    }
}

/// The failure of a connection and its likely cause.
struct Explained {
    failure: Failure,
    /// Whether the id, the key or the kind of the signature can be the cause.
    blames_key: bool,
}

/// Finds out which of the base URL, the key and the clock is wrong, as far as that is possible: the vendor
/// documents no error codes for a wrong signature.
async fn explain(session: &Session<'_>, error: &Error) -> Explained {
    let failure = Failure::call(error, Effect::Read);
    let url = session.base_url();
    let other = |failure| Explained { failure, blames_key: false };
    let Some(code) = error.code() else {
        if error.is_transport() || error.is_builder() || error.is_request() {
            return other(failure);
        }
        return other(failure.explained(tr!(
            "base URL {url}: the server responds, but not as the API does; check the base URL, which usually ends with `/gw/`; nothing was stored ({error})",
            "服务地址 {url}：服务器有响应，但不是该 API 的响应；请检查服务地址（通常以 `/gw/` 结尾）；未保存任何内容（{error}）"
        )));
    };
    if [Code::NOT_ENABLED, Code::RATE_LIMITED, Code::SYSTEM_ERROR].contains(&code) {
        return other(failure);
    }
    let explained = match session.measure_clock_offset().await {
        Ok(offset) if offset.unsigned_abs() >= MAX_CLOCK_OFFSET => {
            let seconds = offset.unsigned_abs() / 1000;
            return other(failure.explained(if offset > 0 {
                tr!(
                    "clock: the local clock is {seconds} seconds behind the clock of the CRM, which accepts at most 30; set the clock, and try again; nothing was stored",
                    "时钟：本机时钟比 CRM 慢 {seconds} 秒，最多允许 30 秒；请校准时钟后重试；未保存任何内容"
                )
            } else {
                tr!(
                    "clock: the local clock is {seconds} seconds ahead of the clock of the CRM, which accepts at most 30; set the clock, and try again; nothing was stored",
                    "时钟：本机时钟比 CRM 快 {seconds} 秒，最多允许 30 秒；请校准时钟后重试；未保存任何内容"
                )
            }));
        }
        Ok(_) => tr!(
            "app id or app key: the CRM at {url} refuses the signature; check both; nothing was stored ({error})",
            "应用 id 或密钥：{url} 的 CRM 拒绝该签名；请检查两者；未保存任何内容（{error}）"
        ),
        Err(_) => tr!(
            "app id, app key or clock: the CRM at {url} refuses the signature, and its clock is unknown; check all three; nothing was stored ({error})",
            "应用 id、密钥或时钟：{url} 的 CRM 拒绝该签名，且无法得知其时钟；请逐一检查；未保存任何内容（{error}）"
        ),
    };
    Explained { failure: failure.explained(explained), blames_key: true }
}
