// For tests of whole views.

import { flushSync } from 'svelte';
import { vi } from 'vitest';

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
