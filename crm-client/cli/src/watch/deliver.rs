//! Where changes go.

use std::io::{self, Write};

use super::event::Event;
use super::post::Post;
use super::robot::Robot;
use crate::failure::Failure;

/// Where changes go.
pub(crate) enum Delivery {
    /// Standard output, one JSON object per line.
    Output,
    /// A URL.
    Post(Post),
    /// A group robot.
    Robot(Robot),
}

impl Delivery {
    /// Creates the delivery to a URL, with a signature if there is a secret.
    ///
    /// # Errors
    ///
    /// Fails if the URL is invalid.
    pub(crate) fn post(url: &str, secret: Option<String>) -> Result<Delivery, Failure> {
        Post::new(url, secret).map(Delivery::Post)
    }

    /// Creates the delivery to a group robot with this webhook.
    ///
    /// # Errors
    ///
    /// Fails if the webhook is invalid.
    pub(crate) fn robot(
        kind: super::Robot,
        webhook: &str,
        secret: Option<String>,
    ) -> Result<Delivery, Failure> {
        Robot::new(kind, webhook, secret).map(Delivery::Robot)
    }

    /// Delivers changes. If it succeeds, they have arrived.
    pub(super) async fn deliver(&mut self, events: &[Event]) -> Result<(), Failure> {
        match self {
            Delivery::Output => {
                let mut out = io::stdout().lock();
                let mut print = || {
                    for event in events {
                        serde_json::to_writer(&mut out, event)?;
                        out.write_all(b"\n")?;
                    }
                    out.flush()
                };
                print().map_err(|error: io::Error| Failure::output(&error))
            }
            Delivery::Post(post) => post.send(events).await,
            Delivery::Robot(robot) => robot.send(events).await,
        }
    }
}
