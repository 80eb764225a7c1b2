/** What stands in the place of a secret wherever text is shown. */
export const sealedNote = '[sealed]';

/**
 * Somebody else's words without what they should never have held: passwords, tokens and keys by their forms, and everything
 * from a stack trace on. Of a provider's, the transport takes out those of the connection, which it knows.
 */
export function scrubbed(text: string): string {
  const trace = traceBeginning.exec(text);
  const told = trace === null ? text : `${text.slice(0, trace.index).trimEnd()} …`;
  return secretForms.reduce((kept, form) => kept.replaceAll(form, `$<before>${sealedNote}`), told);
}

/** How JavaScript, Java, C#, Python, PHP, Ruby and Go write the first line of a trace. */
const traceBeginning =
  /\s*(?:\bat [^\s(]{1,200} ?\([^)]{0,300}:\d+\)|\bat (?:async )?\/\S{1,300}:\d+|\bat \S{1,200}\(.{0,200}\) in \S+:line \d+|Traceback \(most recent call last\)|\bFile "[^"]{1,300}", line \d+|#0 \S{1,300}\(\d+\)|\S{1,200}\.rb:\d+:in |goroutine \d+ \[)/;

/** After a word that announces it, a secret is a word with a digit in it: "password: must have…" is none. */
const secretForms: readonly RegExp[] = [
  /(?<before>\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:]{1,200}:[^\s/@]{1,500}(?=@)/gi,
  /(?<before>\b(?:bearer|basic) )[\w+/=.~-]{8,}/gi,
  /(?<before>(?:passw(?:or)?d|pwd|secret|token|api[-_ ]?key|authorization|private[-_ ]?key)["']?\s?[:=]\s?["']?)(?=[^\s"',;&]{0,500}\d)[^\s"',;&]{6,500}/gi,
  /(?<before>)\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g,
  /(?<before>)-----BEGIN [A-Z ]{1,40}-----.{0,4000}/g,
  /(?<before>\b(?:rc|sk|pk|rk)_(?:live|test)_)\w{8,}/g,
];
