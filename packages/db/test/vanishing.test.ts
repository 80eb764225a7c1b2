import { certify, type ListingEvidence, type Meaning } from '@rollcall/ledger';
import { type Expectation, RunId } from '@rollcall/schema';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import { countVanishing, type OperationOutcome } from '../src/index.ts';
import { type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { claimsNow, givenOperation } from './support/operation.ts';
import { driftOf, finish, roll, type Showing, stage } from './support/roll.ts';
import { useStore } from './support/store.ts';
import { touchedBy } from './support/touched.ts';

const store = useStore();
const ownedBy = { kind: 'domain', attribute: 'domain' };
const succeeded: OperationOutcome = { state: 'succeeded', result: null };

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const domain = (id: string, name = `${id}.example`): Meaning => ({ externalId: id, name, attributes: {} });
const inbox = (id: string, at: string, more: object = {}): Meaning => ({
  externalId: id,
  name: `${id}@${at}`,
  attributes: { domain: at, ...more },
});
const sent = (expectation: Expectation, outcome?: OperationOutcome) =>
  givenOperation(store, connection, { expectations: [expectation], ...(outcome === undefined ? {} : { outcome }) });
const domains = (...items: readonly Meaning[]) => roll(store, connection, { kind: 'domain', items });

/** What a listing of inboxes would take away, by the claims of the operations on record; nothing is recorded. */
async function counted(items: readonly Meaning[], more: Partial<Showing> = {}) {
  const lease = await givenRun(store, connection);
  const showing: Showing = { items, ownedBy, claims: await claimsNow(store, connection), ...more };
  const staged = await stage(store, { lease, showing });
  const found = await store.asDaemon(async (tx) => {
    const drift = await driftOf(tx, { lease, showing, staged });
    let count = { vanishing: -1, explained: -1 };
    const touched = await touchedBy(tx, async () => {
      count = await countVanishing(tx, { ...drift, believesAbsence: false });
    });
    expect(touched, 'it only reads').toEqual({});
    return count;
  });
  await finish(store, lease);
  return found;
}

test('120 that are replaced by 60 strangers all vanish, and such a listing is refused', async () => {
  const many = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, n) => inbox(`${prefix}${n}`, 'd.example'));
  await roll(store, connection, { items: many('known', 120) });
  const { vanishing, explained } = await counted(many('stranger', 60));
  expect({ vanishing, explained }).toEqual({ vanishing: 120, explained: 0 });
  const { grade, reason } = certify({
    ...{ runId: RunId.parse(uuidv7()), startedAt: new Date().toISOString(), restarts: [], failure: null },
    ...{ explainedNew: 0, history: [], lost: [], isRebaseline: false, earlier: null, canAsk: false, sampled: null },
    ...{ pages: [wholeDocument], seen: 60, duplicates: 0, knownLive: 120, vanishing, explainedAbsent: explained },
    ...{ best: { grade: 'proven', reason: 'it is whole' }, secondPass: null, documentVersion: '1', mappingVersion: 1 },
  });
  expect(grade).toBe('refused');
  expect(reason).toMatch(
    /^the listing shows 0 of the 120 live in the ledger, which is below half; two that begin 5 min/,
  );
});

describe('of two inboxes of one domain and one of another', () => {
  const [a, b, c] = [inbox('a', 'd.example'), inbox('b', 'd.example'), inbox('c', 'e.example')];
  beforeEach(async () => {
    await domains(domain('d'), domain('e'));
    await roll(store, connection, { items: [a, b, c] });
  });

  test('those that are shown do not vanish, also when they changed or strangers stand beside them', async () => {
    expect(await counted([a, b, c])).toEqual({ vanishing: 0, explained: 0 });
    const changed = inbox('b', 'd.example', { status: 'paused' });
    expect(await counted([a, changed, inbox('x', 'd.example')])).toEqual({ vanishing: 1, explained: 0 });
  });

  test('those that nobody asked for vanish unexplained', async () => {
    await sent({ becomes: 'present', kind: 'inbox', name: a.name }, succeeded);
    await sent({ becomes: 'absent', kind: 'inbox', externalId: 'nobody' }, succeeded);
    expect(await counted([])).toEqual({ vanishing: 3, explained: 0 });
  });

  test('the one that an operation was sent for is explained, and only when it vanishes', async () => {
    for (const _twice of [1, 2]) await sent({ becomes: 'absent', kind: 'inbox', externalId: 'a' }, succeeded);
    expect(await counted([c])).toEqual({ vanishing: 2, explained: 1 });
    expect(await counted([a, b])).toEqual({ vanishing: 1, explained: 0 });
  });

  test('those are explained whose owner is to be deleted, while it is still live in the ledger', async () => {
    await sent({ becomes: 'absent', kind: 'domain', externalId: 'd' }, succeeded);
    expect(await counted([])).toEqual({ vanishing: 3, explained: 2 });
    expect(await counted([], { ownedBy: undefined })).toEqual({ vanishing: 3, explained: 0 });
  });

  test('those are explained whose owner is gone, each once', async () => {
    await domains(domain('e'));
    expect(await counted([])).toEqual({ vanishing: 3, explained: 2 });
    await sent({ becomes: 'absent', kind: 'inbox', externalId: 'a' }, succeeded);
    await sent({ becomes: 'absent', kind: 'inbox', externalId: 'c' }, succeeded);
    expect(await counted([])).toEqual({ vanishing: 3, explained: 3 });
  });

  test('an owner that came back explains them until a listing has shown them beside it', async () => {
    await domains(domain('f', 'd.example'), domain('e'));
    expect(await counted([])).toEqual({ vanishing: 3, explained: 2 });
    await roll(store, connection, { items: [a, b, c] });
    expect(await counted([])).toEqual({ vanishing: 3, explained: 0 });
  });

  test('those that are absent already do not vanish again', async () => {
    await roll(store, connection, { items: [c] });
    expect(await counted([])).toEqual({ vanishing: 1, explained: 0 });
  });

  test('the deletion of the owner leaves them to the next run while it is under way, and then explains them', async () => {
    const { id } = await sent({ becomes: 'absent', kind: 'domain', externalId: 'd' });
    const claims = await claimsNow(store, connection);
    const first = await roll(store, connection, { items: [], ownedBy, claims });
    expect(first.counts).toMatchObject({ vanished: 1, deferred: 2 });
    const answered = (await claimsNow(store, connection)).map((claim) => ({ ...claim, defers: false }));
    const { runId } = await roll(store, connection, { items: [], ownedBy, claims: answered });
    const { rows } = await store.owner.query(
      `select subject_id as id, operation_id as by, cause from rollcall.audit_event where run_id = $1
        and type = 'resource.vanished' order by 1`,
      [runId],
    );
    const evidence = expect.stringMatching(/^acme\.write was sent for its domain at .*; the listing of /);
    const cause = { kind: 'operation', operationId: id, evidence, confidence: 'possible' };
    expect(rows).toEqual([
      { id: 'a', by: id, cause },
      { id: 'b', by: id, cause },
    ]);
  });
});

test('one operation explains 5,000 by their names, and not the one that bears none of them', async () => {
  await roll(store, connection, { items: [] });
  const asked = Array.from({ length: 5_000 }, (_, n) => inbox(`i${n}`, 'd.example'));
  const expectations = asked.map(({ name }): Expectation => ({ becomes: 'present', kind: 'inbox', name }));
  const { id } = await givenOperation(store, connection, { expectations, outcome: succeeded });
  const claims = await claimsNow(store, connection);
  expect(claims).toHaveLength(5_000);
  const { runId } = await roll(store, connection, { items: [...asked, inbox('stranger', 'd.example')], claims });
  const { rows } = await store.owner.query(
    `select cause ->> 'kind' as cause, operation_id as by, count(*)::int as count from rollcall.audit_event
      where run_id = $1 and type = 'resource.appeared' group by 1, 2 order by 1`,
    [runId],
  );
  expect(rows).toEqual([
    { cause: 'operation', by: id, count: 5_000 },
    { cause: 'out_of_band', by: null, count: 1 },
  ]);
}, 60_000);

const wholeDocument: ListingEvidence['pages'][number] = {
  ...{ cursor: null, status: 200, bytes: 2, sha256: '', requestId: null, statedTotal: null, overlaps: null },
  ...{ end: 'whole_document', count: 60, firstId: null, lastId: null },
};
