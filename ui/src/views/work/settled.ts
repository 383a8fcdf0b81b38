// For tests of whole views.

import { flushSync, mount, unmount } from 'svelte';
import { vi } from 'vitest';

import { Desk } from '../../desk.svelte';
import type { CaseKind } from '../../generated/views';
import { FakeHost } from '../../host/fake';
import WorkPlace from './WorkPlace.svelte';

/** What was asked of the host has been answered and drawn; an answer may lead to a question more. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 8; n++) {
    await new Promise((done) => setTimeout(done));
    flushSync();
  }
}

/** Waits until this holds. On a busy machine drawing a case alone may take longer than a second. */
export async function patiently(holds: () => void): Promise<void> {
  await vi.waitFor(holds, { timeout: 20_000 });
}

/** One kind's work on the page, of a host that answers as it is told to. `leave` takes it off again. */
export async function workOnThePage(
  kind: CaseKind,
  host = new FakeHost({ frozen: true }),
): Promise<{ host: FakeHost; desk: Desk; leave: () => void }> {
  const desk = new Desk(host);
  const stop = await desk.start();
  const app = mount(WorkPlace, { target: document.body, props: { desk, kind } });
  await settled();
  return {
    host,
    desk,
    leave: () => {
      stop();
      void unmount(app);
      document.body.replaceChildren();
    },
  };
}
