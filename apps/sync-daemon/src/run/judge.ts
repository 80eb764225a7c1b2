import {
  brakeOverrides,
  countAllLive,
  holdFor,
  inWorkspace,
  type OpenHold,
  openHoldOf,
  type RecentLosses,
  recentLosses,
  recordListing,
  supersede,
  type Tx,
  total,
  wasRejected,
} from '@rollcall/db';
import { brake, brakeLimits, brakeWindowMs, type Loss, type Unasked } from '@rollcall/ledger';
import type { BrakeLimits } from '@rollcall/schema';
import type { Ruling } from './believe.ts';
import type { RunContext } from './context.ts';
import { asHolder } from './hold.ts';
import type { ReadListing } from './read.ts';
import { type Rehearsal, rehearse } from './rehearse.ts';

/** What becomes of the listings of a run that show a change. */
export type Judgement =
  /** Each is to be recorded, under its ruling. */
  | { readonly verdict: 'record'; readonly rulingOf: (read: ReadListing) => Ruling }
  /** They were recorded, as the plan that a person approved. */
  | { readonly verdict: 'applied'; readonly rehearsal: Rehearsal }
  /** Nothing of the run is recorded: it waits for a person. */
  | { readonly verdict: 'held'; readonly reason: string };

/**
 * Judges what a run would change. What passes no limit is recorded. Otherwise it is recorded if a person approved exactly
 * these changes, refused if a person rejected them, and held in all other cases. A hold whose changes this run does not
 * find any more is superseded.
 */
export async function judgeRun(run: RunContext, reads: readonly ReadListing[]): Promise<Judgement> {
  const facts = await inWorkspace(run.daemon.db, run.workspaceId, (tx) => factsOf(tx, run));
  const open = facts.open !== undefined && speaksOf(run, facts.open) ? facts.open : undefined;
  const atMost = reads.map((read) => ({ read, unasked: unaskedAtMost(read) }));
  if ((await passedLimits(run, facts, atMost)).length === 0) return recordAll(run, open);
  const rehearsal = await rehearse(run, reads, open);
  if (rehearsal.applied) return { verdict: 'applied', rehearsal };
  const found = rehearsal.scopes.map(({ read, believed }) => ({ read, unasked: believed.unasked }));
  const reasons = await passedLimits(run, facts, found);
  if (reasons.length === 0) return recordAll(run, open);
  return asHolder(run, (tx) => holdOrRefuse(tx, run, { rehearsal, reasons, open }));
}

interface Facts {
  readonly open: OpenHold | undefined;
  readonly recent: RecentLosses;
  readonly limits: BrakeLimits;
}

async function factsOf(tx: Tx, { connection, daemon }: RunContext): Promise<Facts> {
  const since = new Date(daemon.now().getTime() - brakeWindowMs);
  const { workspace, connection: own } = await brakeOverrides(tx, connection.id);
  return {
    open: await openHoldOf(tx, connection.id),
    recent: await recentLosses(tx, { connectionId: connection.id, since }),
    limits: brakeLimits(workspace, own),
  };
}

/** Whether the run lists all that the hold is about. */
function speaksOf({ lease: { kinds } }: RunContext, { brakedKinds }: OpenHold): boolean {
  return kinds === null || brakedKinds.every((kind) => kinds.includes(kind));
}

interface Found {
  readonly read: ReadListing;
  readonly unasked: Unasked;
}

/** What is not shown any more may have vanished, and what is shown otherwise may have changed; no more than that. */
function unaskedAtMost({ listed }: ReadListing): Unasked {
  return { lost: listed.unseen.length, altered: Math.min(listed.staged, listed.knownLive) };
}

async function passedLimits(
  run: RunContext,
  { recent, limits }: Facts,
  found: readonly Found[],
): Promise<readonly string[]> {
  const none: Unasked = { lost: 0, altered: 0 };
  const now = total(found.map(({ unasked }) => unasked));
  const wide = [
    { extent: 'connection', name: run.connection.name, now, before: recent.connection },
    { extent: 'workspace', name: 'as a whole', now, before: recent.workspace },
  ] as const;
  const live = wide.some((loss) => mayPass(loss, limits))
    ? await inWorkspace(run.daemon.db, run.workspaceId, (tx) => countAllLive(tx, run.connection.id))
    : { connection: 0, workspace: 0 };
  const scopes = found.map(({ read: { key, scope, listed }, unasked }): Loss => {
    const name = scope.parent === undefined ? key.kind : `${key.kind} of ${scope.parent.name}`;
    const before = recent.scopes.find(({ kind, parent }) => kind === key.kind && parent === key.parent) ?? none;
    return { extent: 'scope', name, live: listed.knownLive, now: unasked, before };
  });
  return brake([...scopes, ...wide.map((loss) => ({ ...loss, live: live[loss.extent] }))], limits);
}

/** Whether a count is high enough for its share of all that is live to matter: only then that is counted. */
function mayPass({ extent, now, before }: Omit<Loss, 'live'>, limits: BrakeLimits): boolean {
  return (['lost', 'altered'] as const).some((sort) => {
    const { absolute, min } = limits[sort][extent];
    return now[sort] > 0 && now[sort] + before[sort] >= Math.min(min, absolute + 1);
  });
}

async function recordAll(run: RunContext, open: OpenHold | undefined): Promise<Judgement> {
  if (open !== undefined) {
    const note = 'a later run found no change that passes a limit';
    await asHolder(run, (tx) => supersede(tx, heldRun(run), { open, note }));
  }
  return { verdict: 'record', rulingOf: () => ({}) };
}

async function holdOrRefuse(
  tx: Tx,
  run: RunContext,
  { rehearsal, reasons, open }: { rehearsal: Rehearsal; reasons: readonly string[]; open: OpenHold | undefined },
): Promise<Judgement> {
  const { plan, scopes } = rehearsal;
  const braked = scopes.filter(({ believed: { unasked } }) => unasked.lost + unasked.altered > 0);
  if (await wasRejected(tx, { connectionId: run.connection.id, checksum: plan.checksum })) {
    const refused = new Set(braked.map(({ read }) => read));
    const ruling: Ruling = { refused: `a person rejected these changes (plan ${plan.checksum.slice(0, 12)})` };
    return { verdict: 'record', rulingOf: (read) => (refused.has(read) ? ruling : {}) };
  }
  const brakedKinds = [...new Set(braked.map(({ read }) => read.key.kind))];
  const id = await holdFor(tx, heldRun(run), { plan, reasons, brakedKinds, open });
  const held = `held: its run awaits a decision ("holds show ${id}")`;
  for (const { read, believed } of scopes) {
    const { result, certificate } = believed;
    const { key: scope, startedAt } = read;
    const ofScope = { settings: null, deferred: 0, counts: [], actor: run.daemon.actor };
    await recordListing(tx, run.lease, { scope, startedAt, result, certificate, ...ofScope, held });
  }
  return {
    verdict: 'held',
    reason: `${reasons.join('; ')}. "holds show ${id}" has the plan; approve it with "holds approve ${plan.checksum.slice(0, 12)}"`,
  };
}

function heldRun({ lease, connection, daemon }: RunContext) {
  return { lease, connection: connection.name, actor: daemon.actor };
}
