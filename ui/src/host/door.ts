// The one door between the window and the desk behind it. Everything the window knows comes
// through here, so a complete fake can stand in its place.

import type {
  CallTo,
  Commands,
  DeskChangedView,
  ErrorCode,
  LockCause,
  PartView,
} from '../generated/views';

export type CommandName = keyof Commands;
export type RequestOf<K extends CommandName> = Commands[K]['request'];
export type AnswerOf<K extends CommandName> = Commands[K]['answer'];

/** What a refused command throws: a code to act on, and a sentence for the person. */
export class HostError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'HostError';
    this.code = code;
  }
}

/** What of a document is asked for, as the core reads it. */
export function documentQuery(page: number, box: number, part?: PartView): string {
  const share =
    part === undefined ? '' : `&part=${part.left},${part.top},${part.width},${part.height}`;
  return `page=${page}&box=${box}${share}`;
}

export interface Host {
  /** Calls one command. Rejects with a `HostError`, never with anything else. */
  call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<AnswerOf<K>>;

  /** Tells when numbers, the sync bar or cases changed. Answers how to stop listening. */
  onDeskChanged(listener: (changed: DeskChangedView) => void): () => void;

  /** The system wants the desk locked: its session was locked, or it goes to sleep. Answers how to stop listening. */
  onLockWanted(listener: (cause: LockCause) => void): () => void;

  /** Somebody pressed the system's notification: where it leads. Answers how to stop listening. */
  onCallAnswered(listener: (to: CallTo) => void): () => void;

  /** The window is to be closed: it closes once `kept` is done, or when the shell has waited long enough. Answers how to stop listening. */
  onCloseWanted(kept: () => Promise<void>): () => void;

  /** Done when the drafts that are on their way are kept, or could not be. */
  draftsKept(): Promise<void>;

  /** Where the picture of one page of a document, or a part of it, is read: `box` is the longest side in pixels. */
  documentUrl(handle: string, page: number, box: number, part?: PartView): string;
}
