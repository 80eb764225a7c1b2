import type { Command } from 'commander';

/** What every command that can ask of the past is given. */
export interface MomentOptions {
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** Has a command ask of the past. */
export function withMoment(command: Command): Command {
  return command
    .option('--as-of <time>', 'what was true then: 2026-11-01T10:00:00Z, or a day, which is its beginning in UTC')
    .option('--known-at <time>', 'by what the ledger knew then; unless given, by what it knows now');
}

export function isOfThePast({ asOf, knownAt }: MomentOptions): boolean {
  return asOf !== undefined || knownAt !== undefined;
}
