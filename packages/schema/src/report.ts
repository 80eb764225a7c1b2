import { z } from 'zod';
import { Actor } from './event.ts';
import { Money } from './finding.ts';
import { EventId, Instant, ReportId, WorkspaceId } from './ids.ts';

/**
 * `reconciliation`: what was recorded, observed and explained, and what was not. `wallet`: what wallets held, what came and went,
 * and what that paid for. `audit`: who did what. `dns`: whether domains will have mail delivered. `inventory`: what there was at a
 * moment, or what differs between two.
 */
export const ReportKind = z.enum(['reconciliation', 'wallet', 'audit', 'dns', 'inventory']);
export type ReportKind = z.infer<typeof ReportKind>;

/** `html`: one file, to be read and printed. `csv`: all tables in one. `json`: as `Report` has it. `pdf`: A4. */
export const ReportFormat = z.enum(['html', 'csv', 'json', 'markdown', 'pdf']);
export type ReportFormat = z.infer<typeof ReportFormat>;

/**
 * How sure it is what an amount is: its unit is confirmed, or only assumed, or nobody knows it. Of an unknown one there is
 * `raw`, what the provider said, and no sum is ever made of it.
 */
export const ReportAmount = z.object({
  minor: z
    .string()
    .regex(/^-?\d+$/)
    .nullable(),
  currency: z.string().nullable(),
  unit: z.enum(['confirmed', 'assumed', 'unknown']),
  raw: z.string().nullable().optional(),
});
export type ReportAmount = z.infer<typeof ReportAmount>;

/** A value in a table, or of a figure. Null: there is none, or it is not known. */
export const ReportValue = z.union([z.string(), z.number(), z.boolean(), ReportAmount, z.null()]);
export type ReportValue = z.infer<typeof ReportValue>;

/**
 * What a column or a figure holds: `text`; `count`, a whole number; `amount`, a `ReportAmount`; `time`, an instant; `day`,
 * `2026-11-01`; `days`, a number of them; `mark`, a text that stands for `good`, `notice` or `alarm` as its first word says (`alarm:
 * 3 unexplained`).
 */
export const ReportValueType = z.enum(['text', 'count', 'amount', 'time', 'day', 'days', 'mark']);
export type ReportValueType = z.infer<typeof ReportValueType>;

/** One figure of a report: the same `id` in every report of a series, so that two can be compared. */
export const ReportFigure = z.object({
  id: z.string(),
  label: z.string(),
  type: ReportValueType,
  value: ReportValue,
  /** What it stands on, such as `12 of 12 scopes proven`. */
  coverage: z.string(),
});
export type ReportFigure = z.infer<typeof ReportFigure>;

/** `passing`: what moves as time passes though nothing happens, such as when a thing was asked last. It makes no other report. */
export const ReportColumn = z.object({
  name: z.string(),
  title: z.string(),
  type: ReportValueType,
  passing: z.boolean().optional(),
});
export type ReportColumn = z.infer<typeof ReportColumn>;

/** A row has a value for each column, by its name. */
export const ReportRow = z.record(z.string(), ReportValue);
export type ReportRow = z.infer<typeof ReportRow>;

/** A picture of a few numbers: each series has a value for each category, null where there is none. */
export const ReportChart = z.object({
  type: z.enum(['bar', 'stacked', 'line']),
  title: z.string(),
  /** What the numbers are, such as `findings` or `USD`. */
  unit: z.string(),
  categories: z.array(z.string()),
  series: z.array(z.object({ name: z.string(), values: z.array(z.number().nullable()) })),
});
export type ReportChart = z.infer<typeof ReportChart>;

const ReportTable = z.object({ columns: z.array(ReportColumn), count: z.int(), rows: z.array(ReportRow) });

export const ReportSection = z.object({
  /** The same in every report of its kind: the name of its table in CSV. */
  id: z.string(),
  title: z.string(),
  /** How to read it, a sentence each. */
  notes: z.array(z.string()),
  figures: z.array(ReportFigure),
  chart: ReportChart.nullable(),
  table: ReportTable.nullable(),
});
export type ReportSection = z.infer<typeof ReportSection>;

/** What somebody should know first: what is wrong, what it costs, what to do. */
export const ReportHeadline = z.object({
  severity: z.enum(['good', 'notice', 'alarm']),
  sentence: z.string(),
  cost: Money.nullable(),
  remedy: z.string().nullable(),
});
export type ReportHeadline = z.infer<typeof ReportHeadline>;

/** How much of what a report speaks of was listed so that it is believed. */
export const ReportCoverage = z.object({
  /** Scopes in all, and those of each standing, as `Coverage` counts them. */
  scopes: z.int(),
  proven: z.int(),
  corroborated: z.int(),
  plausible: z.int(),
  stale: z.int(),
  failed: z.int(),
  /** The same in words: `412 of 430 scopes proven`. */
  sentence: z.string(),
  /** When the oldest listing began that it stands on; null before the first. */
  oldestAt: Instant.nullable(),
});
export type ReportCoverage = z.infer<typeof ReportCoverage>;

/** What another report of the same said before, and says no more. */
export const ReportChange = z.object({
  /** What it is that changed: a figure's label, or a transaction. */
  what: z.string(),
  before: ReportValue,
  now: ReportValue,
  type: ReportValueType,
  /** Why, as a sentence; null where it is the sum of other changes. */
  reason: z.string().nullable(),
  /** The event that led to it. */
  eventId: EventId.nullable(),
});
export type ReportChange = z.infer<typeof ReportChange>;

/** What stands at the head of every report. */
export const ReportHead = z.object({
  kind: ReportKind,
  title: z.string(),
  /** The rules by which it was made: another number may say other figures of the same. */
  ruleset: z.int(),
  workspace: z.object({ id: WorkspaceId, name: z.string() }),
  /** From, and up to but without; in UTC. Null of what is of one moment. */
  period: z.object({ from: Instant, to: Instant }).nullable(),
  /** The moment that it describes the state of: the end of its period, unless asked otherwise. */
  asOf: Instant,
  /** By what the ledger knew then. */
  knownAt: Instant,
  /** What it was narrowed to, such as a connection, by name. */
  filters: z.record(z.string(), z.string()),
  /** `open`: its period has not ended. `incomplete`: too little was proven for totals, as `reasons` say, and it has none. */
  state: z.enum(['complete', 'open', 'incomplete']),
  /** What its reader must know before they believe it, each with what to do. */
  reasons: z.array(z.object({ sentence: z.string(), remedy: z.string().nullable() })),
  coverage: ReportCoverage,
  /** The newest checkpoint of the audit log at `knownAt`; null before the first. */
  checkpoint: z.object({ number: z.int(), size: z.int(), root: z.string(), at: Instant }).nullable(),
  headline: z.array(ReportHeadline),
  /** What differs from the report of the same that was issued last before `knownAt`; null where none was. */
  since: z.object({ knownAt: Instant, digest: z.string(), changes: z.array(ReportChange) }).nullable(),
  /** SHA-256 in hex of what it says, whatever the format: all but when it was known, what passes, and what changed since another. */
  digest: z.string(),
});
export type ReportHead = z.infer<typeof ReportHead>;

/** A report whole, as its JSON has it. */
export const Report = ReportHead.extend({ sections: z.array(ReportSection) });
export type Report = z.infer<typeof Report>;

/** A report in one format, as it is kept to be fetched. */
export const ReportDocument = z.object({
  format: ReportFormat,
  mediaType: z.string(),
  fileName: z.string(),
  /** How many bytes. */
  size: z.int(),
  /** Of these, in hex. */
  sha256: z.string(),
});
export type ReportDocument = z.infer<typeof ReportDocument>;

/** One as events tell of it: with its address at a gateway. */
export const ToldDocument = ReportDocument.extend({ path: z.string() });
export type ToldDocument = z.infer<typeof ToldDocument>;

/** One that an event brings with it. */
export const CarriedDocument = ToldDocument.extend({ base64: z.base64() });
export type CarriedDocument = z.infer<typeof CarriedDocument>;

/** A report that was made. */
export const MadeReport = ReportHead.pick({
  ...{ kind: true, title: true, period: true, asOf: true, knownAt: true, filters: true, state: true },
  ...{ headline: true, digest: true },
}).extend({
  id: ReportId,
  /** When it was issued; null of one that was made of the past to see what it said then. */
  issuedAt: Instant.nullable(),
  by: Actor,
  /** Those that are kept to be fetched. Others are made anew, of the same bytes, when they are asked for. */
  documents: z.array(ReportDocument),
});
export type MadeReport = z.infer<typeof MadeReport>;

const Moment = z.string().max(40);

/** Which report is asked for. Times are ISO 8601 with an offset, or a day, which is its beginning in UTC. */
export const ReportAsk = z.strictObject({
  kind: ReportKind,
  from: Moment.optional().describe('The beginning of its period.'),
  to: Moment.optional().describe('The end of its period, which is not in it. A day is its beginning.'),
  asOf: Moment.optional().describe('The moment whose state it describes, unless that is the end of its period.'),
  knownAt: Moment.optional().describe('By what the ledger knew then. Such a report is made, and not issued.'),
  connection: z.string().optional().describe('Of this connection alone.'),
  resourceKind: z
    .string()
    .max(60)
    .optional()
    .describe('Of this kind of resources alone: inventory and reconciliation.'),
  client: z.string().max(200).optional().describe('Of this workspace at the provider alone: wallet.'),
  actor: z.string().max(200).optional().describe('What this one did alone, by name or id: audit.'),
  subject: z.string().max(400).optional().describe('What was done to this alone, by name or id: audit.'),
  about: z
    .enum(['everything', 'secrets', 'refusals'])
    .optional()
    .describe('Reads of secrets alone, or refused keys and failed operations alone: audit.'),
});
export type ReportAsk = z.infer<typeof ReportAsk>;
