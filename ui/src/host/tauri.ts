// The real host: the only file that speaks to Tauri.

import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import type { DeskChangedView, LockCause, PartView } from '../generated/views';
import { documentQuery, type AnswerOf, type CommandName, type Host, type RequestOf } from './door';
import { asHostError } from './errors';

export class TauriHost implements Host {
  private readonly keeping = new Set<Promise<unknown>>();

  async call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<AnswerOf<K>> {
    try {
      const answer = invoke<AnswerOf<K>>('call', { name, request });
      if (name === 'save_draft') this.watch(answer);
      return await answer;
    } catch (thrown) {
      throw asHostError(thrown);
    }
  }

  onDeskChanged(listener: (changed: DeskChangedView) => void): () => void {
    // Without events the desk still works: every place reads its own numbers when it opens.
    return hear('desk-changed', listener);
  }

  onLockWanted(listener: (cause: LockCause) => void): () => void {
    // Without events the desk locks itself a moment later.
    return hear('lock-wanted', listener);
  }

  async draftsKept(): Promise<void> {
    // A draft that hangs keeps no desk open.
    const enough = new Promise((resolve) => setTimeout(resolve, DRAFTS_WAIT));
    await Promise.race([Promise.allSettled(this.keeping), enough]);
  }

  private watch(keeping: Promise<unknown>): void {
    this.keeping.add(keeping);
    const done = (): void => void this.keeping.delete(keeping);
    keeping.then(done, done);
  }

  documentUrl(handle: string, page: number, box: number, part?: PartView): string {
    return `${convertFileSrc(handle, 'doc')}?${documentQuery(page, box, part)}`;
  }
}

/** How long a lock waits for what was written, in milliseconds. */
const DRAFTS_WAIT = 2000;

function hear<Said>(name: string, listener: (said: Said) => void): () => void {
  let stopped = false;
  const listening = listen<Said>(name, (event) => {
    if (!stopped) listener(event.payload);
  });
  listening.catch(() => undefined);
  return () => {
    stopped = true;
    listening.then((stop) => stop()).catch(() => undefined);
  };
}
