import { assertKept, keptFrom, type Tx } from '@rollcall/db';
import {
  connectionsThen,
  driftSums,
  type FindingThen,
  findingsThen,
  heldAround,
  heldRunsThen,
  lateChanges,
  listedSums,
  markFindingsThen,
  markUnexplained,
  type ReconciledPeriod,
  sumFindingsThen,
  unexplainedThen,
  unprovenThen,
  unsettledThen,
} from '@rollcall/db/reports';
import {
  connectionsSection,
  type DraftSection,
  driftSection,
  findingColumns,
  findingsSection,
  heldSection,
  lateChangeOf,
  openReason,
  operationsSection,
  type ReportDraft,
  type ReportTerms,
  reconcile,
  reconciliationHeadline,
  totalsOf,
  unexplainedColumns,
  unexplainedRow,
  unprovenSection,
} from '@rollcall/ledger';
import { type ReportRow, RollcallError } from '@rollcall/schema';
import type { ReportContext } from '../context.ts';

/** So many scopes that nothing proves are told one by one, and so many changes since the report was issued last. */
const unprovenMax = 1_000;
const lateMax = 50;

/** What was recorded, observed, explained and left unexplained, connection by connection and kind by kind. */
export async function buildReconciliation({ tx, terms, earlier }: ReportContext): Promise<ReportDraft> {
  const period = periodOf(terms);
  const facts = {
    ...{ connections: await connectionsThen(tx, period), held: await heldAround(tx, period) },
    ...{ drift: await driftSums(tx, period), listed: await listedSums(tx, period) },
  };
  const kinds = reconcile(facts);
  const totals = totalsOf(kinds);
  const isCovered = totals.coverage.scopes > totals.coverage.stale + totals.coverage.failed;
  const filter = { asOf: terms.asOf, connectionId: terms.connection?.id };
  const findings = await sumFindingsThen(tx, filter);
  const held = await heldRunsThen(tx, period);
  const operations = await unsettledThen(tx, period);
  const unproven = await unprovenThen(tx, period, unprovenMax);
  // After what was read: retention says what it deletes in the transaction that deletes it.
  await assertKept(tx, { asOf: new Date(period.from.getTime() - 1), knownAt: terms.knownAt });
  const found = { kinds, findings, held, operations };
  return {
    ...(await stateOf(tx, terms, isCovered)),
    coverage: totals.coverage,
    headline: isCovered ? reconciliationHeadline(found) : [nothingCovered],
    changes:
      earlier === undefined
        ? []
        : (await lateChanges(tx, period, { after: earlier.knownAt, most: lateMax })).map(lateChangeOf),
    sections: [
      connectionsSection(kinds, isCovered),
      ...(isCovered
        ? [driftSection(facts.drift, period), await unexplainedSection(tx, period, totals.unexplained)]
        : []),
      findingsSection(findings, {
        ...{ table: await findingsTable(tx, filter), coverage: totals.coverage.sentence },
      }),
      unprovenSection(unproven, totals.unproven),
      heldSection(held),
      operationsSection(operations),
    ],
  };
}

const nothingCovered = {
  severity: 'alarm',
  sentence: 'No listing of the period was believed: nothing can be said of it, and there are no totals.',
  cost: null,
  remedy: 'Have the connections listed with "rollcall sync CONNECTION", and see under "Unproven" why they were not.',
} as const;

/** Up to the moment whose state is described, which is the end of the period unless another was asked. */
function periodOf({ period, asOf, knownAt, connection, filters }: ReportTerms): ReconciledPeriod {
  if (period === null)
    throw new RollcallError('invalid_period', 'A reconciliation is of a period: give --from and --to.');
  const end = new Date(Math.min(period.to.getTime(), asOf.getTime() + 1));
  return { from: period.from, end, knownAt, connectionId: connection?.id, kind: filters.resourceKind };
}

async function stateOf(
  tx: Tx,
  terms: ReportTerms,
  isCovered: boolean,
): Promise<Pick<ReportDraft, 'state' | 'reasons'>> {
  const { period } = terms;
  const { runsFrom } = await keptFrom(tx);
  if (!isCovered) {
    const { sentence, remedy } = nothingCovered;
    return { state: 'incomplete', reasons: [{ sentence, remedy }] };
  }
  const kept =
    runsFrom === null || period === null || period.from >= runsFrom
      ? []
      : [
          {
            // Not from when on they are: that is another time each day, and the report would say something new with each.
            sentence:
              'Listings of the beginning of the period are not kept any more but for the newest: the coverage counts those that are left.',
            remedy: null,
          },
        ];
  const open = openReason(terms);
  return open === undefined ? { state: 'complete', reasons: kept } : { state: 'open', reasons: [open, ...kept] };
}

async function unexplainedSection(tx: Tx, period: ReconciledPeriod, count: number): Promise<DraftSection> {
  const pages = async function* (): AsyncGenerator<readonly ReportRow[]> {
    for await (const page of unexplainedThen(tx, period)) yield page.map(unexplainedRow);
  };
  return {
    ...{ id: 'unexplained', title: 'Unexplained' },
    notes: [
      'Changes that no operation of ours, nothing that the provider does by itself and nothing of our own explains. Each lies between the beginnings of two listings.',
    ],
    table: { columns: unexplainedColumns, count, mark: await markUnexplained(tx, period), pages },
  };
}

async function findingsTable(tx: Tx, filter: Parameters<typeof findingsThen>[1]) {
  const pages = async function* (): AsyncGenerator<readonly ReportRow[]> {
    for await (const page of findingsThen(tx, filter)) yield page.map(findingRow);
  };
  return { columns: findingColumns, ...(await markFindingsThen(tx, filter)), pages };
}

function findingRow(finding: FindingThen): ReportRow {
  const { rule, connection, subject, severity, state, ageDays, sentence, remedy, assignedTo, accepted, money, id } =
    finding;
  const decided = [
    ...(assignedTo === null ? [] : [`${assignedTo} has it`]),
    ...(accepted === null ? [] : [`accepted until ${accepted.until}: ${accepted.reason}`]),
  ].join('; ');
  return {
    ...{ rule, connection, severity, state, ageDays, sentence, remedy, decided: decided === '' ? null : decided },
    subject: subject === null ? null : `${subject.kind} ${subject.name}`,
    money: money === null ? null : { ...money, unit: 'confirmed' },
    finding: id,
  };
}
