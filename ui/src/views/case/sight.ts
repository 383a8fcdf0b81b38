// What a document's pane has to know, and to tell, of what is seen in it.

import type { DocumentView } from '../../generated/views';
import type { CaseController } from './CaseController.svelte';

export interface Sight {
  /** How large a page of a paper has to be to be seen, in CSS pixels. */
  readable: number;
  /** The case is open on the screen. */
  live: boolean;
  /** Answers whether it was noted. */
  onseen: (page: number) => Promise<boolean>;
  /** A page could not be shown: the host knows why. */
  ontrouble: () => void;
  onagain: (page: number) => void;
}

export function sightOf(shown: CaseController, document: DocumentView): Sight {
  return {
    readable: shown.view?.readable_px ?? 0,
    live: shown.here !== null,
    onseen: (page) => shown.looks.saw(document.id, page),
    ontrouble: () => void shown.refresh(),
    onagain: (page) => void shown.looks.again(document.id, page),
  };
}
