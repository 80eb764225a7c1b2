import { z } from 'zod';
import { EventId, Instant } from './ids.ts';

/** A signed statement of how large the log of a workspace's audit events was, and of its root. */
export const Checkpoint = z.object({
  /** From 1 on, without gaps. */
  number: z.int().positive(),
  /** How many events the log held: those with the sequences 1 to this. */
  size: z.int().nonnegative(),
  /** Of the tree of RFC 6962 over these events, in base64. */
  root: z.string(),
  at: Instant,
  /** The ids of the keys that signed it: two where one follows the other. */
  keyIds: z.array(z.string()),
  /** The signed note whole, as C2SP tlog-checkpoint has it: what is verified. */
  note: z.string(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

/** The first or the last checkpoint that a key signed. */
const KeyBound = z.object({ number: z.int().positive(), size: z.int().nonnegative(), at: Instant });

/** A key that checkpoints are signed with. */
export const LogKey = z.object({
  /** Eight hex digits. */
  id: z.string(),
  /** The public half, as C2SP has verifier keys: NAME+ID+KEY. Give it to whoever is to verify. */
  verifierKey: z.string(),
  /** `waits`: for its first checkpoint. `signs`: the present one. `retired`: another follows it. */
  state: z.enum(['waits', 'signs', 'retired']),
  createdAt: Instant,
  since: KeyBound.nullable(),
  until: KeyBound.nullable(),
  /** The event that told of the change to it; null of the first. */
  eventId: EventId.nullable(),
  /** Whether the key before was lost: then no signature of that one says that this one follows it. */
  afterLost: z.boolean(),
});
export type LogKey = z.infer<typeof LogKey>;

/** What proves to whoever has the key that the log holds an event. */
export const InclusionProof = z.object({
  sequence: z.int().positive(),
  /** The place of the leaf in the tree, which counts from 0. */
  index: z.int().nonnegative(),
  /** The line that was hashed: all of the event. Its leaf is SHA-256 of a zero byte and this, as UTF-8. */
  leaf: z.string(),
  /** The audit path of RFC 6962, 2.1.1, in base64: from the leaf up. */
  hashes: z.array(z.string()),
  checkpoint: Checkpoint,
});
export type InclusionProof = z.infer<typeof InclusionProof>;

/** A log at one size. */
const LogAt = z.object({ size: z.int().nonnegative(), root: z.string() });

/** What proves that the log only grew between two sizes. */
export const GrowthProof = z.object({
  from: LogAt,
  to: LogAt,
  /** The proof of RFC 6962, 2.1.2, in base64. */
  hashes: z.array(z.string()),
});
export type GrowthProof = z.infer<typeof GrowthProof>;
