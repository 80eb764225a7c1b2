import { crc32 } from 'node:zlib';
import { ApiKeyId, KeyScope, unitsPerMinuteDefault, type WorkspaceId } from '@rollcall/schema';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createApiKey,
  ensureAdminKey,
  findCaller,
  inWorkspace,
  listApiKeys,
  openDatabase,
  revokeApiKey,
  takeUnits,
} from '../src/index.ts';
import { keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const pepper = Buffer.alloc(32, 7);

const create = (workspaceId: WorkspaceId = store.mine) =>
  inWorkspace(store.gateway, workspaceId, (tx) =>
    createApiKey(tx, { name: 'ci', scopes: ['inventory:read', 'audit:read'], actor: keyActor, pepper }),
  );
/** Whom a token speaks for; undefined for nobody. */
const find = async (token: string, with_ = pepper) => {
  const found = await findCaller(store.gateway, token, { pepper: with_, at: new Date() });
  return found.state === 'active' ? found.caller : undefined;
};

describe('a key', () => {
  test('finds whom it speaks for, from its token alone', async () => {
    const { token, key } = await create();
    expect(token).toMatch(/^rc_live_[0-9A-Za-z]{12}_[0-9A-Za-z_-]{43}_[0-9a-f]{8}$/);
    expect(await find(token)).toEqual({
      workspaceId: store.mine,
      actor: { type: 'api_key', id: key.id, name: 'ci' },
      scopes: ['inventory:read', 'audit:read'],
      connections: null,
      networks: [],
      unitsPerMinute: unitsPerMinuteDefault,
      endsAt: Date.parse(key.expiresAt ?? ''),
    });
    const theirs = await create(store.theirs);
    expect(await find(theirs.token)).toMatchObject({ workspaceId: store.theirs });
  });

  test('is stored without its secret: no row and no event holds the token', async () => {
    const { token, key } = await create();
    const [, secret = ''] = /^rc_live_\w{12}_(.{43})_/.exec(token) ?? [];
    const { rows } = await store.owner.query(
      `select k::text || encode(k.secret_hmac, 'escape') || encode(k.secret_hmac, 'base64') || e::text as everything
        from rollcall.api_key k join rollcall.audit_event e on e.subject_id = k.key_id where k.key_id = $1`,
      [key.id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].everything).toContain(key.id);
    expect(rows[0].everything).not.toContain(secret);
    expect(rows[0].everything).not.toContain(Buffer.from(secret).toString('hex'));
  });

  test('says that it was made, and by whom', async () => {
    const { key } = await create();
    const { rows } = await store.owner.query(
      'select type, actor, subject_kind, after from rollcall.audit_event where subject_id = $1',
      [key.id],
    );
    const limits = { connections: null, networks: [], unitsPerMinute: unitsPerMinuteDefault, expiresAt: key.expiresAt };
    const after = { name: 'ci', scopes: ['inventory:read', 'audit:read'], ...limits };
    expect(rows).toEqual([{ type: 'key.created', actor: keyActor, subject_kind: 'gateway_key', after }]);
  });

  test('does not fit another pepper', async () => {
    const { token } = await create();
    expect(await find(token, Buffer.alloc(32, 8))).toBeUndefined();
  });

  test.each(['a secret of the same form', 'the secret of another key'])('does not open with %s', async (which) => {
    const [mine, other] = [await create(), await create()];
    const secret = which === 'the secret of another key' ? other.token.slice(21, 64) : 'A'.repeat(43);
    const forged = withChecksum(`rc_live_${mine.key.id}_${secret}`);
    expect(forged).not.toBe(mine.token);
    expect(await find(forged)).toBeUndefined();
    expect(withChecksum(mine.token.slice(0, 64))).toBe(mine.token);
  });

  test('opens nothing once it is revoked, and revoking twice says the first time', async () => {
    const { token, key } = await create();
    const revoke = () => store.asGateway((tx) => revokeApiKey(tx, key.id, keyActor));
    const first = await revoke();
    expect(first?.revokedAt).not.toBeNull();
    expect(await find(token)).toBeUndefined();
    expect((await revoke())?.revokedAt).toBe(first?.revokedAt);
    const { rows } = await store.owner.query(
      `select 1 from rollcall.audit_event where subject_id = $1 and type = 'key.revoked'`,
      [key.id],
    );
    expect(rows).toHaveLength(1);
  });

  test('of another workspace can be neither listed nor revoked', async () => {
    const { token, key } = await create(store.theirs);
    expect(await store.asGateway((tx) => revokeApiKey(tx, key.id, keyActor))).toBeUndefined();
    expect(await store.asGateway((tx) => revokeApiKey(tx, ApiKeyId.parse('nobodynobody'), keyActor))).toBeUndefined();
    const listed = await store.asGateway(listApiKeys);
    expect(listed.map(({ id }) => id)).not.toContain(key.id);
    expect(await find(token)).toBeDefined();
  });
});

test('a clock that stood in the future takes no key its units for as long', async () => {
  const { key } = await create();
  const budget = { workspaceId: store.mine, keyId: key.id, perMinute: 60 };
  expect(await takeUnits(store.gateway, budget, 60)).toEqual({ granted: 60, remaining: 0 });
  expect((await takeUnits(store.gateway, budget, 60)).granted, 'they are spent').toBeLessThan(5);
  await store.owner.query(`update rollcall.key_budget set spent_until = now() + interval '1 day' where key_id = $1`, [
    key.id,
  ]);
  expect(await takeUnits(store.gateway, budget, 10)).toEqual({ granted: 10, remaining: 50 });
});

test('a key opens also while the day that it is used on cannot be noted', async () => {
  const { token } = await create();
  await store.owner.query('revoke update (last_used_on) on rollcall.api_key from rollcall_gateway');
  try {
    expect(await find(token)).toBeDefined();
  } finally {
    await store.owner.query('grant update (last_used_on) on rollcall.api_key to rollcall_gateway');
  }
});

describe('a token that was mistyped', () => {
  test('is told without asking the database', async () => {
    const { token } = await create();
    const nowhere = openDatabase('postgres://nobody@127.0.0.1:1/none', { max: 1, name: 'nowhere' });
    const changed = token.replace(/^(rc_live_.)(.)/, (_, start, char) => `${start}${char === 'A' ? 'B' : 'A'}`);
    const mistyped = ['', 'rc_live_', token.slice(0, -1), `${token}0`, `${token}\n`, token.toUpperCase(), changed];
    for (const text of mistyped)
      expect(await findCaller(nowhere, text, { pepper, at: new Date() }), text).toEqual({ state: 'malformed' });
    await expect(findCaller(nowhere, token, { pepper, at: new Date() })).rejects.toThrow();
    await nowhere.destroy();
  });
});

describe.each(['UTC', 'Pacific/Auckland', 'America/Los_Angeles'])('the day of last use, in %s', (zone) => {
  const before = process.env['TZ'];
  beforeAll(() => {
    process.env['TZ'] = zone;
  });
  afterAll(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });

  let token: string;
  let id: ApiKeyId;
  beforeEach(async () => {
    const made = await create();
    token = made.token;
    id = made.key.id;
  });
  const written = async (): Promise<unknown> => {
    const { rows } = await store.owner.query(
      'select xmin, ctid, last_used_on::text as day from rollcall.api_key where key_id = $1',
      [id],
    );
    return rows[0];
  };
  const listed = async () => (await store.asGateway(listApiKeys)).find((key) => key.id === id)?.lastUsedOn;

  test('is unknown at first, then today, and is written once a day however often the key is used', async () => {
    expect(await listed()).toBeNull();
    await find(token);
    expect(await listed()).toBe(today());
    const first = await written();
    for (let n = 0; n < 5; n += 1) await find(token);
    expect(await written()).toEqual(first);
  });

  test('is written again on the next day', async () => {
    await find(token);
    await store.owner.query('update rollcall.api_key set last_used_on = last_used_on - 1 where key_id = $1', [id]);
    await find(token);
    expect(await listed()).toBe(today());
  });

  test('is not the day of a failed use', async () => {
    await find(token, Buffer.alloc(32, 9));
    expect(await listed()).toBeNull();
  });
});

test('the first key of an installation is made once, with every scope', async () => {
  const made = await ensureAdminKey({ ownerUrl: store.urls.ownerUrl, pepper, keep: () => {} });
  const caller = await find(made?.token ?? '');
  expect(caller?.scopes).toEqual(KeyScope.options);
  expect(caller?.actor.name).toBe('admin');
  expect(await ensureAdminKey({ ownerUrl: store.urls.ownerUrl, pepper, keep: () => {} })).toBeUndefined();
});

describe('the admin key of an installation', () => {
  const ensure = (keep: (token: string) => void) => ensureAdminKey({ ownerUrl: store.urls.ownerUrl, pepper, keep });
  const ofDefault = `from rollcall.workspace w where w.workspace_id = k.workspace_id and w.name = 'default'
    and k.revoked_at is null`;
  const keysLeft = async () => {
    const { rows } = await store.owner.query(
      `select k.key_id from rollcall.api_key k where exists (select ${ofDefault})`,
    );
    return rows.length;
  };
  beforeEach(async () => {
    await store.owner.query(`update rollcall.api_key k set revoked_at = now() ${ofDefault}`);
  });

  test('is kept before it counts: what cannot be kept is not made', async () => {
    const kept: string[] = [];
    const full = ensure((token) => {
      kept.push(token);
      throw new Error('the disk is full');
    });
    await expect(full).rejects.toThrow('the disk is full');
    expect(await keysLeft()).toBe(0);
    expect(await find(kept[0] ?? '')).toBeUndefined();
    const made = await ensure((token) => kept.push(token));
    expect(kept).toEqual([kept[0], made?.token]);
    expect(await find(made?.token ?? '')).toBeDefined();
  });

  test('is made again when nobody is left who could make keys', async () => {
    const first = await ensure(() => {});
    const caller = await find(first?.token ?? '');
    if (caller === undefined) throw new Error('the key was made');
    const asDefault = <T>(work: Parameters<typeof inWorkspace<T>>[2]) =>
      inWorkspace(store.gateway, caller.workspaceId, work);
    await asDefault((tx) => createApiKey(tx, { name: 'ci', scopes: ['inventory:read'], actor: keyActor, pepper }));
    expect(await ensure(() => {})).toBeUndefined();
    await asDefault((tx) => revokeApiKey(tx, ApiKeyId.parse(caller.actor.id), keyActor));
    const again = await ensure(() => {});
    expect((await find(again?.token ?? ''))?.scopes).toEqual(KeyScope.options);
    expect(await ensure(() => {})).toBeUndefined();
  });
});

/** In UTC, whatever the time zone of this process. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** The token of this key id and secret, with a checksum that fits. */
function withChecksum(start: string): string {
  return `${start}_${crc32(start.slice('rc_live_'.length)).toString(16).padStart(8, '0')}`;
}
