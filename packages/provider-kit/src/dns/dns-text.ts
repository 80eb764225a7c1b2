/**
 * A text (TXT) in one piece. It comes as it is, or in the form of zone files: one or more chunks in quotes, in which a
 * backslash keeps what follows it, or the byte of three decimal digits (RFC 1035, 5.1). Case means something.
 */
export function dnsText(content: string): string {
  const text = content.trim();
  if (!/^"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*$/s.test(text)) return text;
  const chunks = text.match(/"(?:[^"\\]|\\.)*"/gs) ?? [];
  // A character may be several bytes, and a chunk may end in their midst.
  const whole = Buffer.concat(chunks.map((chunk) => bytesOf(chunk.slice(1, -1)))).toString();
  // Bytes that are no text stay in the form that they came in.
  return whole.includes('\ufffd') ? text : whole;
}

/** A text in quotes, as one chunk. */
export function quotedText(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

function bytesOf(chunk: string): Buffer {
  const parts = chunk.split(/(\\\d{3}|\\.)/s).map((part) => {
    const code = /^\\\d{3}$/.test(part) ? Number(part.slice(1)) : 256;
    if (code < 256) return Buffer.from([code]);
    return Buffer.from(part.startsWith('\\') ? part.slice(1) : part);
  });
  return Buffer.concat(parts);
}
