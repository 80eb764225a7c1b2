import {
  type Actor,
  RollcallError,
  type SigningScheme,
  type SigningSecret,
  WebhookId,
  WebhookSecretId,
  WorkspaceId,
} from '@rollcall/schema';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { inMs, now } from '../clock.ts';
import { type Db, inWorkspace, type Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';
import { type KeyRing, openSealed, type Sealed, type SealOwner, sealFor } from '../seal.ts';
import { type ToldWebhook, tellWebhook } from './told.ts';

/** A secret to sign with, as `sealWebhookSecret` seals it. */
export interface NewSecret extends Sealed {
  readonly id: WebhookSecretId;
  readonly scheme: SigningScheme;
  readonly publicKey: string | null;
}

export function newWebhookSecretId(): WebhookSecretId {
  return WebhookSecretId.parse(uuidv7());
}

/** Which secret of which webhook. */
interface SecretKey {
  readonly webhookId: WebhookId;
  readonly id: WebhookSecretId;
}

/** Seals a secret (`whsk_…` or `whsec_…`): it opens for no other webhook, nor as another secret of this one. */
export function sealWebhookSecret(secret: string, { ring, workspaceId, ...key }: SealTerms): Promise<Sealed> {
  return sealFor(secret, { ring, owner: ownerOf(workspaceId, key) });
}

/** Opens what `sealWebhookSecret` sealed. Throws `RollcallError` (`secret_unreadable`). */
export async function openWebhookSecret(sealed: string, { ring, workspaceId, ...key }: SealTerms): Promise<string> {
  return String(await openSealed(sealed, { ring, owner: ownerOf(workspaceId, key) }));
}

interface SealTerms extends SecretKey {
  readonly ring: KeyRing;
  readonly workspaceId: WorkspaceId;
}

function ownerOf(workspaceId: WorkspaceId, { webhookId, id }: SecretKey): SealOwner {
  return { workspaceId, purpose: 'webhook', id: `${webhookId}/${id}` };
}

/** Stores the secret that a webhook signs with from now on; it may have no other that is the newest. */
export async function putSecret(tx: Tx, webhookId: WebhookId, secret: NewSecret): Promise<void> {
  await tx
    .insertInto('webhook_secret')
    .values({
      ...{ workspace_id: tx.workspaceId, webhook_id: webhookId, secret_id: secret.id, scheme: secret.scheme },
      ...{ public_key: secret.publicKey, sealed: secret.sealed, master_key_id: secret.masterKeyId },
    })
    .execute();
}

/**
 * Has a webhook sign with another secret, and for `overlapMs` with the one before, too; with no more than these two. Appends
 * `webhook.secret_rotated`. Throws `not_found` when it was removed meanwhile.
 */
export async function rotateSecret(
  tx: Tx,
  webhook: ToldWebhook,
  { secret, overlapMs, actor }: { readonly secret: NewSecret; readonly overlapMs: number; readonly actor: Actor },
): Promise<void> {
  await lock(tx, webhook);
  const ofWebhook = tx
    .updateTable('webhook_secret')
    .set({ retires_at: inMs(overlapMs) })
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhook.id);
  await deleteRetiring(tx, webhook.id);
  const before = await ofWebhook.where('retires_at', 'is', null).returning('retires_at').executeTakeFirstOrThrow();
  if (overlapMs === 0) await deleteRetiring(tx, webhook.id);
  await putSecret(tx, webhook.id, secret);
  const { id, scheme, publicKey } = secret;
  await tellWebhook(tx, {
    ...{ type: 'webhook.secret_rotated', actor, webhook },
    after: { secretId: id, scheme, publicKey, beforeUntil: instantOrNull(before.retires_at) },
  });
}

/**
 * Destroys the secret that still signs beside its successor. Throws `webhook_state` where there is none, and `not_found` when
 * the webhook was removed meanwhile.
 */
export async function retireSecret(tx: Tx, webhook: ToldWebhook, actor: Actor): Promise<void> {
  await lock(tx, webhook);
  const retired = await deleteRetiring(tx, webhook.id);
  if (retired.length === 0) {
    const message = `"${webhook.name}" signs with one secret alone: "webhooks rotate-secret" gives it another.`;
    throw new RollcallError('webhook_state', message, { details: { state: 'one secret' } });
  }
  await tellWebhook(tx, { type: 'webhook.secret_retired', actor, webhook, after: { secretIds: retired } });
}

/** Destroys, in every workspace, the secrets whose time beside their successors is over; answers how many. */
export async function retireSecrets(db: Db, actor: Actor): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select w.workspace_id as id from rollcall.workspaces_with_retired_secrets() w`.execute(db);
  let retired = 0;
  for (const { id } of rows) {
    retired += await inWorkspace(db, WorkspaceId.parse(id), async (tx) => {
      const { rows: gone } = await sql<{ secret_id: string; webhook_id: string; name: string }>`
        delete from rollcall.webhook_secret s using rollcall.webhook w
        where s.workspace_id = ${tx.workspaceId} and s.retires_at <= clock_timestamp()
          and w.workspace_id = s.workspace_id and w.webhook_id = s.webhook_id
        returning s.secret_id, s.webhook_id, w.name`.execute(tx);
      for (const { secret_id, webhook_id, name } of gone) {
        const webhook = { id: WebhookId.parse(webhook_id), name };
        await tellWebhook(tx, { type: 'webhook.secret_retired', actor, webhook, after: { secretIds: [secret_id] } });
      }
      return gone.length;
    });
  }
  return retired;
}

/** What each webhook of the workspace signs with, the newest first. */
export async function signingSecrets(tx: Tx): Promise<ReadonlyMap<string, readonly SigningSecret[]>> {
  const rows = await liveSecrets(tx)
    .select(['webhook_id', 'secret_id', 'scheme', 'public_key', 'created_at', 'retires_at'])
    .execute();
  const shown = rows.map((row) => ({
    id: WebhookSecretId.parse(row.secret_id),
    scheme: row.scheme,
    publicKey: row.public_key,
    createdAt: instant(row.created_at),
    retiresAt: instantOrNull(row.retires_at),
  }));
  const byWebhook = Map.groupBy(shown.entries(), ([nth]) => rows[nth]?.webhook_id ?? '');
  return new Map([...byWebhook].map(([id, found]) => [id, found.map(([, secret]) => secret)]));
}

/** The seals of what a webhook signs with now, the newest first. */
export async function sealedSecrets(
  tx: Tx,
  webhookId: WebhookId,
): Promise<readonly { readonly id: WebhookSecretId; readonly scheme: SigningScheme; readonly sealed: string }[]> {
  const rows = await liveSecrets(tx)
    .select(['secret_id', 'scheme', 'sealed'])
    .where('webhook_id', '=', webhookId)
    .execute();
  return rows.map(({ secret_id, scheme, sealed }) => ({ id: WebhookSecretId.parse(secret_id), scheme, sealed }));
}

/** Every secret of the workspace's webhooks that another master key seals than this one; locked, to be sealed again. */
export async function webhookSecretsSealedWithOthers(
  tx: Tx,
  masterKeyId: string,
): Promise<readonly (SecretKey & { readonly sealed: string })[]> {
  const rows = await tx
    .selectFrom('webhook_secret')
    .select(['webhook_id', 'secret_id', 'sealed'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('master_key_id', '<>', masterKeyId)
    .forUpdate()
    .execute();
  return rows.map(({ webhook_id, secret_id, sealed }) => ({
    ...{ webhookId: WebhookId.parse(webhook_id), id: WebhookSecretId.parse(secret_id), sealed },
  }));
}

/** Puts another seal in the place of one. */
export async function replaceWebhookSeal(tx: Tx, { webhookId, id, sealed, masterKeyId }: SecretKey & Sealed) {
  await tx
    .updateTable('webhook_secret')
    .set({ sealed, master_key_id: masterKeyId })
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhookId)
    .where('secret_id', '=', id)
    .execute();
}

/** One changes the secrets of a webhook at a time, and nobody those of one that is being removed. */
async function lock(tx: Tx, { id, name }: ToldWebhook): Promise<void> {
  const row = await tx
    .selectFrom('webhook')
    .select('webhook_id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', id)
    .where('state', '<>', 'removed')
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new RollcallError('not_found', `There is no webhook named "${name}" any more.`);
}

async function deleteRetiring(tx: Tx, webhookId: WebhookId): Promise<readonly string[]> {
  const rows = await tx
    .deleteFrom('webhook_secret')
    .where('workspace_id', '=', tx.workspaceId)
    .where('webhook_id', '=', webhookId)
    .where('retires_at', 'is not', null)
    .returning('secret_id')
    .execute();
  return rows.map(({ secret_id }) => secret_id);
}

function liveSecrets(tx: Tx) {
  return tx
    .selectFrom('webhook_secret')
    .where('workspace_id', '=', tx.workspaceId)
    .where((eb) => eb.or([eb('retires_at', 'is', null), eb('retires_at', '>', now)]))
    .orderBy(sql`retires_at desc nulls first`);
}
