import { brakeWindowMs } from '@rollcall/ledger';
import type { HeldChange, KeptHold } from '../holds.ts';
import { type Play, Violation } from '../play.ts';
import type { Played } from '../run.ts';
import type { HeldEvent, HeldResource } from '../snapshot.ts';
import { keyOf } from '../world.ts';
import { statesDuring } from './truth.ts';

/** Whether the run waits for a person. */
export function isHeld({ after }: Pick<Played, 'after'>): boolean {
  return after.run?.outcome === 'held';
}

/**
 * A run that is held changes nothing, and is held for a reason; one that is recorded passes no limit, or is just what was
 * approved; and what was rejected is not recorded.
 */
export function checkBrake(play: Play, played: Played): void {
  if (played.step.plan) {
    if (JSON.stringify(played.holds.before) !== JSON.stringify(played.holds.after)) {
      throw new Violation('a plan changed a hold');
    }
    return;
  }
  if (isHeld(played)) checkHeld(play, played);
  else checkRecorded(play, played);
  for (const hold of played.holds.before) if (hold.state === 'rejected') checkRejected(play, played, hold);
  const { lost, altered } = unaskedOf(changesOf(played.after.events));
  play.beliefs.unasked.push({ at: played.to, lost, altered });
}

function checkHeld(play: Play, played: Played): void {
  const { after, holds, runId, takeovers } = played;
  const standing = holds.after.find((hold) => hold.runId === runId && hold.state === 'pending');
  // A world without limits of its own may pass the usual ones, and its holds are not looked at.
  if (standing === undefined && holds.after.some(({ state }) => state === 'approved')) {
    throw new Violation('a run is held for a plan that was approved');
  }
  if (standing !== undefined) {
    checkReason(play, played, standing);
    const isFalse = ({ type, kind, id }: HeldChange): boolean =>
      type === 'resource.vanished' && statesDuring(play, played, `${kind} ${id}`).every((thing) => thing !== null);
    const untrue = standing.items.find(isFalse);
    if (untrue !== undefined)
      throw new Violation(`false deletion in a held plan: ${keyOf(untrue)} was there throughout`);
    play.tally.count('hold', 'opened or found again');
  }
  // What an earlier process had recorded before it died was judged for itself.
  if (takeovers > 0) return;
  const { before } = play.beliefs;
  if (JSON.stringify(after.resources) !== JSON.stringify(before?.resources ?? [])) {
    throw new Violation('a held run changed resources');
  }
  for (const part of ['events', 'versions', 'renames'] as const) {
    if (after.counts[part] !== (before?.counts[part] ?? 0)) throw new Violation(`a held run wrote ${part}`);
  }
}

/** What nobody asked for passes a limit, even if all that the last day saw counts. */
function checkReason(play: Play, { takeovers, to }: Played, hold: KeptHold): void {
  if (takeovers > 0) return;
  const now = unaskedOf(hold.items);
  const recent = recentOf(play, to);
  const passes = (['lost', 'altered'] as const).some((sort) =>
    Object.values(play.limits[sort]).some(
      ({ min, absolute }) => now[sort] > 0 && now[sort] + recent[sort] >= Math.min(min, absolute + 1),
    ),
  );
  if (passes) return;
  throw new Violation(`a run is held that passes no limit: ${JSON.stringify({ now, recent, items: hold.items })}`);
}

function checkRecorded(play: Play, played: Played): void {
  const { after, holds, takeovers } = played;
  const was = new Map(holds.before.map((hold) => [hold.id, hold]));
  const applied = holds.after.filter(({ id, state }) => state === 'applied' && was.get(id)?.state !== 'applied');
  for (const { id } of applied) checkApplied(play, played, was.get(id));
  const isJudged = after.run?.outcome === 'complete' || after.run?.outcome === 'partial';
  if (!isJudged || takeovers > 0) return;
  const left = holds.after.find(({ state }) => state === 'approved' || state === 'pending');
  // A run that could not list something decides over no hold that may be about it.
  const hasFailed = after.listings.some(({ grade }) => grade === null);
  if (left !== undefined && !hasFailed) throw new Violation(`a hold stays ${left.state} after a run that was recorded`);
  if (applied.length === 0) checkLimits(play, played);
}

/** What a run applied is what was shown when it was approved. */
function checkApplied({ tally }: Play, { after, takeovers }: Played, hold: KeptHold | undefined): void {
  if (hold?.state !== 'approved') throw new Violation(`a hold was applied that was ${hold?.state ?? 'not there'}`);
  tally.count('hold', 'applied');
  const made = changesOf(after.events).map(textOf).sort();
  const shown = hold.items.map(textOf).sort();
  const lacking = shown.find((text) => !made.includes(text));
  const surplus = takeovers > 0 ? undefined : made.find((text) => !shown.includes(text));
  if (lacking !== undefined) throw new Violation(`an applied plan was recorded without ${lacking}`);
  if (surplus !== undefined) throw new Violation(`an applied plan was recorded with ${surplus}, which nobody saw`);
}

/** No less than this was counted: what is owned by nothing, and changed in this run. */
function checkLimits(play: Play, { after, to }: Played): void {
  const { before } = play.beliefs;
  if (before === undefined || before.scopes.every(({ believedAt }) => believedAt === null)) return;
  const kinds = play.world.kinds.flatMap(({ spec }) =>
    spec.perParent === undefined && spec.ownedBy === undefined ? [spec.kind] : [],
  );
  const changes = changesOf(after.events).filter(({ kind }) => kinds.includes(kind));
  const live = before.resources.filter(({ presence }) => presence === 'live');
  const recent = recentOf(play, to);
  const counted = [
    ...kinds.map((kind) => ({
      extent: 'scope' as const,
      now: unaskedOf(changes.filter((change) => change.kind === kind)),
      live: live.filter((resource) => resource.kind === kind).length,
    })),
    { extent: 'connection' as const, now: unaskedOf(changes), live: live.length },
    { extent: 'workspace' as const, now: unaskedOf(changes), live: live.length },
  ];
  for (const one of counted) {
    for (const sort of ['lost', 'altered'] as const) {
      const { min, percent, absolute } = play.limits[sort][one.extent];
      const share = (one.now[sort] * 100) / Math.max(1, one.live + recent.lost);
      if (one.now[sort] > absolute || (one.now[sort] >= min && share > percent)) {
        throw new Violation(`a run was recorded that passes a limit: ${one.now[sort]} ${sort}, ${one.extent}`);
      }
    }
  }
}

/** What a person rejected is not recorded while its scope shows just that, unless it is part of a plan approved since. */
function checkRejected({ beliefs }: Play, { after, holds }: Played, hold: KeptHold): void {
  const parents = new Map(
    [...(beliefs.before?.resources ?? []), ...after.resources].map((one: HeldResource) => [keyOf(one), one.parent]),
  );
  const before = new Map(holds.before.map(({ id, state }) => [id, state]));
  const applied = holds.after.find(({ id, state }) => state === 'applied' && before.get(id) !== 'applied');
  if (applied !== undefined && (applied.decidedAt ?? 0) > (hold.decidedAt ?? 0)) return;
  for (const { kind, parent } of hold.scopes) {
    const within = (change: HeldChange) => change.kind === kind && parents.get(keyOf(change)) === parent;
    const shown = hold.items.filter(within).map(textOf).sort();
    const made = changesOf(after.events).filter(within).map(textOf).sort();
    if (shown.length > 0 && JSON.stringify(shown) === JSON.stringify(made)) {
      throw new Violation(`what was rejected of ${kind} was recorded: ${shown.join(', ')}`);
    }
  }
}

/** What of a run's events is a change that a plan tells. What goes down the ladder is none. */
function changesOf(events: readonly HeldEvent[]): readonly HeldChange[] {
  return events.flatMap(({ type, kind, id, name, before, after, cause }) => {
    const isChange = type.startsWith('resource.') && type !== 'resource.suspected' && type !== 'resource.gone';
    return isChange && cause !== null ? [{ type, kind, id, name, before, after, cause }] : [];
  });
}

/** What a change is, without what counts how often anything was listed. */
function textOf({ type, kind, id, name, before, after, cause }: HeldChange): string {
  const meaning = (key: string, value: unknown) => (key === 'looks' ? undefined : value);
  return JSON.stringify([type, kind, id, name, before, after, cause.kind], meaning);
}

/** At most so much of it nobody asked for. */
function unaskedOf(changes: readonly HeldChange[]): { readonly lost: number; readonly altered: number } {
  const unasked = changes.filter(({ cause }) => cause.kind === 'out_of_band');
  return {
    lost: unasked.filter(({ type }) => type === 'resource.vanished').length,
    altered: unasked.filter(({ type }) => type === 'resource.changed' || type === 'resource.renamed').length,
  };
}

/** At most so much did runs of the last day record of it. */
function recentOf({ beliefs }: Play, to: number): { readonly lost: number; readonly altered: number } {
  const recent = beliefs.unasked.filter(({ at }) => at > to - brakeWindowMs - 60_000);
  return {
    lost: recent.reduce((sum, { lost }) => sum + lost, 0),
    altered: recent.reduce((sum, { altered }) => sum + altered, 0),
  };
}
