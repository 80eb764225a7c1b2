/**
 * Values as a line of CSV (RFC 4180), which no spreadsheet takes for a formula. What is not there is an empty cell; an object is its
 * JSON.
 */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = inert(typeof value === 'object' ? JSON.stringify(value) : String(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * What a spreadsheet would reckon with gets an apostrophe before it, which shows that it is text: the names of an account are
 * given by others (OWASP, "CSV Injection", 2026-11). A plain number is none of that, also where it is negative.
 */
function inert(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) && !/^-\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}
