import type { DriftOnRecord, LaterEvent } from '@rollcall/db';
import { type CauseKind, RollcallError, type Standing } from '@rollcall/schema';

/** What somebody did can be taken back; not what nobody did: what was there, and what we read otherwise than before. */
const revertible: readonly CauseKind[] = ['out_of_band', 'provider', 'operation'];

const decided: Partial<Record<Standing, string>> = {
  reverting: 'is being reverted: "bulk" shows how far that is, and the next sync whether it took effect',
  reverted: 'was reverted already',
  accepted: 'was accepted already: the state that it led to was taken as right',
};

/** Throws `event_decided` where the change of an event was reverted or accepted, or is being reverted. */
export function assertUndecided({ event }: Pick<DriftOnRecord, 'event'>): void {
  const { id, standing } = event;
  const said = standing === null ? undefined : decided[standing];
  if (said === undefined) return;
  throw new RollcallError('event_decided', `The event ${id} ${said}.`, { details: { standing } });
}

/** Throws unless an event tells of a change that somebody else made, and of which nothing was said yet. */
export function assertAcceptable(drift: DriftOnRecord): void {
  assertUndecided(drift);
  const { id, type, cause, standing } = drift.event;
  if (standing === 'attributed') {
    const message = `The event ${id} was put down to an operation of ours since: there is nothing to accept.`;
    throw new RollcallError('event_decided', message, { details: { standing } });
  }
  if (cause?.kind === 'out_of_band' || cause?.kind === 'provider') return;
  throw new RollcallError(
    'event_not_revertible',
    `The event ${id} tells of nothing that somebody else did (${cause?.kind ?? 'no cause'}): there is nothing to accept.`,
    { details: { type, cause: cause?.kind ?? null } },
  );
}

/**
 * Throws unless the change of an event can be taken back: `event_decided`, `event_not_revertible` for a change that nobody
 * made, and `event_superseded` with the later events where the resource is not in the state any more that it led to.
 */
export function assertRevertible(drift: DriftOnRecord): void {
  assertUndecided(drift);
  const { event, resource } = drift;
  const cause = event.cause?.kind;
  if (cause === undefined || !revertible.includes(cause)) {
    throw new RollcallError(
      'event_not_revertible',
      `The event ${event.id} tells of nothing that anybody did (${cause ?? 'no cause'}): there is nothing to take back.`,
      { details: { type: event.type, cause: cause ?? null } },
    );
  }
  const later = drift.later.filter((one) => supersedes(one, drift));
  const [newest] = later;
  if (newest === undefined && resource !== null) return;
  const { kind, name } = event.subject;
  const offer =
    newest === undefined
      ? ''
      : ` The newest is ${newest.id} (${newest.type}): revert that one, if it is what you mean.`;
  throw new RollcallError(
    'event_superseded',
    `The ${kind} ${name} is not any more as the event ${event.id} left it: ${countOf(later.length)} came later.${offer}`,
    { details: { later: later.map(({ id, type, at, cause: why }) => ({ id, type, at, cause: why?.kind ?? null })) } },
  );
}

/** Whether a later event touched what the earlier one is about. */
function supersedes(later: LaterEvent, { event }: DriftOnRecord): boolean {
  switch (later.type) {
    case 'resource.reappeared':
    case 'resource.renamed':
      // Under another external id it is reverted by the event that gave it that one.
      return true;
    case 'resource.vanished':
    case 'resource.suspected':
    case 'resource.gone':
      return event.type !== 'resource.vanished';
    case 'resource.changed':
      return isOfAttributes(event.type) && namesOf(later).some((name) => namesOf(event).includes(name));
    default:
      return false;
  }
}

function isOfAttributes(type: string): boolean {
  return type === 'resource.changed' || type === 'resource.renamed';
}

function namesOf({ before, after }: Pick<LaterEvent, 'before' | 'after'>): readonly string[] {
  return [...Object.keys(before ?? {}), ...Object.keys(after ?? {})];
}

function countOf(count: number): string {
  return count === 1 ? 'another event' : `${count} others`;
}
