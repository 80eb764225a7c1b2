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
    .optional(),
  expectedVersion: z.int().min(1).max(2_147_483_647).optional(),
  sealSecrets: z
    .strictObject({ ttlSeconds: z.int().min(sealSecondsMin).max(sealSecondsMax).default(sealSecondsDefault) })
    .optional(),
};

/** The same as `perform` takes it, with the signal of whoever waits for the answer. */
export function optionsOf<
  Given extends Omit<CallOptions, 'idempotencyKey'> & { readonly idempotencyKey?: string | undefined },
>(given: Given, callerGone: AbortSignal | undefined): Given & CallOptions {
  return { ...given, idempotencyKey: given.idempotencyKey, callerGone };
}
