import { hostname } from 'node:os';
import { openCheckpoint, parseVerifierKey } from '@rollcall/ledger';
import { describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { useStack } from './support/stack.ts';

const stack = useStack();

describe('keys', () => {
  test('a key does what its scopes allow until it is revoked', async () => {
    const { data: made } = await stack.ask(
      ['keys', 'create', hostname(), '--scope', 'inventory:read', '--scope', 'audit:read'],
      answers.newKey,
    );
    const env = { ROLLCALL_API_KEY: made.token };
    expect(await stack.cli(['resources'], { env })).toMatchObject({ code: 0 });
    for (const args of [['sync'], ['keys', 'list'], ['doctor'], ['connections', 'pause', 'demo']]) {
      const refused = await stack.cli([...args, '--json'], { env });
      expect(ErrorDocument.parse(refused.json).error.code, args.join(' ')).toBe('scope_missing');
      expect(refused.code).toBe(1);
    }
    const listed = await stack.ask(['keys', 'list'], answers.keys);
    expect(listed.data.map(({ id }) => id)).toContain(made.id);
    expect(JSON.stringify(listed)).not.toContain(made.token);

    await stack.cli(['keys', 'revoke', made.id]);
    const revoked = await stack.cli(['resources', '--json'], { env });
    expect(ErrorDocument.parse(revoked.json).error.code).toBe('unauthenticated');
  });

  test('a key is limited, listed with what to know of it, changed, and rotated with an overlap', async () => {
    const limits = ['--ip', '127.0.0.1', '--rate', '900', '--expires', '7d'];
    const { data: made } = await stack.ask(
      ['keys', 'create', 'nightly', '--scope', 'operations:write:inbox', ...limits],
      answers.newKey,
    );
    expect(made).toMatchObject({ networks: ['127.0.0.1'], unitsPerMinute: 900, state: 'active' });
    expect((await stack.cli(['keys', 'list'])).stdout).toMatch(
      new RegExp(`${made.id} +nightly +active .* ends soon: rotate it +900 `),
    );
    expect((await stack.cli(['keys', 'update', made.id, '--rate', '1000', '--no-ip'])).code).toBe(0);
    const { data: successor } = await stack.ask(
      ['keys', 'rotate', made.id, '--overlap-hours', '2'],
      answers.rotatedKey,
    );
    expect(successor).toMatchObject({
      unitsPerMinute: 1_000,
      networks: [],
      replaced: { id: made.id, state: 'replaced' },
    });
    expect((await stack.cli(['keys', 'list'])).stdout).toMatch(
      new RegExp(`${made.id} .* replaced +.*replaced by ${successor.id}, works until `),
    );
    const again = await stack.cli(['keys', 'rotate', made.id, '--json']);
    expect(ErrorDocument.parse(again.json).error.code).toBe('key_ended');
  });

  test('the token alone is on stdout, for a pipe', async () => {
    const { stdout, stderr } = await stack.cli(['keys', 'create', 'reports', '--scope', 'reports:read']);
    expect(stdout).toMatch(/^rc_live_\S+\n$/);
    expect(stderr).toMatch(/it is not shown again/);
  });
});

describe('workspaces', () => {
  test('one that is made is listed, and its key works in it: by ROLLCALL_API_KEY', async () => {
    const { data: made } = await stack.ask(['workspaces', 'create', ' Big Client '], answers.newWorkspace);
    expect(made).toMatchObject({ name: 'Big Client', key: { name: 'admin' } });
    const listed = await stack.ask(['workspaces', 'list', '--all'], answers.workspaces);
    expect(listed.data.map(({ name }) => name)).toEqual(['default', 'Big Client']);
    expect((await stack.cli(['workspaces', 'list', '--limit', '1'])).stdout).toMatch(
      /^name +made +id\ndefault .*\nmore follow: /,
    );
    const env = { ROLLCALL_API_KEY: made.token };
    const inside = await stack.cli(['connections', 'list', '--json'], { env });
    expect(answers.connections.parse(inside.json).data).toEqual([]);
    const refused = await stack.cli(['workspaces', 'list', '--json'], { env });
    expect(ErrorDocument.parse(refused.json).error.code).toBe('scope_missing');
  });

  test('the token alone is on stdout, and a name is given once', async () => {
    const { stdout, stderr } = await stack.cli(['workspaces', 'create', 'Second Client']);
    expect(stdout).toMatch(/^rc_live_\S+\n$/);
    expect(stderr).toMatch(
      /^The workspace Second Client is made\. .* it is not shown again\. Set ROLLCALL_API_KEY to it/,
    );
    const again = await stack.cli(['workspaces', 'create', 'Second Client', '--json']);
    expect(ErrorDocument.parse(again.json).error.code).toBe('workspace_exists');
    expect(again.code).toBe(1);
  });
});

describe('audit', () => {
  test('checkpoint answers a signed note, on demand of all that is sealed', async () => {
    const { data } = await stack.ask(['audit', 'checkpoint', '--fresh'], answers.auditCheckpoint);
    const { stdout } = await stack.cli(['audit', 'checkpoint']);
    expect(stdout).toBe(data.note);
    const keys = await stack.ask(['audit', 'keys'], answers.auditKeys);
    expect(keys.data).toMatchObject([{ state: 'signs', id: data.keyIds[0] }]);
    expect(
      openCheckpoint(
        stdout,
        keys.data.map((key) => parseVerifierKey(key.verifierKey)),
      ),
    ).toMatchObject({ size: data.size });
    const list = await stack.ask(['audit', 'checkpoints', '--all'], answers.auditCheckpoints);
    expect(list.data).toContainEqual(data);
  });

  test('proof proves an event by its id or its sequence, and that the log only grew', async () => {
    const { data: events } = await stack.ask(['events', '--after', '0', '--limit', '3'], answers.events);
    const [, second] = events;
    const proof = await stack.ask(['audit', 'proof', second?.id ?? ''], answers.auditProof);
    expect(proof).toEqual(await stack.ask(['audit', 'proof', '2'], answers.auditProof));
    const { stdout } = await stack.cli(['audit', 'proof', '2']);
    expect(stdout).toContain(`${proof.data.leaf}\n\nis leaf 1 of `);
    const growth = await stack.ask(['audit', 'proof', '--from', '1'], answers.auditGrowth);
    expect(growth.data.to.size).toBe(proof.data.checkpoint.size);
    for (const wrong of [['x'], ['2', '--from', '1'], [], ['--to', '9']]) {
      expect(await stack.cli(['audit', 'proof', ...wrong])).toMatchObject({ code: 2 });
    }
  });

  test('rotate-key makes a key that the next checkpoint is signed by, too', async () => {
    const made = await stack.ask(['audit', 'rotate-key'], answers.auditKey);
    const signers = async () =>
      (await stack.ask(['audit', 'checkpoint', '--fresh'], answers.auditCheckpoint)).data.keyIds;
    await expect.poll(signers, { timeout: 10_000 }).toContain(made.data.id);
    expect((await stack.cli(['audit', 'keys'])).stdout).toMatch(/ signs /);
  });
});
