const texts = new WeakMap<object, string>();

/** A value as JSON. What is told to many is written once: it must not change afterwards. */
export function jsonOnce(value: object): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}
