import { z } from 'zod';

/** One thing of an installation that was looked at. */
export const Check = z.object({
  name: z.string(),
  ok: z.boolean(),
  /** What was found, and when it is not well, what to do. */
  detail: z.string(),
});
export type Check = z.infer<typeof Check>;
