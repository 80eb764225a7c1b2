const chunksOf = Symbol('chunks');
declare const shapeOf: unique symbol;

/**
 * JSON already written, with the type of what it says: a long listing is written once and answered many times.
 * The chunks in a row are the text.
 */
export interface JsonText<Shape> {
  readonly [chunksOf]: readonly Uint8Array[];
  readonly [shapeOf]?: Shape;
}

/** Writes a value. */
export function jsonText<Shape>(value: Shape): JsonText<Shape> {
  return { [chunksOf]: [Buffer.from(JSON.stringify(value))] };
}

/** `{ "<key>": <text> }` around a text, without writing the text again. */
export function jsonUnder<Key extends string, Shape>(
  key: Key,
  text: JsonText<Shape>,
): JsonText<{ [name in Key]: Shape }> {
  return { [chunksOf]: [Buffer.from(`{${JSON.stringify(key)}:`), ...text[chunksOf], Buffer.from('}')] };
}

/** The bytes of a reply's body, whether it is a value or a text. */
export function jsonBytes(body: unknown): readonly Uint8Array[] {
  return isJsonText(body) ? body[chunksOf] : [Buffer.from(JSON.stringify(body) ?? '')];
}

/** The value that a reply's body says, as a client would read it. */
export function jsonValue(body: unknown): unknown {
  return isJsonText(body) ? JSON.parse(Buffer.concat(body[chunksOf]).toString()) : body;
}

function isJsonText(body: unknown): body is JsonText<unknown> {
  return typeof body === 'object' && body !== null && chunksOf in body;
}
