import { expirePlans } from '@rollcall/db';
import { beforeAll, describe, expect, test } from 'vitest';
import { apply, bulkOnce, hasEnded, itemsOf, plan, sealedInputs } from './support/bulk.ts';
import { connect, small } from './support/connect.ts';
import { subscribe } from './support/events.ts';
import { useGateway } from './support/gateway.ts';
import { fillLedger } from './support/ledger.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
let acme: TestSandbox;
let mail: TestSandbox;
let domain: string;
let mailDomain: string;

beforeAll(async () => {
  acme = await startSandbox(small);
  mail = await startSandbox({ seed: 3 }, 'mailbux');
  for (const [name, sandbox] of Object.entries({ acme, mail })) {
    await connect(gateway, name, sandbox);
    await fillLedger(gateway, name, sandbox);
  }
  // What the sandboxes documents is not what is tested here: a rate would only make it slow.
  await gateway.owner.query(`update rollcall.connection set rates = '{"default": 60000}'`);
  domain = (await acme.thing('domain')).name;
  mailDomain = (await mail.thing('domain')).name;
});

const creations = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, n) => ({ address: `${prefix}-${n}@${domain}` }));
const withPasswords = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, n) => ({
    address: `${prefix}-${n}@${mailDomain}`,
    password: `secret of ${prefix} ${n}`,
  }));
const names = async (sandbox: TestSandbox, prefix: string) =>
  (await sandbox.things('inbox')).map(({ name }) => name).filter((name) => name.startsWith(`${prefix}-`));
const events = async (id: string) => {
  const { rows } = await gateway.owner.query(
    `select type, after from rollcall.audit_event where subject_id = $1 order by event_id`,
    [id],
  );
  return rows as { type: string; after: Record<string, unknown> }[]; // Columns of the table.
};

/** Requests a minute that acme allows, and how much of them is spent beforehand. */
const rate = async (perMinute: number, spentSeconds: number) => {
  await gateway.owner.query(
    `update rollcall.connection set rates = jsonb_build_object('default', $1::int) where name = 'acme'`,
    [perMinute],
  );
  await gateway.owner.query(
    `update rollcall.rate_budget b set spent_until = clock_timestamp() + $1 * interval '1 s' from rollcall.connection c
      where c.connection_id = b.connection_id and c.name = 'acme' and b.bucket = 'default'`,
    [spentSeconds],
  );
};

describe('a plan that is applied', () => {
  test('is carried out item by item, at every connection, and leaves no sealed input', async () => {
    const items = withPasswords(10, 'one');
    for (const { password } of items) gateway.secrets.add(password);
    const { id } = await apply(gateway, [
      { connection: 'acme', procedure: 'inboxes.create', items: creations(10, 'one') },
      { connection: 'mail', procedure: 'inboxes.create', items },
    ]);
    const done = await bulkOnce(gateway, id, hasEnded);
    expect(done).toMatchObject({ state: 'finished', counts: { succeeded: 20 }, parked: [] });
    expect(await names(acme, 'one')).toHaveLength(10);
    expect(await names(mail, 'one')).toHaveLength(10);
    expect(await sealedInputs(gateway, id)).toBe(0);
    const carried = await itemsOf(gateway, id, 'succeeded');
    expect(carried.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    const { data } = await gateway.query('operations.get', { id: carried[12]?.operationId });
    expect(data).toMatchObject({
      data: { bulk: id, reverts: null, operation: 'mailbux.createPrincipal', state: 'succeeded' },
    });
    expect((await events(id)).map(({ type }) => type)).toEqual(['bulk.planned', 'bulk.accepted', 'bulk.finished']);
    const { rows } = await gateway.owner.query(`select after from rollcall.audit_event where operation_id = $1`, [
      carried[12]?.operationId,
    ]);
    expect(rows.map(({ after }) => after.bulk)).toEqual([id, id, id]);
  });

  test('is the same bulk operation when it is applied once more, by the same key or none', async () => {
    const groups = [{ connection: 'acme', procedure: 'inboxes.create', items: creations(2, 'twice') }];
    const made = await plan(gateway, groups);
    const given = { planId: made.id, hash: made.hash.slice(0, 12), idempotencyKey: 'once' };
    const answers = await Promise.all([1, 2, 3].map(() => gateway.mutate('operations.applyPlan', given)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await bulkOnce(gateway, made.id, hasEnded);
    expect(await gateway.mutate('operations.applyPlan', given)).toMatchObject({
      status: 200,
      data: { data: { state: 'finished' } },
    });
    expect(await names(acme, 'twice')).toHaveLength(2);
    const other = await plan(gateway, [{ ...groups[0], items: creations(1, 'other') }] as typeof groups);
    const reused = await gateway.mutate('operations.applyPlan', {
      planId: other.id,
      hash: other.hash,
      idempotencyKey: 'once',
    });
    expect(reused.error?.code).toBe('idempotency_mismatch');
  });

  test('is not applied by another hash, when it has moved, or when its time is over', async () => {
    const inbox = await acme.thing('inbox', 1);
    const groups = [{ connection: 'acme', procedure: 'inboxes.delete', items: [{ inbox: inbox.name }] }];
    const made = await plan(gateway, groups);
    const wrong = await gateway.mutate('operations.applyPlan', { planId: made.id, hash: 'a'.repeat(64) });
    expect(wrong.error?.code).toBe('plan_moved');

    await gateway.owner.query(`update rollcall.resource set version = 2 where external_id = $1`, [inbox.id]);
    const moved = await gateway.mutate('operations.applyPlan', { planId: made.id, hash: made.hash });
    expect(moved.error).toMatchObject({
      code: 'plan_moved',
      details: { moved: [{ ordinal: 0, now: 'target would be another' }] },
    });
    await gateway.owner.query(`update rollcall.resource set presence = 'gone' where external_id = $1`, [inbox.id]);
    const again = await plan(gateway, groups);
    expect(again.items[0]?.warnings.map(({ code }) => code)).toContain('absent');

    await gateway.owner.query(`update rollcall.bulk set expires_at = now() where bulk_id = $1`, [again.id]);
    const late = await gateway.mutate('operations.applyPlan', { planId: again.id, hash: again.hash });
    expect(late.error?.code).toBe('plan_expired');
    expect(await acme.things('inbox')).toContainEqual(inbox);
  });

  test('parks a connection that is out of money until a person has it go on, and does no more than was shown', async () => {
    const inboxes = [await acme.thing('inbox', 2), await acme.thing('inbox', 3)];
    await acme.fault({ operation: 'deleteMailbox', fault: 'status', status: 402, times: 0 });
    const items = inboxes.map(({ name }) => ({ inbox: name }));
    const { id } = await apply(gateway, [
      { connection: 'acme', procedure: 'inboxes.delete', items },
      { connection: 'mail', procedure: 'inboxes.create', items: withPasswords(1, 'beside') },
    ]);
    const parked = await bulkOnce(gateway, id, (bulk) => bulk.parked.length > 0 && bulk.counts.succeeded === 1);
    expect(parked).toMatchObject({
      counts: { waiting: 2, succeeded: 1 },
      parked: [{ connection: 'acme', code: 'payment_required', until: null }],
    });
    await acme.clearFaults();
    await gateway.owner.query(`update rollcall.resource set version = 9 where external_id = $1`, [inboxes[1]?.id]);
    await gateway.mutate('operations.bulk.resume', { id });
    const done = await bulkOnce(gateway, id, hasEnded);
    expect(done.counts).toEqual({ succeeded: 2, failed: 1 });
    const [refused] = await itemsOf(gateway, id, 'failed');
    expect(refused).toMatchObject({ ordinal: 1, operationId: null, error: { kind: 'plan_moved' } });
    const left = (await acme.things('inbox')).map(({ id: inbox }) => inbox);
    expect(inboxes.map((inbox) => left.includes(inbox.id))).toEqual([false, true]);
    expect((await events(id)).map(({ type }) => type)).toContain('bulk.resumed');
  });

  test('tries once more what was certainly not done, and never what may have been', async () => {
    await mail.fault({ operation: 'createPrincipal', fault: 'apply_then_drop', after: 1 });
    await mail.fault({ operation: 'createPrincipal', fault: 'status', status: 429, after: 3 });
    const { id } = await apply(gateway, [
      { connection: 'mail', procedure: 'inboxes.create', items: withPasswords(6, 'some') },
    ]);
    const sent = await bulkOnce(gateway, id, ({ counts: { waiting = 0, running = 0 } }) => waiting + running === 0);
    expect(sent).toMatchObject({ state: 'running', counts: { succeeded: 5, unknown: 1 } });
    expect(await names(mail, 'some')).toHaveLength(6);
    expect(await sealedInputs(gateway, id), 'what is unknown is never sent again').toBe(0);
    const { rows } = await gateway.owner.query(
      `select state, count(*)::int as count from rollcall.operation where bulk_id = $1 group by 1 order by 1`,
      [id],
    );
    expect(rows).toEqual([
      { state: 'failed', count: 1 },
      { state: 'succeeded', count: 5 },
      { state: 'unknown', count: 1 },
    ]);
    // As a listing settles it.
    await gateway.owner.query(
      `update rollcall.operation set state = 'confirmed', settled_at = now() where bulk_id = $1 and state = 'unknown'`,
      [id],
    );
    await gateway.mutate('operations.bulk.resume', { id });
    const done = await bulkOnce(gateway, id, hasEnded);
    expect(done).toMatchObject({ state: 'finished', counts: { succeeded: 5, confirmed: 1 } });
  });

  test('is cancelled as far as it was not sent, and a paused connection waits for its turn', async () => {
    await mail.fault({ operation: 'createPrincipal', fault: 'delay', ms: 100, times: 0 });
    const items = withPasswords(40, 'many');
    const { id } = await apply(gateway, [{ connection: 'mail', procedure: 'inboxes.create', items }]);
    await bulkOnce(gateway, id, ({ counts: { succeeded = 0 } }) => succeeded > 0);
    await gateway.mutate('connections.pause', { name: 'mail' });
    const paused = await bulkOnce(gateway, id, ({ parked }) => parked.length > 0);
    expect(paused.parked).toMatchObject([
      { connection: 'mail', code: 'connection_not_active', until: expect.any(String) },
    ]);
    await gateway.mutate('connections.resume', { name: 'mail' });
    await bulkOnce(gateway, id, ({ counts: { succeeded = 0 } }) => succeeded > (paused.counts.succeeded ?? 0) + 1);
    const { data } = await gateway.mutate('operations.bulk.cancel', { id });
    expect(data).toMatchObject({
      data: { cancelledAt: expect.any(String), counts: { cancelled: expect.any(Number) } },
    });
    const done = await bulkOnce(gateway, id, hasEnded);
    expect(done.state).toBe('cancelled');
    const { succeeded = 0, cancelled = 0 } = done.counts;
    expect(succeeded + cancelled).toBe(40);
    expect(cancelled).toBeGreaterThan(0);
    expect(await names(mail, 'many')).toHaveLength(succeeded);
    expect(await sealedInputs(gateway, id)).toBe(0);
    expect((await events(id)).map(({ type }) => type)).toEqual([
      ...['bulk.planned', 'bulk.accepted', 'bulk.cancelled', 'bulk.finished'],
    ]);
    await mail.clearFaults();
  });

  test('lets a caller go first that comes while it waits for the rate', async () => {
    await rate(60, 62.5);
    const { id } = await apply(gateway, [
      { connection: 'acme', procedure: 'inboxes.create', items: creations(20, 'patient') },
    ]);
    await bulkOnce(gateway, id, ({ counts: { running = 0 } }) => running > 0);
    const input = { address: `caller@${domain}` };
    expect(await gateway.mutate('inboxes.create', { connection: 'acme', input })).toMatchObject({ status: 200 });
    expect(await names(acme, 'patient')).toEqual([]);
    await gateway.mutate('operations.bulk.cancel', { id });
    await rate(60_000, 0);
    expect((await bulkOnce(gateway, id, hasEnded)).state).toBe('cancelled');
  });

  test('is cancelled with the key that applied it', async () => {
    await rate(60, 62.5);
    const { token, id: keyId } = await gateway.key(['operations:write', 'inventory:read']);
    const made = await plan(gateway, [
      { connection: 'acme', procedure: 'inboxes.create', items: creations(20, 'leaked') },
    ]);
    const applied = await gateway.mutate('operations.applyPlan', { planId: made.id, hash: made.hash }, token);
    expect(applied.status).toBe(200);
    const own = await apply(gateway, [
      { connection: 'mail', procedure: 'inboxes.create', items: withPasswords(2, 'kept') },
    ]);
    await bulkOnce(gateway, made.id, ({ counts: { running = 0 } }) => running > 0);
    await gateway.mutate('keys.revoke', { id: keyId });
    await rate(60_000, 0);
    const ended = await bulkOnce(gateway, made.id, hasEnded);
    expect(ended.state).toBe('cancelled');
    expect(ended.counts.cancelled).toBeGreaterThanOrEqual(19);
    expect((await bulkOnce(gateway, own.id, hasEnded)).state).toBe('finished');
  });

  test('sends nothing when what an item acts on changes while it waits for the rate', async () => {
    const inbox = await acme.thing('inbox', 0);
    await rate(60, 62.5);
    const { id } = await apply(gateway, [
      { connection: 'acme', procedure: 'inboxes.delete', items: [{ inbox: inbox.name }] },
    ]);
    await bulkOnce(gateway, id, ({ counts: { running = 0 } }) => running > 0);
    const accepted = `select 1 from rollcall.operation where bulk_id = $1 and state = 'accepted'`;
    while ((await gateway.owner.query(accepted, [id])).rows.length === 0);
    await gateway.owner.query(`update rollcall.resource set version = version + 1 where external_id = $1`, [inbox.id]);
    await rate(60_000, 0);
    expect((await bulkOnce(gateway, id, hasEnded)).counts).toEqual({ failed: 1 });
    expect(await itemsOf(gateway, id)).toMatchObject([{ error: { kind: 'plan_moved' } }]);
    expect(await acme.things('inbox')).toContainEqual(inbox);
  });

  test('tells whoever watches how far it is, and ends with it', async () => {
    const made = await plan(gateway, [
      { connection: 'acme', procedure: 'inboxes.create', items: creations(3, 'seen') },
    ]);
    const stream = await subscribe(gateway, 'operations.bulk.watch', { input: { id: made.id } });
    expect((await stream.nextOf('message'))?.data).toMatchObject({ state: 'planned', counts: { planned: 3 } });
    await gateway.mutate('operations.applyPlan', { planId: made.id, hash: made.hash });
    let last: unknown;
    for (let event = await stream.next(); event !== undefined; event = await stream.next()) {
      if (event.event === 'message') last = event.data;
    }
    expect(last).toMatchObject({ state: 'finished', counts: { succeeded: 3 } });
  });

  test('that nobody applied in time is forgotten with its sealed inputs', async () => {
    const made = await plan(gateway, [
      { connection: 'mail', procedure: 'inboxes.create', items: withPasswords(3, 'late') },
    ]);
    expect(await sealedInputs(gateway, made.id)).toBe(3);
    await gateway.owner.query(`update rollcall.bulk set expires_at = now() where bulk_id = $1`, [made.id]);
    await expirePlans(gateway.gateway.db, 100);
    expect(await sealedInputs(gateway, made.id)).toBe(0);
    expect(await itemsOf(gateway, made.id)).toEqual([]);
    const late = await gateway.mutate('operations.applyPlan', { planId: made.id, hash: made.hash });
    expect(late.error?.code).toBe('plan_expired');
  });

  test('goes to the connection that was planned, and to no other that took its name since', async () => {
    const [first, second] = [await startSandbox(small), await startSandbox({ ...small, seed: 4 })];
    await connect(gateway, 'named', first);
    await fillLedger(gateway, 'named', first);
    await first.fault({ operation: 'createMailboxes', fault: 'status', status: 402, times: 0 });
    const items = [{ address: `moved-0@${(await first.thing('domain')).name}` }];
    const { id } = await apply(gateway, [{ connection: 'named', procedure: 'inboxes.create', items }]);
    await bulkOnce(gateway, id, ({ parked }) => parked.length > 0);
    await gateway.mutate('connections.remove', { name: 'named' });
    await connect(gateway, 'named', second);
    await fillLedger(gateway, 'named', second);
    await gateway.mutate('operations.bulk.resume', { id });
    const done = await bulkOnce(gateway, id, hasEnded);
    expect(done.counts).toEqual({ failed: 1 });
    const { rows } = await gateway.owner.query(
      `select distinct o.connection_id = i.connection_id as same from rollcall.bulk_item i
        join rollcall.operation o on o.bulk_id = i.bulk_id where i.bulk_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ same: true }]);
  });

  test('is refused, and no fault, where another plan was applied with its key at the same time or out of sight', async () => {
    const groups = (prefix: string) => [
      { connection: 'acme', procedure: 'inboxes.create', items: creations(1, prefix) },
    ];
    const limited = await gateway.mutate('keys.create', {
      ...{ name: 'limited', scopes: ['operations:write'], connections: ['mail'] },
    });
    const { token } = limited.data as { token: string }; // The answer of keys.create.
    gateway.secrets.add(token);
    const [one, other] = [await plan(gateway, groups('same')), await plan(gateway, groups('key'))];
    const applied = await Promise.all(
      [one, other].map(({ id: planId, hash }) =>
        gateway.mutate('operations.applyPlan', { planId, hash, idempotencyKey: 'shared' }),
      ),
    );
    expect(applied.map(({ status, error }) => error?.code ?? status).toSorted()).toEqual([200, 'idempotency_mismatch']);
    const items = [{ address: `unseen@${mailDomain}`, password: 'secret of nobody' }];
    const hidden = await gateway.mutate(
      'operations.plan',
      { groups: [{ connection: 'mail', procedure: 'inboxes.create', items }] },
      token,
    );
    const { id: planId, hash } = (hidden.data as { data: { id: string; hash: string } }).data; // A plan.
    const refused = await gateway.mutate('operations.applyPlan', { planId, hash, idempotencyKey: 'shared' }, token);
    expect(refused.error?.code).toBe('idempotency_mismatch');
    await gateway.mutate('operations.bulk.cancel', { id: planId });
  });

  test('waits for no person at a connection that is removed: it ends', async () => {
    const moving = await startSandbox(small);
    await connect(gateway, 'removed', moving);
    await moving.fault({ operation: 'createMailboxes', fault: 'status', status: 402, times: 0 });
    const items = [{ address: `removed@${(await moving.thing('domain')).name}` }];
    const { id } = await apply(gateway, [{ connection: 'removed', procedure: 'inboxes.create', items }]);
    await bulkOnce(gateway, id, ({ parked }) => parked.length > 0);
    expect(await gateway.mutate('connections.remove', { name: 'removed' })).toMatchObject({ status: 200 });
    expect((await bulkOnce(gateway, id, hasEnded)).counts).toEqual({ failed: 1 });
    expect(await itemsOf(gateway, id, 'failed')).toMatchObject([{ error: { kind: 'connection_not_found' } }]);
  });

  test('keeps the keys of its operations to itself', async () => {
    const answer = await gateway.mutate('inboxes.create', {
      ...{ connection: 'acme', input: { address: `kept@${domain}` }, idempotencyKey: 'bulk/anything' },
    });
    expect(answer.error).toMatchObject({ code: 'invalid_input', issues: [{ path: 'idempotencyKey' }] });
  });
});
