import { type Caller, findCaller, type KeyFound } from '@rollcall/db';
import { RollcallError } from '@rollcall/schema';
import type { Gateway } from '../gateway.ts';
import { addressText, isInNetworks } from '../keys/networks.ts';
import { createFailedAttempts } from './failed-attempts.ts';
import { secondsOf } from './key-units.ts';
import { createRefusedKeys } from './refused-keys.ts';

/** A key is looked up at most this often; a revocation reaches other gateways within this time. */
const rememberMs = 2_000;
/** Tokens remembered at once, those that opened something and others apart; the oldest is forgotten first. */
const rememberMax = 1_000;

/** Who asks, as far as the request tells. */
interface Asking {
  /** Its `Authorization` header. */
  readonly authorization: string | undefined;
  /** Where it comes from. */
  readonly address: () => string | undefined;
}

/** Whom a request speaks for, or why for nobody. */
type Authenticated =
  | { readonly caller: Caller; readonly refusal: undefined }
  | { readonly caller: undefined; readonly refusal: RollcallError };

export interface Authenticate {
  (asking: Asking): Promise<Authenticated>;
  /** Forgets what is remembered of keys: one was changed. */
  forget(): void;
}

/** Finds who a request speaks for, from its `Authorization: Bearer` header and the address that it comes from. */
export function createAuthenticate(gateway: Gateway): Authenticate {
  const good = new Map<string, Remembered>();
  const bad = new Map<string, Remembered>();
  const attempts = createFailedAttempts();
  const tellRefused = createRefusedKeys(gateway);

  const lookUp = async (token: string): Promise<KeyFound> => {
    const found = await findCaller(gateway.db, token, { pepper: gateway.pepper, at: new Date() });
    remember(found.state === 'active' ? good : bad, token, found);
    (found.state === 'active' ? bad : good).delete(token);
    return found;
  };
  const lookingUp = new Map<string, Promise<KeyFound>>();
  const lookUpOnce = (token: string): Promise<KeyFound> => {
    const known = lookingUp.get(token);
    if (known !== undefined) return known;
    const looking = lookUp(token).finally(() => lookingUp.delete(token));
    lookingUp.set(token, looking);
    return looking;
  };
  const refuse = (found: Exclude<KeyFound, { state: 'active' }>, address: string | undefined): Authenticated => {
    if (found.state === 'unknown' || found.state === 'wrong_secret') attempts.count(address);
    if (found.state === 'unknown' || found.state === 'malformed') return nobody(unauthenticated('unknown'));
    const { state, key } = found;
    tellRefused({ key, reason: state, address });
    // In the words for an unknown key, or they would tell which keys there are.
    return nobody(unauthenticated(state === 'wrong_secret' ? 'unknown' : state));
  };

  const find = async ({ authorization, address }: Asking): Promise<Authenticated> => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return nobody(unauthenticated('missing'));
    const known = good.get(token) ?? bad.get(token);
    let found = known !== undefined && known.until > performance.now() ? known.found : undefined;
    if (found === undefined) {
      // A key that was good a moment ago is not locked out by somebody at the same address who guesses.
      const waitMs = known?.found.state === 'active' ? 0 : attempts.waitMs(addressText(address()));
      if (waitMs > 0) return nobody(tooManyAttempts(waitMs));
      found = await lookUpOnce(token);
    }
    if (found.state !== 'active') return refuse(found, addressText(address()));
    const { caller } = found;
    if (caller.networks.length > 0 && !isInNetworks(caller.networks, address())) {
      const { workspaceId, actor } = caller;
      tellRefused({ key: { workspaceId, ...actor }, reason: 'address', address: addressText(address()) });
      return nobody(unauthenticated('address'));
    }
    return { caller: callingFrom(address(), caller), refusal: undefined };
  };
  const authenticate = async (asking: Asking): Promise<Authenticated> => {
    const authenticated = await find(asking);
    const { refusal } = authenticated;
    if (refusal !== undefined) gateway.metrics.keyRefused(reasonOf(refusal));
    return authenticated;
  };
  // Who was good is looked up again, and is no stranger for that.
  const forget = (): void => {
    for (const remembered of good.values()) remembered.until = 0;
    bad.clear();
  };
  return Object.assign(authenticate, { forget });
}

/** The caller with its address, which is spelled when it is written down: most calls leave nothing on record. */
function callingFrom(address: string | undefined, caller: Caller): Caller {
  const actor = {
    ...caller.actor,
    get address() {
      return addressText(address);
    },
  };
  return { ...caller, actor };
}

interface Remembered {
  readonly found: KeyFound;
  /** By the clock that nobody sets: a revoked key is not remembered for longer because the time of day was put back. */
  until: number;
}

function remember(memory: Map<string, Remembered>, token: string, found: KeyFound): void {
  const endsAt = found.state === 'active' ? found.caller.endsAt : null;
  const ms = endsAt === null ? rememberMs : Math.min(rememberMs, endsAt - Date.now());
  memory.delete(token);
  memory.set(token, { found, until: performance.now() + ms });
  const [oldest] = memory.keys();
  if (memory.size > rememberMax && oldest !== undefined) memory.delete(oldest);
}

function nobody(refusal: RollcallError): Authenticated {
  return { caller: undefined, refusal };
}

/** Only whoever holds the right secret learns why it opens nothing. */
const noValidKey = 'No valid API key: send "Authorization: Bearer rc_live_…" with a key of this gateway.';

const whyNot = {
  missing: noValidKey,
  unknown: noValidKey,
  revoked: 'This API key was revoked: use another.',
  expired: 'This API key has expired: make another with "keys create", or rotate keys before they end.',
  replaced: 'This API key was rotated, and its time beside its successor is over: use the successor.',
  address: 'This API key does not work from this address: "keys list" shows from where it does.',
} as const;

function unauthenticated(reason: keyof typeof whyNot): RollcallError {
  return new RollcallError('unauthenticated', whyNot[reason], { details: { reason } });
}

/** By what a refusal is counted: why the key opens nothing, or that too many were tried. */
function reasonOf({ code, details }: RollcallError): string {
  return typeof details['reason'] === 'string' ? details['reason'] : code;
}

function tooManyAttempts(waitMs: number): RollcallError {
  return new RollcallError(
    'rate_limited',
    `Too many keys that open nothing were tried from this address: call again in ${secondsOf(waitMs)} s.`,
    { details: { retryAfterMs: waitMs } },
  );
}
