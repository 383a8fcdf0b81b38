//! A desktop that shows notifications, as far as a program notices: `org.freedesktop.Notifications` on the
//! session's bus.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::Connection;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// One notification, as it was asked for.
#[derive(Debug)]
pub struct Notification {
    pub id: u32,
    pub summary: String,
    pub body: String,
    /// Name and words of each action in turn.
    pub actions: Vec<String>,
}

pub struct Desktop {
    bus: Connection,
    shown: UnboundedReceiver<Notification>,
}

struct Server {
    shown: UnboundedSender<Notification>,
    last: u32,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[allow(clippy::too_many_arguments, reason = "the specification's own")]
    fn notify(
        &mut self,
        _app_name: String,
        replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expires: i32,
    ) -> u32 {
        let id = if replaces == 0 { self.last + 1 } else { replaces };
        self.last = self.last.max(id);
        let _ = self.shown.send(Notification { id, summary, body, actions });
        id
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str)
    -> zbus::Result<()>;
}

impl Desktop {
    /// From here on notifications of this session are shown here.
    ///
    /// # Panics
    /// Without a session bus, or where another desktop shows them.
    pub async fn begin() -> Self {
        let (shown, receiver) = unbounded_channel();
        let bus = zbus::connection::Builder::session()
            .and_then(|builder| builder.name(NAME))
            .and_then(|builder| builder.serve_at(PATH, Server { shown, last: 0 }))
            .expect("a session bus")
            .build()
            .await
            .expect("the name of the notifications");
        Self { bus, shown: receiver }
    }

    /// The next notification, if one is shown within this time.
    pub async fn next_within(&mut self, time: Duration) -> Option<Notification> {
        tokio::time::timeout(time, self.shown.recv()).await.ok().flatten()
    }

    /// Somebody presses it.
    ///
    /// # Panics
    /// When the bus is gone.
    pub async fn press(&self, notification: &Notification) {
        let server = self.bus.object_server().interface::<_, Server>(PATH).await.expect("served");
        let emitter = server.signal_emitter();
        Server::action_invoked(emitter, notification.id, "default").await.expect("told");
    }
}
