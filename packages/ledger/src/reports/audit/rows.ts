import type { ReportColumn, ReportRow } from '@rollcall/schema';
import { endOf } from './audit-types.ts';
import type { AuditLine, AuditOperation, RefusedKey } from './facts.ts';

const doer: readonly ReportColumn[] = [
  { name: 'sequence', title: 'Sequence', type: 'count' },
  { name: 'at', title: 'At', type: 'time' },
  { name: 'who', title: 'Who', type: 'text' },
  { name: 'key', title: 'Key', type: 'text' },
  { name: 'address', title: 'From', type: 'text' },
  { name: 'connection', title: 'Connection', type: 'text' },
];

function doerOf({ sequence, at, actor, connection }: AuditLine): ReportRow {
  const key = actor.type === 'api_key' ? actor.id : null;
  return { sequence, at, who: actor.name, key, address: actor.address ?? null, connection };
}

export const operationColumns: readonly ReportColumn[] = [
  ...doer,
  { name: 'operation', title: 'Operation', type: 'text' },
  { name: 'outcome', title: 'Outcome', type: 'mark' },
  { name: 'outcome_at', title: 'Since', type: 'time' },
  { name: 'because', title: 'Why', type: 'text' },
  { name: 'input', title: 'Input', type: 'text' },
  { name: 'operation_id', title: 'Operation id', type: 'text' },
  { name: 'event_id', title: 'Event id', type: 'text' },
];

const marks = { succeeded: 'good', failed: 'notice', not_known: 'alarm' } as const;

export function operationRow(operation: AuditOperation): ReportRow {
  const { subject, outcome, outcomeAt, told, after, id } = operation;
  return {
    ...doerOf(operation),
    ...{ operation: subject.name, outcome: `${marks[endOf(outcome)]}: ${outcome}`, outcome_at: outcomeAt },
    ...{ because: reasonOf(told), input: jsonOrNull(after?.['input']), operation_id: subject.externalId, event_id: id },
  };
}

/** What the event of an outcome says of why: the provider's error, or what a listing showed. */
function reasonOf(told: AuditOperation['told']): string | null {
  const error = told?.['error'];
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') {
    return error.message;
  }
  return typeof told?.['evidence'] === 'string' ? told['evidence'] : null;
}

export const lineColumns: readonly ReportColumn[] = [
  ...doer,
  { name: 'event', title: 'Event', type: 'text' },
  { name: 'subject_kind', title: 'Kind', type: 'text' },
  { name: 'subject', title: 'Of', type: 'text' },
  { name: 'subject_id', title: 'Its id', type: 'text' },
  { name: 'before', title: 'Before', type: 'text' },
  { name: 'after', title: 'After', type: 'text' },
  { name: 'operation_id', title: 'Operation id', type: 'text' },
  { name: 'event_id', title: 'Event id', type: 'text' },
];

export function lineRow(line: AuditLine): ReportRow {
  const { type, subject, before, after, operationId, id } = line;
  return {
    ...doerOf(line),
    ...{ event: type, subject_kind: subject.kind, subject: subject.name, subject_id: subject.externalId },
    ...{ before: jsonOrNull(before), after: jsonOrNull(after), operation_id: operationId, event_id: id },
  };
}

export const refusedColumns: readonly ReportColumn[] = [
  { name: 'who', title: 'Key', type: 'text' },
  { name: 'key', title: 'Its id', type: 'text' },
  { name: 'reason', title: 'Why', type: 'text' },
  { name: 'address', title: 'From', type: 'text' },
  { name: 'attempts', title: 'Attempts', type: 'count' },
  { name: 'first', title: 'First', type: 'time' },
  { name: 'last', title: 'Last', type: 'time' },
];

export function refusedRow({ keyId: key, name: who, reason, address, attempts, first, last }: RefusedKey): ReportRow {
  return { who, key, reason, address, attempts, first, last };
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
