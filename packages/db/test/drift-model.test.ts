import type { Meaning } from '@rollcall/ledger';
import type { RunId } from '@rollcall/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { projectionMismatches } from '../src/index.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { createLedgerModel, type ModelEvent } from './support/ledger-model.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();

const noise = 'noise';
const value = fc.oneof(
  fc.constantFrom(null, true, 'active', '', 0, 1e21, 0.1, [], {}),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.array(fc.integer(), { maxLength: 3 }),
);
/** A mapping gives attributes in a fixed order; which there are may vary. */
const attributes = fc
  .record({ status: value, plan: value, [noise]: fc.nat(3) }, { requiredKeys: ['status'] })
  .map(({ status, plan, ...noise }) => ({ status, ...(plan === undefined ? {} : { plan }), ...noise }));
const item: fc.Arbitrary<Meaning> = fc.record({
  externalId: fc.constantFrom('a', 'b', 'c', 'd', 'é', '😀'),
  name: fc.constantFrom('one', 'two', 'Zwei'),
  attributes,
});
const listing = fc.record({
  kind: fc.constantFrom('inbox', 'inbox', 'domain'),
  items: fc.uniqueArray(item, { maxLength: 6, selector: ({ externalId }) => externalId }),
  believed: fc.boolean(),
  /** Lists what is there already, as most runs do. */
  again: fc.boolean(),
});

test(
  'whatever is listed in whatever order, the ledger becomes what it should, and says so once',
  { timeout: 60_000 },
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(listing, { minLength: 2, maxLength: 7 }), async (listings) => {
        const connection = await givenConnection(store);
        const models = { inbox: createLedgerModel(), domain: createLedgerModel() };
        let said = 0;
        for (const { again, believed, ...given } of listings) {
          const kind = given.kind === 'domain' ? 'domain' : 'inbox';
          const items = again ? shownAgain(models[kind].resources, given.items) : given.items;
          const untouched = await rowsOf(connection);
          const planned = await roll(store, connection, { items, kind, believed, noise: [noise], plan: true });
          expect(await rowsOf(connection), 'a plan writes nothing').toEqual(untouched);

          const events = models[kind].list(items, { believed, noise });
          const { counts, runId } = await roll(store, connection, { items, kind, believed, noise: [noise] });
          expect(planned.counts, 'a plan says what would happen').toEqual(counts);
          expect(counts).toEqual(countsOf(events));
          expect(await eventsOf(runId)).toEqual(events);
          said += events.length;

          const rows = await rowsOf(connection);
          const changed = new Set(events.map(({ externalId }) => `${kind} ${externalId}`));
          expect(unchanged(rows, changed), 'only what changed is written').toEqual(unchanged(untouched, changed));
          await expectModel(connection, models);
        }
        await expectRebuilt(connection, said);
      }),
      { numRuns: 25 },
    ),
);

/** The model's live resources, with the noise that each has by now. */
function shownAgain(
  resources: ReadonlyMap<string, { name: string; presence: string; attributes: Readonly<Record<string, unknown>> }>,
  fresh: readonly Meaning[],
): readonly Meaning[] {
  const live = [...resources].filter(([, { presence }]) => presence === 'live');
  return live.map(([externalId, { name, attributes: held }], index) => ({
    externalId,
    name,
    attributes: { ...held, ...(Object.hasOwn(held, noise) ? { [noise]: index + fresh.length } : {}) },
  }));
}

function countsOf(events: readonly ModelEvent[]) {
  const counts = { appeared: 0, changed: 0, vanished: 0, reappeared: 0, deferred: 0, young: 0, lost: 0, altered: 0 };
  for (const change of ['appeared', 'changed', 'vanished', 'reappeared'] as const) {
    counts[change] = events.filter(({ type }) => type === `resource.${change}`).length;
  }
  // Nobody asks for anything here.
  return { ...counts, lost: counts.vanished, altered: counts.changed };
}

/** Every row of the connection with the transaction that wrote it and its place in the table. */
async function rowsOf({ id }: GivenConnection): Promise<Map<string, unknown>> {
  const { rows } = await store.owner.query<{ key: string; written: string }>(
    `select kind || ' ' || external_id as key, xmin || ' ' || ctid as written from rollcall.resource
      where connection_id = $1 order by 1`,
    [id],
  );
  return new Map(rows.map(({ key, written }) => [key, written]));
}

function unchanged(rows: ReadonlyMap<string, unknown>, changed: ReadonlySet<string>): unknown {
  return [...rows].filter(([key]) => !changed.has(key));
}

async function eventsOf(runId: RunId): Promise<unknown[]> {
  const { rows } = await store.owner.query(
    `select type, subject_id as "externalId", subject_name as name, before, after from rollcall.audit_event
      where run_id = $1 and type like 'resource.%' order by subject_id collate "C"`,
    [runId],
  );
  return rows;
}

async function expectModel(
  { id }: GivenConnection,
  models: Readonly<Record<string, ReturnType<typeof createLedgerModel>>>,
): Promise<void> {
  const { rows } = await store.owner.query(
    `select kind, external_id as "externalId", name, presence, attributes, version from rollcall.resource
      where connection_id = $1 order by kind, external_id`,
    [id],
  );
  const wanted = Object.entries(models).flatMap(([kind, { resources }]) =>
    [...resources].map(([externalId, resource]) => ({ kind, externalId, ...resource })),
  );
  const key = (row: { kind: string; externalId: string }) => `${row.kind} ${row.externalId}`;
  expect(Object.fromEntries(rows.map((row) => [key(row), row]))).toEqual(
    Object.fromEntries(wanted.map((row) => [key(row), row])),
  );
}

/** The present state is the newest version of each resource, and each version has its own event. */
async function expectRebuilt({ id }: GivenConnection, said: number): Promise<void> {
  const { rows } = await store.owner.query(
    `select
      (select count(*)::int from (select kind, external_id from rollcall.resource_version where connection_id = $1
        group by 1, 2 having max(version) <> count(*) or min(version) <> 1) x) as gaps,
      (select count(*)::int from rollcall.resource_version v join rollcall.audit_event e using (workspace_id, event_id)
        where v.connection_id = $1 and e.subject_id = v.external_id and e.subject_kind = v.kind and e.run_id = v.run_id) as told,
      (select count(*)::int from rollcall.resource_version where connection_id = $1) as versions`,
    [id],
  );
  expect(rows).toEqual([{ gaps: 0, told: said, versions: said }]);
  expect(await store.asDaemon((tx) => projectionMismatches(tx, { connectionId: id, most: 9 }))).toEqual([]);
}
