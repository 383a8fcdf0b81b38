// The real desk in practice, reached from a browser in development: `cargo xtask dev`.

import type { DeskChangedView, PartView } from '../generated/views';
import { documentQuery, type AnswerOf, type CommandName, type Host, type RequestOf } from './door';
import { asHostError } from './errors';

/** How long the desk is left alone when it does not answer, in milliseconds. */
const PAUSE = 1000;

export class BrowserHost implements Host {
  async call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<AnswerOf<K>> {
    const answer = await fetch(`/desk/call/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    const said: unknown = await answer.json();
    if (!answer.ok) throw asHostError(said);
    return said as AnswerOf<K>;
  }

  onDeskChanged(listener: (changed: DeskChangedView) => void): () => void {
    let stopped = false;
    void this.hear(listener, () => stopped);
    return () => {
      stopped = true;
    };
  }

  onLockWanted(): () => void {
    return () => undefined;
  }

  /** A browser calls nobody. */
  onCallAnswered(): () => void {
    return () => undefined;
  }

  /** The browser's own affair. */
  onCloseWanted(): () => void {
    return () => undefined;
  }

  draftsKept(): Promise<void> {
    return Promise.resolve();
  }

  documentUrl(handle: string, page: number, box: number, part?: PartView): string {
    return `/desk/doc/${handle}?${documentQuery(page, box, part)}`;
  }

  private async hear(
    listener: (changed: DeskChangedView) => void,
    stopped: () => boolean,
  ): Promise<void> {
    let heard = 0;
    while (!stopped()) {
      try {
        const answer = await fetch(`/desk/changed?heard=${heard}`);
        const changes = (await answer.json()) as DeskChangedView[];
        heard += changes.length;
        if (!stopped()) changes.forEach(listener);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }
}
