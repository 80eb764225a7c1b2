import { inWorkspace, logKeys, rotateLogKey } from '@rollcall/db';
import { sealAll, signAll } from '@rollcall/db/testing';
import { leafHash, openCheckpoint, parseVerifierKey, provesGrowth, provesInclusion } from '@rollcall/ledger';
import { Checkpoint, GrowthProof, InclusionProof, LogKey, WorkspaceId } from '@rollcall/schema';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { useGateway } from './support/gateway.ts';

const gateway = useGateway();
let workspaceId: WorkspaceId;

beforeAll(async () => {
  const { rows } = await gateway.owner.query(
    `select workspace_id as id from rollcall.workspace where name = 'default'`,
  );
  workspaceId = WorkspaceId.parse(rows[0].id);
  for (const scope of ['audit:read', 'inventory:read', 'reports:read']) await gateway.key([scope]);
  await sign();
});

const sign = () => signAll(gateway.urls, { workspaceId, ring: gateway.gateway.ring });
const bytes = (base64: string) => Buffer.from(base64, 'base64');

async function ask<Shape extends z.ZodType>(procedure: string, input: object, shape: Shape): Promise<z.output<Shape>> {
  const { data, error } = await gateway.query(procedure, input);
  if (error !== undefined) throw new Error(`${error.code}: ${error.message}`);
  return shape.parse(z.object({ data: z.unknown() }).parse(data).data);
}

test('who has the key can prove each event by what is answered, and nothing else by it', async () => {
  const [key] = await ask('audit.keys', {}, z.array(LogKey));
  const keys = [parseVerifierKey(key?.verifierKey ?? '')];
  const newest = await ask('audit.checkpoint', {}, Checkpoint);
  const { size, root } = openCheckpoint(newest.note, keys);
  expect(newest).toMatchObject({ size, keyIds: [key?.id], root: Buffer.from(root).toString('base64') });
  const { rows } = await gateway.owner.query('select event_id as id, seq::int from rollcall.sealed_event order by seq');
  for (const { id, seq } of rows) {
    const proof = await ask('audit.proof', { event: id }, InclusionProof);
    expect(proof).toEqual(await ask('audit.proof', { sequence: seq, checkpoint: newest.number }, InclusionProof));
    expect(JSON.parse(proof.leaf)).toMatchObject({ event_id: id, sequence: seq });
    const given = { leaf: leafHash(proof.leaf), proof: proof.hashes.map(bytes), root };
    expect(provesInclusion({ index: proof.index, size }, given)).toBe(true);
    expect(
      provesInclusion({ index: proof.index, size }, { ...given, leaf: leafHash(proof.leaf.replace('"', "'")) }),
    ).toBe(false);
  }
  expect(rows.length).toBe(size);
});

test('that the log only grew can be proven from any size that was kept elsewhere', async () => {
  const before = await ask('audit.checkpoint', {}, Checkpoint);
  await gateway.key(['audit:read']);
  await sign();
  const { from, to, hashes } = await ask('audit.growth', { from: before.size }, GrowthProof);
  expect(from).toEqual({ size: before.size, root: before.root });
  expect(to.size).toBeGreaterThan(from.size);
  const given = { fromRoot: bytes(before.root), toRoot: bytes(to.root), proof: hashes.map(bytes) };
  expect(provesGrowth({ from: from.size, to: to.size }, given)).toBe(true);
  expect(await ask('audit.checkpoints', { limit: 1 }, z.array(Checkpoint))).toMatchObject([to]);
});

test('an event that no checkpoint holds yet, or that is not there, has no proof', async () => {
  const { id } = await gateway.key(['audit:read']);
  const { rows } = await gateway.owner.query(
    'select event_id as event from rollcall.audit_event where subject_id = $1',
    [id],
  );
  expect((await gateway.query('audit.proof', rows[0])).error?.code).toBe('not_found');
  await sealAll(gateway.urls);
  const { error } = await gateway.query('audit.proof', rows[0]);
  expect([error?.code, error?.message]).toEqual([
    'not_found',
    expect.stringMatching(/^The checkpoint \d+ holds \d+ events/),
  ]);
  expect((await gateway.query('audit.proof', { sequence: 1_000 })).error?.code).toBe('not_found');
});

test('a checkpoint that is asked for holds all that was sealed then; without a daemon, it is waited for in vain', async () => {
  await sealAll(gateway.urls);
  const { rows } = await gateway.owner.query('select size::int from rollcall.audit_tail where workspace_id = $1', [
    workspaceId,
  ]);
  const asked = ask('audit.checkpoint', { fresh: true }, Checkpoint);
  await expect
    .poll(async () => (await gateway.owner.query('select size::int from rollcall.checkpoint_request')).rows)
    .toEqual([{ size: rows[0].size }]);
  await sign();
  expect(await asked).toMatchObject({ size: rows[0].size });
  expect((await gateway.owner.query('select from rollcall.checkpoint_request')).rowCount).toBe(0);
});

test('a key for some connections has proofs of their events, and of no others', async () => {
  const made = await gateway.owner.query(
    `insert into rollcall.connection (workspace_id, connection_id, name, provider, base_url, config, state, sandbox)
      select $1, gen_random_uuid(), name, 'acme', '', '{}', 'active', true from unnest(array['its', 'another']) name
      returning name, connection_id as id`,
    [workspaceId],
  );
  for (const { id } of made.rows) {
    await gateway.owner.query(
      `insert into rollcall.audit_event (workspace_id, event_id, type, connection_id, actor, subject_kind, subject_id, subject_name)
        values ($1, $2, 'connection.updated', $2, '{"type": "system", "id": "x", "name": "x"}', 'connection', $3, 'c')`,
      [workspaceId, id, id],
    );
  }
  await sign();
  const created = await gateway.mutate('keys.create', {
    name: 'limited',
    scopes: ['audit:read'],
    connections: ['its'],
  });
  const { token } = z.object({ token: z.string() }).parse(created.data);
  gateway.secrets.add(token);
  const codes = [];
  for (const { id } of made.rows) codes.push((await gateway.query('audit.proof', { event: id }, token)).error?.code);
  const { rows } = await gateway.owner.query('select seq::int from rollcall.sealed_event where event_id = $1', [
    made.rows[1].id,
  ]);
  codes.push((await gateway.query('audit.proof', { sequence: rows[0].seq }, token)).error?.code);
  codes.push((await gateway.query('audit.proof', { sequence: 1 }, token)).error?.code);
  expect(codes).toEqual([undefined, 'not_found', 'not_found', 'not_found']);
  expect((await gateway.mutate('audit.rotateKey', {}, token)).error?.code).toBe('scope_missing');
});

test('a new key waits for its checkpoint, signs it beside the old one, and goes on alone', async () => {
  const { data } = await gateway.mutate('audit.rotateKey', {});
  const made = z.object({ data: LogKey }).parse(data).data;
  expect(made).toMatchObject({ state: 'waits', since: null, until: null, afterLost: false });
  expect((await gateway.mutate('audit.rotateKey', {})).error).toMatchObject({
    code: 'log_state',
    details: { state: 'rotating' },
  });
  await sign();
  const both = await ask('audit.checkpoint', {}, Checkpoint);
  const [old, next] = await ask('audit.keys', {}, z.array(LogKey));
  expect(both.keyIds).toEqual([old?.id, made.id]);
  const { number, size, at } = both;
  expect([old?.state, old?.until, next?.state, next?.since]).toEqual([
    'retired',
    { number, size, at },
    'signs',
    { number, size, at },
  ]);
  await sign();
  expect((await ask('audit.checkpoint', {}, Checkpoint)).keyIds).toEqual([made.id]);
});

test('a new master key seals the keys of the log, too, and the doctor tells of one that does not open', async () => {
  const named = async () => {
    const { data } = await gateway.query('doctor.examine');
    const checks = z
      .object({ data: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })) })
      .parse(data).data;
    return checks.filter(({ name }) => /\blog\b/.test(name) && !name.includes('audit events'));
  };
  expect((await named()).filter(({ ok }) => !ok)).toEqual([]);
  const turned = await gateway.mutate('credentials.rotateMaster');
  expect(turned.data).toMatchObject({ data: { logKeys: 2 } });
  await sign();
  const other = { current: async () => ({ id: 'other', key: Buffer.alloc(32) }), find: async () => Buffer.alloc(32) };
  const actor = { type: 'system', id: 'x', name: 'x' } as const;
  await inWorkspace(gateway.gateway.db, workspaceId, async (tx) => {
    await rotateLogKey(tx, { ring: other, actor, lost: true });
    expect(await logKeys(tx)).toHaveLength(3);
  });
  const closed = (await named()).filter(({ ok }) => !ok);
  expect(closed).toMatchObject([
    { name: 'the key that signs the log can be opened', detail: expect.stringContaining('--lost') },
  ]);
});
