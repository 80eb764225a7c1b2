import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Whom addresses are asked of: the part of Node's resolver that is needed. */
export type AddressResolver = Pick<Resolver, 'resolve4' | 'resolve6'>;

/** Hosts whose answers are held: past it, all are forgotten, which costs a question each. */
const hostsMax = 10_000;

/**
 * The resolver of the system's name servers. It does not use the threads that `getaddrinfo` would: a name server that never
 * answers keeps nobody else waiting. It knows nothing of the hosts file, nor of search domains.
 */
export function systemResolver(): AddressResolver {
  return new Resolver({ timeout: 2_000, tries: 3 });
}

/**
 * Asks for all addresses of a host, of both families, once for all who want them at a time. Rejects with the resolver's error
 * when there is none. An answer holds for `heldMs`.
 */
export function createLookup(resolver: AddressResolver, heldMs: number): (host: string) => Promise<readonly string[]> {
  const held = new Map<string, { readonly asked: number; readonly addresses: Promise<readonly string[]> }>();
  return (host) => {
    const known = held.get(host);
    if (known !== undefined && performance.now() - known.asked < heldMs) return known.addresses;
    if (held.size >= hostsMax) held.clear();
    const addresses = addressesOf(resolver, host);
    held.set(host, { asked: performance.now(), addresses });
    // What failed is asked for anew by the next.
    addresses.catch(() => held.delete(host));
    return addresses;
  };
}

async function addressesOf(resolver: AddressResolver, host: string): Promise<readonly string[]> {
  if (isIP(host) > 0) return [host];
  // By RFC 6761 no name server is to be asked for it.
  if (host === 'localhost' || host.endsWith('.localhost')) return ['127.0.0.1'];
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const failed = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  if (found.length > 0) return found;
  // That one family has none says less than what went wrong with the other.
  throw (
    failed.find((error) => !isNone(error)) ?? failed[0] ?? Object.assign(new Error('no address'), { code: 'ENODATA' })
  );
}

function isNone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENODATA';
}
