import { freshnessOf, inWorkspace, listEvents, listScopes, type Tx } from '@rollcall/db';
import { providers } from '@rollcall/provider-registry';
import type { KindResult, Severity } from '@rollcall/schema';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

// The first provider that lists something newest first.
const [found] = Object.values(providers).flatMap(({ name, kinds }) =>
  kinds.flatMap(({ kind, incremental }) => (incremental === undefined ? [] : [{ provider: name, kind, incremental }])),
);
if (found === undefined) throw new Error('no provider lists anything newest first');
const { provider, kind, incremental } = found;

const installation = useInstallation();
const startSandbox = useSandboxes(provider);
const count = 800;
const pageItems = 100;
/** More requests than an incremental listing takes here, and fewer than a full one. */
const someRequests = 5;

let sandbox: TestSandbox;
let connection: Connected;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 3, sizes: { [kind]: count } });
});
beforeEach(async () => {
  await sandbox.clearFaults();
  await sandbox.change({ do: 'dialect' });
  connection = await installation.connect(sandbox, { provider });
});

/** One run of the kind: what it found, and how many requests the listing took. */
async function sync({ full = false } = {}): Promise<KindResult & { requests: number }> {
  const before = (await listRequests()).length;
  const [result] = (await installation.run(connection, { kinds: [kind], full })).kinds;
  if (result === undefined) throw new Error('the kind was not listed');
  return { ...result, requests: (await listRequests()).length - before };
}

async function listRequests() {
  return (await sandbox.log()).filter(({ path }) => path.includes('page='));
}

/** The events of this connection's resources, oldest first, without those of first sight. */
async function events(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { rows } = await installation.owner.query(
    `select type, severity, subject_id as id, cause ->> 'kind' as cause, cause ->> 'evidence' as evidence
      from rollcall.audit_event where connection_id = $1 and type like 'resource.%' and cause ->> 'kind' <> 'first_sight'
      order by event_id`,
    [connection.id],
  );
  return rows;
}

/** How many events matter at least so much. */
async function countOf(severity: Severity): Promise<number> {
  const found = await asGateway((tx) => listEvents(tx, { connectionId: connection.id, severity, limit: 100 }));
  return found.length;
}

const asGateway = <T>(ask: (tx: Tx) => Promise<T>): Promise<T> =>
  inWorkspace(installation.gateway, installation.workspaceId, ask);

async function scope() {
  const { rows } = await installation.owner.query(
    `select believed_at, full_at, window_since, grade, trouble from rollcall.scope where connection_id = $1 and kind = $2`,
    [connection.id, kind],
  );
  return rows[0];
}

async function certificate() {
  const { rows } = await installation.owner.query(
    'select certificate from rollcall.listing where connection_id = $1 order by started_at desc limit 1',
    [connection.id],
  );
  return rows[0].certificate;
}

/** The thing at that place from the newest; 0 is the newest. */
async function fromNewest(place: number) {
  const things = await sandbox.things(kind);
  const thing = things.at(-1 - place);
  if (thing === undefined) throw new Error(`there is no ${kind} ${place}`);
  return { kind, id: thing.id };
}

const dayMs = 86_400_000;

describe('what is listed newest first', () => {
  test('is read in full at first sight, and from then on as far as its window goes', async () => {
    const held = (await sandbox.things(kind)).length;
    expect(await sync()).toMatchObject({ appeared: held, grade: 'proven', requests: Math.ceil(held / pageItems) });
    const first = await scope();
    expect(first).toMatchObject({ full_at: first.believed_at, window_since: null });

    const second = await sync();
    // The newest hundred that are known fill the first page, and the second shows where they end.
    expect(second).toMatchObject({ appeared: 0, changed: 0, vanished: 0, grade: 'proven', requests: 2 });
    expect(second.reason).toMatch(
      /^since 20.*: the stated total of \d+ is the \d+ listed and the \d+ known to be older$/,
    );
    expect(await certificate()).toMatchObject({
      pages: [{ count: pageItems, end: null }, { end: 'window_passed' }],
      window: { since: expect.stringMatching(/Z$/), older: held - second.seen },
      knownLive: second.seen,
    });
    const after = await scope();
    expect(after.full_at).toEqual(first.full_at);
    expect(after.believed_at > first.believed_at).toBe(true);
    expect(after.window_since).toEqual(new Date((await certificate()).window.since));
    expect(await events()).toEqual([]);

    // Whoever reads the ledger is told of both.
    const full = first.full_at.toISOString();
    const { asOf, fullAsOf } = await asGateway((tx) => freshnessOf(tx, { connectionId: connection.id, kind }));
    expect({ asOf, fullAsOf }).toEqual({ asOf: after.believed_at.toISOString(), fullAsOf: full });
    const question = { connectionId: connection.id, kind, after: undefined, limit: 1, parentKinds: {} };
    expect(await asGateway((tx) => listScopes(tx, question))).toMatchObject([{ scope: { fullAt: full } }]);
  });

  test('shows what is new, changed and gone inside its window', async () => {
    await sync();
    await sandbox.change({ do: 'create', kind, name: 'one more' });
    await sandbox.change({ do: 'edit', ...(await fromNewest(3)), set: { description: 'renamed' } });
    await sandbox.change({ do: 'delete', ...(await fromNewest(5)) });
    expect(await sync()).toMatchObject({ appeared: 1, changed: 1, vanished: 1, grade: 'proven', requests: 2 });
    expect((await sync()).requests).toBe(2);
  });

  test('is read in full when its order is another', async () => {
    await sync();
    await sandbox.change({ do: 'dialect', transactions: 'oldest' });
    const { reason, requests, grade } = await sync();
    expect({ grade, all: requests > someRequests }).toEqual({ grade: 'proven', all: true });
    expect(reason).toMatch(/listed in full, for its newest part gave doubt: nothing that is known since .* is in it/);
    expect(await events()).toEqual([]);
  });

  test('is read in full every six days, and whenever somebody asks', async () => {
    await sync();
    const aged = (ms: number) =>
      installation.owner.query(
        `update rollcall.scope set full_at = now() - $2 * interval '1 ms' where connection_id = $1`,
        [connection.id, ms],
      );
    await aged(incremental.fullEveryDays * dayMs - 60_000);
    expect((await sync()).requests).toBe(2);
    await aged(incremental.fullEveryDays * dayMs);
    expect((await sync()).requests).toBeGreaterThan(someRequests);
    expect((await sync()).requests).toBe(2);
    expect((await sync({ full: true })).requests).toBeGreaterThan(someRequests);
  });

  test('is read in full after a listing that was not believed', async () => {
    await sync();
    await sandbox.fault({ operation: 'listWalletTransactions', fault: 'malformed', times: 1 });
    expect((await sync()).grade).toBeNull();
    expect((await sync()).requests).toBeGreaterThan(someRequests);
    expect((await sync()).requests).toBe(2);
  });

  test('is read twice where nothing states a total, each time as far as its window goes', async () => {
    await sandbox.change({ do: 'dialect', paging: 'silent' });
    await sync();
    await sandbox.change({ do: 'create', kind, name: 'another' });
    await sandbox.change({ do: 'delete', ...(await fromNewest(5)) });
    expect(await sync()).toMatchObject({ appeared: 1, vanished: 1, grade: 'corroborated', requests: 4 });
  });
});

describe('what is older than the window', () => {
  test('and was changed shows in a full listing, and is an alarm that says what changed since when it was final', async () => {
    await sync();
    const old = await fromNewest(650);
    await sandbox.change({ do: 'edit', ...old, set: { amount: 4711 } });
    expect((await sync()).changed, 'nobody looks there').toBe(0);
    expect(await sync({ full: true })).toMatchObject({ changed: 1, vanished: 0 });
    expect(await events()).toEqual([
      {
        ...{ type: 'resource.changed', severity: 'alarm', id: old.id, cause: 'out_of_band' },
        evidence: expect.stringMatching(
          /^a wallet_transaction that was final since 20\S+Z changed: amountMinor, amountRaw; the /,
        ),
      },
    ]);
  });

  test('and is gone makes the total disagree: all is read at once, and it is an alarm', async () => {
    await sync();
    await sync();
    const { full_at: full } = await scope();
    const old = await fromNewest(600);
    await sandbox.change({ do: 'delete', ...old });
    const { vanished, reason, requests } = await sync();
    expect({ vanished, all: requests > someRequests }).toEqual({ vanished: 1, all: true });
    expect(reason).toMatch(
      /gave doubt: the provider states \d+ in all, where \d+ older than \S+ are known and \d+ newer/,
    );
    const [event] = await events();
    expect(event).toMatchObject({ type: 'resource.vanished', severity: 'alarm', id: old.id, cause: 'out_of_band' });
    expect(event?.['evidence']).toMatch(/^a wallet_transaction that was final since 20\S+Z vanished; /);
    expect(event?.['evidence'], 'no listing between showed it').toContain(`; last seen ${full.toISOString()};`);

    // An incremental listing says nothing of it: it takes no step down the ladder, until a full one misses it again.
    expect((await sync()).requests).toBe(2);
    expect(await presenceOf(old.id)).toBe('missing');
    await sync({ full: true });
    expect(await presenceOf(old.id)).toBe('suspect');
    expect(await events()).toMatchObject([{}, { type: 'resource.suspected', severity: 'alarm' }]);
    expect([await countOf('notice'), await countOf('alarm')]).toEqual([2, 2]);
  });

  test('and comes up only now arrived late, and is said to have', async () => {
    await sync();
    const { rows } = await installation.owner.query(
      `select attributes ->> 'createdAt' as at from rollcall.resource where connection_id = $1 order by 1 limit 1 offset 300`,
      [connection.id],
    );
    await sandbox.change({ do: 'create', kind, name: 'found in a drawer', set: { createdAt: rows[0].at } });
    expect(await sync()).toMatchObject({ appeared: 1, changed: 0, vanished: 0 });
    expect(await events()).toMatchObject([{ type: 'resource.appeared', severity: 'notice' }]);
    expect([(await countOf('normal')) > 1, await countOf('notice'), await countOf('alarm')]).toEqual([true, 1, 0]);
    expect((await events())[0]?.['evidence']).toMatch(
      new RegExp(`^a wallet_transaction of ${rows[0].at} arrived late: the ledger held some of as late as 20`),
    );
  });
});

test('what is new in its time, or changed before it is final, is no alarm', async () => {
  await sync();
  const createdAt = new Date(Date.now() - 3_600_000).toISOString();
  await sandbox.change({ do: 'create', kind, name: 'of today', set: { createdAt } });
  await sync();
  await sandbox.change({ do: 'edit', kind, name: 'of today', set: { amount: 1 } });
  await sync();
  expect(await events()).toMatchObject([
    { type: 'resource.appeared', severity: 'normal' },
    { type: 'resource.changed', severity: 'normal' },
  ]);
});

async function presenceOf(id: string): Promise<string> {
  const { rows } = await installation.owner.query(
    'select presence from rollcall.resource where connection_id = $1 and external_id = $2',
    [connection.id, id],
  );
  return rows[0].presence;
}
