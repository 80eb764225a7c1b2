import { providers } from '@rollcall/provider-registry';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { appRouter } from '../src/router.ts';
import { connect, small } from './support/connect.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { providerName, type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

type Json = Readonly<Record<string, unknown>>;

/** Whether a schema, its references followed, has a secret in it that callers see. By hand, beside the code that derives it. */
function hasSecret(document: Json, schema: unknown, depth = 0): boolean {
  if (typeof schema !== 'object' || schema === null || depth > 12) return false;
  const { $ref: reference, ...fields } = schema as Json;
  if (fields['x-rollcall-taken-out'] === true) return false;
  if (fields['x-rollcall-class'] === 'secret') return true;
  const inner = Object.values(fields).some((value) => hasSecret(document, value, depth + 1));
  return inner || (typeof reference === 'string' && hasSecret(document, at(document, reference), depth + 1));
}

function at(document: Json, reference: string): unknown {
  const names = reference.slice(2).split('/');
  return names.reduce<unknown>((holder, name) => (holder as Json)[name], document); // A document that was generated from.
}

/** Every documented operation, with its answers and its procedure. */
const operations = Object.values(providers).flatMap(({ name, document, operations: specs }) =>
  Object.values(document.paths).flatMap((item) =>
    Object.values(item).flatMap((operation) => {
      const { operationId, responses, ...marks } = operation as Json;
      const spec = specs[String(operationId)];
      if (spec === undefined) return [];
      const answers = Object.entries(responses as Json).filter(([status]) => status.startsWith('2'));
      const path = `providers.${name}.${operationId}`;
      const procedures: Json = appRouter._def.procedures;
      // tRPC types this record by its own procedures; what is read here is the same for all.
      const { meta } = (procedures[path] as { _def: { meta: Json } })._def;
      return [
        {
          path,
          spec,
          meta,
          marks,
          reveals: hasSecret(
            document,
            answers.map(([, answer]) => answer),
          ),
        },
      ];
    }),
  ),
);

describe('every operation with a secret in its answer', () => {
  const found = operations.filter(({ reveals, marks }) => reveals || marks['x-rollcall-reveals'] !== undefined);

  test('is known for it, and no other is', () => {
    expect(operations.length).toBeGreaterThan(150);
    expect(found.length).toBeGreaterThan(12);
    expect(operations.filter(({ spec }) => spec.reveals).map(({ path }) => path)).toEqual(
      found.map(({ path }) => path),
    );
  });

  test('needs secrets:read where it reads, and leaves each access on record', () => {
    const reads = found.filter(({ spec }) => spec.effect({}) === 'read');
    expect(reads.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'providers.adbtd.getMessage',
        'providers.adbtd.listMessages',
        'providers.simple-inboxes.getInboxCredentials',
        'providers.simple-inboxes.getInboxMfa',
        'providers.simple-inboxes.listSendingToolCredentials',
      ]),
    );
    for (const { path, meta } of reads) {
      expect(meta, path).toMatchObject({ scope: 'secrets:read', cost: 'call', audit: 'access' });
    }
    const others = operations.filter(({ path }) => !reads.some((read) => read.path === path));
    for (const { path, meta } of others) expect(meta['audit'], path).not.toBe('access');
  });

  test('is said to be so in the document of its provider, where a message may hold one', () => {
    for (const { path, marks } of operations.filter(({ path: name }) => /message/i.test(name))) {
      const sends = marks['x-rollcall-effect'] === 'write';
      expect(typeof marks['x-rollcall-reveals'], path).toBe(sends ? 'undefined' : 'string');
    }
  });
});

describe('reading a secret', () => {
  const connection = 'boxes';
  let sandbox: TestSandbox;
  let inboxId: string;
  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 3 }, 'simple-inboxes');
    await connect(gateway, connection, sandbox);
    inboxId = (await sandbox.thing('inbox')).id;
    await connect(gateway, 'mail', await startSandbox(small));
  });

  const read = (input: Json, key?: string): Promise<Answer> =>
    gateway.mutate('providers.simple-inboxes.getInboxCredentials', { connection, input }, key);
  const accesses = async (): Promise<Json[]> => {
    const { rows } = await gateway.owner.query(
      `select event_id as id, type, actor ->> 'name' as actor, subject_kind as kind, subject_id as target,
        subject_name as what, after, about_event_id as about
      from rollcall.audit_event where type like 'secret.%' order by event_id`,
    );
    return rows;
  };

  test('is on record: who, what and of what, and never the value; nothing else is stored', async () => {
    const { data, status } = await read({ inboxId });
    expect(status).toBe(200);
    const { result } = data as { result: { appPassword: string } }; // As the document has it.
    expect(result.appPassword).toMatch(/^\S{8,}$/);
    const [access, ...others] = await accesses();
    expect(others).toEqual([]);
    expect(access).toMatchObject({
      ...{ type: 'secret.read', actor: 'admin', kind: 'secret', target: inboxId, about: null },
      ...{ what: 'simple-inboxes.getInboxCredentials', after: { input: { inboxId } } },
    });
    for (const table of ['audit_event', 'operation', 'sealed_secret', 'resource', 'learned']) {
      const { rows } = await gateway.owner.query(
        `select count(*)::int as count from rollcall.${table} t
        where t::text like '%' || $1 || '%'`,
        [result.appPassword],
      );
      expect(rows, table).toEqual([{ count: 0 }]);
    }
    expect(gateway.logged.join('\n')).not.toContain(result.appPassword);
  });

  test('that the provider refused is on record as not read, beside the attempt', async () => {
    expect((await read({ inboxId: 'nobody' })).error?.code).toBe('provider_refused');
    const [refusal, attempt] = (await accesses()).reverse();
    expect(attempt).toMatchObject({ type: 'secret.read', target: 'nobody' });
    expect(refusal).toMatchObject({ type: 'secret.not_read', about: attempt?.['id'], after: { kind: 'not_found' } });
  });

  test('does not happen where it cannot be recorded', async () => {
    await gateway.owner.query(`create function rollcall.refuse_access() returns trigger language plpgsql as
      'begin raise exception ''the disk is full'' using errcode = ''53100''; end';
      create trigger planted before insert on rollcall.audit_event for each row when (new.type = 'secret.read')
        execute function rollcall.refuse_access()`);
    onTestFinished(async () => void (await gateway.owner.query('drop function rollcall.refuse_access cascade')));
    const asked = (await sandbox.log()).length;
    expect(await read({ inboxId })).toMatchObject({ status: 503, error: { code: 'database_full' } });
    expect(await sandbox.log()).toHaveLength(asked);
  });

  test('is not done by reading the inventory', async () => {
    const { token } = await gateway.key(['inventory:read', 'operations:write']);
    const before = (await accesses()).length;
    expect((await read({ inboxId }, token)).error).toMatchObject({
      code: 'scope_missing',
      details: { scope: 'secrets:read' },
    });
    const { token: reader } = await gateway.key(['secrets:read']);
    expect((await read({ inboxId }, reader)).status).toBe(200);
    expect(await accesses()).toHaveLength(before + 1);
  });

  test('that its input makes a write is both: on record as an access and as an operation', async () => {
    const message = { connection: 'mail', input: { id: 'mb_1', uid: 1, markSeen: '1' } };
    const { token } = await gateway.key(['secrets:read', 'operations:write']);
    await gateway.mutate(`providers.${providerName}.getMessage`, message, token);
    expect((await accesses()).at(-1)).toMatchObject({ type: 'secret.read', target: 'mb_1/1' });
    const { rows } = await gateway.owner.query(
      `select procedure from rollcall.operation order by operation_id desc limit 1`,
    );
    expect(rows).toEqual([{ procedure: `${providerName}.getMessage` }]);
  });

  test('needs its scope in bulk, too', async () => {
    const items = [{ id: 'mb_1', uid: 1, markSeen: '1' }];
    const groups = [{ connection: 'mail', procedure: `${providerName}.getMessage`, items }];
    const { token: writer } = await gateway.key(['operations:write', 'inventory:read']);
    const refused = await gateway.mutate('operations.plan', { groups }, writer);
    expect(refused.error?.message).toContain('secrets:read');
    const { token: reader } = await gateway.key(['operations:write', 'inventory:read', 'secrets:read']);
    expect((await gateway.mutate('operations.plan', { groups }, reader)).status).toBe(200);
  });
});
