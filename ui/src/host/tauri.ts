// The real host: the only file that speaks to Tauri.

import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen, type UnlistenFn } from '@tauri-apps/api/event';
import { getCurrentWindow } from '@tauri-apps/api/window';

import type { CallTo, DeskChangedView, LockCause, PartView } from '../generated/views';
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
    return until(listen<DeskChangedView>('desk-changed', (event) => listener(event.payload)));
  }

  onLockWanted(listener: (cause: LockCause) => void): () => void {
    // Without events the desk locks itself a moment later.
    return until(listen<LockCause>('lock-wanted', (event) => listener(event.payload)));
  }

  onCallAnswered(listener: (to: CallTo) => void): () => void {
    // Without events the window is raised, and shows what it showed.
    return until(listen<CallTo>('call-answered', (event) => listener(event.payload)));
  }

  onCloseWanted(kept: () => Promise<void>): () => void {
    // Without events the shell closes the window a moment later.
    return until(getCurrentWindow().onCloseRequested(kept));
  }

  async draftsKept(): Promise<void> {
    await Promise.allSettled(this.keeping);
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

/** Stops listening, also where the listening has only just been asked for. */
function until(listening: Promise<UnlistenFn>): () => void {
  listening.catch(() => undefined);
  return () => {
    listening.then((stop) => stop()).catch(() => undefined);
  };
}
