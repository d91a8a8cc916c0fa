//! The address of a server: the parameters of TLS, and a URL that the library of the database reads.

use std::path::PathBuf;

use super::Target;
use super::tls::{Mode, Security};
use crate::failure::Failure;
use crate::lang::tr;
use crate::safe;

/// Separates the parameters of TLS from a URL, because the libraries have others.
///
/// # Errors
///
/// Fails if a parameter of TLS has an unknown value.
pub(super) fn split(target: &Target, url: &str) -> Result<(String, Security), Failure> {
    let url = url.split('#').next().unwrap_or_default();
    let (place, parameters) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut roots) = (None, None);
    let mut others = Vec::new();
    for pair in parameters.split('&').filter(|it| !it.is_empty()) {
        let Some((name, value)) = form_urlencoded::parse(pair.as_bytes()).next() else { continue };
        match &*name {
            "sslmode" | "ssl-mode" => {
                let known = Mode::from_name(&value.to_lowercase());
                mode = Some(known.ok_or_else(|| unknown_mode(target, &value))?);
            }
            "sslrootcert" | "ssl-ca" => roots = Some(PathBuf::from(&*value)),
            _ => others.push(pair),
        }
    }
    let mut url = encoded(place);
    for (index, pair) in others.into_iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        url.push_str(pair);
    }
    Ok((url, Security::new(mode, roots)))
}

/// Encodes characters of the password that would end it.
fn encoded(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((user, place)) = rest.rsplit_once('@') else { return url.to_owned() };
    let user = user.replace('@', "%40").replace('/', "%2F");
    format!("{scheme}://{user}@{place}")
}

/// Returns the failure of an address that the library of the database cannot read.
pub(super) fn invalid(target: &Target, problem: &str) -> Failure {
    let problem = safe::line(problem);
    Failure::usage(tr!(
        "{target}: invalid address: {problem}; write special characters of the password as in `%40` for `@`",
        "{target}：地址无效：{problem}；密码中的特殊字符请转义，例如 `@` 写作 `%40`"
    ))
}

fn unknown_mode(target: &Target, value: &str) -> Failure {
    let (value, names) = (safe::line(value), Mode::names().join(", "));
    Failure::usage(tr!(
        "{target}: unknown `sslmode` '{value}'; expected one of {names}",
        "{target}：未知的 `sslmode` “{value}”；应为以下之一：{names}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(url: &str) -> (String, Security) {
        split(&Target::Postgres(url.to_owned()), url).unwrap()
    }

    #[test]
    fn parameters_of_tls_are_separated() {
        let url = "postgres://me@host/crm?a=1&sslmode=verify-ca&sslrootcert=%2Froot.pem&b=2";
        let (url, security) = parts(url);
        assert_eq!(url, "postgres://me@host/crm?a=1&b=2");
        assert_eq!(security, Security::new(Some(Mode::VerifyCa), Some("/root.pem".into())));
        let (url, security) = parts("mysql://me@host/crm?ssl-mode=VERIFY_IDENTITY");
        assert_eq!((url.as_str(), security.mode()), ("mysql://me@host/crm", Mode::VerifyFull));
        assert_eq!(parts("mysql://me@host/crm").1.mode(), Mode::Prefer);
        let url = "postgres://host/crm?sslmode=on";
        let failure = split(&Target::Postgres(url.to_owned()), url).unwrap_err();
        assert_eq!(
            failure.message(),
            "postgres://host/crm: unknown `sslmode` 'on'; expected one of disable, prefer, require, \
             verify-ca, verify-full"
        );
    }

    #[test]
    fn characters_of_passwords_do_not_end_them() {
        assert_eq!(parts("postgres://me:a@b/c@host/crm").0, "postgres://me:a%40b%2Fc@host/crm");
        assert_eq!(parts("postgres://host/crm").0, "postgres://host/crm");
    }
}
