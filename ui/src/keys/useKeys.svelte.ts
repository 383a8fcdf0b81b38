// Lays a layer of keys for as long as a component is on the page.

import { keyDesk, type KeyLayer } from './keys';

export function useKeys(layer: () => KeyLayer): void {
  $effect(() => keyDesk.lay(layer()));
}
