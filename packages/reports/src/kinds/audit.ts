import { createHash } from 'node:crypto';
import {
  type AuditLook,
  auditGroups,
  auditLines,
  auditOperations,
  auditSpan,
  checkpointThen,
  countAuditLines,
  isConfined,
  newAddresses,
  refusedKeys,
} from '@rollcall/db/reports';
import {
  type AuditOperation,
  auditDraft,
  auditPeople,
  endOf,
  lineColumns,
  lineRow,
  listedTypes,
  noOperations,
  type Outcome,
  openReason,
  operationColumns,
  operationRow,
  type ReportDraft,
  type ReportTerms,
  type StreamedTable,
  secretTypes,
  settingTypes,
  tallyOf,
} from '@rollcall/ledger';
import type { EventType, ReportRow } from '@rollcall/schema';
import type { ReportContext } from '../context.ts';

/** So many operations are named at once. */
const namesMax = 3;

/** Who did what to what, when, from where and with what outcome, as far as the log was signed for. */
export async function buildAudit({ tx, terms }: ReportContext): Promise<ReportDraft> {
  const checkpoint = await checkpointThen(tx, terms.knownAt);
  const { about = 'everything', subject } = terms.filters;
  const look = lookOf(terms, checkpoint?.size ?? 0);
  const isWhole = about === 'everything';
  const groups = await auditGroups(tx, isWhole ? look : { ...look, types: listedTypes({ about }) });
  const refused = about === 'secrets' ? [] : await refusedKeys(tx, look);
  const operations = await operationsOf(tx, look, about);
  const linesOf = async (types: readonly EventType[]): Promise<StreamedTable> => {
    const chosen = { ...look, types };
    const pages = async function* (): AsyncGenerator<readonly ReportRow[]> {
      for await (const lines of auditLines(tx, chosen)) yield lines.map(lineRow);
    };
    return { columns: lineColumns, ...(await countAuditLines(tx, chosen)), pages };
  };
  return auditDraft({
    ...{ about, checkpoint, groups, refused, operations: operations.table, notKnown: operations.notKnown },
    ...{ span: await auditSpan(tx, look), people: auditPeople(groups, operations.tallies, refused) },
    newAddresses: isWhole ? await newAddresses(tx, look) : [],
    secrets: await linesOf(secretTypes),
    settings: await linesOf(settingTypes),
    events: await linesOf(listedTypes({ about, subject })),
    open: openReason(terms),
    isConfined: await isConfined(tx),
  });
}

/** The whole millisecond of `asOf` counts, and of `knownAt`. */
function lookOf(
  { period, asOf, knownAt, connection, filters: { actor, subject } }: ReportTerms,
  size: number,
): AuditLook {
  const [from, to] = [period?.from ?? new Date(0), period?.to ?? asOf];
  const until = new Date(Math.min(to.getTime(), asOf.getTime() + 1, knownAt.getTime() + 1));
  return { from, until, size, connectionId: connection?.id, actor, subject };
}

type About = NonNullable<ReportTerms['filters']['about']>;

/** The operations, looked through once to count, and again for each format. */
async function operationsOf(tx: ReportContext['tx'], look: AuditLook, about: About) {
  const chosen = async function* (): AsyncGenerator<readonly AuditOperation[]> {
    if (about === 'secrets') return;
    for await (const page of auditOperations(tx, look)) {
      yield about === 'refusals' ? page.filter(({ outcome }) => endOf(outcome) === 'failed') : page;
    }
  };
  const tallies = new Map<string, Readonly<Record<Outcome, number>>>();
  const notKnown: string[] = [];
  const mark = createHash('sha256');
  let count = 0;
  for await (const page of chosen()) {
    count += page.length;
    for (const operation of page) {
      const outcome = endOf(operation.outcome);
      const tally = tallies.get(tallyOf(operation)) ?? noOperations;
      tallies.set(tallyOf(operation), { ...tally, [outcome]: tally[outcome] + 1 });
      if (outcome === 'not_known' && notKnown.length < namesMax) {
        notKnown.push(`${operation.subject.name} at ${operation.connection}`);
      }
      mark.update(JSON.stringify([operation.sequence, operation.outcome, operation.outcomeAt]));
    }
  }
  const pages = async function* (): AsyncGenerator<readonly ReportRow[]> {
    for await (const page of chosen()) yield page.map(operationRow);
  };
  const table: StreamedTable = { columns: operationColumns, count, mark: mark.digest('hex'), pages };
  return { tallies, notKnown, table };
}
