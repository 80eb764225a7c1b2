import assert from 'node:assert/strict';

/** How long and how large an exchange with a provider may become. */
export interface TransportLimits {
  readonly connectMs: number;
  readonly requestMs: number;
  readonly pageBytes: number;
  readonly callBytes: number;
  readonly refusalBytes: number;
  readonly connections: number;
}

export const transportLimits: TransportLimits = {
  /** A TCP and TLS handshake around the world takes under a second; ten of them mean that nobody answers. */
  connectMs: 10_000,
  /** The whole exchange, body included. Longer than any documented call takes, shorter than a caller's patience. */
  requestMs: 30_000,
  /** A listing that comes whole: half a million items of 500 bytes. */
  pageBytes: 256 * 1024 * 1024,
  /** Any other answer: a long message with its HTML is the largest of them. */
  callBytes: 8 * 1024 * 1024,
  /** A refusal that comes with a successful status: a code and a sentence. A page of items is larger, or soon looked at. */
  refusalBytes: 4 * 1024,
  /** Open at once for a connection; the rate budget is spent long before. */
  connections: 8,
};

assert(
  transportLimits.connectMs < transportLimits.requestMs,
  'a connection that is never made must be told from an answer that never comes',
);
