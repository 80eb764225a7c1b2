import { createWorkspace, firstKeyScopes, listWorkspaces } from '@rollcall/db';
import { WorkspaceId, WorkspaceName } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { scopeMissing } from '../keys/scopes.ts';
import { pageInput, pageOf } from '../page.ts';
import { procedureFor, router } from '../trpc.ts';

/** The workspaces of this installation, for keys of the first one. */
export const workspaces = router({
  /**
   * Makes a workspace with its first key, which may do everything there but make others. The token is in this answer and
   * nowhere else. Nobody gives a scope that they do not have.
   */
  create: procedureFor({
    scope: 'workspaces:admin',
    cost: 'change',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /workspaces',
    summary: 'Makes a workspace with its first key, whose token is in this answer and nowhere else.',
  })
    .input(z.strictObject({ name: WorkspaceName }))
    .mutation(async ({ ctx, input }) => {
      const beyond = firstKeyScopes.find((scope) => !ctx.caller.scopes.includes(scope));
      if (beyond !== undefined) throw scopeMissing(beyond);
      const { actor } = ctx.caller;
      const { pepper } = ctx.gateway;
      const { workspace, ...made } = await ctx.inWorkspace((tx) => createWorkspace(tx, { ...input, actor, pepper }));
      return { data: workspace, ...made };
    }),

  /** In the order in which they were made. */
  list: procedureFor({
    scope: 'workspaces:admin',
    cost: 'page',
    audit: 'none',
    reach: 'workspace',
    rest: 'GET /workspaces',
    summary: 'Lists the workspaces of this installation.',
  })
    .input(z.strictObject(pageInput))
    .query(({ ctx, input: { cursor, limit } }) => {
      const after = cursor === undefined ? undefined : positionOf(cursor, 'workspaces', WorkspaceId);
      return ctx.inWorkspace(async (tx) =>
        pageOf(await listWorkspaces(tx, { after, limit: limit + 1 }), {
          limit,
          filter: 'workspaces',
          position: ({ id }) => id,
        }),
      );
    }),
});
