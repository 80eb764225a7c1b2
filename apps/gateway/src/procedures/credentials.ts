import { appendEvent, listSealed, masterKeysInUse, openCredential, putCredential, sealCredential } from '@rollcall/db';
import { type ConnectionId, RollcallError } from '@rollcall/schema';
import { type CallerContext, procedureFor, router } from '../trpc.ts';

/** The seals of the workspace's credentials. */
export const credentials = router({
  /**
   * Makes a new master key and seals every credential of the workspace again under it. Older keys that nothing is sealed
   * with are dropped, but for the one before: a connection that is being added may have sealed with it a moment ago, so it
   * goes at the next rotation. A credential that cannot be opened keeps its seal and is named.
   */
  rotateMaster: procedureFor({ scope: 'connections:admin', cost: 'change', audit: 'change' }).mutation(
    async ({ ctx }) => {
      const { ring, db } = ctx.gateway;
      const before = await ring.current();
      const masterKeyId = ring.turn();
      const { resealed, unreadable } = await resealAll(ctx, masterKeyId);
      ring.dropUnused(new Set([...(await masterKeysInUse(db)), before.id]));
      return { data: { masterKeyId, resealed, unreadable } };
    },
  ),
});

async function resealAll(
  ctx: CallerContext,
  masterKeyId: string,
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
        await putCredential(tx, { id, ...(await sealCredential(credential, { ring, owner })) });
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
      after: { masterKeyId, resealed, unreadable },
    });
    return { resealed, unreadable };
  });
}
