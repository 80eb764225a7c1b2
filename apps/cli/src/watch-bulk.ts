import { type Rollcall, watchBulk } from '@rollcall/client';
import type { BulkId, BulkProgress } from '@rollcall/schema';
import { parkedLines, progressText } from './output/bulk-lines.ts';
import { createScreen } from './output/screen.ts';
import { jsonText } from './output/show.ts';

export interface FollowedBulk {
  readonly id: BulkId;
  readonly until: 'ended' | 'sent';
  /** `lines`: for a person. `documents`: each look is one JSON document on a line of its own. `nothing` is said on stdout. */
  readonly shows: 'lines' | 'documents' | 'nothing';
}

/** Follows a bulk operation, until that has come or somebody presses Ctrl+C; answers how far it was then. */
export async function followBulk(
  rollcall: Rollcall,
  { id, until, shows }: FollowedBulk,
): Promise<BulkProgress | undefined> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  process.once('SIGINT', stop);
  const screen = shows === 'lines' ? createScreen(process.stdout) : undefined;
  let last: BulkProgress | undefined;
  try {
    for await (const looked of watchBulk(rollcall, { id, until }, stopped.signal)) {
      last = looked;
      screen?.show([progressText(looked), ...parkedLines(looked)]);
      if (shows === 'documents') process.stdout.write(`${jsonText(looked)}\n`);
    }
  } finally {
    process.removeListener('SIGINT', stop);
  }
  return last;
}

/** Whether something of it was not done, or is not known to be. */
export function isAmiss({ counts }: BulkProgress): boolean {
  const { failed = 0, unknown = 0, contradicted = 0, cancelled = 0 } = counts;
  return failed + unknown + contradicted + cancelled > 0;
}
