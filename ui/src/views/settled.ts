// For tests of whole views.

import { flushSync } from 'svelte';

/** What was asked of the host has been answered and drawn; an answer may lead to a question more. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 8; n++) {
    await new Promise((done) => setTimeout(done));
    flushSync();
  }
}
