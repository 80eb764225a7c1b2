import { z } from 'zod';
import { Cause } from './cause.ts';
import { Instant, RunId } from './ids.ts';
import { Interval } from './interval.ts';
import { Standing } from './standing.ts';
import { Use } from './use.ts';

/** The ladder an absent resource descends, each step with its evidence. */
export const Presence = z.enum(['live', 'missing', 'suspect', 'gone']);
export type Presence = z.infer<typeof Presence>;

/** The sort of a resource, in words shared by all providers: `host`, `domain`, `inbox`. */
export const Kind = z.string().regex(/^[a-z][a-z_]{0,39}$/);
export type Kind = z.infer<typeof Kind>;

/** One thing at a provider, as the ledger holds it. */
export const Resource = z.object({
  connection: z.string(),
  provider: z.string(),
  kind: Kind,
  externalId: z.string(),
  /** What a person calls it: an address, a domain, an IP. */
  name: z.string(),
  presence: Presence,
  /** Which of its versions this is: it counts up with every change that is recorded. */
  version: z.int(),
  attributes: z.record(z.string(), z.unknown()),
  firstSeenAt: Instant,
  lastChangedAt: Instant,
});
export type Resource = z.infer<typeof Resource>;

/** The same, with what is known of its use: null for kinds of which nobody ever tells it. */
export const UsedResource = Resource.extend({ use: z.union([Use, z.literal('unknown')]).nullable() });
export type UsedResource = z.infer<typeof UsedResource>;

/** How many resources of a kind a connection has in one state of presence. */
export const ResourceCount = z.object({
  connection: z.string(),
  provider: z.string(),
  kind: Kind,
  presence: Presence,
  count: z.int(),
});
export type ResourceCount = z.infer<typeof ResourceCount>;

/** One past state of a resource. */
export const ResourceVersion = z.object({
  version: z.int(),
  /** The external id it had then: a rename may have given it another one since. */
  externalId: z.string(),
  name: z.string(),
  presence: Presence,
  attributes: z.record(z.string(), z.unknown()),
  /** When the ledger knew it. */
  recordedAt: Instant,
  /** When it began to be true; null where that was not kept: versions of before it was. */
  interval: Interval.nullable(),
  runId: RunId,
  eventId: z.string(),
  eventType: z.string(),
  cause: Cause.nullable(),
  /** What later evidence says of its cause; null where there is none. */
  boundCause: Cause.nullable(),
  /** What became of the change that led to it; null where nothing is to be decided. */
  standing: Standing.nullable(),
});
export type ResourceVersion = z.infer<typeof ResourceVersion>;

/** A difference between the ledger and a believed listing. */
export const Change = z.enum(['appeared', 'changed', 'vanished', 'reappeared']);
export type Change = z.infer<typeof Change>;

export const resourcePageMax = 500;
