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
};
assert(httpLimits.addressLengthMax < httpLimits.headerBytesMax, 'an address that is too long is told so, not cut off');
