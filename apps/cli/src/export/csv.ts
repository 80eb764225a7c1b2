import type { LastingEvent } from '@rollcall/schema';

/** The columns of an export as CSV, in their order. A new one is added at the end, and none is taken away. */
const columns: readonly (readonly [title: string, value: (event: LastingEvent) => unknown])[] = [
  ['sequence', ({ sequence }) => sequence],
  ['id', ({ id }) => id],
  ['at', ({ at }) => at],
  ['type', ({ type }) => type],
  ['severity', ({ severity }) => severity],
  ['connection', ({ connection }) => connection],
  ['subject_kind', ({ subject }) => subject.kind],
  ['subject_id', ({ subject }) => subject.externalId],
  ['subject_name', ({ subject }) => subject.name],
  ['actor_type', ({ actor }) => actor.type],
  ['actor_id', ({ actor }) => actor.id],
  ['actor_name', ({ actor }) => actor.name],
  ['cause_kind', ({ cause }) => cause?.kind],
  ['cause_evidence', ({ cause }) => cause?.evidence],
  ['before', ({ before }) => before],
  ['after', ({ after }) => after],
  ['interval_after', ({ interval }) => interval?.after],
  ['interval_not_after', ({ interval }) => interval?.notAfter],
  ['run_id', ({ runId }) => runId],
  ['operation_id', ({ operationId }) => operationId],
  ['about_event_id', ({ about }) => about],
  ['traceparent', ({ traceparent }) => traceparent],
];

/** The first line of an export as CSV. */
export const csvHead = `${columns.map(([title]) => title).join(',')}\r\n`;

/** An event as a line of CSV (RFC 4180), which no spreadsheet takes for a formula. */
export function csvLine(event: LastingEvent): string {
  return `${columns.map(([, value]) => cellOf(value(event))).join(',')}\r\n`;
}

/** What is not there is an empty cell; an object is its JSON. */
function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = inert(typeof value === 'object' ? JSON.stringify(value) : String(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * What a spreadsheet would reckon with gets an apostrophe before it, which shows that it is text: the names of an account are
 * given by others (OWASP, "CSV Injection", 2026-11).
 */
function inert(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
