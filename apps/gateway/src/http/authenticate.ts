import { type Caller, findCaller } from '@rollcall/db';
import type { Gateway } from '../gateway.ts';

/** A key is looked up at most this often; a revocation reaches other gateways within this time. */
const rememberMs = 2_000;
/** Callers remembered at once; the oldest is forgotten first. */
const rememberMax = 1_000;

/** Finds who a request speaks for, from its `Authorization: Bearer` header. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller | undefined>;

export function createAuthenticate({ db, pepper }: Gateway): Authenticate & { forget(): void } {
  const remembered = new Map<string, { caller: Caller | undefined; until: number }>();
  const authenticate = async (authorization: string | undefined): Promise<Caller | undefined> => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    const known = remembered.get(token);
    if (known !== undefined && known.until > Date.now()) return known.caller;
    const caller = await findCaller(db, token, pepper);
    remembered.delete(token);
    remembered.set(token, { caller, until: Date.now() + rememberMs });
    const oldest = remembered.keys().next().value;
    if (remembered.size > rememberMax && oldest !== undefined) remembered.delete(oldest);
    return caller;
  };
  return Object.assign(authenticate, { forget: () => remembered.clear() });
}
