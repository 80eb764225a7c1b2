import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  type Actor,
  type ApiKey,
  ApiKeyId,
  type KeyScope,
  KeyScope as KeyScopeSchema,
  WorkspaceId,
} from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, inWorkspace, openDatabase, type Tx } from './database.ts';
import { appendEvent } from './events.ts';
import { instant, instantOrNull } from './json.ts';

/** Who a request speaks for, once its key is found. */
export interface Caller {
  readonly workspaceId: WorkspaceId;
  readonly actor: Actor;
  readonly scopes: readonly KeyScope[];
}

const tokenPattern = /^rc_live_([0-9A-Za-z]{12})_([0-9A-Za-z_-]{43})_([0-9a-f]{8})$/;

/** Makes a key; its token is in the answer and nowhere else. Appends `key.created`. */
export async function createApiKey(
  tx: Tx,
  key: { name: string; scopes: readonly KeyScope[]; actor: Actor; pepper: Buffer },
): Promise<{ token: string; key: ApiKey }> {
  const id = ApiKeyId.parse(alphanumeric(12));
  const secret = randomBytes(32).toString('base64url');
  const row = await tx
    .insertInto('api_key')
    .values({
      workspace_id: tx.workspaceId,
      key_id: id,
      name: key.name,
      secret_hmac: hmac(secret, key.pepper),
      scopes: [...key.scopes],
    })
    .returning(['key_id', 'name', 'scopes', 'created_at', 'last_used_on', 'revoked_at'])
    .executeTakeFirstOrThrow();
  await appendEvent(tx, {
    type: 'key.created',
    actor: key.actor,
    subject: { kind: 'gateway_key', externalId: id, name: key.name },
    after: { name: key.name, scopes: [...key.scopes] },
  });
  return { token: tokenOf(id, secret), key: apiKey(row) };
}

/** The caller a token speaks for; undefined for a malformed, unknown or revoked one. Rides `api_key_by_id`. */
export async function findCaller(db: Db, token: string, pepper: Buffer): Promise<Caller | undefined> {
  const [, id, secret, checksum] = tokenPattern.exec(token) ?? [];
  // The checksum tells a mistyped token without a query.
  if (id === undefined || secret === undefined || checksum !== checksumOf(id, secret)) return undefined;
  const found = await sql<{
    workspace_id: string;
    key_id: string;
    name: string;
    secret_hmac: Buffer;
    scopes: string[];
    last_used_on: string | null;
  }>`select * from rollcall.find_api_key(${id})`.execute(db);
  const row = found.rows[0];
  if (row === undefined || !timingSafeEqual(row.secret_hmac, hmac(secret, pepper))) return undefined;
  const workspaceId = WorkspaceId.parse(row.workspace_id);
  const today = new Date().toISOString().slice(0, 10);
  if (row.last_used_on !== today) await inWorkspace(db, workspaceId, (tx) => touchApiKey(tx, row.key_id, today));
  return {
    workspaceId,
    actor: { type: 'api_key', id: row.key_id, name: row.name },
    scopes: KeyScopeSchema.array().parse(row.scopes),
  };
}

/** Every key of the workspace, oldest first, revoked ones included. */
export async function listApiKeys(tx: Tx): Promise<readonly ApiKey[]> {
  const rows = await tx
    .selectFrom('api_key')
    .select(['key_id', 'name', 'scopes', 'created_at', 'last_used_on', 'revoked_at'])
    // The first key is made as the owner, whom row-level security may not hold.
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('created_at')
    .execute();
  return rows.map(apiKey);
}

/** Revokes a key; undefined when there is none of this id. Revoking twice says the first time. */
export async function revokeApiKey(tx: Tx, id: ApiKeyId, actor: Actor): Promise<ApiKey | undefined> {
  const columns = ['key_id', 'name', 'scopes', 'created_at', 'last_used_on', 'revoked_at'] as const;
  const revoked = await tx
    .updateTable('api_key')
    .set({ revoked_at: new Date() })
    .where('key_id', '=', id)
    .where('revoked_at', 'is', null)
    .returning(columns)
    .executeTakeFirst();
  if (revoked !== undefined) {
    await appendEvent(tx, {
      type: 'key.revoked',
      actor,
      subject: { kind: 'gateway_key', externalId: id, name: revoked.name },
    });
    return apiKey(revoked);
  }
  const known = await tx.selectFrom('api_key').select(columns).where('key_id', '=', id).executeTakeFirst();
  return known === undefined ? undefined : apiKey(known);
}

/**
 * Makes the default workspace an admin key with every scope, when nobody there could make one. `keep` stores its token
 * before the key counts: what cannot be kept is not made. Undefined when there is such a key already. As the owner.
 */
export async function ensureAdminKey({
  ownerUrl,
  pepper,
  keep,
}: {
  ownerUrl: string;
  pepper: Buffer;
  keep: (token: string) => void;
}): Promise<{ token: string } | undefined> {
  const db = openDatabase(ownerUrl, { max: 1, name: 'rollcall-start' });
  try {
    const workspaceId = await defaultWorkspace(db);
    return await inWorkspace(db, workspaceId, async (tx) => {
      const keys = await listApiKeys(tx);
      if (keys.some(({ revokedAt, scopes }) => revokedAt === null && scopes.includes('keys:admin'))) return undefined;
      const actor: Actor = { type: 'system', id: 'start', name: 'first start' };
      const { token } = await createApiKey(tx, { name: 'admin', scopes: KeyScopeSchema.options, actor, pepper });
      keep(token);
      return { token };
    });
  } finally {
    await db.destroy();
  }
}

async function defaultWorkspace(db: Db): Promise<WorkspaceId> {
  const found = await sql<{
    workspace_id: string;
  }>`select workspace_id from rollcall.find_workspace('default')`.execute(db);
  return WorkspaceId.parse(found.rows[0]?.workspace_id);
}

async function touchApiKey(tx: Tx, id: string, today: string): Promise<void> {
  await tx.updateTable('api_key').set({ last_used_on: today }).where('key_id', '=', id).execute();
}

function apiKey(row: {
  key_id: string;
  name: string;
  scopes: string[];
  created_at: Date;
  last_used_on: string | null;
  revoked_at: Date | null;
}): ApiKey {
  return {
    id: ApiKeyId.parse(row.key_id),
    name: row.name,
    scopes: KeyScopeSchema.array().parse(row.scopes),
    createdAt: instant(row.created_at),
    lastUsedOn: row.last_used_on,
    revokedAt: instantOrNull(row.revoked_at),
  };
}

// A 256-bit random secret needs no slow hash; the pepper keeps a stolen table from being tested against guesses.
function hmac(secret: string, pepper: Buffer): Buffer {
  return createHmac('sha256', pepper).update(secret).digest();
}

function tokenOf(id: string, secret: string): string {
  return `rc_live_${id}_${secret}_${checksumOf(id, secret)}`;
}

function checksumOf(id: string, secret: string): string {
  return crc32(`${id}_${secret}`).toString(16).padStart(8, '0');
}

function alphanumeric(length: number): string {
  let text = '';
  while (text.length < length)
    text += randomBytes(length * 2)
      .toString('base64')
      .replace(/[^0-9A-Za-z]/g, '');
  return text.slice(0, length);
}
