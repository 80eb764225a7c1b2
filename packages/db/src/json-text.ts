/**
 * JSON that PostgreSQL wrote: handed on as it is, never parsed and written again. Whoever does need the value gets it
 * through `JSON.stringify`, like any other.
 */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}
