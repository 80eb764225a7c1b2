import type { Claim } from '@rollcall/ledger';
import { OperationId } from '@rollcall/schema';
import { beforeEach, expect, test } from 'vitest';
import { listAbsent, recordAbsence, type ScopeKey } from '../src/index.ts';
import { daemonActor, type GivenConnection, givenConnection, givenRun } from './support/given.ts';
import { finish, roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const operationId = OperationId.parse('018f0000-0000-7000-8000-000000000001');

let connection: GivenConnection;
let scope: ScopeKey;
beforeEach(async () => {
  connection = await givenConnection(store);
  scope = { connectionId: connection.id, kind: 'inbox', parent: '' };
});

const list = (ids: string, claims: readonly Claim[] = []) =>
  roll(store, connection, {
    items: [...ids].map((id) => ({ externalId: id, name: id, attributes: {} })),
    claims,
  });
const absent = async (most: number, missingBefore = new Date('2099-01-01')) => {
  const found = await store.asDaemon((tx) => listAbsent(tx, scope, { missingBefore, most }));
  return found.map(({ externalId, presence }) => `${presence} ${externalId}`);
};
const asked: Claim = {
  ...{
    operationId,
    change: 'vanished',
    externalId: 'a',
    name: null,
    ownerExternalId: null,
    attributes: null,
    count: 0,
  },
  ...{ defers: false, evidence: 'it was sent', confidence: 'certain' as const },
};

/** Takes resources a step down the ladder. */
async function step(ids: string, presence: 'suspect' | 'gone'): Promise<void> {
  const lease = await givenRun(store, connection);
  const steps = [...ids].map((externalId) => ({
    externalId,
    step: { presence, evidence: `${presence}, since looked` },
  }));
  await store.asDaemon((tx) => recordAbsence(tx, { lease, scope, startedAt: new Date(), actor: daemonActor }, steps));
  await finish(store, lease);
}

test('of what is absent, up to as many of each step are listed, the longest missing first', async () => {
  await list('abcdefg');
  for (const shown of ['bcdefg', 'cdefg', 'defg', 'efg', 'fg', 'g']) await list(shown);
  await step('abc', 'suspect');
  expect(await absent(2)).toEqual(['missing d', 'missing e', 'suspect a', 'suspect b']);
  expect(await absent(9)).toEqual(['missing d', 'missing e', 'missing f', 'suspect a', 'suspect b', 'suspect c']);
  await step('a', 'gone');
  expect(await absent(1)).toEqual(['missing d', 'suspect b']);
});

test('what this listing has just found missing is not listed', async () => {
  await list('ab');
  const { startedAt } = await list('b');
  expect(await absent(9, startedAt)).toEqual([]);
  expect(await absent(9, new Date(startedAt.getTime() + 1))).toEqual(['missing a']);
});

test('each step keeps the cause of the vanishing, with evidence of its own', async () => {
  await list('abc');
  await list('c', [asked]);
  await step('ab', 'suspect');
  await step('ab', 'gone');
  expect(await causes()).toEqual([
    {
      id: 'a',
      type: 'resource.suspected',
      cause: { kind: 'operation', operationId, evidence: 'suspect, since looked', confidence: 'certain' },
    },
    {
      id: 'b',
      type: 'resource.suspected',
      cause: { kind: 'out_of_band', evidence: 'suspect, since looked', confidence: 'likely' },
    },
    {
      id: 'a',
      type: 'resource.gone',
      cause: { kind: 'operation', operationId, evidence: 'gone, since looked', confidence: 'certain' },
    },
    {
      id: 'b',
      type: 'resource.gone',
      cause: { kind: 'out_of_band', evidence: 'gone, since looked', confidence: 'likely' },
    },
  ]);
});

test('that is the cause of its newest vanishing', async () => {
  await list('ab');
  await list('b', [asked]);
  await list('ab');
  await list('b');
  await step('a', 'suspect');
  expect(await causes()).toMatchObject([{ id: 'a', cause: { kind: 'out_of_band' } }]);
});

async function causes(): Promise<unknown[]> {
  const { rows } = await store.owner.query(
    `select subject_id as id, type, cause from rollcall.audit_event where connection_id = $1
      and type in ('resource.suspected', 'resource.gone') order by type desc, subject_id`,
    [connection.id],
  );
  return rows;
}
