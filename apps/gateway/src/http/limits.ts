import assert from 'node:assert/strict';

/** How much of everything a request may be, and how long it may take. Tests take other ones. */
export interface HttpLimits {
  /** Calls that one request may carry. */
  readonly batchMax: number;
  readonly bodyBytesMax: number;
  /** Path and query together. */
  readonly addressLengthMax: number;
  /** All of the request's head. */
  readonly headerBytesMax: number;
  readonly headersMax: number;
  readonly jsonDepthMax: number;
  readonly jsonKeysMax: number;
  /** Requests that are answered at once here: what reads, and what posts. A post may wait for a slow provider. */
  readonly readsMax: number;
  readonly postsMax: number;
  /** The same of one connection, whose answers wait for each other. */
  readonly requestsPerConnectionMax: number;
  readonly connectionsMax: number;
  /** A read is answered within this time, a subscription apart. */
  readonly readMsMax: number;
  /** The head of a request, and the whole of it, have come within these times. */
  readonly headMsMax: number;
  readonly requestMsMax: number;
  /** How long a connection is kept on which nothing is asked. */
  readonly idleMsMax: number;
  /** A subscription says that it lives whenever it has said nothing for so long. */
  readonly pingMs: number;
  /** It is to be opened anew after this long, or a little less. */
  readonly streamMsMax: number;
  /** Who takes nothing of what it is told for so long is told no more. */
  readonly stallMsMax: number;
  /** How often is looked whether any of the times above has passed. */
  readonly lookMs: number;
}

export const httpLimits: HttpLimits = {
  batchMax: 20,
  // A bulk input of ten thousand addresses fits in it.
  bodyBytesMax: 1_048_576,
  // A list of a thousand ids, as `sync.get` takes it, is 46 000 characters in an address.
  addressLengthMax: 49_152,
  headerBytesMax: 65_536,
  headersMax: 100,
  // The deepest documented input of any provider has 7 levels, and stands 3 deep in ours.
  jsonDepthMax: 32,
  // Ten thousand items of ten fields each.
  jsonKeysMax: 100_000,
  // Ten connections to the database answer some thousands a second: more than these would wait for nothing.
  readsMax: 512,
  // Each may hold a body of a mebibyte.
  postsMax: 256,
  requestsPerConnectionMax: 32,
  connectionsMax: 5_000,
  // PostgreSQL gives up each statement of a read after half of it.
  readMsMax: 60_000,
  headMsMax: 15_000,
  requestMsMax: 60_000,
  // Longer than load balancers keep theirs (60 s, most of them): who closes first must be the one who asks.
  idleMsMax: 75_000,
  // Proxies take a minute of silence for death.
  pingMs: 10_000,
  // Whoever went away without a word is not served for ever.
  streamMsMax: 3_600_000,
  // As long as a request may take to come.
  stallMsMax: 60_000,
  lookMs: 2_000,
};
assert(httpLimits.addressLengthMax < httpLimits.headerBytesMax, 'an address that is too long is told so, not cut off');
assert(httpLimits.headMsMax <= httpLimits.requestMsMax, 'a head is a part of its request');
