// Pictures for the manual, made by the guided tour (`cargo xtask tour`) and laid in this folder under
// the tour's own names, as WebP. A name whose picture does not lie here is shown as nothing: better
// none than one of yesterday's window.

/** Names that the tour takes, without `.png`. */
export const PICTURES = [
  'application-light',
  'workbench-loupe-light',
  'post-light',
  'reject-light',
  'outbox-light',
  'deliveries-light',
  'tally-light',
  'suspensions-light',
] as const;

export type PictureName = (typeof PICTURES)[number];

const FILES = import.meta.glob<string>('./pictures/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** Where the picture lies; nothing while the tour has not made it. */
export function pictureOf(name: PictureName): string | null {
  return FILES[`./pictures/${name}.webp`] ?? null;
}
