import { brakeOverrides, connectionNamed, setBrake } from '@rollcall/db';
import { brakeDefaults, brakeLimits } from '@rollcall/ledger';
import { BrakeOverrides, RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { keyLimited } from '../keys/within.ts';
import { procedureFor, router } from '../trpc.ts';

/** How much change that nobody asked for is believed without a person. */
export const brake = router({
  /** The limits that hold for a connection, or for those without limits of their own; and who set what. */
  get: procedureFor({
    scope: 'inventory:read',
    cost: 'read',
    audit: 'none',
    rest: 'GET /brake',
    summary: 'Says how much change that nobody asked for is believed without a person.',
  })
    .input(z.strictObject({ connection: z.string().optional() }).default({}))
    .query(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => {
        const named = input.connection === undefined ? undefined : await connectionNamed(tx, input.connection);
        const { workspace, connection } = await brakeOverrides(tx, named?.id);
        const limits = brakeLimits(workspace, connection);
        return { data: { limits, defaults: brakeDefaults, workspace, connection } };
      }),
    ),

  /** Sets the limits of a connection, or of the workspace, in place of those set before; `{}` goes back to the defaults. */
  set: procedureFor({
    scope: 'connections:admin',
    cost: 'change',
    audit: 'change',
    rest: 'PUT /brake',
    summary: 'Sets how much change is believed without a person, in place of what was set before.',
  })
    .input(z.strictObject({ connection: z.string().nullable().default(null), limits: BrakeOverrides }))
    .mutation(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => {
        const { limits } = input;
        if (input.connection !== null && [limits.lost, limits.altered].some((sort) => sort?.workspace !== undefined)) {
          throw new RollcallError(
            'invalid_input',
            'A connection has no limits for the workspace: set those without naming a connection.',
          );
        }
        if (input.connection === null && ctx.caller.connections !== null) {
          throw keyLimited('is limited to some connections, and these limits are of the whole workspace');
        }
        const connection = input.connection === null ? null : await connectionNamed(tx, input.connection);
        await setBrake(tx, { connection, overrides: limits, actor: ctx.caller.actor });
        const overrides = await brakeOverrides(tx, connection?.id);
        return { data: { limits: brakeLimits(overrides.workspace, overrides.connection) } };
      }),
    ),
});
