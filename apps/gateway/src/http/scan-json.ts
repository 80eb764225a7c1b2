/** What JSON may be: how deep its objects and lists stand in each other, and how many fields it has altogether. */
export interface JsonBounds {
  readonly depthMax: number;
  readonly keysMax: number;
}

/**
 * What is wrong with a JSON text that `JSON.parse` would take in silence, as the rest of a sentence; undefined when nothing
 * is. Reads the text once and calls nothing again and again: whoever walks the parsed value afterwards may do so by
 * recursion. A field that stands twice means one thing to us and another to whoever looked before; `__proto__` is no field
 * of anything. A text that is no JSON at all is left to `JSON.parse`.
 */
export function problemOfJson(text: string, { depthMax, keysMax }: JsonBounds): string | undefined {
  // The fields of each object that is open, and undefined for each list.
  const open: (Set<string> | undefined)[] = [];
  let keys = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === braceOpen || code === bracketOpen) {
      if (open.push(code === braceOpen ? new Set() : undefined) > depthMax) {
        return `is nested more than ${depthMax} deep`;
      }
    } else if (code === braceClose || code === bracketClose) {
      open.pop();
    } else if (code === quote) {
      const end = endOfString(text, at);
      const fields = open.at(-1);
      if (fields !== undefined && isKey(text, end)) {
        const key = keyIn(text.slice(at, end + 1));
        keys += 1;
        if (keys > keysMax) return `has more than ${keysMax} fields`;
        if (key === '__proto__') return 'has a field __proto__, which there is not';
        if (fields.has(key)) return 'has a field twice in one object';
        fields.add(key);
      }
      at = end;
    }
  }
  return undefined;
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const braceOpen = 0x7b;
const braceClose = 0x7d;
const bracketOpen = 0x5b;
const bracketClose = 0x5d;

/** Where the string that begins here has its closing quote. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

/** Whether the string that ends here is followed by a colon. */
function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return text.charCodeAt(at) === colon;
}

/** The key as it is spelled without escapes. */
function keyIn(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
