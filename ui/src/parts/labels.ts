// A reason's label comes with its code in front; where the code stands apart, the words stand alone.

/** `屬一般公務聯繫` of `P01` and `P01 屬一般公務聯繫`. */
export function wordsOf(code: string, label: string): string {
  return label.startsWith(`${code} `) ? label.slice(code.length + 1) : label;
}
