import { z } from 'zod';
import { hashBytes } from './hash.ts';
import type { HeldNote } from './trust.ts';

/** What the first line of a bundle says. Nothing of it is believed yet. */
export interface BundleHead {
  readonly origin: string;
  /** The first and the last sequence. */
  readonly first: number;
  readonly last: number;
  /** The verifier keys of the log, the oldest first, and what proves that each follows the one before. */
  readonly keys: readonly string[];
  readonly handovers: readonly Handover[];
  /** A signed note. */
  readonly checkpoint: string;
  /** The hashes of the subtrees before and after the range, in base64 (`partPlan`). */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** That the holder of one key made the next: its log, signed by the one, has the event that names the other. */
export interface Handover extends HeldNote {
  /** The sequence of that event, and its line. */
  readonly sequence: number;
  readonly leaf: string;
  /** Its audit path in the log of that note, in base64. */
  readonly proof: readonly string[];
}

/** How a bundle begins. What it is a bundle of, and its version. */
const magic = { rollcall: 'bundle', version: 1 } as const;

/** A hash in the one form of base64 that it has: the last character has two bits that would mean nothing. */
const Hash = z.string().refine((text) => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === hashBytes && bytes.toString('base64') === text;
});
const Hashes = z.array(Hash).max(128);
const Head = z.strictObject({
  rollcall: z.literal(magic.rollcall),
  version: z.literal(magic.version),
  origin: z.string().min(1).max(200),
  first: z.int().min(1),
  last: z.int().min(1),
  keys: z.array(z.string().max(500)).min(1).max(1_000),
  handovers: z
    .array(
      z.strictObject({
        note: z.string().max(100_000),
        sequence: z.int().min(1),
        leaf: z.string().max(1_000_000),
        proof: Hashes,
      }),
    )
    .max(1_000),
  checkpoint: z.string().max(100_000),
  before: Hashes,
  after: Hashes,
});

/** The first line of a bundle, without its end. */
export function bundleHeadLine(head: BundleHead): string {
  const { origin, first, last, keys, handovers, checkpoint, before, after } = head;
  const ordered = handovers.map(({ note, sequence, leaf, proof }) => ({ note, sequence, leaf, proof }));
  return JSON.stringify({ ...magic, origin, first, last, keys, handovers: ordered, checkpoint, before, after });
}

/** The line of an event: the hash of its leaf in base64, a space, and the leaf. */
export function bundleEventLine(leafBase64: string, text: string): string {
  return `${leafBase64} ${text}`;
}

/** The last line: how many events stand above it. */
export function bundleEndLine(events: number): string {
  return `end ${events}`;
}

/** Reads the first line; undefined when it is that of no bundle, or was written in another way than `bundleHeadLine` writes. */
export function readBundleHead(line: string): BundleHead | undefined {
  const { data } = Head.safeParse(parsed(line));
  if (data === undefined) return undefined;
  const { rollcall: _, version: _version, ...head } = data;
  return bundleHeadLine(head) === line ? head : undefined;
}

/** Whether a line is that of a bundle of another version. */
export function isOtherBundle(line: string): boolean {
  const { data } = z.looseObject({ rollcall: z.literal(magic.rollcall), version: z.int() }).safeParse(parsed(line));
  return data !== undefined && data.version !== magic.version;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
