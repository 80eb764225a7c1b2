import type { Caller } from '@rollcall/db';
import { type GrantedScope, RollcallError } from '@rollcall/schema';
import { isWithinNetworks } from './networks.ts';
import { hasScope, scopeMissing } from './scopes.ts';

/** What a key may do, and how far it is limited, as far as somebody gives or turns it. */
interface Reach {
  readonly scopes: readonly GrantedScope[];
  readonly networks: readonly string[];
  readonly unitsPerMinute: number;
}

/**
 * Nobody gives what they do not have: throws `scope_missing` or `key_limited` for a key that would reach further than
 * the caller's own. Of its connections the database sees to that (migration 0019).
 */
export function assertWithin(caller: Caller, { scopes, networks, unitsPerMinute }: Reach): void {
  const beyond = scopes.find((scope) => !hasScope(caller, scope));
  if (beyond !== undefined) throw scopeMissing(beyond);
  const wider = networks.filter((network) => !isWithinNetworks(caller.networks, network));
  if (caller.networks.length > 0 && (networks.length === 0 || wider.length > 0)) {
    throw keyLimited(`works only from ${caller.networks.join(', ')}, and gives no key that works from elsewhere`);
  }
  if (unitsPerMinute > caller.unitsPerMinute) {
    throw keyLimited(`has ${caller.unitsPerMinute} units a minute, and gives no more`);
  }
}

/** The refusal of what a key may not do because it is limited, whatever its scopes. */
export function keyLimited(why: string): RollcallError {
  return new RollcallError('key_limited', `This key ${why}: use one without that limit.`);
}
