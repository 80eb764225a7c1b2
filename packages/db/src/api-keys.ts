import {
  type Actor,
  type ApiKey,
  ApiKeyId,
  ConnectionId,
  GrantedScope,
  keyDaysDefault,
  type MadeKey,
  RollcallError,
  unitsPerMinuteDefault,
} from '@rollcall/schema';
import { sql } from 'kysely';
import { newToken } from './api-token.ts';
import type { Tx } from './database.ts';
import { appendEvent } from './events.ts';
import { instant, instantOrNull } from './json.ts';
import { keyState } from './key-state.ts';

/** A key to be made. What is left out is not limited, but for its rate and its end. */
export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly GrantedScope[];
  /** Null for all, also those that are added later. */
  readonly connections?: readonly ConnectionId[] | null;
  readonly networks?: readonly string[];
  readonly unitsPerMinute?: number;
  /** Null for never. */
  readonly expiresAt?: Date | null;
  readonly actor: Actor;
  readonly pepper: Buffer;
}

const dayMs = 86_400_000;

/** Makes a key; its token is in the answer and nowhere else. Appends `key.created`. */
export async function createApiKey(tx: Tx, { name, actor, pepper, ...limits }: NewApiKey): Promise<MadeKey> {
  const { id, secretHmac, token } = newToken(pepper);
  const { connections = null, networks = [], unitsPerMinute = unitsPerMinuteDefault } = limits;
  const { expiresAt = new Date(Date.now() + keyDaysDefault * dayMs) } = limits;
  const scopes = [...new Set(limits.scopes)];
  await tx
    .insertInto('api_key')
    .values({
      workspace_id: tx.workspaceId,
      key_id: id,
      name,
      secret_hmac: secretHmac,
      scopes,
      connection_ids: connections === null ? null : [...new Set(connections)],
      networks: [...networks],
      units_per_minute: unitsPerMinute,
      expires_at: expiresAt,
    })
    .execute();
  const key = await keyById(tx, id);
  if (key === undefined) throw new Error('a key that was just made is there');
  const { connections: names, networks: from, expiresAt: end } = key;
  await appendEvent(tx, {
    ...{ type: 'key.created', actor, subject: subjectOf(key) },
    after: { name, scopes, connections: names, networks: from, unitsPerMinute, expiresAt: end },
  });
  return { token, key };
}

/** Every key of the workspace, oldest first, those that have ended included. */
export async function listApiKeys(tx: Tx): Promise<readonly ApiKey[]> {
  const rows = await keysOf(tx).orderBy('created_at').execute();
  return rows.map(apiKey);
}

/** One key; undefined when there is none of this id. */
export async function keyById(tx: Tx, id: ApiKeyId): Promise<ApiKey | undefined> {
  const row = await keysOf(tx).where('key_id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : apiKey(row);
}

/** Revokes a key; undefined when there is none of this id. Revoking twice says the first time. */
export async function revokeApiKey(tx: Tx, id: ApiKeyId, actor: Actor): Promise<ApiKey | undefined> {
  const revoked = await tx
    .updateTable('api_key')
    .set({ revoked_at: new Date() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('key_id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('key_id')
    .executeTakeFirst();
  const key = await keyById(tx, id);
  if (revoked !== undefined && key !== undefined) {
    await appendEvent(tx, { type: 'key.revoked', actor, subject: subjectOf(key) });
  }
  return key;
}

/** What can be changed of a key: how it is called, and how far it is limited. What it may do never changes. */
export interface KeyChange {
  readonly name?: string | undefined;
  readonly networks?: readonly string[] | undefined;
  readonly unitsPerMinute?: number | undefined;
}

/** Changes a key, and appends `key.changed` unless it was so already. Throws `key_ended` for one that is revoked. */
export async function updateApiKey(tx: Tx, before: ApiKey, change: KeyChange & { actor: Actor }): Promise<ApiKey> {
  if (before.revokedAt !== null) throw ended(before);
  const { name = before.name, networks = before.networks, unitsPerMinute = before.unitsPerMinute } = change;
  const after = { ...before, name, networks: [...networks], unitsPerMinute };
  const [was, is] = [changeableOf(before), changeableOf(after)];
  if (JSON.stringify(is) === JSON.stringify(was)) return before;
  await tx
    .updateTable('api_key')
    .set({ name, networks: after.networks, units_per_minute: unitsPerMinute })
    .where('workspace_id', '=', tx.workspaceId)
    .where('key_id', '=', before.id)
    .execute();
  await appendEvent(tx, {
    type: 'key.changed',
    actor: change.actor,
    subject: subjectOf(after),
    before: was,
    after: is,
  });
  return after;
}

/**
 * Makes a key's successor, with what it may do and how it is limited, and lets the key work until `graceUntil`. Appends
 * `key.created` and `key.rotated`. Throws `key_ended` for a key that was revoked, or that has a successor already.
 */
export async function rotateApiKey(
  tx: Tx,
  before: ApiKey,
  rotation: { graceUntil: Date; expiresAt: Date | undefined; actor: Actor; pepper: Buffer },
): Promise<MadeKey> {
  const { graceUntil, expiresAt, actor, pepper } = rotation;
  if (before.revokedAt !== null || before.replacedBy !== null) throw ended(before);
  const { id, name, scopes, networks, unitsPerMinute } = before;
  const made = await createApiKey(tx, {
    ...{ name, scopes, networks, unitsPerMinute, actor, pepper },
    connections: await connectionsOf(tx, id),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  const rotated = await tx
    .updateTable('api_key')
    .set({ replaced_by: made.key.id, grace_until: graceUntil })
    .where('workspace_id', '=', tx.workspaceId)
    .where('key_id', '=', id)
    .where('revoked_at', 'is', null)
    .where('replaced_by', 'is', null)
    .returning('key_id')
    .executeTakeFirst();
  // Somebody else was quicker: one key has one successor.
  if (rotated === undefined) throw ended((await keyById(tx, id)) ?? before);
  const after = { replacedBy: made.key.id, graceUntil: instant(graceUntil) };
  await appendEvent(tx, { type: 'key.rotated', actor, subject: subjectOf(before), after });
  return made;
}

function ended({ id, replacedBy }: ApiKey): RollcallError {
  const why = replacedBy === null ? 'was revoked: make another' : `was rotated: its successor is ${replacedBy}`;
  return new RollcallError('key_ended', `The key ${id} ${why}.`);
}

function subjectOf({ id, name }: ApiKey) {
  return { kind: 'gateway_key', externalId: id, name };
}

function changeableOf({ name, networks, unitsPerMinute }: ApiKey) {
  return { name, networks, unitsPerMinute };
}

async function connectionsOf(tx: Tx, id: ApiKeyId): Promise<readonly ConnectionId[] | null> {
  const { connection_ids: ids } = await tx
    .selectFrom('api_key')
    .select('connection_ids')
    .where('workspace_id', '=', tx.workspaceId)
    .where('key_id', '=', id)
    .executeTakeFirstOrThrow();
  return ids?.map((one) => ConnectionId.parse(one)) ?? null;
}

/** Keys with the names of the connections that they are limited to. */
function keysOf(tx: Tx) {
  return (
    tx
      .selectFrom('api_key')
      .select([
        ...(['key_id', 'name', 'scopes', 'networks', 'units_per_minute', 'created_at', 'expires_at'] as const),
        ...(['last_used_on', 'revoked_at', 'replaced_by', 'grace_until'] as const),
      ])
      .select(
        sql<string[] | null>`case when connection_ids is not null then array(select c.name from rollcall.connection c
          where c.workspace_id = api_key.workspace_id and c.connection_id = any (api_key.connection_ids)
          order by c.name) end`.as('connections'),
      )
      // The first key is made as the owner, whom row-level security may not hold.
      .where('workspace_id', '=', tx.workspaceId)
  );
}

type KeyRow = Awaited<ReturnType<ReturnType<typeof keysOf>['executeTakeFirstOrThrow']>>;

function apiKey(row: KeyRow): ApiKey {
  return {
    id: ApiKeyId.parse(row.key_id),
    name: row.name,
    state: keyState(row, new Date()),
    scopes: GrantedScope.array().parse(row.scopes),
    connections: row.connections,
    networks: row.networks,
    unitsPerMinute: row.units_per_minute,
    createdAt: instant(row.created_at),
    expiresAt: instantOrNull(row.expires_at),
    lastUsedOn: row.last_used_on,
    revokedAt: instantOrNull(row.revoked_at),
    replacedBy: row.replaced_by === null ? null : ApiKeyId.parse(row.replaced_by),
    graceUntil: instantOrNull(row.grace_until),
  };
}
