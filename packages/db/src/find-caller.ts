import { timingSafeEqual } from 'node:crypto';
import { type Actor, ConnectionId, GrantedScope, WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { hmac, readToken } from './api-token.ts';
import { type Db, inWorkspace, type Tx } from './database.ts';
import { keyState } from './key-state.ts';

/** Who a request speaks for, once its key is found. */
export interface Caller {
  readonly workspaceId: WorkspaceId;
  readonly actor: Actor;
  readonly scopes: readonly GrantedScope[];
  /** The only connections that exist for it; null for all. */
  readonly connections: readonly ConnectionId[] | null;
  /** From where its key may be used; none for everywhere. */
  readonly networks: readonly string[];
  readonly unitsPerMinute: number;
  /** When its key ends, in ms since 1970; null for never. */
  readonly endsAt: number | null;
}

/** The key that a token names. */
export interface NamedKey {
  readonly workspaceId: WorkspaceId;
  readonly id: string;
  readonly name: string;
}

/**
 * What a token opens. One that is `malformed` was never made; one that is `unknown` names no key. The others name one: with
 * a `wrong_secret`, or with the right one of a key that has ended.
 */
export type KeyFound =
  | { readonly state: 'active'; readonly caller: Caller }
  | { readonly state: 'malformed' }
  | { readonly state: 'unknown' }
  | { readonly state: 'wrong_secret' | 'revoked' | 'expired' | 'replaced'; readonly key: NamedKey };

/** Whom a token speaks for at this time. Rides `api_key_by_id`. */
export async function findCaller(
  db: Db,
  token: string,
  { pepper, at }: { pepper: Buffer; at: Date },
): Promise<KeyFound> {
  const read = readToken(token);
  if (read === undefined) return { state: 'malformed' };
  const found = await sql<FoundRow>`select * from rollcall.find_api_key(${read.id})`.execute(db);
  const row = found.rows[0];
  // Compared with something also when there is no such key: how long the answer takes tells nothing either.
  const isRight = timingSafeEqual(row?.secret_hmac ?? Buffer.alloc(32), hmac(read.secret, pepper));
  if (row === undefined) return { state: 'unknown' };
  const workspaceId = WorkspaceId.parse(row.workspace_id);
  const key = { workspaceId, id: row.key_id, name: row.name };
  if (!isRight) return { state: 'wrong_secret', key };
  const state = keyState(row, at);
  if (state === 'revoked' || state === 'expired') return { state, key };
  const endsAt = endOf(row);
  if (endsAt !== null && endsAt <= at.getTime()) return { state: 'replaced', key };
  const today = at.toISOString().slice(0, 10);
  if (row.last_used_on !== today) await noteUse(db, workspaceId, { id: row.key_id, today });
  return { state: 'active', caller: callerOf(row, endsAt) };
}

interface FoundRow {
  readonly workspace_id: string;
  readonly key_id: string;
  readonly name: string;
  readonly secret_hmac: Buffer;
  readonly scopes: string[];
  readonly connection_ids: string[] | null;
  readonly networks: string[];
  readonly units_per_minute: number;
  readonly last_used_on: string | null;
  readonly expires_at: Date | null;
  readonly grace_until: Date | null;
  readonly revoked_at: Date | null;
}

function callerOf(row: FoundRow, endsAt: number | null): Caller {
  return {
    workspaceId: WorkspaceId.parse(row.workspace_id),
    actor: { type: 'api_key', id: row.key_id, name: row.name },
    scopes: GrantedScope.array().parse(row.scopes),
    connections: row.connection_ids?.map((id) => ConnectionId.parse(id)) ?? null,
    networks: row.networks,
    unitsPerMinute: row.units_per_minute,
    endsAt,
  };
}

function endOf({ expires_at: expires, grace_until: grace }: FoundRow): number | null {
  const ends = [expires, grace].flatMap((end) => (end === null ? [] : [end.getTime()]));
  return ends.length === 0 ? null : Math.min(...ends);
}

/** A full disk, say, keeps nobody from reading: what cannot be noted is noted by a later use. */
async function noteUse(db: Db, workspaceId: WorkspaceId, { id, today }: { id: string; today: string }): Promise<void> {
  const noting = (tx: Tx) => tx.updateTable('api_key').set({ last_used_on: today }).where('key_id', '=', id).execute();
  await inWorkspace(db, workspaceId, noting).catch(() => {});
}
