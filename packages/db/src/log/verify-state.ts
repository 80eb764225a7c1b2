import { hashBytes, nodesOf, notVerified, type VerifiedTo } from '@rollcall/ledger';
import { RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { completenessChecks } from './completeness.ts';

/** How far a verification is: in the log, then in one check after the other of the ledger against its events. */
export interface VerifyState {
  readonly log: VerifiedTo;
  /** Null while the log itself is verified. */
  readonly check: string | null;
  readonly after: readonly string[];
}

const Hashes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

const State = z.strictObject({
  size: z.int().min(0),
  leaves: Hashes.nullable(),
  texts: Hashes.nullable(),
  signedTo: z.int().min(0),
  unlike: z.array(z.strictObject({ sequence: z.int().min(1), id: z.string().max(100) })).max(50),
  unlikeCount: z.int().min(0),
  link: z.strictObject({ number: z.int().min(1), noteHash: Hashes }).nullable(),
  check: z.enum(completenessChecks.map(({ name }) => name)).nullable(),
  after: z.array(z.string().max(2_000)).max(8),
});

/** The state as text, for the caller to give back: whoever alters it deceives nobody but themselves. */
export function stateText({ log, check, after }: VerifyState): string {
  const base64 = (hashes: Uint8Array | null): string | null =>
    hashes === null ? null : Buffer.from(hashes).toString('base64');
  const { leaves, texts, link, ...counts } = log;
  const told = {
    ...{ ...counts, leaves: base64(leaves), texts: base64(texts), check, after },
    link: link === undefined ? null : { number: link.number, noteHash: base64(link.noteHash) },
  };
  return Buffer.from(JSON.stringify(told)).toString('base64url');
}

/** Reads it again; the beginning where there is none. Throws `bad_request` for what is no state of ours. */
export function readState(text: string | undefined): VerifyState {
  if (text === undefined) return { log: notVerified, check: null, after: [] };
  const { data } = State.safeParse(parsed(Buffer.from(text, 'base64url').toString()));
  const fits = (hashes: Uint8Array | null): boolean =>
    hashes === null || hashes.length === hashBytes * nodesOf({ begin: 0, end: data?.size ?? 0 }).length;
  if (data === undefined || !fits(data.leaves) || !fits(data.texts)) {
    throw new RollcallError('bad_request', 'This is not the "state" of an earlier answer: leave it out to begin anew.');
  }
  const { check, after, link, ...log } = data;
  return { log: { ...log, link: link ?? undefined }, check, after };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
