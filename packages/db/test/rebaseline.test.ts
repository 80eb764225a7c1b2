import { type Meaning, settingsDigests } from '@rollcall/ledger';
import { beforeEach, expect, test } from 'vitest';
import { countVanishing } from '../src/index.ts';
import { type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { driftOf, finish, type Rolled, roll, type Showing, stage } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const setting = (moneyUnit: string) => settingsDigests({ moneyUnit });

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

const wallet = (id: string, amount = 1): Meaning => ({ externalId: id, name: id, attributes: { amount } });

/** One that is gone before, and then: one changed, one is new, one vanishes, one comes back. */
async function turn(before: Partial<Showing>, now: Partial<Showing>): Promise<Record<string, string>> {
  await roll(store, connection, { items: [wallet('a'), wallet('b'), wallet('d')], ...before });
  await roll(store, connection, { items: [wallet('a'), wallet('b')], ...before });
  return causes(await roll(store, connection, { items: [wallet('a', 100), wallet('c'), wallet('d')], ...now }));
}

async function causes({ runId }: Rolled): Promise<Record<string, string>> {
  const { rows } = await store.owner.query(
    `select substr(type, 10) as change, cause ->> 'kind' as kind, cause ->> 'evidence' as evidence
      from rollcall.audit_event where run_id = $1 and type like 'resource.%'`,
    [runId],
  );
  return Object.fromEntries(
    rows.map(({ change, kind, evidence }) => [change, kind === 'rollcall' ? `rollcall: ${evidence}` : kind]),
  );
}

const settings = "rollcall: the connection's setting moneyUnit changed";
const document = "rollcall: our document of the provider's API went from version 1 to 2";
const outOfBand = 'out_of_band';

test.each([
  {
    by: 'a setting, everything that changes: another filter lets other things through',
    before: { settings: setting('major') },
    now: { settings: setting('minor') },
    want: { changed: settings, appeared: settings, vanished: settings, reappeared: settings },
  },
  {
    by: 'our document, what changed, and nothing that came or went',
    before: { documentVersion: '1' },
    now: { documentVersion: '2' },
    want: { changed: document, appeared: outOfBand, vanished: outOfBand, reappeared: outOfBand },
  },
  {
    by: 'none of them, when they stayed',
    before: { settings: setting('major') },
    now: { settings: setting('major') },
    want: { changed: outOfBand, appeared: outOfBand, vanished: outOfBand, reappeared: outOfBand },
  },
  {
    by: 'the settings, whatever happens to a kind that is listed from them',
    before: { isConfigured: true, settings: setting('major') },
    now: { isConfigured: true, settings: setting('minor') },
    want: Object.fromEntries(
      ['changed', 'appeared', 'vanished', 'reappeared'].map((change) => [
        change,
        "rollcall: it is listed from the connection's settings: the connection's setting moneyUnit changed",
      ]),
    ),
  },
])('is explained by $by', async ({ before, now, want }) => {
  expect(await turn(before, now)).toEqual(want);
});

test('it is said once: the next listing is read as the last one was', async () => {
  await turn({ settings: setting('major') }, { settings: setting('minor') });
  const next = await roll(store, connection, { items: [wallet('a', 7)], settings: setting('minor') });
  expect(await causes(next)).toEqual({ changed: outOfBand, vanished: outOfBand });
});

test('what our settings take out of a list is explained, and no part of a fall', async () => {
  await roll(store, connection, { items: [wallet('a'), wallet('b')], settings: setting('major') });
  const counted = async (more: Partial<Showing>) => {
    const lease = await givenRun(store, connection);
    const showing: Showing = { items: [], settings: setting('major'), ...more };
    const staged = await stage(store, { lease, showing });
    const found = await store.asDaemon(async (tx) => countVanishing(tx, await driftOf(tx, { lease, showing, staged })));
    await finish(store, lease);
    return found;
  };
  expect(await counted({})).toEqual({ vanishing: 2, explained: 0 });
  expect(await counted({ documentVersion: '2' })).toEqual({ vanishing: 2, explained: 0 });
  expect(await counted({ settings: setting('minor') })).toEqual({ vanishing: 2, explained: 2 });
  expect(await counted({ isConfigured: true })).toEqual({ vanishing: 2, explained: 2 });
});
