import { z } from 'zod';

const Values = z.record(z.string(), z.array(z.unknown()).readonly()).readonly();

/** A change that a provider makes by itself, without anybody asking for that very change. */
export const Automatism = z
  .object({
    change: z.enum(['appeared', 'changed', 'vanished']),
    /** What may differ by it, for a change; what differs beside it has another cause. */
    attributes: z.array(z.string()).readonly(),
    /** What the resource had before: one of these values of each attribute. */
    from: Values.optional(),
    /** What it has now. */
    to: Values.optional(),
    /** Attributes that by it only rise, or come to be: times that move on, counters. */
    rises: z.array(z.string()).readonly().optional(),
    reason: z.string(),
    /** Whether the provider itself says so; else it is concluded by us. */
    isDocumented: z.boolean(),
  })
  .readonly();
export type Automatism = z.infer<typeof Automatism>;
