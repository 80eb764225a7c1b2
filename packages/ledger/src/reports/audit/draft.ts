import type { ReportAsk, ReportChart, ReportColumn, ReportFigure, ReportHead, ReportRow } from '@rollcall/schema';
import type { DraftSection, ReportDraft, StreamedTable } from '../draft.ts';
import { driftTypes, outcomes, secretTypes, settingTypes } from './audit-types.ts';
import type { AuditGroup } from './facts.ts';
import { type AuditFindings, auditHeadline } from './headline.ts';
import type { AuditPerson } from './people.ts';
import { refusedColumns, refusedRow } from './rows.ts';

export interface AuditParts extends AuditFindings {
  readonly about: NonNullable<ReportAsk['about']>;
  readonly checkpoint: ReportHead['checkpoint'];
  readonly groups: readonly AuditGroup[];
  readonly operations: StreamedTable;
  readonly secrets: StreamedTable;
  readonly settings: StreamedTable;
  readonly events: StreamedTable;
  /** Why it is not of all of its period, where it is not. */
  readonly open: ReportHead['reasons'][number] | undefined;
  readonly isConfined: boolean;
}

/** Who did what, from where, and with what outcome. */
export function auditDraft(parts: AuditParts): ReportDraft {
  const { checkpoint, span, open } = parts;
  const isSigned = checkpoint !== null;
  const coverage = coverageOf(parts);
  return {
    state: !isSigned || span.missing > 0 ? 'incomplete' : open !== undefined || span.unsigned > 0 ? 'open' : 'complete',
    reasons: reasonsOf(parts),
    headline: isSigned ? auditHeadline(parts) : [nothingSigned],
    sections: sectionsOf(parts, coverage).map((section) =>
      isSigned && span.missing === 0 ? section : withoutFigures(section),
    ),
  };
}

const nothingSigned = {
  severity: 'alarm',
  sentence: 'Nothing of the log was signed for by then: there is nothing that could be proven.',
  cost: null,
  remedy: '"audit checkpoint --fresh" has it signed; "doctor" says what is wrong where that does not come.',
} as const;

/** What its figures stand on: the sequences of the log, all there, and signed for. */
function coverageOf({ span: { first, last, count, missing }, checkpoint }: AuditParts): string {
  const by = checkpoint === null ? 'signed for by no checkpoint' : `signed for by checkpoint ${checkpoint.number}`;
  if (first === null || last === null) return `no event of the period, ${by}`;
  const gaps = missing === 0 ? 'without a gap' : `${missing} of them lacking`;
  return `${count} events among the sequences ${first} to ${last} of the log, ${gaps}, ${by}`;
}

function reasonsOf({ open, span, isConfined, checkpoint }: AuditParts): ReportDraft['reasons'] {
  const later = 'Ask again in a minute or two, or "audit checkpoint --fresh" first.';
  const said: readonly (readonly [boolean, string, string | null])[] = [
    [checkpoint === null, 'The log had no checkpoint yet.', '"audit checkpoint --fresh" has it signed.'],
    [span.missing > 0, `The log lacks ${span.missing} of its sequences.`, '"verify" says which.'],
    [open !== undefined, open?.sentence ?? '', open?.remedy ?? null],
    [
      open === undefined && span.unsigned > 0,
      `${span.unsigned} events of the period are in no checkpoint yet, and are left out.`,
      later,
    ],
    [
      isConfined,
      'The key that asked is limited to some connections: what is of others, or of the workspace itself, such as its keys and refused attempts on them, is not in it.',
      'Ask with a key of the whole workspace.',
    ],
  ];
  return said.flatMap(([holds, sentence, remedy]) => (holds ? [{ sentence, remedy }] : []));
}

function sectionsOf(parts: AuditParts, coverage: string): readonly DraftSection[] {
  const { about, refused, operations, secrets, settings, events } = parts;
  const rows = refused.map(refusedRow);
  const each: Readonly<Record<string, DraftSection>> = {
    people: peopleSection(parts, coverage),
    activity: activitySection(parts.groups),
    operations: { id: 'operations', title: 'Operations', notes: operationNotes, table: operations },
    refused: { id: 'refused', title: 'Refused keys', notes: refusedNotes, table: { columns: refusedColumns, rows } },
    secrets: { id: 'secrets', title: 'Secrets', notes: secretNotes, table: secrets },
    settings: { id: 'settings', title: 'Settings and decisions', table: settings },
    events: { id: 'events', title: 'Events', notes: eventNotes, table: events },
  };
  return shown[about].flatMap((id) => each[id] ?? []);
}

const shown = {
  everything: ['people', 'activity', 'operations', 'refused', 'secrets', 'settings', 'events'],
  secrets: ['people', 'activity', 'secrets', 'events'],
  refusals: ['people', 'activity', 'operations', 'refused', 'events'],
} as const;

const operationNotes = [
  'One row each, in the order in which they were accepted: who asked for it, from where, and how it stood by what is known. Succeeded is what the provider said; confirmed, what a listing showed afterwards.',
];
const refusedNotes = [
  'Attempts with keys that exist. A token that no key has belongs to no workspace, and is counted in the figures of the gateway alone.',
];
const secretNotes = [
  'secret.read: given to whoever asked. secret.not_read: the provider refused. secret.taken: what waited sealed was taken. secret.expired: nobody took it.',
];
const eventNotes = [
  'All that is asked for, in the order of the log. What listings showed (resource.*) is counted above and listed only where one thing is asked about.',
];

const peopleColumns: readonly ReportColumn[] = [
  { name: 'who', title: 'Who', type: 'text' },
  { name: 'key', title: 'Key', type: 'text' },
  { name: 'events', title: 'Events', type: 'count' },
  { name: 'succeeded', title: 'Succeeded', type: 'count' },
  { name: 'failed', title: 'Failed', type: 'count' },
  { name: 'not_known', title: 'Not known', type: 'count' },
  { name: 'secrets', title: 'Secrets', type: 'count' },
  { name: 'settings', title: 'Settings', type: 'count' },
  { name: 'refused', title: 'Refused', type: 'count' },
  { name: 'connections', title: 'Connections', type: 'count' },
  { name: 'addresses', title: 'From', type: 'text' },
  { name: 'first', title: 'First', type: 'time' },
  { name: 'last', title: 'Last', type: 'time' },
];

/** More addresses of one key are told as a number: a proxy may give it any number of them. */
const addressesMax = 5;

function peopleSection({ people }: AuditParts, coverage: string): DraftSection {
  const sum = (count: (person: AuditPerson) => number) => people.reduce((total, person) => total + count(person), 0);
  const figure = (id: string, label: string, value: number): ReportFigure => ({
    id,
    label,
    type: 'count',
    value,
    coverage,
  });
  const figures = [
    figure(
      'keys',
      'Keys that did anything',
      people.filter(({ type, events }) => type === 'api_key' && events > 0).length,
    ),
    ...outcomes.map((outcome) =>
      figure(
        outcome,
        `Operations: ${outcome.replace('_', ' ')}`,
        sum(({ operations }) => operations[outcome]),
      ),
    ),
    figure(
      'secrets',
      'Secrets given',
      sum(({ secretsRead }) => secretsRead),
    ),
    figure(
      'settings',
      'Settings changed and decisions',
      sum((one) => one.settings),
    ),
    figure(
      'refused',
      'Attempts on keys that opened nothing',
      sum((one) => one.refused),
    ),
  ];
  return { id: 'people', title: 'Who', figures, table: { columns: peopleColumns, rows: people.map(personRow) } };
}

function personRow({ operations, addresses, ...person }: AuditPerson): ReportRow {
  const more = addresses.length - addressesMax;
  const from = `${addresses.slice(0, addressesMax).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return {
    ...{ who: person.name, key: person.id === '' ? null : person.id, events: person.events, ...operations },
    ...{ secrets: person.secretsRead, settings: person.settings, refused: person.refused },
    ...{
      connections: person.connections,
      addresses: from === '' ? null : from,
      first: person.first,
      last: person.last,
    },
  };
}

const typeColumns: readonly ReportColumn[] = [
  { name: 'event', title: 'Event', type: 'text' },
  { name: 'by_keys', title: 'By keys', type: 'count' },
  { name: 'by_processes', title: 'By processes', type: 'count' },
  { name: 'first', title: 'First', type: 'time' },
  { name: 'last', title: 'Last', type: 'time' },
];

function activitySection(groups: readonly AuditGroup[]): DraftSection {
  const rows = [...Map.groupBy(groups, ({ type }) => type)].map(([event, of]): ReportRow => {
    const sum = (isKey: boolean) =>
      of.filter(({ actor }) => (actor.type === 'api_key') === isKey).reduce((total, { count }) => total + count, 0);
    const [firsts, lasts] = [of.map(({ first }) => first).sort(), of.map(({ last }) => last).sort()];
    return {
      event,
      by_keys: sum(true),
      by_processes: sum(false),
      first: firsts[0] ?? null,
      last: lasts.at(-1) ?? null,
    };
  });
  const sorted = rows.toSorted((one, other) => (String(one['event']) < String(other['event']) ? -1 : 1));
  return { id: 'activity', title: 'Activity', chart: chartOf(groups), table: { columns: typeColumns, rows: sorted } };
}

function chartOf(groups: readonly AuditGroup[]): ReportChart {
  const days = [...new Set(groups.map(({ day }) => day))].sort();
  const sorts: readonly (readonly [string, (group: AuditGroup) => boolean])[] = [
    ['operations', ({ type }) => type === 'operation.accepted'],
    ['secrets', ({ type }) => secretTypes.includes(type)],
    ['settings', ({ type }) => settingTypes.includes(type)],
    ['refused keys', ({ type }) => type === 'key.refused'],
    ['drift', ({ type }) => driftTypes.includes(type)],
  ];
  const series = sorts.map(([name, isOf]) => ({
    name,
    values: days.map((day) =>
      groups.filter((group) => group.day === day && isOf(group)).reduce((total, { count }) => total + count, 0),
    ),
  }));
  const some = series.filter(({ values }) => values.some((value) => value > 0));
  return { type: 'stacked', title: 'Events by day', unit: 'events', categories: days, series: some };
}

function withoutFigures(section: DraftSection): DraftSection {
  const { figures, ...rest } = section;
  return figures === undefined ? section : { ...rest, figures: figures.map((figure) => ({ ...figure, value: null })) };
}
