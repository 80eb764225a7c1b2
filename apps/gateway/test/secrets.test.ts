import { expireSecrets, openDatabase } from '@rollcall/db';
import type { Operation } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { connect } from './support/connect.ts';
import { problemsOf } from './support/document.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
const connection = 'keys';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 3, clean: true }, 'elastic-email');
  await connect(gateway, connection, sandbox);
});

interface Created {
  readonly result: { readonly Name: string; readonly Token: unknown };
  readonly operation: { readonly id: string };
  readonly secrets: { readonly id: string; readonly expiresAt: string } | null;
}

let keys = 0;
const nextName = () => {
  keys += 1;
  return `shop-${keys}`;
};
const create = (name: string, options: Readonly<Record<string, unknown>> = {}, key?: string): Promise<Answer> =>
  gateway.mutate(
    'providers.elastic-email.createApiKey',
    { connection, input: { Name: name, AccessLevel: ['ViewReports'] }, ...options },
    key,
  );
/** What `create` answers; the tests below hold it to that. */
const created = ({ data }: Answer) => data as Created;
const take = (id: string | undefined, key?: string): Promise<Answer> =>
  gateway.mutate('operations.takeSecrets', { id }, key);
const sealed = async (name: string, options: Readonly<Record<string, unknown>> = {}) =>
  created(await create(name, { sealSecrets: {}, ...options }));
const operation = async (id: string): Promise<Operation> => {
  const { data } = await gateway.query('operations.get', { id });
  return (data as { data: Operation }).data; // The answer's envelope.
};

const token = expect.stringMatching(/^\S{90,}$/);
const withheld = (word: string) => ({ $withheld: word, last: expect.stringMatching(/^\S{5}$/) });

/** Every row in which a secret could be by mistake, as somebody would read it who stole the disk. */
async function stored(): Promise<string> {
  const tables = ['operation', 'audit_event', 'sealed_secret', 'learned', 'resource'];
  const texts = await Promise.all(
    tables.map((table) => gateway.owner.query(`select string_agg(t::text, e'\\n') as text from rollcall.${table} t`)),
  );
  return texts.map(({ rows }) => rows[0].text).join('\n');
}

const eventsOf = async (id: string): Promise<unknown[]> => {
  const { rows } = await gateway.owner.query(
    `select type, actor ->> 'type' as actor, after from rollcall.audit_event
      where operation_id = $1 and type like 'secret.%' order by event_id`,
    [id],
  );
  return rows;
};

describe('a secret that a provider gives once', () => {
  test('is in the answer, once: told again, the answer says that it was shown', async () => {
    const name = nextName();
    const first = created(await create(name, { idempotencyKey: name }));
    expect(first).toMatchObject({ result: { Name: name, Token: token }, secrets: null, replayed: false });
    const again = created(await create(name, { idempotencyKey: name }));
    expect(again).toMatchObject({
      result: { Name: name, Token: withheld('already_shown') },
      operation: first.operation,
      secrets: null,
      replayed: true,
    });
    expect(await stored()).not.toContain(first.result.Token);
    expect(gateway.logged.join('\n')).not.toContain(first.result.Token);
    expect(await operation(first.operation.id)).toMatchObject({
      secrets: 'shown',
      result: { Token: withheld('secret') },
    });
    expect((await take(first.operation.id)).error).toMatchObject({
      code: 'already_shown',
      operationId: expect.any(String),
    });
  });

  test('waits sealed where that was asked for, and is taken once', async () => {
    const name = nextName();
    const before = Date.now();
    const first = await sealed(name, { idempotencyKey: name });
    const { id } = first.operation;
    expect(first).toMatchObject({ result: { Name: name, Token: withheld('sealed') }, secrets: { id } });
    const waits = Date.parse(first.secrets?.expiresAt ?? '') - before;
    expect(waits).toBeGreaterThan(595_000);
    expect(waits).toBeLessThan(615_000);
    expect(created(await create(name, { idempotencyKey: name }))).toMatchObject({
      result: { Token: withheld('sealed') },
      secrets: first.secrets,
      replayed: true,
    });
    const shown = await operation(id);
    expect(shown).toMatchObject({ secrets: 'sealed', result: { Token: withheld('secret') } });
    const { rows } = await gateway.owner.query('select sealed from rollcall.sealed_secret where owner_id = $1', [id]);
    expect(JSON.stringify(shown) + JSON.stringify(await eventsOf(id))).not.toContain(rows[0].sealed);

    const taken = await take(id);
    expect(taken).toMatchObject({ status: 200, data: { data: { id, result: { Name: name, Token: token } } } });
    const secret = created({ ...taken, data: (taken.data as { data: unknown }).data }).result.Token;
    expect(await stored()).not.toContain(secret);
    expect(gateway.logged.join('\n')).not.toContain(secret);
    expect(await eventsOf(id)).toEqual([{ type: 'secret.taken', actor: 'api_key', after: null }]);
    expect((await gateway.owner.query('select from rollcall.sealed_secret where owner_id = $1', [id])).rowCount).toBe(
      0,
    );
    expect((await take(id)).error).toMatchObject({ code: 'already_shown', details: { secrets: 'taken' } });
    expect(created(await create(name, { idempotencyKey: name }))).toMatchObject({
      result: { Token: withheld('already_shown') },
      secrets: null,
    });
    expect(await eventsOf(id)).toHaveLength(1);
  });

  test('that nobody takes in time is destroyed, which is an event; nobody gets it from then on', async () => {
    const name = nextName();
    const { operation: one, secrets } = await sealed(name, {
      idempotencyKey: name,
      sealSecrets: { ttlSeconds: 86_400 },
    });
    expect(Date.parse(secrets?.expiresAt ?? '')).toBeGreaterThan(Date.now() + 86_000_000);
    const other = await sealed(nextName());
    await gateway.owner.query(`update rollcall.sealed_secret set expires_at = clock_timestamp() where owner_id = $1`, [
      one.id,
    ]);
    const late = async () => {
      expect((await take(one.id)).error?.code).toBe('secret_expired');
      expect(created(await create(name, { idempotencyKey: name }))).toMatchObject({
        result: { Token: withheld('expired') },
        secrets: null,
      });
    };
    await late();
    const db = openDatabase(gateway.urls.daemonUrl, { max: 1, name: 'daemon' });
    try {
      const actor = { type: 'daemon', id: 'host:1', name: 'sync-daemon' } as const;
      expect([await expireSecrets(db, actor), await expireSecrets(db, actor)]).toEqual([1, 0]);
    } finally {
      await db.destroy();
    }
    await late();
    expect(await eventsOf(one.id)).toEqual([{ type: 'secret.expired', actor: 'daemon', after: null }]);
    expect((await operation(one.id)).secrets).toBe('expired');
    expect((await take(other.operation.id)).status).toBe(200);
  });

  test('is sealed again with the master key, and outlives the one that it was sealed with', async () => {
    const { operation: one } = await sealed(nextName());
    const turned = await gateway.mutate('credentials.rotateMaster');
    expect(turned.data).toMatchObject({ data: { secrets: 1 } });
    await gateway.mutate('credentials.rotateMaster');
    expect(await take(one.id)).toMatchObject({ status: 200, data: { data: { result: { Token: token } } } });
  });

  test('opens for its operation alone, and waits on where it does not open', async () => {
    const [{ operation: one }, { operation: other }] = [await sealed(nextName()), await sealed(nextName())];
    const swap = (mine: string, theirs: string) =>
      gateway.owner.query(
        `update rollcall.sealed_secret s set sealed = o.sealed from rollcall.sealed_secret o
          where s.owner_id = $1 and o.owner_id = $2 returning s.sealed`,
        [mine, theirs],
      );
    const { rows } = await gateway.owner.query('select sealed from rollcall.sealed_secret where owner_id = $1', [
      one.id,
    ]);
    await swap(one.id, other.id);
    expect(await take(one.id)).toMatchObject({ status: 500, error: { code: 'secret_unreadable' } });
    expect(await eventsOf(one.id)).toEqual([]);
    await gateway.owner.query('update rollcall.sealed_secret set sealed = $2 where owner_id = $1', [
      one.id,
      rows[0].sealed,
    ]);
    expect((await take(one.id)).status).toBe(200);
  });

  test('is taken with secrets:read, in its own workspace, by a key that has its connection', async () => {
    const { operation: one } = await sealed(nextName());
    const { token: writer } = await gateway.key(['operations:write', 'inventory:read']);
    expect((await take(one.id, writer)).error).toMatchObject({
      code: 'scope_missing',
      details: { scope: 'secrets:read' },
    });
    const { data } = await gateway.mutate('workspaces.create', { name: 'elsewhere' });
    const { token: foreign } = data as { token: string }; // The first key of the other workspace.
    expect((await take(one.id, foreign)).error?.code).toBe('not_found');
    await connect(gateway, 'other', sandbox);
    const { data: limited } = await gateway.mutate('keys.create', {
      ...{ name: 'limited', scopes: ['secrets:read', 'operations:write'], connections: ['other'] },
    });
    const { token: elsewhere } = limited as { token: string }; // Like above.
    expect((await take(one.id, elsewhere)).error?.code).toBe('not_found');
    expect((await take(one.id)).status).toBe(200);
  });

  test('at two at once is taken by one', async () => {
    const { operation: one } = await sealed(nextName());
    const answers = await Promise.all(Array.from({ length: 5 }, () => take(one.id)));
    expect(answers.map(({ status, error }) => error?.code ?? status).sort()).toEqual([
      200,
      ...Array.from({ length: 4 }, () => 'already_shown'),
    ]);
  });

  test('is lost with an answer that never came, and that is said', async () => {
    const name = nextName();
    await sandbox.fault({ operation: 'createApiKey', fault: 'apply_then_drop' });
    const lost = await create(name, { idempotencyKey: name, sealSecrets: {} });
    expect(lost.error).toMatchObject({
      code: 'operation_unknown',
      message: expect.stringMatching(/secret .* is lost/),
    });
    const id = String(lost.error?.operationId);
    expect((await operation(id)).secrets).toBe('lost');
    expect((await create(name, { idempotencyKey: name })).error?.message).toBe(lost.error?.message);
    expect((await take(id)).error).toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/nobody has seen/),
    });
  });

  describe.each([
    { door: 'tRPC', path: '/trpc/providers.elastic-email.createApiKey' },
    { door: 'REST', path: '/v1/providers/elastic-email/createApiKey' },
  ])('by $door', ({ door, path }) => {
    // An account has so many keys and no more.
    const account = { connection: `keys-by-${door.toLowerCase()}` };
    let own: TestSandbox;
    beforeAll(async () => {
      own = await startSandbox({ seed: 4, clean: true }, 'elastic-email');
      await connect(gateway, account.connection, own);
    });
    const ask = (more: object, init: RequestInit = {}) =>
      gateway.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.adminKey}` },
        body: JSON.stringify({ ...account, input: { Name: nextName(), AccessLevel: ['ViewReports'] }, ...more }),
        ...init,
      });

    test('is told and withheld as the document says', async () => {
      for (const [more, told] of [
        [{}, token],
        [{ sealSecrets: {} }, withheld('sealed')],
      ]) {
        const answer = await ask(more);
        expect(created(answer).result.Token).toEqual(told);
        expect(problemsOf('providers_elastic_email_createApiKey', answer.data)).toEqual([]);
      }
    });

    test('waits sealed where its caller has gone before the answer came', async () => {
      const name = nextName();
      await own.fault({ operation: 'createApiKey', fault: 'delay', ms: 400 });
      const call = { input: { Name: name, AccessLevel: ['ViewReports'] }, idempotencyKey: name };
      await expect(ask(call, { signal: AbortSignal.timeout(150) })).rejects.toThrow();
      const settled = async () => {
        const again = await create(name, { idempotencyKey: name, ...account });
        expect(again.error).toBeUndefined();
        return created(again);
      };
      const { secrets, result } = await expect
        .poll(settled, { timeout: 5_000 })
        .toMatchObject({ replayed: true })
        .then(settled);
      expect(result.Token).toEqual(withheld('sealed'));
      expect((await take(secrets?.id)).status).toBe(200);
    });
  });
});

test.each([{ ttlSeconds: 59 }, { ttlSeconds: 86_401 }, { ttlSeconds: 1.5 }, { forSeconds: 60 }, true])(
  'sealSecrets is not %j',
  async (sealSecrets) => {
    expect((await create('never', { sealSecrets })).error?.code).toBe('invalid_input');
  },
);

test('what holds no secret is answered as it is, also where secrets were to be sealed', async () => {
  const name = 'shop-1';
  const updated = await gateway.mutate('providers.elastic-email.updateApiKey', {
    ...{ connection, sealSecrets: {} },
    input: { name, Name: name, AccessLevel: ['ViewReports'] },
  });
  expect(updated.data).toMatchObject({ result: { Name: name, AccessLevel: ['ViewReports'] }, secrets: null });
});
