import { isIP } from 'node:net';
import { guardAddress } from './guard-address.ts';
import type { Networks } from './networks.ts';

/** A URL that a webhook may have, as far as can be said without asking for its addresses. */
export interface Target {
  /** In the one spelling that everybody reads alike. */
  readonly url: URL;
  /** A name, or an address without brackets. */
  readonly host: string;
  /** What every address must be: elsewhere than https on port 443, and by names for inside, only what the operator opened. */
  readonly reach: 'inside' | 'any';
}

/** The longest that is taken; receivers have short ones. */
const urlLengthMax = 2_048;

/**
 * What the rules say of a webhook's URL: its target, or why not, in a sentence that says what to do. Whether its addresses are
 * allowed is looked at each time that something is sent, since they change.
 */
export function guardUrl(text: string, networks: Networks): Target | { readonly refused: string } {
  if (text.length > urlLengthMax) return { refused: `The URL has more than ${urlLengthMax} characters.` };
  // A URL's reader drops some of these and turns others round: what a person reads is then not what is asked.
  if (/[\s\\\p{C}]/u.test(text))
    return { refused: 'The URL has white space, control characters or backslashes in it.' };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:\/\//i.test(text))
    return { refused: 'This is not a URL such as https://app.example/rollcall.' };
  if (url.username !== '' || url.password !== '') {
    return { refused: 'The URL has a name or a password in it: the signature tells the receiver who sends.' };
  }
  if (url.hash !== '') return { refused: 'The URL has a fragment (#…), which nobody is sent: leave it out.' };
  if (url.port === '0') return { refused: 'Nothing listens on port 0.' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const wrong = problemOf(host);
  if (wrong !== undefined) return { refused: wrong };
  const why = whyInside(url, host);
  if (why === undefined) return { url, host, reach: 'any' };
  if (isIP(host) > 0) {
    const guarded = guardAddress(host, networks);
    if ('reach' in guarded && guarded.reach === 'inside') return { url, host, reach: 'inside' };
  } else if (networks.length > 0) return { url, host, reach: 'inside' };
  return {
    refused: `${why} The operator opens networks with ROLLCALL_WEBHOOK_NETWORKS (127.0.0.1: the machine that Rollcall runs on).`,
  };
}

/** A name that cannot be one of a host, or that could be read in two ways. */
function problemOf(host: string): string | undefined {
  if (isIP(host) > 0) return undefined;
  if (host.endsWith('.')) return 'The host ends with a dot: leave it out.';
  const isName =
    host.length <= 253 && host.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  return isName ? undefined : 'The host is not a name of the DNS.';
}

/** Why a URL may lead to networks alone that the operator opened; undefined when it may lead anywhere that is public. */
function whyInside(url: URL, host: string): string | undefined {
  if (url.protocol !== 'https:') return 'Webhooks are sent by https alone, except to networks that were opened.';
  if (url.port !== '') return 'Webhooks are sent to port 443 alone, except to networks that were opened.';
  if (isIP(host) > 0) return 'The host is an address: give a name, for which the receiver has a certificate.';
  const last = host.slice(host.lastIndexOf('.') + 1);
  if (last === host || insideNames.has(last)) {
    return 'A host of this name is on the network that Rollcall runs in, if anywhere.';
  }
  return undefined;
}

/** Top levels that names for inside have (RFC 6761, 6762, 8375, and ICANN's `internal` of 2024). */
const insideNames: ReadonlySet<string> = new Set([
  ...['localhost', 'local', 'localdomain', 'internal', 'intranet', 'private', 'corp', 'home', 'lan'],
  ...['onion', 'arpa'],
]);
