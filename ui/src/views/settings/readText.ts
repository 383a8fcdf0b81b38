// The text of a file that a person chose: UTF-8, or UTF-16 as spreadsheets write it.

/** Either the text, or the place of the first character that is none; lines and columns count from 1. */
export type ReadText = { text: string } | { line: number; column: number };

export function readText(bytes: Uint8Array): ReadText {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : null;
  if (utf16 !== null) {
    return { text: new TextDecoder(utf16).decode(bytes) };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    // Decoded again, forgiving, to say where.
    const before = (new TextDecoder('utf-8').decode(bytes).split('\uFFFD')[0] ?? '').split('\n');
    return { line: before.length, column: [...(before[before.length - 1] ?? '')].length + 1 };
  }
}
