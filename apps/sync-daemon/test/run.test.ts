import { processSecrets } from '@rollcall/data-folder';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();
const sizes = { host: 2, domain: 3, inbox: 12 };

let sandbox: TestSandbox;
let connection: Connected;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 5, sizes });
  connection = await installation.connect(sandbox);
});
afterEach(() => sandbox.close());

const sync = (options = {}) => installation.run(connection, options);

/** What happened to each kind: `appeared 2 · changed 0 · vanished 0 · reappeared 0 · proven`. */
async function synced(options = {}): Promise<Record<string, string>> {
  const { outcome, kinds } = await sync(options);
  const lines = kinds.map((kind) => [
    kind.kind,
    `+${kind.appeared} ~${kind.changed} -${kind.vanished} ^${kind.reappeared} ${kind.grade}`,
  ]);
  return { outcome: String(outcome), ...Object.fromEntries(lines) };
}

const nothing = {
  outcome: 'complete',
  host: '+0 ~0 -0 ^0 proven',
  domain: '+0 ~0 -0 ^0 proven',
  inbox: '+0 ~0 -0 ^0 proven',
};

describe('a run', () => {
  test('shows everything at first sight, pins the account, and nothing new the second time', async () => {
    expect(await synced()).toEqual({
      outcome: 'complete',
      host: '+2 ~0 -0 ^0 proven',
      domain: '+3 ~0 -0 ^0 proven',
      inbox: '+12 ~0 -0 ^0 proven',
    });
    const { rows } = await installation.owner.query(
      'select account_id from rollcall.connection where connection_id = $1',
      [connection.id],
    );
    expect(rows[0].account_id).toMatch(/^ws_/);
    const before = await ledgerOf(connection);
    expect(await synced()).toEqual(nothing);
    expect(await ledgerOf(connection)).toEqual(before);
  });

  test('says on each line of the log which one it is, of what, and nothing that it was answered', async () => {
    await sandbox.change({ do: 'delete', kind: 'inbox', first: 1 });
    await sync();
    await sandbox.fault({
      operation: 'listMailboxes',
      fault: 'malformed',
      field: 'imapPort',
      value: 'canary-of-a-value',
    });
    installation.logged.length = 0;
    const { runId } = await sync();
    const lines = installation.logged.map((line): Record<string, unknown> => JSON.parse(line));
    expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['listed', 'listing failed', 'run finished']));
    const { workspaceId } = installation;
    const whole = {
      runId,
      workspaceId,
      connectionId: connection.id,
      connection: connection.name,
      provider: sandbox.provider,
    };
    for (const line of lines) expect(line).toMatchObject(whole);
    expect(installation.logged.join('')).not.toContain('canary');
  });

  test('sees what was changed behind its back, deleted, and created again', async () => {
    await sync();
    await sandbox.change({
      do: 'edit',
      kind: 'domain',
      ...byId(await sandbox.thing('domain', 1)),
      set: { spfOk: false, dkimSelector: 'x' },
    });
    await sandbox.change({ do: 'delete', kind: 'inbox', ...byId(await sandbox.thing('inbox', 4)) });
    await sandbox.change({ do: 'create', kind: 'host', name: '203.0.113.200' });
    expect(await synced()).toEqual({
      outcome: 'complete',
      host: '+1 ~0 -0 ^0 proven',
      domain: '+0 ~1 -0 ^0 proven',
      inbox: '+0 ~0 -1 ^0 proven',
    });
    const { rows } = await installation.owner.query(
      `select type, before, after, cause ->> 'kind' as cause from rollcall.audit_event
        where connection_id = $1 and type = 'resource.changed'`,
      [connection.id],
    );
    expect(rows).toMatchObject([
      { before: { dkimSelector: 'adbtd-2026' }, after: { spfOk: false, dkimSelector: 'x' }, cause: 'out_of_band' },
    ]);
    expect(await synced()).toEqual(nothing);
  });

  test('takes no notice of what changes by itself and means nothing', async () => {
    await sync();
    const before = await ledgerOf(connection);
    await sandbox.change({ do: 'edit', kind: 'domain', first: 3, set: { lastVerifiedAt: '2026-09-09T00:00:00.000Z' } });
    await sandbox.change({ do: 'edit', kind: 'host', first: 2, set: { lastReputationAt: '2026-09-09T00:00:00.000Z' } });
    expect(await synced()).toEqual(nothing);
    expect(await ledgerOf(connection)).toEqual(before);
  });

  test('of one kind leaves the others alone', async () => {
    await sync();
    await sandbox.change({ do: 'delete', kind: 'inbox', first: 1 });
    await sandbox.change({ do: 'delete', kind: 'host', first: 1 });
    expect(await synced({ kinds: ['inbox'] })).toEqual({ outcome: 'complete', inbox: '+0 ~0 -1 ^0 proven' });
    expect(await synced()).toEqual({ ...nothing, host: '+0 ~0 -1 ^0 proven' });
  });

  test('that is only a plan says what would happen, and changes nothing', async () => {
    const plan = await synced({ plan: true });
    expect(plan).toEqual({
      outcome: 'complete',
      host: '+2 ~0 -0 ^0 proven',
      domain: '+3 ~0 -0 ^0 proven',
      inbox: '+12 ~0 -0 ^0 proven',
    });
    expect(await ledgerOf(connection)).toEqual({ resources: [], events: 0, versions: 0, scopes: [], account: null });
    expect(await synced()).toEqual(plan);
    await sandbox.change({ do: 'delete', kind: 'inbox', first: 1 });
    const before = await ledgerOf(connection);
    expect(await synced({ plan: true })).toMatchObject({ inbox: '+0 ~0 -1 ^0 proven' });
    expect(await ledgerOf(connection)).toEqual(before);
    expect(await synced()).toMatchObject({ inbox: '+0 ~0 -1 ^0 proven' });
  });

  test('of a connection that was paused or removed before it began is cancelled, and asks nobody', async () => {
    for (const state of ['paused', 'removed']) {
      await installation.owner.query('update rollcall.connection set state = $2 where connection_id = $1', [
        connection.id,
        state,
      ]);
      expect(await sync()).toMatchObject({ outcome: 'cancelled', reason: 'the connection is not active', kinds: [] });
    }
    expect(await sandbox.log()).toEqual([]);
  });
});

describe('the account', () => {
  test('of another workspace is said to have changed, and nothing of it is applied', async () => {
    await sync();
    await sandbox.change({ do: 'account', id: 'ws_another' });
    await sandbox.change({ do: 'delete', kind: 'inbox', first: 12 });
    const before = await ledgerOf(connection);
    const { outcome, reason, kinds } = await sync();
    expect({ outcome, kinds }).toEqual({ outcome: 'failed', kinds: [] });
    expect(reason).toMatch(
      /^account_changed: the credential opens account ws_another, and this connection is for ws_\w+: give the right credential/,
    );
    const { scopes: _said, ...after } = await ledgerOf(connection);
    const { scopes: _before, ...untouched } = before;
    expect(after).toEqual(untouched);
  });

  test('that does not open makes the run fail, and nothing is applied', async () => {
    const wrong = await installation.connect(sandbox, { credential: { apiKey: 'adbtd_live_wrong' } });
    const { outcome, reason, kinds } = await installation.run(wrong);
    expect({ outcome, kinds }).toEqual({ outcome: 'failed', kinds: [] });
    expect(reason).toMatch(/^unauthorized: GET .*\/me: the provider answered 401/);
    expect(await ledgerOf(wrong)).toMatchObject({ resources: [], account: null });
  });

  test('whose credential cannot be opened here makes the run fail, with what to do', async () => {
    const { ring } = processSecrets({
      dataDir: '.',
      masterKey: Buffer.alloc(32, 1).toString('base64url'),
      pepper: Buffer.alloc(32).toString('base64url'),
    });
    const elsewhere = { ...installation.daemon, ring };
    await sync();
    const lease = await installation.lease(connection);
    const { executeRun } = await import('../src/run/execute.ts');
    const running = executeRun(elsewhere, {
      workspaceId: installation.workspaceId,
      lease,
      stopping: new AbortController().signal,
    });
    await expect(running).rejects.toMatchObject({ code: 'credential_unreadable' });
  });
});

describe('a kind that cannot be listed', () => {
  test.each([
    { status: 401, reason: /^unauthorized: / },
    { status: 404, reason: /^not_found: / },
    { status: 400, reason: /^rejected: / },
  ])('because of $status fails, says so, and leaves the run partial', async ({ status, reason }) => {
    await sync();
    const before = await ledgerOf(connection);
    await sandbox.fault({ operation: 'listMailboxes', fault: 'status', status, times: 0 });
    const { outcome, kinds } = await sync();
    expect(outcome).toBe('partial');
    expect(kinds.find(({ kind }) => kind === 'inbox')).toMatchObject({
      grade: null,
      seen: 0,
      vanished: 0,
      reason: expect.stringMatching(reason),
    });
    expect((await ledgerOf(connection)).resources).toEqual(before.resources);
  });

  test('because it is forbidden from the start leaves the run complete; what was readable before does not', async () => {
    await sandbox.fault({ operation: 'listIps', fault: 'status', status: 403, code: 'forbidden', times: 0 });
    expect(await synced()).toMatchObject({
      outcome: 'complete',
      host: '+0 ~0 -0 ^0 null',
      inbox: '+12 ~0 -0 ^0 proven',
    });
    await sandbox.clearFaults();
    expect(await synced()).toMatchObject({ outcome: 'complete', host: '+2 ~0 -0 ^0 proven' });
    await sandbox.fault({ operation: 'listIps', fault: 'status', status: 403, code: 'forbidden', times: 0 });
    expect(await synced()).toMatchObject({ outcome: 'partial', host: '+0 ~0 -0 ^0 null' });
  });

  test.each([
    { what: 'is empty', fault: { fault: 'empty_list' }, reason: /empty, where the ledger holds 12 live/ },
    { what: 'fell', fault: { fault: 'missing_item', count: 8 }, reason: /shows 4 of the 12 live|fell to 4/ },
    { what: 'shows one twice', fault: { fault: 'duplicate_item' }, reason: /1 item more than once/ },
  ])('because its list $what is refused, and changes nothing at all', async ({ fault, reason }) => {
    await sync();
    const before = await ledgerOf(connection);
    const { name } = await sandbox.thing('domain');
    await sandbox.change({ do: 'create', kind: 'inbox', name: `new@${name}` });
    await sandbox.change({
      do: 'edit',
      kind: 'inbox',
      ...byId(await sandbox.thing('inbox', 11)),
      set: { status: 'paused' },
    });
    await sandbox.fault({ operation: 'listMailboxes', ...fault });
    const { outcome, kinds } = await sync();
    expect(outcome).toBe('partial');
    expect(kinds.find(({ kind }) => kind === 'inbox')).toMatchObject({
      ...{ grade: 'refused', appeared: 0, changed: 0, vanished: 0, unchanged: 0 },
      reason: expect.stringMatching(reason),
    });
    expect((await ledgerOf(connection)).resources).toEqual(before.resources);
    expect(await synced()).toEqual({ ...nothing, inbox: '+1 ~1 -0 ^0 proven' });
  });

  test('because one item is malformed changes nothing of it, names the item, and is read once', async () => {
    await sync();
    const { id } = await sandbox.thing('inbox', 3);
    await sandbox.change({ do: 'delete', kind: 'inbox', first: 1 });
    await sandbox.fault({ operation: 'listMailboxes', fault: 'malformed', index: 2, field: 'email', times: 0 });
    const asked = (await sandbox.log()).length;
    const { outcome, kinds } = await sync();
    expect(outcome).toBe('partial');
    const inbox = kinds.find(({ kind }) => kind === 'inbox');
    expect(inbox).toMatchObject({
      grade: null,
      vanished: 0,
      reason: expect.stringContaining(`inbox #3 (${id}): "email" is missing`),
    });
    expect((await sandbox.log()).length - asked).toBe(4);
  });

  test('when none can be, the run has failed', async () => {
    await sandbox.fault({ operation: '*', fault: 'status', status: 401, after: 1, times: 0 });
    expect(await sync()).toMatchObject({ outcome: 'failed' });
  });
});

describe('a failure that may pass', () => {
  test.each([
    { what: 'a 503', fault: { fault: 'status', status: 503, times: 2 } },
    { what: 'a cut connection', fault: { fault: 'drop', times: 2 } },
    { what: 'half an answer', fault: { fault: 'truncate' } },
  ])('is waited out, and the listing starts over: $what', async ({ fault }) => {
    await sandbox.fault({ operation: 'listMailboxes', ...fault });
    expect(await synced()).toMatchObject({ outcome: 'complete', inbox: '+12 ~0 -0 ^0 proven' });
  });

  test('while asking whose account it is is waited out as well', async () => {
    await sandbox.fault({ operation: 'getWorkspace', fault: 'status', status: 500 });
    expect(await synced()).toMatchObject({ outcome: 'complete' });
  });

  test('is waited out for as long as the provider asks', async () => {
    await sandbox.fault({ operation: 'listMailboxes', fault: 'status', status: 429, retryAfter: 2 });
    const startedAt = performance.now();
    expect(await synced()).toMatchObject({ outcome: 'complete', inbox: '+12 ~0 -0 ^0 proven' });
    expect(performance.now() - startedAt).toBeGreaterThan(1_900);
  });

  test('is not waited out for longer than a minute: the kind fails at once', async () => {
    await sandbox.fault({ operation: 'listMailboxes', fault: 'status', status: 429, retryAfter: 61, times: 0 });
    const startedAt = performance.now();
    const { outcome, kinds } = await sync();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(outcome).toBe('partial');
    expect(kinds.find(({ kind }) => kind === 'inbox')).toMatchObject({
      grade: null,
      reason: expect.stringMatching(/^rate_limited: /),
    });
  });
});

const byId = ({ id }: { id: string }) => ({ id });

/** All that a run may change of a connection. */
async function ledgerOf({ id }: Connected) {
  const { rows } = await installation.owner.query(
    `select
      array(select (kind, external_id, version, presence, xmin)::text from rollcall.resource where connection_id = $1 order by 1) as resources,
      (select count(*)::int from rollcall.audit_event where connection_id = $1 and type like 'resource.%') as events,
      (select count(*)::int from rollcall.resource_version where connection_id = $1) as versions,
      array(select kind || ' ' || coalesce(grade, '-') || ' ' || coalesce(trouble, '-') from rollcall.scope where connection_id = $1 order by 1) as scopes,
      (select account_id from rollcall.connection where connection_id = $1) as account`,
    [id],
  );
  return rows[0];
}
