import { type BundleVerdict, NoteError, parseVerifierKey, type VerifierKey, verifyBundle } from '@rollcall/ledger';
import { wrongUsage } from '../command-error.ts';
import { readLines } from './read-lines.ts';

/** Verifies a file by itself: nothing else is asked, and nothing else is read. */
export async function verifyOffline(path: string, key: VerifierKey | undefined): Promise<BundleVerdict> {
  const reader = verifyBundle({ key });
  const isWhole = await readLines(path, reader);
  return reader.end({ isWhole });
}

/** Reads the option `--key`. */
export function verifierKeyGiven(text: string): VerifierKey {
  try {
    return parseVerifierKey(text);
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    throw wrongUsage(`--key: ${error.message} "audit keys" shows it; hand it on by another way than the bundle.`);
  }
}

/** What a person is told. */
export function offlineLines(path: string, verdict: BundleVerdict, isKeyGiven: boolean): readonly string[] {
  const { head, checkpoint, problems, counted, events } = verdict;
  if (counted > 0 || head === null || checkpoint === null) {
    const more = counted > problems.length ? [`… and ${counted - problems.length} more`] : [];
    return [
      ...problems.map(({ sentence }) => sentence),
      ...more,
      `${path} is NOT as it was signed: ${counted} problem${counted === 1 ? '' : 's'}`,
    ];
  }
  const signer = checkpoint.signers.join(' and ');
  return [
    `${path}: ${events} events, sequences ${head.first} to ${head.last} of ${head.origin}, each as it was signed`,
    `held against the checkpoint of ${checkpoint.size} events, signed ${checkpoint.at} by ${signer}`,
    isKeyGiven
      ? 'The key is the one that was given, or follows from it.'
      : 'No --key was given: compare this key with the one that you were told of by another way. Until then, anybody may have made this.',
  ];
}
