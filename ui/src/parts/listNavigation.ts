// Moving through a list by keys.

/** The neighbour of the chosen one; the ends hold, and with nothing chosen the walk begins at the first. */
export function neighbour(
  order: readonly string[],
  chosen: string | null,
  by: 1 | -1,
): string | null {
  const at = chosen === null ? -1 : order.indexOf(chosen);
  return order[at < 0 ? 0 : Math.min(Math.max(at + by, 0), order.length - 1)] ?? null;
}
