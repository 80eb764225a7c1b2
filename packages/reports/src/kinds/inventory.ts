import { createHash } from 'node:crypto';
import { assertKept, keptFrom, type Moment, pastFreshnessByKind, type Tx } from '@rollcall/db';
import { inventoryConnections, inventoryCounts, inventoryOf, inventoryPairs, isConfined } from '@rollcall/db/reports';
import {
  cellKey,
  changeColumns,
  changeRows,
  emptyTally,
  type InventoryConnection,
  type InventoryTally,
  inventoryChange,
  inventoryDraft,
  type KindFreshness,
  openReason,
  type ReportDraft,
  type ReportTerms,
  reportCoverage,
  resourceColumns,
  resourceRow,
  type StreamedTable,
  tallied,
} from '@rollcall/ledger';
import { noiseOf, type Provider } from '@rollcall/provider-kit';
import type { ReportRow } from '@rollcall/schema';
import type { ReportContext } from '../context.ts';

/** So many names of what vanished are told at once. */
const namesMax = 3;

/** What there was at a moment, connection by connection; of a period, also what differs between its ends. */
export async function buildInventory({ tx, terms, providers }: ReportContext): Promise<ReportDraft> {
  const { asOf, knownAt, period } = terms;
  const now = { asOf, knownAt };
  const then = period === null ? undefined : { asOf: period.from, knownAt };
  const known = await inventoryConnections(tx, { connectionId: terms.connection?.id }, knownAt);
  const connections = known.filter(({ removedAt }) => removedAt === null || removedAt > asOf);
  const present = await momentOf(tx, terms, now);
  const inventory: Inventory = { tx, terms, connections, providers, freshness: present.freshness };
  const compared = then === undefined ? undefined : await comparedWith(inventory, then);
  const past = then === undefined ? undefined : await momentOf(tx, terms, then);
  await assertKept(tx, then ?? now);
  const { runsFrom } = await keptFrom(tx);
  return inventoryDraft({
    facts: {
      ...{ connections, now: present },
      before: past === undefined || compared === undefined ? undefined : { ...past, tallies: compared.tallies },
    },
    resources: await resourcesOf(inventory, present.counts),
    compared,
    open: openReason(terms),
    removed: known
      .filter(({ removedAt }) => removedAt !== null && then !== undefined && removedAt > then.asOf && removedAt <= asOf)
      .map(({ name }) => name),
    isCoverageKept: runsFrom === null || (then ?? now).asOf >= runsFrom,
    isConfined: await isConfined(tx),
  });
}

interface Inventory {
  readonly tx: Tx;
  readonly terms: ReportTerms;
  readonly connections: readonly InventoryConnection[];
  readonly providers: readonly Provider[];
  readonly freshness: readonly KindFreshness[];
}

async function momentOf(tx: Tx, { connection, filters }: ReportTerms, moment: Moment) {
  const filter = { connectionId: connection?.id, kind: filters.resourceKind };
  return {
    counts: await inventoryCounts(tx, filter, moment),
    freshness: await pastFreshnessByKind(tx, filter, moment),
  };
}

/** All that there is, read connection by connection. */
async function resourcesOf(
  inventory: Inventory,
  counts: Awaited<ReturnType<typeof inventoryCounts>>,
): Promise<StreamedTable> {
  const { tx, terms, connections } = inventory;
  const there = new Set(connections.map(({ id }) => id));
  const listed = counts.filter(({ connectionId, presence }) => presence !== 'gone' && there.has(connectionId));
  const describe = describer(inventory);
  return {
    columns: resourceColumns,
    count: listed.reduce((sum, { count }) => sum + count, 0),
    mark: sha256(listed.map((one) => [one.connectionId, one.kind, one.presence, one.count, one.mark])),
    async *pages() {
      for (const connection of connections) {
        const filter = { connectionId: connection.id, kind: terms.filters.resourceKind };
        for await (const page of inventoryOf(tx, filter, terms)) {
          yield page.map((held) => resourceRow(held, { ...describe(connection, held.kind), asOf: terms.asOf }));
        }
      }
    },
  };
}

/** What became of everything since a moment. It is looked through once to count, and again for each format. */
async function comparedWith(inventory: Inventory, then: Moment) {
  const tallies = new Map<string, InventoryTally>();
  const vanished = new Map<string, readonly string[]>();
  const mark = createHash('sha256');
  let count = 0;
  for await (const { connection, pair, change, rows } of changesOf(inventory, then)) {
    const key = cellKey({ connectionId: connection.id, kind: pair.kind });
    tallies.set(key, tallied(tallies.get(key) ?? emptyTally, change));
    if (typeof change !== 'string' && change.change === 'vanished') {
      const names = vanished.get(key) ?? [];
      if (names.length < namesMax) vanished.set(key, [...names, pair.now.name]);
    }
    count += rows.length;
    for (const row of rows) mark.update(`${JSON.stringify(row)}\n`);
  }
  const changes: StreamedTable = {
    ...{ columns: changeColumns, count, mark: mark.digest('hex') },
    async *pages() {
      let page: ReportRow[] = [];
      for await (const { rows } of changesOf(inventory, then)) {
        page.push(...rows);
        if (page.length < rowsAtOnce) continue;
        yield page;
        page = [];
      }
      if (page.length > 0) yield page;
    },
  };
  return { tallies, vanished, changes };
}

const rowsAtOnce = 500;

async function* changesOf(inventory: Inventory, then: Moment) {
  const { tx, terms, connections } = inventory;
  const describe = describer(inventory);
  for (const connection of connections) {
    const filter = { connectionId: connection.id, kind: terms.filters.resourceKind };
    const between = { from: then.asOf, to: terms.asOf, knownAt: terms.knownAt };
    for await (const pairs of inventoryPairs(tx, filter, between)) {
      for (const pair of pairs) {
        const described = describe(connection, pair.kind);
        const change = inventoryChange(pair, described.noise);
        const rows = typeof change === 'string' ? [] : changeRows(pair, change, described);
        yield { connection, pair, change, rows };
      }
    }
  }
}

/** What is to be said of every row of a kind at a connection. */
function describer({ providers, freshness }: Inventory) {
  const noise = new Map(
    providers.flatMap(({ name, kinds }) =>
      kinds.map((spec): [string, ReadonlySet<string>] => [`${name} ${spec.kind}`, new Set(noiseOf(spec))]),
    ),
  );
  const coverage = new Map(freshness.map((one) => [cellKey(one), reportCoverage(one).sentence]));
  return ({ id, name, provider }: InventoryConnection, kind: string) => ({
    connection: name,
    coverage: coverage.get(cellKey({ connectionId: id, kind })) ?? 'no scope was listed',
    noise: noise.get(`${provider} ${kind}`) ?? new Set<string>(),
  });
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
