// The real host: the only file that speaks to Tauri.

import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import type { DeskChangedView, PartView } from '../generated/views';
import type { AnswerOf, CommandName, Host, RequestOf } from './door';
import { asHostError } from './errors';

export class TauriHost implements Host {
  async call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<AnswerOf<K>> {
    try {
      return await invoke<AnswerOf<K>>('call', { name, request });
    } catch (thrown) {
      throw asHostError(thrown);
    }
  }

  onDeskChanged(listener: (changed: DeskChangedView) => void): () => void {
    let stopped = false;
    const listening = listen<DeskChangedView>('desk-changed', (event) => {
      if (!stopped) listener(event.payload);
    });
    // Without events the desk still works: every place reads its own numbers when it opens.
    listening.catch(() => undefined);
    return () => {
      stopped = true;
      listening.then((stop) => stop()).catch(() => undefined);
    };
  }

  documentUrl(handle: string, page: number, box: number, part?: PartView): string {
    const share =
      part === undefined ? '' : `&part=${part.left},${part.top},${part.width},${part.height}`;
    return `${convertFileSrc(handle, 'doc')}?page=${page}&box=${box}${share}`;
  }
}
