import { wireOf } from '@rollcall/provider-kit';
import { z } from 'zod';
import type { components } from './generated/types.ts';

/** Nobody documents these, so a guess of ours that is wrong must not spoil a listing. */
const guessed = z.string().nullish().catch(null);

/**
 * The fields of an e-mail account that `map.ts` relies on, held to the generated type by the compiler. One that comes
 * as its bare address is the same account.
 */
export const EmailAccount = z.preprocess(
  asDocumented,
  wireOf<components['schemas']['EmailAccount']>()({
    email: z
      .string()
      .max(320)
      .regex(/^\S+@[^\s@]+$/),
    name: guessed,
    status: guessed,
    createdAt: guessed,
  }),
);
export type EmailAccount = z.infer<typeof EmailAccount>;

/** Where the list of an answer may stand, key by key; the place that a public client shows comes first. */
export const listPaths: readonly (readonly string[])[] = [['emails'], ['data', 'emails'], ['data'], []];

/** The documented form of a list, whichever of the known forms it came in; any other body as it is. */
export function documentedList(body: unknown): unknown {
  const list = listPaths.map((path) => valueAt(body, path)).find(Array.isArray);
  const isBroken = isRecord(body) && Object.hasOwn(body, 'emails') && list !== body['emails'];
  return list === undefined || isBroken ? body : { emails: list.map(asDocumented) };
}

function asDocumented(account: unknown): unknown {
  return typeof account === 'string' ? { email: account } : account;
}

function valueAt(body: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), body);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
