/** How a command is to answer. */
export interface OutputOptions {
  readonly json?: boolean;
}

/** Answers on stdout: one JSON document with `--json`, else lines for a person. */
export function show({ json }: OutputOptions, document: unknown, lines: () => readonly string[]): void {
  process.stdout.write(`${json === true ? jsonText(document) : lines().join('\n')}\n`);
}

/** JSON on one line. What could drive a terminal is escaped, which means the same to a parser. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
