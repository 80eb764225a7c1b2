import { csvLine, type LastingEvent } from '@rollcall/schema';

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
  ['actor_address', ({ actor }) => actor.address],
];

/** The first line of an export as CSV. */
export const csvHead = csvLine(columns.map(([title]) => title));

/** An event as a line of CSV. */
export function csvOfEvent(event: LastingEvent): string {
  return csvLine(columns.map(([, value]) => value(event)));
}
