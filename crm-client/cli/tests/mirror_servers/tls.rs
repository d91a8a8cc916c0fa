//! TLS, with certificates that a program has just made.

use std::fs;
use std::process::Command;

use crate::mirror::Mirror;
use crate::programs;
use crate::server::{Kind, Server, skip};
use crate::with_servers;

with_servers! {
    the_mode_decides_what_is_checked
    a_server_without_tls_is_refused_if_it_is_required
}

fn the_mode_decides_what_is_checked(kind: Kind) {
    let Some(server) = Server::start(kind) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (key, certificate) = (folder.path().join("key.pem"), folder.path().join("cert.pem"));
    let Some(openssl) = programs::find("openssl") else {
        skip("the program `openssl` is not installed");
        return;
    };
    let made = Command::new(openssl)
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=crm"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let key = server.file("key.pem", &fs::read(key).unwrap());
    let own = server.file("cert.pem", &fs::read(&certificate).unwrap());
    let (key, own) = (key.display(), own.display());
    server.restart_with(match kind {
        Kind::Postgres => {
            ["ssl=on".to_owned(), format!("ssl_key_file={key}"), format!("ssl_cert_file={own}")]
                .into_iter()
                .flat_map(|it| ["-c".to_owned(), it])
                .collect()
        }
        Kind::MySql => vec![format!("--ssl-key={key}"), format!("--ssl-cert={own}")],
    });
    let mirror = Mirror::on(Box::new(server));
    let roots = format!("sslrootcert={}", certificate.display());
    let is_secure = match kind {
        Kind::Postgres => {
            "SELECT COUNT(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                           WHERE ssl AND application_name = 'crm mirror'"
        }
        Kind::MySql => {
            "SELECT variable_value FROM information_schema.global_status \
                        WHERE variable_name = 'SSL_FINISHED_ACCEPTS'"
        }
    };
    let before = mirror.query(is_secure);
    let round = mirror.pause_on("Account", 0, &format!("{}?sslmode=require", mirror.address()));
    assert_ne!(mirror.query(is_secure), before);
    mirror.go_on();
    assert!(round.wait_with_output().unwrap().status.success());
    let by_name = mirror.address().replace("127.0.0.1", "localhost");
    // The library of MySQL always checks the host.
    let other_host = (kind == Kind::MySql).then_some("TLS failed: invalid peer certificate");
    for (address, parameters, problem) in [
        (mirror.address(), "", None),
        (mirror.address(), "sslmode=disable", None),
        (mirror.address(), &*format!("sslmode=verify-full&{roots}"), None),
        (mirror.address(), &*roots, None),
        (mirror.address(), "sslmode=verify-full", Some("TLS failed: invalid peer certificate")),
        (mirror.address(), "sslmode=verify-ca", Some("TLS failed: invalid peer certificate")),
        (by_name.clone(), &*format!("sslmode=verify-ca&{roots}"), other_host),
        (
            by_name,
            &*format!("sslmode=verify-full&{roots}"),
            Some("TLS failed: invalid peer certificate"),
        ),
        (mirror.address(), "sslmode=verify-full&sslrootcert=/missing.pem", Some("/missing.pem: ")),
        (
            mirror.address(),
            "sslmode=verify-full&sslrootcert=/etc/passwd",
            Some("/etc/passwd: no certificate"),
        ),
    ] {
        let run = mirror.run_on("Account", &format!("{address}?{parameters}"));
        match problem {
            None => assert_eq!(run.code, Some(0), "{parameters}: {run:?}"),
            Some(problem) => {
                assert_eq!(run.code, Some(1), "{parameters}: {run:?}");
                assert!(run.stderr.contains(problem), "{parameters}: {run:?}");
            }
        }
    }
}

fn a_server_without_tls_is_refused_if_it_is_required(kind: Kind) {
    let Some(server) = Server::start(kind) else { return };
    if kind == Kind::MySql {
        server.restart_with(vec!["--skip-ssl".to_owned()]);
    }
    let mirror = Mirror::on(Box::new(server));
    mirror.ok("Account");
    let run = mirror.run_on("Account", &format!("{}?sslmode=require", mirror.address()));
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("the server does not support TLS; "), "{run:?}");
}
