// Which host stands behind the window: the real one, or in development, when asked for, the fake.

import type { Host } from './door';
import { TauriHost } from './tauri';

/** `?fake` in the address asks for the fake host; a built window does not contain it. */
export async function openHost(): Promise<Host> {
  if (__WITH_FAKE_HOST__) {
    const wishes = new URLSearchParams(window.location.search);
    if (wishes.has('fake')) {
      const { FakeHost, readWishes } = await import('./fake');
      return new FakeHost(readWishes(wishes));
    }
  }
  return new TauriHost();
}
