import { Pool } from 'undici';
import { connectorTo } from './connect.ts';
import { exchange } from './exchange.ts';
import { guardAddress } from './guard-address.ts';
import { guardUrl, type Target } from './guard-url.ts';
import type { Networks } from './networks.ts';
import { codeOf, type Judgement, judgeExchange, type Sent } from './outcome.ts';
import { type AddressResolver, createLookup, systemResolver } from './resolve.ts';

/** What bounds an attempt. */
export interface SendLimits {
  /** For all of it: name, connection, TLS, and the answer to its last byte. */
  readonly timeoutMs: number;
  readonly answerBytes: number;
  readonly headerBytes: number;
  /**
   * For how long the addresses of a host are taken to hold: a receiver that moves is found within this time, and a busy one is
   * not asked for thousands of times.
   */
  readonly addressMs: number;
}

export const sendLimits: SendLimits = { timeoutMs: 15_000, answerBytes: 65_536, headerBytes: 16_384, addressMs: 5_000 };

export interface SenderOptions {
  /** Networks inside that the operator opened. */
  readonly networks: Networks;
  readonly resolver?: AddressResolver;
  readonly limits?: Partial<SendLimits>;
  /** Certificates that are believed instead of the system's. */
  readonly ca?: string;
}

export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends to receivers, and keeps connections to those that it sends to often. */
export interface Sender {
  /**
   * One attempt. Answers what became of it, whatever the receiver does, within its time. Throws the signal's reason once that is
   * aborted: then nobody knows whether it arrived.
   */
  send(message: Message, signal: AbortSignal): Promise<Sent>;
  close(): Promise<void>;
}

/** A sender. It follows no redirect, asks no proxy, and connects to nothing but addresses that it has just checked. */
export function createSender({ networks, resolver = systemResolver(), limits: given, ca }: SenderOptions): Sender {
  const limits = { ...sendLimits, ...given };
  const sending: Sending = { networks, limits, ca, lookup: createLookup(resolver, limits.addressMs), pools: new Map() };
  return {
    async send(message, signal) {
      signal.throwIfAborted();
      const startedAt = performance.now();
      const sent = await attempt(sending, message, signal);
      signal.throwIfAborted();
      return { ...sent, ms: Math.round(performance.now() - startedAt) };
    },
    async close() {
      const pools = [...sending.pools.values()];
      sending.pools.clear();
      for (const { pool } of pools) await pool.destroy();
    },
  };
}

interface Sending {
  readonly networks: Networks;
  readonly limits: SendLimits;
  readonly ca: string | undefined;
  readonly lookup: (host: string) => Promise<readonly string[]>;
  readonly pools: Map<string, Receiver>;
}

/** The connections to a host at certain addresses. */
interface Receiver {
  readonly pool: Pool;
  /** Of these, what was connected to last. */
  address: string | null;
  usedAt: number;
}

type Outcome = Omit<Sent, 'ms'>;

async function attempt(sending: Sending, { url: text, headers, body }: Message, signal: AbortSignal): Promise<Outcome> {
  const { timeoutMs, answerBytes } = sending.limits;
  const startedAt = performance.now();
  const target = guardUrl(text, sending.networks);
  if ('refused' in target) return ended('not_allowed', target.refused);
  const found = await inTime(sending.lookup(target.host), timeoutMs, signal);
  if (found === 'late') return ended('timed_out', `no address of the host within ${timeoutMs / 1_000} s`);
  if ('error' in found) return ended('unreachable', `no address (${codeOf(found.error)})`);
  const refused = refusedOf(sending.networks, target, found.addresses);
  if (refused !== undefined) return ended('not_allowed', refused);
  const addresses = found.addresses.slice(0, addressesMax);
  const { url } = target;
  const receiver = receiverAt(sending, url.origin, addresses);
  const exchanged = await exchange(
    receiver.pool,
    {
      ...{ path: url.pathname + url.search, body, bytesMax: answerBytes },
      ...{ headers: { ...fixedHeaders, ...headers }, timeoutMs: timeoutMs - (performance.now() - startedAt) },
    },
    signal,
  );
  const judgement = judgeExchange(exchanged, { timeoutMs, nowMs: Date.now() });
  return { ...judgement, address: exchanged.isSent ? receiver.address : null };
}

/** All are checked; whoever is at none of so many is not there. */
const addressesMax = 16;

/** What is kept of a compressed answer could not be read by anybody. */
const fixedHeaders = { 'accept-encoding': 'identity', 'user-agent': 'Rollcall-Webhooks/1' };

function ended(outcome: Judgement['outcome'], snippet: string): Outcome {
  return { outcome, snippet, status: null, address: null, retryAfterMs: null };
}

type Found = 'late' | { readonly addresses: readonly string[] } | { readonly error: unknown };

/** The addresses, unless they take too long, or nobody waits for them any more. */
function inTime(addresses: Promise<readonly string[]>, timeoutMs: number, signal: AbortSignal): Promise<Found> {
  return new Promise((resolve) => {
    const finish = (found: Found): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(found);
    };
    const giveUp = (): void => finish('late');
    const timer = setTimeout(giveUp, timeoutMs);
    signal.addEventListener('abort', giveUp);
    addresses.then(
      (found) => finish({ addresses: found }),
      (error) => finish({ error }),
    );
  });
}

/** Why nothing is sent to these addresses: one that is not allowed spoils the others, for nobody says which is meant. */
function refusedOf(networks: Networks, target: Target, addresses: readonly string[]): string | undefined {
  for (const address of addresses) {
    const guarded = guardAddress(address, networks);
    // Not at which one: what names inside lead to is nothing for whoever may set a URL.
    if ('sort' in guarded) return `${target.host} is at an address that is not sent to (${guarded.sort})`;
    if (target.reach === 'inside' && guarded.reach !== 'inside') {
      return `${target.host} is at ${address}, to which only https on port 443 is sent, by a public name`;
    }
  }
  return undefined;
}

const poolIdleMs = 60_000;
const poolsMax = 2_000;

/**
 * The connections to a host at just these addresses. Those to others, which it had before, are used no more: what a name
 * server says now is what counts, and an old connection would go on to where the host was.
 */
function receiverAt(sending: Sending, origin: string, addresses: readonly string[]): Receiver {
  const key = `${origin} ${[...addresses].sort().join(' ')}`;
  const known = sending.pools.get(key);
  if (known !== undefined) {
    known.usedAt = performance.now();
    return known;
  }
  dropIdle(sending);
  const { timeoutMs, headerBytes } = sending.limits;
  const pool = new Pool(origin, {
    connect: connectorTo({
      ...{ addresses, timeoutMs, ca: sending.ca },
      onConnected: (address) => {
        receiver.address = address;
      },
    }),
    // As many connections as requests are under way at a time, which is for the caller to bound: none waits behind another.
    ...{ pipelining: 1, maxHeaderSize: headerBytes },
    // One deadline covers the whole exchange instead.
    ...{ headersTimeout: 0, bodyTimeout: 0 },
  });
  const receiver: Receiver = { pool, address: null, usedAt: performance.now() };
  sending.pools.set(key, receiver);
  return receiver;
}

/** Connections close by themselves when nothing is sent for four seconds; what is left of a pool is some memory. */
function dropIdle({ pools }: Sending): void {
  const now = performance.now();
  for (const [key, { pool, usedAt }] of pools) {
    if (now - usedAt < poolIdleMs && pools.size < poolsMax) continue;
    pools.delete(key);
    void pool.close();
  }
}
