import { appendEvent, listSealed, masterKeysInUse, openCredential, putCredential, sealCredential } from '@rollcall/db';
import { procedureFor, router } from '../trpc.ts';

/** The seals of the workspace's credentials. */
export const credentials = router({
  /**
   * Makes a new master key, seals every credential of the workspace again under it, and drops older keys that nothing
   * is sealed with any more.
   */
  rotateMaster: procedureFor('connections:admin').mutation(async ({ ctx }) => {
    const { ring } = ctx.gateway;
    const { workspaceId, actor } = ctx.caller;
    const masterKeyId = ring.turn();
    const resealed = await ctx.inWorkspace(async (tx) => {
      const rows = await listSealed(tx);
      for (const { id, sealed } of rows) {
        const owner = { workspaceId, connectionId: id };
        const credential = await openCredential(sealed, { ring, owner });
        await putCredential(tx, { id, ...(await sealCredential(credential, { ring, owner })) });
      }
      await appendEvent(tx, {
        type: 'credential.master_rotated',
        actor,
        subject: { kind: 'credential', externalId: masterKeyId, name: 'master key' },
        after: { masterKeyId, resealed: rows.length },
      });
      return rows.length;
    });
    ring.dropUnused(await masterKeysInUse(ctx.gateway.db));
    return { data: { masterKeyId, resealed } };
  }),
});
