import {
  appendEvent,
  listSealed,
  masterKeysInUse,
  openCredential,
  openSealed,
  openWebhookSecret,
  putCredential,
  replaceSeal,
  replaceWebhookSeal,
  resealLogKeys,
  type SecretOwner,
  sealCredential,
  sealedWithOthers,
  sealFor,
  sealWebhookSecret,
  webhookSecretsSealedWithOthers,
} from '@rollcall/db';
import { type ConnectionId, RollcallError } from '@rollcall/schema';
import { type CallerContext, procedureFor, router } from '../trpc.ts';

/** The seals of the workspace's credentials and of the secrets that wait. */
export const credentials = router({
  /**
   * Makes a new master key and seals every credential of the workspace again under it, every secret that waits to be taken,
   * and what its webhooks and its log sign with. Older keys that nothing is sealed with are dropped, but for the one before: a connection that is being added may
   * have sealed with it a moment ago, so it goes at the next rotation. A credential that cannot be opened keeps its seal and
   * is named; a secret keeps its seal, too, and whoever takes it is told.
   */
  rotateMaster: procedureFor({
    scope: 'connections:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /credentials/rotate-master',
    summary: 'Makes a new master key and seals everything again under it.',
  }).mutation(async ({ ctx }) => {
    const { ring, db } = ctx.gateway;
    const before = await ring.current();
    const masterKeyId = ring.turn();
    const others = {
      secrets: await resealSecrets(ctx, masterKeyId),
      webhookSecrets: await resealWebhooks(ctx, masterKeyId),
      logKeys: await ctx.inWorkspace((tx) => resealLogKeys(tx, ring)),
    };
    const { resealed, unreadable } = await resealAll(ctx, { masterKeyId, ...others });
    ring.dropUnused(new Set([...(await masterKeysInUse(db)), before.id]));
    return { data: { masterKeyId, resealed, unreadable, ...others } };
  }),
});

async function resealAll(
  ctx: CallerContext,
  { masterKeyId, ...others }: { masterKeyId: string; secrets: number; webhookSecrets: number; logKeys: number },
): Promise<{ resealed: number; unreadable: readonly ConnectionId[] }> {
  const { ring } = ctx.gateway;
  const { workspaceId, actor } = ctx.caller;
  return ctx.inWorkspace(async (tx) => {
    const unreadable: ConnectionId[] = [];
    const rows = await listSealed(tx);
    for (const { id, sealed } of rows) {
      const owner = { workspaceId, connectionId: id };
      try {
        const credential = await openCredential(sealed, { ring, owner });
        const resealed = await sealCredential(credential, { ring, owner });
        await putCredential(tx, { id, ...resealed, isResealed: true });
      } catch (error) {
        if (!(error instanceof RollcallError) || error.code !== 'credential_unreadable') throw error;
        unreadable.push(id);
      }
    }
    const resealed = rows.length - unreadable.length;
    await appendEvent(tx, {
      type: 'credential.master_rotated',
      actor,
      subject: { kind: 'credential', externalId: masterKeyId, name: 'master key' },
      after: { masterKeyId, resealed, unreadable, ...others },
    });
    return { resealed, unreadable };
  });
}

/** Seals the secrets that wait again, batch by batch; answers how many. What breaks off here goes on at the next rotation. */
async function resealSecrets(ctx: CallerContext, masterKeyId: string): Promise<number> {
  const { workspaceId } = ctx.caller;
  const { ring } = ctx.gateway;
  let resealed = 0;
  let after: SecretOwner | undefined;
  do {
    const position = after;
    after = await ctx.inWorkspace(async (tx) => {
      const batch = await sealedWithOthers(tx, { masterKeyId, after: position });
      for (const { purpose, id, sealed } of batch) {
        const owner = { workspaceId, purpose, id };
        const value = await openSealed(sealed, { ring, owner }).catch(unlessUnreadable);
        if (value === undefined) continue;
        await replaceSeal(tx, { purpose, id, ...(await sealFor(value, { ring, owner })) });
        resealed += 1;
      }
      return batch.at(-1);
    });
  } while (after !== undefined);
  return resealed;
}

/** Seals again what the workspace's webhooks sign with; answers how many secrets. */
async function resealWebhooks(ctx: CallerContext, masterKeyId: string): Promise<number> {
  const terms = { ring: ctx.gateway.ring, workspaceId: ctx.caller.workspaceId };
  return ctx.inWorkspace(async (tx) => {
    let resealed = 0;
    for (const { sealed, ...key } of await webhookSecretsSealedWithOthers(tx, masterKeyId)) {
      const secret = await openWebhookSecret(sealed, { ...terms, ...key }).catch(unlessUnreadable);
      if (secret === undefined) continue;
      await replaceWebhookSeal(tx, { ...key, ...(await sealWebhookSecret(secret, { ...terms, ...key })) });
      resealed += 1;
    }
    return resealed;
  });
}

function unlessUnreadable(error: unknown): undefined {
  if (error instanceof RollcallError && error.code === 'secret_unreadable') return undefined;
  throw error;
}
