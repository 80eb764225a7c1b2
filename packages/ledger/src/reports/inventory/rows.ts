import type { ReportColumn, ReportRow } from '@rollcall/schema';
import { daysBetween } from './days.ts';
import type { HeldThen, InventoryPair } from './facts.ts';
import { type InventoryChange, meaningText } from './inventory-change.ts';

export const resourceColumns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'kind', title: 'Kind', type: 'text' },
  { name: 'name', title: 'Name', type: 'text' },
  { name: 'external_id', title: 'External id', type: 'text' },
  { name: 'presence', title: 'Presence', type: 'text' },
  { name: 'first_seen', title: 'First seen', type: 'time' },
  { name: 'last_change', title: 'Last change', type: 'time' },
  { name: 'age', title: 'Known for', type: 'days', passing: true },
  { name: 'coverage', title: 'Coverage', type: 'text' },
  { name: 'attributes', title: 'Attributes', type: 'text' },
];

/** What makes a row of what a connection has. */
export interface RowOf {
  readonly connection: string;
  readonly coverage: string;
  readonly noise: ReadonlySet<string>;
  readonly asOf: Date;
}

export function resourceRow(held: HeldThen, { connection, coverage, noise, asOf }: RowOf): ReportRow {
  return {
    ...{ connection, kind: held.kind, name: held.name, external_id: held.externalId, presence: held.presence },
    ...{ first_seen: held.firstSeenAt, last_change: held.lastChangedAt, age: daysBetween(held.firstSeenAt, asOf) },
    ...{ coverage, attributes: meaningText(held.attributes, noise) },
  };
}

export const changeColumns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'kind', title: 'Kind', type: 'text' },
  { name: 'name', title: 'Name', type: 'text' },
  { name: 'external_id', title: 'External id', type: 'text' },
  { name: 'change', title: 'Change', type: 'text' },
  { name: 'field', title: 'Field', type: 'text' },
  { name: 'before', title: 'Before', type: 'text' },
  { name: 'now', title: 'Now', type: 'text' },
  { name: 'recorded', title: 'Recorded', type: 'time' },
  { name: 'coverage', title: 'Coverage', type: 'text' },
];

/** One row for each field that differs; one for what appeared or vanished, with what it was or is. */
export function changeRows(
  { kind, before, now, changedAt }: InventoryPair,
  change: InventoryChange,
  { connection, coverage, noise }: Omit<RowOf, 'asOf'>,
): readonly ReportRow[] {
  const of = { connection, kind, name: now.name, external_id: now.externalId, change: change.change };
  const told = { recorded: changedAt, coverage };
  switch (change.change) {
    case 'appeared':
      return [{ ...of, field: null, before: null, now: meaningText(now.attributes, noise), ...told }];
    case 'vanished': {
      const was = before === null ? null : meaningText(before.attributes, noise);
      return [{ ...of, field: null, before: was, now: now.presence, ...told }];
    }
    case 'changed':
    case 'renamed':
      return change.fields.map((field) => ({ ...of, ...field, ...told }));
    default:
      return change satisfies never;
  }
}
