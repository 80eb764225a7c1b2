import type { Rollcall } from '@rollcall/client';
import { type AuditEvent, type LastingEvent, resourcePageMax } from '@rollcall/schema';
import { patiently } from './patiently.ts';

/** A range of the audit log, both ends included. */
export interface EventRange {
  readonly from: number;
  readonly to: number;
}

/** The events of a range as they stay, in their order, page by page. */
export async function* eventsIn(
  rollcall: Rollcall,
  { from, to }: EventRange,
): AsyncGenerator<readonly LastingEvent[], void> {
  let after = from - 1;
  while (after < to) {
    const limit = Math.min(resourcePageMax, to - after);
    const page = await patiently(() => rollcall.events.list.query({ after, limit }));
    if (page.position === null || page.position <= after) return;
    after = page.position;
    // Where a sequence has no event, as many events as were asked for reach further.
    yield page.data.filter(({ sequence }) => (sequence ?? 0) <= to).map(lasting);
  }
}

/** What became of an event since is no part of it. */
function lasting({ standing: _, ...event }: AuditEvent): LastingEvent {
  return event;
}
