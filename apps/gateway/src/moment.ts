import type { Moment } from '@rollcall/db';
import { RollcallError } from '@rollcall/schema';
import { z } from 'zod';

/** What every read takes that can be asked of the past. */
export const momentInput = {
  asOf: z
    .string()
    .max(40)
    .optional()
    .describe('What was true then: ISO 8601 with an offset, or a day, which is its beginning in UTC.'),
  knownAt: z
    .string()
    .max(40)
    .optional()
    .describe('By what the ledger knew then. Unless it is given: by what it knows now.'),
};

/** Callers' clocks may be so far ahead of ours; what is a moment in the future by that much is now. */
const clockSkewMsMax = 60_000;

const Given = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/**
 * The moment that is asked for; undefined for the present. `knownAt` alone asks what stood in the ledger then. Throws
 * `invalid_time` for what is no time, lies in the future, or asks what was known of a later time.
 */
export function momentOf(
  { asOf, knownAt }: { readonly asOf?: string | undefined; readonly knownAt?: string | undefined },
  now: Date,
): Moment | undefined {
  if (asOf === undefined && knownAt === undefined) return undefined;
  const known = knownAt === undefined ? now : timeOf('knownAt', knownAt, now);
  const true_ = asOf === undefined ? known : timeOf('asOf', asOf, now);
  if (true_ > known) {
    throw invalid(
      `asOf (${asOf}) is after knownAt (${knownAt}): nothing was known of it then. Ask for an earlier asOf.`,
    );
  }
  return { asOf: true_, knownAt: known };
}

function timeOf(name: string, given: string, now: Date): Date {
  const parsed = Given.safeParse(given);
  if (!parsed.success) {
    throw invalid(
      `${name} is no time: give ISO 8601 with an offset, such as 2026-11-01T10:00:00Z, or a day, 2026-11-01.`,
    );
  }
  const time = new Date(parsed.data);
  if (time.getTime() > now.getTime() + clockSkewMsMax) {
    throw invalid(`${name} (${given}) is in the future: leave it out to ask for the present.`);
  }
  return time > now ? now : time;
}

function invalid(message: string): RollcallError {
  return new RollcallError('invalid_time', message);
}
