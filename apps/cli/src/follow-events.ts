import { once } from 'node:events';
import { type EventsWanted, type Rollcall, type SealedEvent, watchEvents } from '@rollcall/client';
import { causeText } from './output/cause-text.ts';
import { plain } from './output/plain.ts';
import { jsonText } from './output/show.ts';
import { localTime } from './output/time.ts';

/**
 * Shows events as they come, until somebody presses Ctrl+C, which is no error: a line each, with `json` a document. Whoever
 * reads slowly is waited for; nothing is kept for it here.
 */
export async function followEvents(
  rollcall: Rollcall,
  wanted: EventsWanted,
  { json }: { json: boolean },
): Promise<void> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  process.once('SIGINT', stop);
  try {
    for await (const event of watchEvents(rollcall, wanted, stopped.signal)) {
      const line = json ? jsonText(event) : plain(lineOf(event));
      if (!process.stdout.write(`${line}\n`))
        await once(process.stdout, 'drain', { signal: stopped.signal }).catch(() => {});
    }
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

function lineOf({ sequence, at, type, severity, connection, subject, cause, actor }: SealedEvent): string {
  const what = severity === 'normal' ? type : `${type} (${severity})`;
  const why = cause === null ? '' : ` · ${causeText(cause)}`;
  return `${sequence}  ${localTime(at)}  ${what}  ${connection ?? '-'}  ${subject.kind} ${subject.name}${why} · by ${actor.name}`;
}
