import { z } from 'zod';
import { BulkId, EventId, Instant, OperationId } from './ids.ts';
import { Kind } from './resource.ts';

/**
 * `unknown`: sent, and no answer that can be trusted came back. A later listing settles it to `confirmed` or
 * `contradicted`; a `succeeded` one is confirmed the same way.
 */
export const OperationState = z.enum([
  'accepted',
  'dispatched',
  'succeeded',
  'failed',
  'unknown',
  'confirmed',
  'contradicted',
]);
export type OperationState = z.infer<typeof OperationState>;

/**
 * What became of the secrets in an operation's answer. `awaited`: it may hold some, and has not come. `shown`: they went to
 * the caller, once. `sealed`: they wait to be taken, once. `lost`: the answer came to nobody.
 */
export const OperationSecrets = z.enum(['none', 'awaited', 'shown', 'sealed', 'taken', 'expired', 'lost']);
export type OperationSecrets = z.infer<typeof OperationSecrets>;

/**
 * What a listing must show once an operation has taken effect. Declared by the provider, checked by the engine:
 * it explains drift and settles operations whose outcome is not known.
 */
export const Expectation = z.discriminatedUnion('becomes', [
  /** One of this name; with these attributes, where a name alone does not tell it from others (DNS records). */
  z.object({
    becomes: z.literal('present'),
    kind: Kind,
    name: z.string(),
    attributes: z.record(z.string(), z.unknown()).optional(),
  }),
  z.object({ becomes: z.literal('absent'), kind: Kind, externalId: z.string() }),
  /** `count` more of a kind whose names nobody can know beforehand (ordered IPs), which come to have these attributes. */
  z.object({
    becomes: z.literal('more'),
    kind: Kind,
    count: z.int().positive(),
    attributes: z.record(z.string(), z.unknown()).optional(),
  }),
  /** One that stays. With these attributes afterwards; without any, in a way that nobody can know beforehand. */
  z.object({
    becomes: z.literal('changed'),
    kind: Kind,
    externalId: z.string(),
    attributes: z.record(z.string(), z.unknown()).optional(),
  }),
]);
export type Expectation = z.infer<typeof Expectation>;

/**
 * What stands in the place of a value that is not stored, or not told again. `secret` and `opaque`: in what is on record.
 * In the answer of a call: `already_shown` for what an earlier answer gave, or somebody took; `sealed` for what waits to be
 * taken; `expired` for what nobody took in time; `lost` for what could not be kept.
 */
export const Withheld = z.looseObject({
  $withheld: z.enum(['secret', 'opaque', 'already_shown', 'sealed', 'expired', 'lost']),
});
export type Withheld = z.infer<typeof Withheld>;

export const Operation = z.object({
  id: OperationId,
  state: OperationState,
  connection: z.string(),
  /** `provider.operation`, as `rollcall call` takes it. */
  operation: z.string(),
  /** The caller's input; secret and opaque fields are replaced by a note of what was withheld. */
  input: z.record(z.string(), z.unknown()),
  result: z.unknown(),
  error: z
    .object({
      kind: z.string(),
      message: z.string(),
      providerCode: z.string().nullable(),
      /** What a person can act on: the provider's message, a checkout's URL. */
      details: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  secrets: OperationSecrets,
  at: Instant,
  settledAt: Instant.nullable(),
  /**
   * When it is looked next for what became of it; null for one that is settled, that leaves no trace, or whose connection
   * is asked nothing for now.
   */
  nextLookAt: Instant.nullable(),
  /** By when it is to be known what became of one that is unknown: from then on it is a finding. */
  settleBy: Instant.nullable(),
  /** The bulk operation that it is a part of. */
  bulk: BulkId.nullable(),
  /** The event whose change it takes back. */
  reverts: EventId.nullable(),
  /** Where the trace of its caller goes on, as a W3C `traceparent`; null where there is none. */
  traceparent: z.string().nullable(),
});
export type Operation = z.infer<typeof Operation>;
