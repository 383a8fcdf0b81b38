//! GLib's resolver: the desktop's settings, its automatic configuration included.

use tauri::Url;
use webkit2gtk::gio;
use webkit2gtk::gio::prelude::ProxyResolverExt as _;

/// What finds the way to an address, where the desktop has any settings for it.
pub fn resolver() -> Option<impl Fn(&Url) -> Option<Url> + Send + Sync> {
    gio::ProxyResolver::default().is_supported().then_some(|address: &Url| {
        // The resolver is the process's own; its handle stays on the thread that asks.
        let resolver = gio::ProxyResolver::default();
        match resolver.lookup(address.as_str(), gio::Cancellable::NONE) {
            Ok(ways) => super::first_way(ways.iter().map(|way| way.as_str())),
            Err(error) => {
                tracing::warn!(%error, "the system does not tell the way out");
                None
            }
        }
    })
}
