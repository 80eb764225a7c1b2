import { z } from 'zod';

/**
 * How much change that nobody asked for is believed without a person: no more than `absolute`; and from `min` on, no more than
 * `percent` of what is live.
 */
export const BrakeLimit = z.strictObject({
  absolute: z.int().min(0),
  percent: z.number().min(0).max(100),
  min: z.int().min(1),
});
export type BrakeLimit = z.infer<typeof BrakeLimit>;

const extents = { scope: BrakeLimit, connection: BrakeLimit, workspace: BrakeLimit };

/** The limits on what vanishes and on what changes; over one scope, one connection, and all of a workspace. */
export const BrakeLimits = z.strictObject({ lost: z.strictObject(extents), altered: z.strictObject(extents) });
export type BrakeLimits = z.infer<typeof BrakeLimits>;

const someOf = z
  .strictObject({ scope: BrakeLimit.partial(), connection: BrakeLimit.partial(), workspace: BrakeLimit.partial() })
  .partial();

/** Limits in place of others, as far as they are named. */
export const BrakeOverrides = z.strictObject({ lost: someOf, altered: someOf }).partial();
export type BrakeOverrides = z.infer<typeof BrakeOverrides>;
