import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { ApiKey } from '@rollcall/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createServer } from '../src/http/server.ts';
import { subscribe } from './support/events.ts';
import { useGateway } from './support/gateway.ts';

const gateway = useGateway();

/** A second gateway on the same database, behind a proxy on this machine. */
let second: Server;
let secondUrl: string;

beforeAll(async () => {
  second = createServer({ ...gateway.gateway, trustedProxies: ['127.0.0.0/8'] }).listen(0, '127.0.0.1');
  await once(second, 'listening');
  secondUrl = `http://127.0.0.1:${(second.address() as AddressInfo).port}`; // It listens on a port.
});
afterAll(() => {
  second.closeAllConnections();
  second.close();
});

const Made = z.object({ token: z.string(), key: ApiKey });

async function make(limits: Record<string, unknown> = {}, by?: string) {
  const given = { name: 'app', scopes: ['audit:read'], ...limits };
  const answer = await gateway.mutate('keys.create', given, by);
  const made = Made.safeParse(answer.data);
  if (!made.success) return { ...answer, token: '', id: '', key: undefined };
  gateway.secrets.add(made.data.token);
  return { ...answer, token: made.data.token, id: made.data.key.id, key: made.data.key };
}

/** Asks the first gateway, or the second through its proxy. */
async function ask(token: string, { url = gateway.url, from }: { url?: string; from?: string } = {}) {
  const headers = { authorization: `Bearer ${token}`, ...(from === undefined ? {} : { 'x-forwarded-for': from }) };
  const response = await fetch(`${url}/trpc/events.list?input=${encodeURIComponent('{"limit":1}')}`, { headers });
  const body = z
    .object({ error: z.object({ data: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }) }) })
    .safeParse(await response.json());
  const { code, details } = body.data?.error.data ?? {};
  return { status: response.status, code, reason: details?.['reason'], headers: response.headers };
}

const set = (id: string, what: string) =>
  gateway.owner.query(`update rollcall.api_key set ${what} where key_id = $1`, [id]);
const eventsOf = async (id: string) => {
  const found = await gateway.owner.query<{ type: string; after: Record<string, unknown> }>(
    'select type, after from rollcall.audit_event where subject_id = $1 order by event_id',
    [id],
  );
  return found.rows;
};

/** The token of another id or secret, with a checksum that fits. */
function forged(token: string, { id = token.slice(8, 20), secret = token.slice(21, 64) }): string {
  const checksum = crc32(`${id}_${secret}`).toString(16).padStart(8, '0');
  const made = `rc_live_${id}_${secret}_${checksum}`;
  // What is shown must not come back either, be it wrong.
  gateway.secrets.add(made);
  return made;
}

describe('the end of a key', () => {
  test('comes after 90 days, or when it was told to', async () => {
    const days = (key?: ApiKey) => (Date.parse(key?.expiresAt ?? '') - Date.now()) / 86_400_000;
    expect(days((await make()).key)).toBeCloseTo(90, 1);
    const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString();
    expect((await make({ expiresAt: inAWeek })).key?.expiresAt).toBe(inAWeek);
  });

  test.each([-1, 367])('is refused %i days from now', async (days) => {
    const refused = await make({ expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() });
    expect(refused).toMatchObject({ status: 400, error: { code: 'invalid_input', issues: [{ path: 'expiresAt' }] } });
  });

  test('makes it worthless to the second, also where it is remembered', async () => {
    const { token, id } = await make();
    await set(id, "expires_at = now() + interval '1 second'");
    expect(await ask(token)).toMatchObject({ status: 200 });
    await expect.poll(() => ask(token), { timeout: 4_000, interval: 50 }).toMatchObject({ reason: 'expired' });
    const { rows } = await gateway.owner.query(
      'select extract(epoch from now() - expires_at)::float as late from rollcall.api_key where key_id = $1',
      [id],
    );
    expect(rows[0].late).toBeLessThan(1);
  });
});

test.each([
  { through: 'a gateway that trusts its proxy', trusts: true, want: '203.0.113.9' },
  { through: 'a gateway that trusts none', trusts: false, want: '127.0.0.1' },
])('what a key does is on record with from where, through $through', async ({ trusts, want }) => {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' };
  const response = await fetch(`${trusts ? secondUrl : gateway.url}/trpc/keys.create`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${gateway.adminKey}` },
    body: JSON.stringify({ name: 'far', scopes: ['audit:read'] }),
  });
  const { result } = z.object({ result: z.object({ data: Made }) }).parse(await response.json());
  gateway.secrets.add(result.data.token);
  const { rows } = await gateway.owner.query('select actor from rollcall.audit_event where subject_id = $1', [
    result.data.key.id,
  ]);
  expect(rows).toMatchObject([{ actor: { type: 'api_key', name: 'admin', address: want } }]);
});

describe('whoever shows a key that does not open', () => {
  test('is told why, if it holds the secret, and otherwise not even whether there is such a key', async () => {
    const key = await make();
    const unknown = await ask(forged(key.token, { id: 'nobodynobody' }));
    const wrong = await ask(forged(key.token, { secret: 'A'.repeat(43) }));
    expect(unknown).toMatchObject({ status: 401, code: 'unauthenticated', reason: 'unknown' });
    expect({ ...wrong, headers: null }).toEqual({ ...unknown, headers: null });
    expect(unknown.headers.get('www-authenticate')).toBe('Bearer');
    for (const [reason, what] of [
      ['expired', "expires_at = now() - interval '1 second'"],
      ['replaced', "replaced_by = 'aaaaaaaaaaaa', grace_until = now() - interval '1 second'"],
      ['revoked', 'revoked_at = now()'],
    ]) {
      const { token, id } = await make();
      await set(id, what ?? '');
      expect(await ask(token)).toMatchObject({ status: 401, code: 'unauthenticated', reason });
      expect(await ask(forged(token, { secret: 'A'.repeat(43) }))).toMatchObject({ reason: 'unknown' });
    }
  });

  test('is told of in the log, at once and then no more than once a minute', async () => {
    const { token, id } = await make();
    const wrong = forged(token, { secret: 'B'.repeat(43) });
    for (let n = 0; n < 5; n += 1) await ask(wrong);
    const refused = async () => (await eventsOf(id)).filter(({ type }) => type === 'key.refused');
    await expect.poll(refused).toHaveLength(1);
    expect((await refused())[0]?.after).toMatchObject({ reason: 'wrong_secret', address: '127.0.0.1', count: 1 });
    const before = await gateway.owner.query('select count(*)::int from rollcall.audit_event');
    await ask(forged(token, { id: 'nobodynobody' }));
    expect((await gateway.owner.query('select count(*)::int from rollcall.audit_event')).rows).toEqual(before.rows);
  });

  test('is told of with how often it was tried, at the latest when the gateway stops', async () => {
    const { token, id } = await make();
    const stop = new AbortController();
    const third = createServer({ ...gateway.gateway, stopping: stop.signal }).listen(0, '127.0.0.1');
    await once(third, 'listening');
    const url = `http://127.0.0.1:${(third.address() as AddressInfo).port}`; // It listens on a port.
    for (let n = 0; n < 5; n += 1) await ask(forged(token, { secret: 'C'.repeat(43) }), { url });
    stop.abort();
    const counts = async () => (await eventsOf(id)).slice(1).map(({ after }) => after['count']);
    await expect.poll(counts).toEqual([1, 4]);
    third.closeAllConnections();
    third.close();
  });

  test('is not looked at any more after 30 attempts from one address, while good keys work from there', async () => {
    const good = await make();
    expect(await ask(good.token, { url: secondUrl, from: '198.51.100.9' })).toMatchObject({ status: 200 });
    const from = '198.51.100.9';
    const guess = (n: number) => forged(good.token, { id: `nobody${String(n).padStart(6, '0')}` });
    const codes = [];
    for (let n = 0; n < 31; n += 1) codes.push((await ask(guess(n), { url: secondUrl, from })).code);
    expect(codes.filter((code) => code === 'unauthenticated')).toHaveLength(30);
    const refused = await ask(guess(99), { url: secondUrl, from });
    expect(refused).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await ask(good.token, { url: secondUrl, from })).toMatchObject({ status: 200 });
    expect(await ask(guess(99), { url: secondUrl, from: '198.51.100.10' })).toMatchObject({ status: 401 });
    // What changes one key has all others looked up again.
    const changed = await fetch(`${secondUrl}/trpc/keys.update`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: (await make()).id, name: 'other' }),
    });
    expect(changed.status).toBe(200);
    expect(await ask(good.token, { url: secondUrl, from })).toMatchObject({ status: 200 });
  });
});

describe('a key for some networks', () => {
  test('works from there, and says from elsewhere that this is why it does not', async () => {
    const here = await make({ networks: ['127.0.0.0/8'] });
    const elsewhere = await make({ networks: ['203.0.113.0/24', '2001:db8::/32'] });
    expect(await ask(here.token)).toMatchObject({ status: 200 });
    expect(await ask(elsewhere.token)).toMatchObject({ status: 401, reason: 'address' });
    await expect.poll(() => eventsOf(elsewhere.id)).toHaveLength(2);
    expect((await eventsOf(elsewhere.id))[1]?.after).toMatchObject({ reason: 'address', address: '127.0.0.1' });
  });

  test.each([
    { from: '203.0.113.5', reason: undefined, because: 'the proxy says so' },
    { from: '::ffff:203.0.113.5', reason: undefined, because: 'that is the same address' },
    {
      from: '10.0.0.1, 203.0.113.5, 127.0.0.9',
      reason: undefined,
      because: 'the last that is no proxy of ours counts',
    },
    { from: '203.0.113.5, 198.51.100.1', reason: 'address', because: 'what is before that anybody may have written' },
    { from: 'nonsense', reason: 'address', because: 'that is no address' },
    { from: undefined, reason: 'address', because: 'the proxy itself asks' },
  ])('behind a proxy, for $from: $because', async ({ from, reason }) => {
    const { token } = await make({ networks: ['203.0.113.0/24'] });
    expect((await ask(token, { url: secondUrl, ...(from === undefined ? {} : { from }) })).reason).toBe(reason);
    // Whom nobody told to believe it believes no header.
    expect((await ask(token, from === undefined ? {} : { from })).reason).toBe('address');
  });
});

describe('nobody gives more than they have', () => {
  test('no wider network, no higher rate, and what is left out is their own', async () => {
    const limits = { networks: ['127.0.0.0/8'], unitsPerMinute: 600 };
    const { token } = await make({ scopes: ['keys:admin', 'audit:read'], ...limits });
    const same = await make({}, token);
    expect(same.key).toMatchObject(limits);
    expect((await make({ networks: ['127.0.0.1'], unitsPerMinute: 60 }, token)).status).toBe(200);
    for (const wider of [{ networks: ['0.0.0.0/0'] }, { networks: [] }, { unitsPerMinute: 601 }]) {
      expect(await make(wider, token)).toMatchObject({ status: 403, error: { code: 'key_limited' } });
      const changed = await gateway.mutate('keys.update', { id: same.id, ...wider }, token);
      expect(changed).toMatchObject({ status: 403, error: { code: 'key_limited' } });
    }
  });

  test('no successor of a key that may do more', async () => {
    const { token } = await make({ scopes: ['keys:admin'] });
    const { id } = await make({ scopes: ['audit:read'] });
    const refused = await gateway.mutate('keys.rotate', { id }, token);
    expect(refused).toMatchObject({ status: 403, error: { code: 'scope_missing', details: { scope: 'audit:read' } } });
  });

  test('a part of a scope for the whole, and only kinds that there are', async () => {
    const part = ['operations:write:inbox'];
    const whole = await make({ scopes: ['keys:admin', 'operations:write'] });
    expect((await make({ scopes: part }, whole.token)).key?.scopes).toEqual(part);
    const { token } = await make({ scopes: ['keys:admin', ...part] });
    expect((await make({ scopes: part }, token)).status).toBe(200);
    const refused = await make({ scopes: ['operations:write:domain'] }, token);
    expect(refused.error).toMatchObject({ code: 'scope_missing', details: { scope: 'operations:write:domain' } });
    expect((await make({ scopes: ['operations:write:inboks'] })).error?.code).toBe('unknown_kind');
    expect((await make({ scopes: ['operations:write:'] })).error?.code).toBe('invalid_input');
  });
});

describe('rotation', () => {
  const rotate = (id: string, input: Record<string, unknown> = {}) => gateway.mutate('keys.rotate', { id, ...input });

  test('makes a successor that may do the same, and both work until the overlap is over', async () => {
    const limits = { networks: ['127.0.0.0/8'], unitsPerMinute: 700 };
    const old = await make(limits);
    const { data } = await rotate(old.id, { overlapHours: 1 });
    const made = Made.extend({ replaced: ApiKey }).parse(data);
    gateway.secrets.add(made.token);
    expect(made.key).toMatchObject({ name: 'app', scopes: ['audit:read'], state: 'active', ...limits });
    expect(made.replaced).toMatchObject({ id: old.id, state: 'replaced', replacedBy: made.key.id });
    expect(Date.parse(made.replaced.graceUntil ?? '') - Date.now()).toBeGreaterThan(3_500_000);
    for (const token of [old.token, made.token]) expect((await ask(token)).status).toBe(200);
    const types = (await eventsOf(old.id)).map(({ type }) => type);
    expect(types).toEqual(['key.created', 'key.rotated']);
    const successor = await eventsOf(made.key.id);
    expect(successor.map(({ type }) => type)).toEqual(['key.created']);
    expect(await rotate(old.id)).toMatchObject({ status: 409, error: { code: 'key_ended' } });
    await set(old.id, "grace_until = now() - interval '1 second'");
    // At once where nothing of it is remembered.
    expect(await ask(old.token, { url: secondUrl })).toMatchObject({ reason: 'replaced' });
    expect((await ask(made.token)).status).toBe(200);
  });

  test('without an overlap ends the key at once, and of a revoked key there is none', async () => {
    const old = await make();
    gateway.secrets.add(Made.parse((await rotate(old.id, { overlapHours: 0 })).data).token);
    expect(await ask(old.token)).toMatchObject({ reason: 'replaced' });
    const revoked = await make();
    await gateway.mutate('keys.revoke', { id: revoked.id });
    expect((await rotate(revoked.id)).error?.code).toBe('key_ended');
    expect((await rotate('nobodynobody')).error?.code).toBe('not_found');
    expect((await rotate(revoked.id, { overlapHours: 721 })).error?.code).toBe('invalid_input');
  });

  test('by two at once makes one successor', async () => {
    const { id } = await make();
    const answers = await Promise.all([rotate(id), rotate(id)]);
    for (const { data } of answers) if (data !== undefined) gateway.secrets.add(Made.parse(data).token);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { rows } = await gateway.owner.query(
      'select count(*)::int as count from rollcall.api_key where key_id in (select replaced_by from rollcall.api_key where key_id = $1)',
      [id],
    );
    expect(rows).toEqual([{ count: 1 }]);
  });
});

test('a change of name and limits holds at once, is told, and leaves what the key may do', async () => {
  const { id, token } = await make();
  const changed = await gateway.mutate('keys.update', { id, name: 'nightly', networks: ['203.0.113.7'] });
  expect(changed.data).toMatchObject({ data: { id, name: 'nightly', networks: ['203.0.113.7'] } });
  expect(await ask(token)).toMatchObject({ reason: 'address' });
  expect((await eventsOf(id))[1]).toMatchObject({ type: 'key.changed', after: { name: 'nightly' } });
  await gateway.mutate('keys.update', { id, name: 'nightly' });
  expect((await eventsOf(id)).filter(({ type }) => type === 'key.changed')).toHaveLength(1);
  const scopes = await gateway.mutate('keys.update', { id, scopes: ['keys:admin'] });
  expect(scopes.data ?? {}).not.toMatchObject({ data: { scopes: ['keys:admin'] } });
});

test('a revoked key is refused by every gateway within 5 seconds, and what it subscribed to ends', async () => {
  const { id, token } = await make({ scopes: ['audit:read', 'inventory:read'] });
  expect((await ask(token, { url: secondUrl })).status).toBe(200);
  const stream = await subscribe({ ...gateway, url: secondUrl }, 'runs.watch', { input: {}, key: token });
  expect(await stream.nextOf('message')).toBeDefined();
  await gateway.mutate('keys.revoke', { id });
  const at = performance.now();
  const ended = stream.nextOf('serialized-error');
  await expect
    .poll(() => ask(token, { url: secondUrl }), { timeout: 5_000, interval: 50 })
    .toMatchObject({
      reason: 'revoked',
    });
  expect(await ended).toMatchObject({ data: { data: { code: 'unauthenticated', details: { reason: 'revoked' } } } });
  expect(performance.now() - at).toBeLessThan(5_000);
});

describe('the rate of a key', () => {
  const secondsSince = (at: number) => (performance.now() - at) / 1_000;
  const remaining = (headers: Headers) => Number(/;r=(\d+);/.exec(headers.get('ratelimit') ?? '')?.[1]);

  test('stands in every answer, and is spent by what a call costs', async () => {
    const { token } = await make({ unitsPerMinute: 60, scopes: ['audit:read', 'inventory:read'] });
    const startedAt = performance.now();
    const first = await ask(token);
    expect(first.headers.get('ratelimit-policy')).toBe('"key";q=60;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"key";r=\d+;t=\d+$/);
    expect(remaining(first.headers)).toBe(58);
    // A page costs 2, and two calls in one request cost both; one unit comes back each second.
    const batch = await gateway.request(
      '/trpc/events.list,capabilities?batch=1&input=%7B%220%22%3A%7B%7D%2C%221%22%3A%7B%7D%7D',
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );
    expect(batch.status).toBe(200);
    const spent = remaining(first.headers) - remaining(batch.headers);
    expect(spent).toBeGreaterThanOrEqual(2 - secondsSince(startedAt));
    expect(spent).toBeLessThanOrEqual(4);
    expect((await gateway.request('/healthz')).headers.get('ratelimit')).toBeNull();
  });

  test('is one for all gateways: what is beyond it is refused, and says when to come back', async () => {
    const { token } = await make({ unitsPerMinute: 60 });
    const urls = [gateway.url, secondUrl];
    const startedAt = performance.now();
    let passed = 0;
    let refused: Awaited<ReturnType<typeof ask>> | undefined;
    while (refused === undefined && passed < 100) {
      const answer = await ask(token, { url: urls[passed % 2] ?? '' });
      if (answer.status === 200) passed += 1;
      else refused = answer;
    }
    // 60 units at once and one more each second, two a page; each gateway keeps less than a page to itself.
    expect(passed).toBeGreaterThanOrEqual(29);
    expect(passed).toBeLessThanOrEqual(31 + secondsSince(startedAt) / 2);
    expect(refused).toMatchObject({ status: 429, code: 'rate_limited' });
    const retryAfter = Number(refused?.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(2);
    expect(remaining(refused?.headers ?? new Headers())).toBeLessThanOrEqual(1);
  });

  test('costs a small write a second when it is used, and none when it is not', async () => {
    const { id, token } = await make({ unitsPerMinute: 60_000 });
    const version = async () => {
      const { rows } = await gateway.owner.query(
        'select xmin::text as version, spent_until from rollcall.key_budget where key_id = $1',
        [id],
      );
      return rows;
    };
    expect(await version()).toEqual([]);
    await ask(token);
    const first = await version();
    expect(first).toHaveLength(1);
    for (let n = 0; n < 20; n += 1) await ask(token);
    expect(await version()).toEqual(first);
  });
});

test('no token that was made or shown stands in the log', async () => {
  const { rows } = await gateway.owner.query<{ log: string }>(
    `select string_agg(e::text, ' ') as log from rollcall.audit_event e where subject_kind = 'gateway_key'`,
  );
  expect(rows[0]?.log).toContain('key.refused');
  for (const token of gateway.secrets) expect(rows[0]?.log).not.toContain(token.slice(21, 64));
});
