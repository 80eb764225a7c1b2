import { NoteError, noteHash, openCheckpoint, originOf, readCheckpoint } from '@rollcall/ledger';
import { WorkspaceId } from '@rollcall/schema';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, expect, test } from 'vitest';
import {
  appendEvent,
  type Checkpoint,
  checkpointNumbered,
  dueCheckpoints,
  growLogs,
  inWorkspace,
  listCheckpoints,
  logKeys,
  makeCheckpoint,
  newestCheckpoint,
  requestCheckpoint,
  resealLogKeys,
  rotateLogKey,
  type Signing,
  sealEvents,
} from '../src/index.ts';
import { keyActor } from './support/given.ts';
import { ringOf, testRing } from './support/ring.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const minute = { changedMs: 60_000, idleMs: 86_400_000 };

let workspace: WorkspaceId;
beforeEach(async () => {
  workspace = WorkspaceId.parse(uuidv7());
  await store.owner.query(`insert into rollcall.workspace (workspace_id, name) values ($1, $2)`, [
    workspace,
    workspace,
  ]);
});

const asGateway = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(store.gateway, workspace, work);

/** Appends so many events, and takes them into the log. */
async function given(events: number): Promise<void> {
  await asGateway(async (tx) => {
    for (let nth = 0; nth < events; nth += 1) {
      const subject = { kind: 'gateway_key', externalId: `${nth}`, name: 'k' } as const;
      await appendEvent(tx, { type: 'key.created', actor: keyActor, subject });
    }
  });
  await taken();
}

async function taken(): Promise<void> {
  await sealEvents(store.daemon);
  await growLogs(store.daemon);
}

const sign = (known?: Checkpoint, ring = testRing): Promise<Signing> =>
  makeCheckpoint(store.daemon, workspace, { ring, known: known === undefined ? [] : [known] });

async function signed(known?: Checkpoint): Promise<Checkpoint> {
  const signing = await sign(known);
  if (signing.did !== 'sign') throw new Error(`it did not sign: ${JSON.stringify(signing)}`);
  return signing.checkpoint;
}

const verifiers = async () => (await asGateway(logKeys)).map(({ key }) => key);
const due = async (times = minute) => (await dueCheckpoints(store.daemon, times)).map(({ workspaceId }) => workspaceId);
const isDue = async (times = minute) => (await due(times)).includes(workspace);

/** Changes something that nobody may change, as a superuser who means to would. */
async function tamper(statement: string): Promise<void> {
  await store.owner.query(
    `set local session_replication_role = replica; ${statement.replaceAll('WORKSPACE', `'${workspace}'`)}`,
  );
}

test('each checkpoint says how far the log goes, is signed, and names the one before', async () => {
  await given(3);
  const first = await signed();
  await given(300);
  const second = await signed(first);
  const keys = await verifiers();
  expect(openCheckpoint(first.note, keys)).toMatchObject({ origin: originOf(workspace), size: 3, previous: null });
  expect(openCheckpoint(second.note, keys)).toMatchObject({ size: 303, previous: noteHash(first.note), at: second.at });
  expect([first, second].map(({ number, firstKey, lastKey }) => [number, firstKey, lastKey])).toEqual([
    [1, 1, 1],
    [2, 1, 1],
  ]);
  expect(await asGateway(newestCheckpoint)).toEqual(second);
  expect(await asGateway((tx) => listCheckpoints(tx, { limit: 9 }))).toEqual([second, first]);
  expect(await asGateway((tx) => listCheckpoints(tx, { limit: 9, before: 2 }))).toEqual([first]);
  expect(await asGateway((tx) => checkpointNumbered(tx, 1))).toEqual(first);
  await expect(asGateway((tx) => checkpointNumbered(tx, 3))).rejects.toMatchObject({ code: 'not_found' });
});

test('one is due at first, a minute after a change, a day after none, and when somebody waits', async () => {
  await asGateway(async (tx) => void (await appendEvent(tx, { type: 'key.created', actor: keyActor, subject })));
  expect(await isDue()).toBe(false);
  await taken();
  expect(await isDue()).toBe(true);
  await signed();
  expect(await isDue()).toBe(false);
  expect(await isDue({ changedMs: 0, idleMs: 60_000 })).toBe(false);
  expect(await isDue({ changedMs: 60_000, idleMs: 0 })).toBe(true);
  await given(1);
  expect(await isDue()).toBe(false);
  expect(await isDue({ changedMs: 0, idleMs: 60_000 })).toBe(true);
  await asGateway((tx) => requestCheckpoint(tx, 3));
  expect(await isDue()).toBe(false);
  await given(1);
  expect(await isDue()).toBe(true);
  await signed();
  expect(await isDue()).toBe(false);
});
const subject = { kind: 'gateway_key', externalId: 'k', name: 'k' } as const;

test('who waits for a checkpoint comes first, then who was never signed, then who was signed longest ago', async () => {
  const made: WorkspaceId[] = [];
  for (const signs of [true, true, true, false]) {
    workspace = WorkspaceId.parse(uuidv7());
    made.push(workspace);
    await given(1);
    if (signs) await signed();
  }
  const [longest, asking, latest, never] = made;
  await inWorkspace(store.gateway, WorkspaceId.parse(asking), (tx) => requestCheckpoint(tx, 1));
  const order = await due({ changedMs: 0, idleMs: 0 });
  expect(order.filter((one) => made.includes(one))).toEqual([asking, never, longest, latest]);
});

test('what another has signed since it was found to be due is not signed again', async () => {
  await given(1);
  const [found] = (await dueCheckpoints(store.daemon, minute)).filter(({ workspaceId }) => workspaceId === workspace);
  const late = () => makeCheckpoint(store.daemon, workspace, { ring: testRing, known: [], foundAt: found?.foundAt });
  await signed();
  expect(await late()).toEqual({ did: 'wait' });
  // A clock that was put back holds up nothing.
  await tamper(`update rollcall.audit_checkpoint set at = at + interval '1 day' where workspace_id = WORKSPACE`);
  expect(await late()).toMatchObject({ did: 'sign' });
});

test('two never sign at once, and each goes on from what the other signed', async () => {
  await given(2);
  const together = await Promise.all([sign(), sign(), sign()]);
  const made = together.filter(({ did }) => did === 'sign').length;
  expect(made).toBeGreaterThanOrEqual(1);
  const { rows } = await store.owner.query(
    'select array_agg(number::int order by number) as numbers from rollcall.audit_checkpoint where workspace_id = $1',
    [workspace],
  );
  expect(rows[0].numbers).toEqual(Array.from({ length: made }, (_, nth) => nth + 1));
});

test.each([
  {
    what: 'a tree that is smaller than what was signed',
    statement: `update rollcall.audit_tree set size = 3, frontier = substr(frontier, 1, 32) || substr(frontier, 1, 32) where workspace_id = WORKSPACE`,
    why: '7 events were signed, and the log holds 3',
  },
  {
    what: 'a tree that is another',
    statement: `update rollcall.audit_tree set frontier = sha256('x') || substr(frontier, 33) where workspace_id = WORKSPACE`,
    why: 'the log of 9 events is not the one of 7 that was signed and what was added since',
  },
  {
    what: 'a leaf that was added and is another',
    statement: `update rollcall.audit_leaf set leaf = sha256('x') where workspace_id = WORKSPACE and seq = 8`,
    why: 'the log of 9 events is not the one of 7 that was signed and what was added since',
  },
  {
    what: 'a leaf that was added and is gone',
    statement: `delete from rollcall.audit_leaf where workspace_id = WORKSPACE and seq = 8`,
    why: 'The log lacks hashes of its events from 8 to 8: "doctor" says more.',
  },
  {
    what: 'a checkpoint that was altered',
    statement: `update rollcall.audit_checkpoint set note = replace(note, E'\\n7\\n', E'\\n6\\n') where workspace_id = WORKSPACE`,
    why: 'the checkpoint 1 is not the one that was signed',
  },
  {
    what: 'a record of a checkpoint that was altered',
    statement: `update rollcall.audit_checkpoint set size = 8, frontier = sha256('x') where workspace_id = WORKSPACE`,
    why: 'the checkpoint 1 does not say what is on record of it',
  },
  {
    what: 'a frontier on record that was altered',
    statement: `update rollcall.audit_checkpoint set frontier = sha256('x') || substr(frontier, 33) where workspace_id = WORKSPACE`,
    why: 'the checkpoint 1 does not say what is on record of it',
  },
  {
    what: 'a checkpoint that is gone',
    statement: `delete from rollcall.audit_checkpoint where workspace_id = WORKSPACE`,
    why: 'the checkpoint 1 of 7 events was signed, and is not on record: the database was set back',
  },
])('$what is not signed, and it is said why', async ({ statement, why }) => {
  await given(7);
  const known = await signed();
  await given(2);
  await tamper(statement);
  expect(await sign(known)).toEqual({ did: 'refuse', why });
  expect((await asGateway((tx) => listCheckpoints(tx, { limit: 9 }))).length).toBeLessThanOrEqual(1);
});

test('an altered note is not believed by one that knows of none, either', async () => {
  await given(7);
  await signed();
  await tamper(
    `update rollcall.audit_checkpoint set note = replace(note, E'\\n7\\n', E'\\n6\\n') where workspace_id = WORKSPACE`,
  );
  expect(await sign()).toMatchObject({
    did: 'refuse',
    why: expect.stringMatching(/^the checkpoint 1 is not believed: The signature/),
  });
});

test('a key is followed by another, both of which sign where the log first tells of it', async () => {
  await given(1);
  const first = await signed();
  const rotate = (lost = false) => asGateway((tx) => rotateLogKey(tx, { ring: testRing, actor: keyActor, lost }));
  const { nth, key: next } = await rotate();
  expect(nth).toBe(2);
  // The log does not hold the event yet.
  expect(await signed(first)).toMatchObject({ size: 1, firstKey: 1, lastKey: 1 });
  await expect(rotate()).rejects.toMatchObject({ code: 'log_state', details: { state: 'rotating' } });
  await taken();
  const change = await signed();
  expect(change).toMatchObject({ size: 2, firstKey: 1, lastKey: 2 });
  const [old] = await verifiers();
  for (const key of [old, next])
    expect(openCheckpoint(change.note, key === undefined ? [] : [key]).signers).toEqual([key]);
  const after = await signed(change);
  expect(after).toMatchObject({ firstKey: 2, lastKey: 2 });
  expect(() => openCheckpoint(after.note, old === undefined ? [] : [old])).toThrow(NoteError);
  const { rows } = await store.owner.query(
    `select type, subject_id, before, after from rollcall.audit_event where workspace_id = $1 and type like 'log_key.%'`,
    [workspace],
  );
  expect(rows).toEqual([
    {
      ...{ type: 'log_key.rotated', subject_id: next.id, before: { keyId: old?.id } },
      after: { keyId: next.id, publicKey: Buffer.from(next.publicKey).toString('base64'), beforeLost: false },
    },
  ]);
});

test('a key whose master key is lost signs no more; one that says so follows it alone', async () => {
  await given(1);
  const first = await signed();
  const other = ringOf('other');
  await expect(sign(first, other)).rejects.toMatchObject({ code: 'secret_unreadable' });
  const rotate = (lost: boolean) => asGateway((tx) => rotateLogKey(tx, { ring: other, actor: keyActor, lost }));
  await expect(rotate(false)).rejects.toMatchObject({
    code: 'secret_unreadable',
    message: expect.stringContaining('--lost'),
  });
  await rotate(true);
  await taken();
  expect(await sign(first, other)).toMatchObject({ did: 'sign', checkpoint: { size: 2, firstKey: 2, lastKey: 2 } });
});

test('no key is changed before there is one', async () => {
  const rotate = asGateway((tx) => rotateLogKey(tx, { ring: testRing, actor: keyActor, lost: false }));
  await expect(rotate).rejects.toMatchObject({ code: 'log_state', details: { state: 'unsigned' } });
});

test('keys are sealed again by another master key, and sign on', async () => {
  await given(1);
  const first = await signed();
  const both = {
    current: ringOf('next').current,
    find: async (id: string) => (await ringOf('next').find(id)) ?? testRing.find(id),
  };
  expect(await asGateway((tx) => resealLogKeys(tx, both))).toBe(1);
  expect(await asGateway((tx) => resealLogKeys(tx, both))).toBe(0);
  const { rows } = await store.owner.query('select master_key_id from rollcall.log_key where workspace_id = $1', [
    workspace,
  ]);
  expect(rows).toEqual([{ master_key_id: 'next' }]);
  expect(await sign(first, ringOf('next'))).toMatchObject({ did: 'sign' });
  expect(await asGateway((tx) => resealLogKeys(tx, ringOf('third')))).toBe(0);
});

test('a checkpoint is dated by the clock of the database', async () => {
  await given(1);
  const { note, at } = await signed();
  const { rows } = await store.owner.query(
    'select at, abs(extract(epoch from clock_timestamp() - at)) < 60 as now from rollcall.audit_checkpoint where workspace_id = $1',
    [workspace],
  );
  expect(rows).toEqual([{ at: new Date(at), now: true }]);
  expect(readCheckpoint(note).at).toBe(at);
});
