import { expect, test } from 'vitest';
import {
  acceptOperation,
  closeInterrupted,
  destroySealed,
  dispatchOperation,
  expireSecrets,
  finishOperation,
  inWorkspace,
  keepSealed,
  masterKeysInUse,
  operationById,
  replaceSeal,
  type SecretOwner,
  sealedOf,
  sealedWithOthers,
  takeSealedResult,
} from '../src/index.ts';
import { daemonActor, givenConnection, keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();

const keep = (id: string, { masterKeyId = 'key-1', ttlMs = null as number | null, sealed = `seal of ${id}` } = {}) =>
  store.asGateway((tx) => keepSealed(tx, [{ purpose: 'input', id, sealed, masterKeyId, ttlMs }]));
const read = (id: string) => store.asGateway((tx) => sealedOf(tx, { purpose: 'input', id }));

test('a secret waits until it is destroyed, and the one of another purpose does not come in its stead', async () => {
  await keep('a');
  await keep('b');
  expect(await read('a')).toBe('seal of a');
  expect(await store.asGateway((tx) => sealedOf(tx, { purpose: 'result', id: 'a' }))).toBeUndefined();
  await store.asGateway((tx) => destroySealed(tx, { purpose: 'result', ids: ['a'] }));
  expect(await read('a')).toBe('seal of a');
  await store.asGateway((tx) => destroySealed(tx, { purpose: 'input', ids: ['a', 'never there'] }));
  expect([await read('a'), await read('b')]).toEqual([undefined, 'seal of b']);
});

test('a second one of the same owner takes the place of the first', async () => {
  await keep('twice');
  await keep('twice', { sealed: 'another' });
  expect(await read('twice')).toBe('another');
});

test('one whose time is over is not read, though nobody has destroyed it yet', async () => {
  await keep('late', { ttlMs: 60_000 });
  expect(await read('late')).toBe('seal of late');
  await store.owner.query(`update rollcall.sealed_secret set expires_at = clock_timestamp() where owner_id = 'late'`);
  expect(await read('late')).toBeUndefined();
});

test('the master keys in use are those of credentials and of secrets that wait, of every workspace', async () => {
  await keep('mine', { masterKeyId: 'key-mine' });
  await inWorkspace(store.gateway, store.theirs, (tx) =>
    keepSealed(tx, [{ purpose: 'result', id: 'theirs', sealed: 's', masterKeyId: 'key-theirs', ttlMs: 60_000 }]),
  );
  const inUse = await masterKeysInUse(store.gateway);
  expect([inUse.has('key-mine'), inUse.has('key-theirs'), inUse.has('key-none')]).toEqual([true, true, false]);
});

test('what another key seals is sealed again batch by batch, each once', async () => {
  await store.owner.query('delete from rollcall.sealed_secret');
  const ids = Array.from({ length: 1_100 }, (_, nth) => `n${nth}`);
  await store.asGateway((tx) =>
    keepSealed(
      tx,
      ids.map((id) => ({ purpose: 'input', id, sealed: 'old', masterKeyId: 'old', ttlMs: null }) as const),
    ),
  );
  await keep('new already', { masterKeyId: 'new' });
  const sizes: number[] = [];
  let after: SecretOwner | undefined;
  do {
    const position = after;
    after = await store.asGateway(async (tx) => {
      const batch = await sealedWithOthers(tx, { masterKeyId: 'new', after: position });
      for (const { purpose, id } of batch) {
        // One that cannot be opened stays as it is, and keeps none of the others.
        if (id !== 'n500') await replaceSeal(tx, { purpose, id, sealed: 'again', masterKeyId: 'new' });
      }
      sizes.push(batch.length);
      return batch.at(-1);
    });
  } while (after !== undefined);
  expect(sizes).toEqual([500, 500, 100, 0]);
  const { rows } = await store.owner.query(
    'select master_key_id as key, sealed, count(*)::int as count from rollcall.sealed_secret group by 1, 2 order by 3',
  );
  expect(rows).toEqual([
    expect.objectContaining({ count: 1 }),
    expect.objectContaining({ count: 1 }),
    { key: 'new', sealed: 'again', count: 1_099 },
  ]);
});

/** An operation whose answer may hold secrets, on its way to the provider unless `sent` is false. */
async function revealing({ sent = true } = {}) {
  const connection = await givenConnection(store);
  const operation = {
    ...{ connection, procedure: 'acme.createKey', input: {}, inputHmac: Buffer.alloc(32), idempotencyKey: null },
    ...{ expectations: [], reveals: true, callMs: 60_000, actor: keyActor },
  };
  const accepted = await store.asGateway((tx) => acceptOperation(tx, operation));
  if (accepted.state !== 'new') throw new Error('it has no key');
  const recorded = { ...operation, id: accepted.id };
  if (sent) await store.asGateway((tx) => dispatchOperation(tx, recorded));
  return recorded;
}

test.each([
  {
    sent: true,
    state: 'unknown',
    secrets: 'lost',
    says: /stopped while the answer was awaited: a secret in it is lost$/,
  },
  { sent: false, state: 'failed', secrets: 'none', says: /stopped before it was sent$/ },
])('a gateway that stopped, sent: $sent, leaves the operation $state and its secrets $secrets', async (given) => {
  const { id, connection } = await revealing(given);
  expect((await store.asGateway((tx) => operationById(tx, id)))?.secrets).toBe('awaited');
  await store.owner.query('update rollcall.operation set deadline_at = now() where operation_id = $1', [id]);
  await store.asDaemon((tx) => closeInterrupted(tx, connection.id, daemonActor));
  expect(await store.asGateway((tx) => operationById(tx, id))).toMatchObject({
    state: given.state,
    secrets: given.secrets,
    error: { message: expect.stringMatching(given.says) },
  });
  const { rows } = await store.owner.query(
    `select after ->> 'secrets' as secrets from rollcall.audit_event where operation_id = $1 order by event_id desc limit 1`,
    [id],
  );
  expect(rows).toEqual([{ secrets: given.secrets === 'lost' ? 'lost' : null }]);
});

test('of results that expire together each has its event, whatever their number, and none that was taken', async () => {
  const operation = await revealing();
  const sealed = { sealed: 's', masterKeyId: 'k', ttlMs: 60_000, become: 'sealed' } as const;
  await store.asGateway((tx) => finishOperation(tx, operation, { state: 'succeeded', result: {}, secrets: sealed }));
  const taken = await revealing();
  await store.asGateway((tx) => finishOperation(tx, taken, { state: 'succeeded', result: {}, secrets: sealed }));
  expect(await store.asGateway((tx) => takeSealedResult(tx, taken.id, keyActor))).toBe('s');
  const inputs = Array.from({ length: 600 }, (_, nth) => ({ purpose: 'input', id: `late ${nth}` }) as const);
  await store.asGateway((tx) =>
    keepSealed(
      tx,
      inputs.map((input) => ({ ...input, sealed: 's', masterKeyId: 'k', ttlMs: 60_000 })),
    ),
  );
  await store.owner.query('update rollcall.sealed_secret set expires_at = now() where expires_at is not null');
  expect(await expireSecrets(store.daemon, daemonActor)).toBe(601);
  const { rows } = await store.owner.query(
    `select type, operation_id as id from rollcall.audit_event where type like 'secret.%' order by event_id`,
  );
  expect(rows).toEqual([
    { type: 'secret.taken', id: taken.id },
    { type: 'secret.expired', id: operation.id },
  ]);
});

test('an answer that comes when listings have settled its operation keeps that state, and its secrets are not lost', async () => {
  const operation = await revealing();
  const { id } = operation;
  await store.owner.query(`update rollcall.operation set state = 'confirmed' where operation_id = $1`, [id]);
  const secrets = { sealed: 'late', masterKeyId: 'k', ttlMs: 60_000, become: 'sealed' } as const;
  const finish = () =>
    store.asGateway((tx) => finishOperation(tx, operation, { state: 'succeeded', result: { a: 1 }, secrets }));
  expect(Date.parse((await finish()) ?? '')).toBeGreaterThan(Date.now());
  expect(await store.asGateway((tx) => operationById(tx, id))).toMatchObject({ state: 'confirmed', secrets: 'sealed' });
  expect(await store.asGateway((tx) => takeSealedResult(tx, id, keyActor))).toBe('late');
});
