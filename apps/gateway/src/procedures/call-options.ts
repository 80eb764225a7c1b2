import { itemKeys } from '@rollcall/db';
import { z } from 'zod';
import type { CallOptions } from '../operations/perform.ts';
import { sealSecondsDefault, sealSecondsMax, sealSecondsMin } from '../operations/seal-result.ts';

/** What every call of an operation takes beside its connection and its input. */
export const callOptions = {
  idempotencyKey: z
    .string()
    .min(1)
    .max(200)
    .refine((key) => !key.startsWith(itemKeys), `must not begin with "${itemKeys}": such keys are of bulk operations`)
    .optional()
    .describe('Makes a write safe to repeat: same key and same input, same answer.'),
  expectedVersion: z
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .describe('Of the resource that is changed, as it was read: `version_moved` where it has another by now.'),
  sealSecrets: z
    .strictObject({ ttlSeconds: z.int().min(sealSecondsMin).max(sealSecondsMax).default(sealSecondsDefault) })
    .optional()
    .describe('Has the secrets in the answer wait to be taken, once, instead of being in it.'),
};

/** The same as `perform` takes it, with the signal of whoever waits for the answer. */
export function optionsOf<
  Given extends Omit<CallOptions, 'idempotencyKey'> & { readonly idempotencyKey?: string | undefined },
>(given: Given, callerGone: AbortSignal | undefined): Given & CallOptions {
  return { ...given, idempotencyKey: given.idempotencyKey, callerGone };
}
