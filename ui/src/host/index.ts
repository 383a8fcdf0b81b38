// Which host stands behind the window: the real one; in development the desk that `cargo xtask dev` serves,
// or when asked for, the fake.

import type { Host } from './door';
import { TauriHost } from './tauri';

/** `?fake` in the address asks for the fake host; a built window contains the real door alone. */
export async function openHost(): Promise<Host> {
  if (__WITH_FAKE_HOST__) {
    const wishes = new URLSearchParams(window.location.search);
    if (wishes.has('fake')) {
      const { FakeHost, readWishes } = await import('./fake');
      return new FakeHost(readWishes(wishes));
    }
  }
  if (import.meta.env.DEV) {
    const { BrowserHost } = await import('./browser');
    return new BrowserHost();
  }
  return new TauriHost();
}
