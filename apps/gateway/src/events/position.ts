import { RollcallError, type WorkspaceId } from '@rollcall/schema';

/** Where somebody is in the order of a workspace's events: the id of what a subscription tells. */
export function positionText(workspaceId: WorkspaceId, sequence: number): string {
  return `${workspaceId}:${sequence}`;
}

/**
 * The sequence of a position in this workspace. Throws `invalid_position` for what is none, and `position_elsewhere` for one
 * of another workspace.
 */
export function sequenceIn(text: string, workspaceId: WorkspaceId): number {
  const [, workspace, digits] = wellFormed.exec(text) ?? [];
  const sequence = Number(digits);
  if (workspace === undefined || !Number.isSafeInteger(sequence)) {
    const message =
      'This is no position among events: send the id of the last event that you were told, just as it came; or begin with "after", or without it for what comes from now on.';
    throw new RollcallError('invalid_position', message);
  }
  if (workspace !== workspaceId) {
    const message =
      'This position is one of another workspace: go on from it with a key of that one, or begin here with "after": 0 for all there is, or without it for what comes from now on.';
    throw new RollcallError('position_elsewhere', message);
  }
  return sequence;
}

const wellFormed = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(0|[1-9]\d{0,15})$/;

/** Throws `position_ahead` for a sequence that no event has yet. */
export function assertReached(after: number, tail: number): void {
  if (after <= tail) return;
  throw new RollcallError(
    'position_ahead',
    `No event has the sequence ${after}: the newest is ${tail}. Whoever was told of ${after} was told by a database that has been put back to an earlier state since: compare what you made of the events after that, and go on with "after": ${tail} or less.`,
    { details: { tail } },
  );
}
