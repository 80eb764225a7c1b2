import { KeyScope } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { appRouter } from '../src/router.ts';
import { auditRules, costUnits, type Meta } from '../src/trpc.ts';
import { connect, small } from './support/connect.ts';
import { refusalOf, subscribe } from './support/events.ts';
import { useGateway } from './support/gateway.ts';
import { providerName, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

interface Procedure {
  readonly path: string;
  readonly type: string;
  readonly scope: unknown;
  readonly cost: unknown;
  readonly audit: unknown;
}

/** Every procedure there is, from the router itself: one that is added tomorrow is tested tomorrow. */
const procedures: readonly Procedure[] = Object.entries<unknown>(appRouter._def.procedures).map(([path, procedure]) => {
  // tRPC types this record by its own procedures; what is read here is the same for all.
  const { type, meta } = (procedure as { _def: { type: string; meta?: Partial<Meta> } })._def;
  return { path, type, scope: meta?.scope, cost: meta?.cost, audit: meta?.audit };
});

async function ask({ path, type }: Procedure, key: string | null) {
  if (type === 'query') return gateway.query(path, undefined, key);
  if (type === 'mutation') return gateway.mutate(path, {}, key);
  return (await refusalOf(await subscribe(gateway, path, { key }))) ?? { status: 200, error: undefined };
}

test('every procedure declares the scope that it needs, what it costs and what it leaves on record', () => {
  expect(procedures.length).toBeGreaterThan(30);
  expect(procedures.filter(({ scope }) => !KeyScope.safeParse(scope).success)).toEqual([]);
  expect(procedures.filter(({ cost }) => !Object.keys(costUnits).includes(String(cost)))).toEqual([]);
  expect(procedures.filter(({ audit }) => !auditRules.some((rule) => rule === audit))).toEqual([]);
  // What changes something of ours says so; what a provider is asked is a mutation on the wire, reads too.
  const ours = procedures.filter(({ path, type }) => type === 'mutation' && !path.startsWith('providers.'));
  expect(ours.filter(({ audit }) => audit === 'none')).toEqual([]);
});

test('no procedure overlooks a field that it does not know', () => {
  const given = { unheardOf: 1 };
  const lenient = Object.entries<unknown>(appRouter._def.procedures).filter(([, procedure]) => {
    // As above.
    const { inputs } = (procedure as { _def: { inputs: readonly z.ZodType[] } })._def;
    return inputs.some((input) => !JSON.stringify(input.safeParse(given).error?.issues ?? []).includes('unheardOf'));
  });
  expect(lenient.map(([path]) => path)).toEqual([]);
});

test('reading and changing need scopes of their own', () => {
  const scopes = Object.fromEntries(
    procedures.filter(({ path }) => !path.startsWith('providers.')).map(({ path, scope }) => [path, scope]),
  );
  expect(scopes).toEqual({
    'aliases.add': 'operations:write',
    'aliases.remove': 'operations:write',
    'brake.get': 'inventory:read',
    'brake.set': 'connections:admin',
    'budgets.list': 'inventory:read',
    capabilities: 'inventory:read',
    'certificates.list': 'inventory:read',
    'connections.add': 'connections:admin',
    'connections.list': 'inventory:read',
    'connections.pause': 'connections:admin',
    'connections.remove': 'connections:admin',
    'connections.resume': 'connections:admin',
    'connections.test': 'connections:admin',
    'connections.update': 'connections:admin',
    'credentials.rotateMaster': 'connections:admin',
    'dns.add': 'operations:write',
    'dns.check': 'connections:admin',
    'dns.get': 'inventory:read',
    'dns.list': 'inventory:read',
    'dns.remove': 'operations:write',
    'dns.replace': 'operations:write',
    'doctor.examine': 'connections:admin',
    'documents.diff': 'inventory:read',
    'domains.add': 'operations:write',
    'domains.remove': 'operations:write',
    'audit.checkpoint': 'audit:read',
    'audit.checkpoints': 'audit:read',
    'audit.growth': 'audit:read',
    'audit.keys': 'audit:read',
    'audit.proof': 'audit:read',
    'audit.rotateKey': 'keys:admin',
    'audit.bundle': 'audit:read',
    'audit.leaves': 'audit:read',
    'audit.range': 'audit:read',
    'audit.verify': 'audit:read',
    'events.accept': 'operations:write',
    'events.list': 'audit:read',
    'events.watch': 'audit:read',
    'events.revert': 'operations:write',
    'findings.accept': 'findings:write',
    'findings.acknowledge': 'findings:write',
    'findings.assign': 'findings:write',
    'findings.get': 'inventory:read',
    'findings.list': 'inventory:read',
    'findings.reopen': 'findings:write',
    'findings.revert': 'operations:write',
    'findings.rules': 'inventory:read',
    'findings.summary': 'inventory:read',
    'holds.approve': 'connections:admin',
    'holds.get': 'inventory:read',
    'holds.list': 'inventory:read',
    'holds.reject': 'connections:admin',
    'inboxes.create': 'operations:write',
    'inboxes.delete': 'operations:write',
    'inboxes.rename': 'operations:write',
    'inboxes.setPassword': 'operations:write',
    'keys.create': 'keys:admin',
    'keys.list': 'keys:admin',
    'keys.revoke': 'keys:admin',
    'keys.rotate': 'keys:admin',
    'keys.update': 'keys:admin',
    'operations.get': 'inventory:read',
    'operations.applyPlan': 'operations:write',
    'operations.bulk.cancel': 'operations:write',
    'operations.bulk.get': 'inventory:read',
    'operations.bulk.items': 'inventory:read',
    'operations.bulk.list': 'inventory:read',
    'operations.bulk.resume': 'operations:write',
    'operations.bulk.watch': 'inventory:read',
    'operations.list': 'inventory:read',
    'operations.plan': 'operations:write',
    'operations.takeSecrets': 'secrets:read',
    'providerKeys.create': 'operations:write',
    'providerKeys.restrict': 'operations:write',
    'providerKeys.revoke': 'operations:write',
    'providerKeys.rotate': 'operations:write',
    'reports.document': 'reports:read',
    'reports.get': 'reports:read',
    'reports.list': 'reports:read',
    'reports.make': 'reports:read',
    'reports.read': 'reports:read',
    'reports.schedules.add': 'webhooks:admin',
    'reports.schedules.get': 'reports:read',
    'reports.schedules.list': 'reports:read',
    'reports.schedules.pause': 'webhooks:admin',
    'reports.schedules.remove': 'webhooks:admin',
    'reports.schedules.resume': 'webhooks:admin',
    'reports.schedules.run': 'webhooks:admin',
    'reports.schedules.update': 'webhooks:admin',
    'resources.ages': 'inventory:read',
    'resources.explain': 'inventory:read',
    'resources.get': 'inventory:read',
    'resources.counts': 'inventory:read',
    'resources.history': 'inventory:read',
    'resources.list': 'inventory:read',
    'resources.scopes': 'inventory:read',
    'runs.list': 'inventory:read',
    'runs.watch': 'inventory:read',
    'sync.get': 'inventory:read',
    'sync.request': 'connections:admin',
    'use.import': 'use:write',
    'webhooks.add': 'webhooks:admin',
    'webhooks.attempts': 'webhooks:admin',
    'webhooks.deliveries': 'webhooks:admin',
    'webhooks.get': 'webhooks:admin',
    'webhooks.list': 'webhooks:admin',
    'webhooks.pause': 'webhooks:admin',
    'webhooks.remove': 'webhooks:admin',
    'webhooks.replay': 'webhooks:admin',
    'webhooks.resume': 'webhooks:admin',
    'webhooks.retireSecret': 'webhooks:admin',
    'webhooks.rotateSecret': 'webhooks:admin',
    'webhooks.skip': 'webhooks:admin',
    'webhooks.test': 'webhooks:admin',
    'webhooks.update': 'webhooks:admin',
    'workspaces.create': 'workspaces:admin',
    'workspaces.list': 'workspaces:admin',
  });
});

describe.each(procedures)('$path', (procedure) => {
  test('refuses whoever shows no good key', async () => {
    const revoked = await revokedKey();
    const keys = [
      { key: null, reason: 'missing' },
      { key: '', reason: 'missing' },
      { key: 'nonsense', reason: 'unknown' },
      { key: gateway.adminKey.slice(0, -1), reason: 'unknown' },
      { key: gateway.adminKey.replace('rc_live_', 'rc_test_'), reason: 'unknown' },
      { key: revoked, reason: 'revoked' },
    ];
    for (const { key, reason } of keys) {
      const { status, error } = await ask(procedure, key);
      const got = { status, code: error?.code, details: error?.details };
      expect(got, `with the key "${key}"`).toEqual({ status: 401, code: 'unauthenticated', details: { reason } });
      expect(error?.message).toMatch(
        reason === 'revoked'
          ? /^This API key was revoked: /
          : /^No valid API key: send "Authorization: Bearer rc_live_/,
      );
    }
  });

  test('refuses a key that has every other scope', async () => {
    const { status, error } = await ask(procedure, await keyWithout(procedure.scope));
    expect({ status, code: error?.code }).toEqual({ status: 403, code: 'scope_missing' });
    expect(error?.details).toEqual({ scope: procedure.scope });
  });

  test('lets a key with its scope through to its input', async () => {
    // Without input nothing happens; a refusal for another reason than the key is what is wanted here.
    const harmless = procedure.path === 'credentials.rotateMaster' ? 'doctor.examine' : procedure.path;
    const { status } = await ask(
      { ...procedure, path: harmless, type: harmless === procedure.path ? procedure.type : 'query' },
      await keyWith(procedure.scope),
    );
    expect([401, 403]).not.toContain(status);
  });
});

describe('a call that writes', () => {
  beforeAll(async () => {
    await connect(gateway, 'acme', await startSandbox(small));
  });

  test.each([
    { operation: 'listDomains', input: {}, scope: 'inventory:read', want: 200 },
    { operation: 'addDomain', input: { name: 'new.example' }, scope: 'inventory:read', want: 403 },
    { operation: 'deleteDomain', input: { id: 'dom_1', confirm: 'dom_1' }, scope: 'inventory:read', want: 403 },
    { operation: 'getMessage', input: { id: 'mb_1', uid: 1 }, scope: 'secrets:read', want: 422 },
    { operation: 'getMessage', input: { id: 'mb_1', uid: 1, markSeen: '1' }, scope: 'secrets:read', want: 403 },
  ])(
    'needs operations:write: $operation $input is answered $want with $scope alone',
    async ({ operation, input, scope, want }) => {
      const key = await keyWith(scope);
      const { status, error } = await gateway.mutate(
        `providers.${providerName}.${operation}`,
        { connection: 'acme', input },
        key,
      );
      expect(status).toBe(want);
      if (want === 403) expect(error).toMatchObject({ code: 'scope_missing', details: { scope: 'operations:write' } });
    },
  );

  test('leaves no trace when it was refused', async () => {
    const { rows } = await gateway.owner.query('select count(*)::int as count from rollcall.operation');
    expect(rows).toEqual([{ count: 0 }]);
  });

  test.each<{ has: readonly string[]; procedure: string; input: object; lacks: readonly string[] | null; why: string }>(
    [
      {
        has: ['inbox'],
        procedure: 'inboxes.delete',
        input: { inbox: 'x', confirm: 'x' },
        lacks: null,
        why: 'it is that kind',
      },
      {
        has: ['inbox'],
        procedure: 'domains.add',
        input: { domain: 'new.example' },
        lacks: ['domain'],
        why: 'it is another',
      },
      {
        has: ['domain'],
        procedure: 'domains.remove',
        input: { domain: 'x', confirm: 'x', cascade: true },
        lacks: ['domain', 'inbox'],
        why: 'inboxes go along',
      },
      {
        has: ['domain'],
        procedure: 'domains.remove',
        input: { domain: 'x', confirm: 'x' },
        lacks: null,
        why: 'none go along',
      },
      {
        has: ['api_key'],
        procedure: 'providerKeys.create',
        input: { name: 'n' },
        lacks: null,
        why: 'that is the kind',
      },
      {
        has: ['api_key'],
        procedure: 'providerKeys.create',
        input: { name: 'n', kind: 'smtp_credential' },
        lacks: ['smtp_credential'],
        why: 'the input says which kind',
      },
      {
        has: ['inbox'],
        procedure: `${providerName}.deleteMailbox`,
        input: { id: 'x', confirm: 'x' },
        lacks: null,
        why: 'it acts on that',
      },
      {
        has: ['domain'],
        procedure: `${providerName}.deleteDomain`,
        input: { id: 'x', confirm: 'x' },
        lacks: ['domain', 'inbox'],
        why: 'what is in it goes along',
      },
      {
        has: ['inbox'],
        procedure: `${providerName}.addDomain`,
        input: { name: 'n.example' },
        lacks: ['domain'],
        why: 'it does not',
      },
      {
        has: ['inbox', 'domain', 'host'],
        procedure: `${providerName}.sendMessage`,
        input: { id: 'x', to: ['a@x.example'], subject: 's', text: 't' },
        lacks: [],
        why: 'it acts on no kind',
      },
    ],
  )('with operations on $has alone, $procedure $input lacks $lacks, since $why', async (line) => {
    const { has, procedure, input, lacks } = line;
    const key = await keyOf(
      `on ${has}`,
      has.map((kind) => `operations:write:${kind}`),
    );
    const isOwn = procedure.startsWith(`${providerName}.`);
    const { status, error } = await gateway.mutate(
      isOwn ? `providers.${procedure}` : procedure,
      { connection: 'acme', input },
      key,
    );
    if (lacks === null) return expect([401, 403]).not.toContain(status);
    expect({ status, code: error?.code }).toEqual({ status: 403, code: 'scope_missing' });
    const parts = lacks.map((kind) => `operations:write:${kind}`);
    expect(error?.details).toEqual({ scope: 'operations:write', ...(parts.length === 0 ? {} : { parts }) });
  });
});

const keys = new Map<string, string>();

/** Keys are made once: each test only needs one of its sort. */
async function keyOf(name: string, scopes: readonly string[]): Promise<string> {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const { token } = await gateway.key(scopes);
  keys.set(name, token);
  return token;
}

function keyWith(scope: unknown): Promise<string> {
  return keyOf(`with ${scope}`, [String(scope)]);
}

function keyWithout(scope: unknown): Promise<string> {
  return keyOf(
    `without ${scope}`,
    KeyScope.options.filter((one) => one !== scope),
  );
}

async function revokedKey(): Promise<string> {
  const known = keys.get('revoked');
  if (known !== undefined) return known;
  const { token, id } = await gateway.key(KeyScope.options);
  expect((await gateway.query('keys.list', undefined, token)).status).toBe(200);
  await gateway.mutate('keys.revoke', { id });
  keys.set('revoked', token);
  return token;
}
