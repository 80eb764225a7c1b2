/**
 * Whether JSON can be stored by PostgreSQL: its text holds neither U+0000 nor half of a surrogate pair, which JSON can
 * write (as an escape) and a text column cannot take.
 */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner));
}

/** The same text in a form that can be stored: what cannot be becomes the replacement character. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd');
}
