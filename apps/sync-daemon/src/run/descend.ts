import { type AbsentResource, inWorkspace, listAbsent, recordAbsence } from '@rollcall/db';
import { type ByName, goneGraceMs, nextPresence, type PresenceStep } from '@rollcall/ledger';
import { ProviderError } from '@rollcall/provider-kit';
import type { ListingWindow } from '@rollcall/schema';
import { asHolder } from './as-holder.ts';
import type { RunContext, ScopeContext } from './context.ts';
import type { ReadListing } from './read.ts';

/** Absent resources of one step that a run takes further; the rest wait for the next. */
const absentPerRun = 5_000;
/** Requests a run may spend on asking for absent resources by name. */
const askedPerRun = 20;

/** A scope whose listing was believed, and the part of it that was listed; null for all of it. */
export interface Descent extends Pick<ReadListing, 'scope' | 'key' | 'startedAt'> {
  readonly window: ListingWindow | null;
}

/**
 * After a believed listing: takes what it still does not show one step down the presence ladder. What is about to be
 * gone is asked for by name first, where the provider answers that.
 */
export async function descendPresence(run: RunContext, { scope, key, startedAt, window }: Descent): Promise<void> {
  const { db, actor } = run.daemon;
  const { incremental } = scope.spec;
  // What is older than the window of an incremental listing was not looked for.
  const dated =
    incremental === undefined || window === null
      ? undefined
      : { orderedBy: incremental.orderedBy, since: new Date(window.since) };
  const absent = await inWorkspace(db, run.workspaceId, (tx) =>
    listAbsent(tx, key, { missingBefore: startedAt, most: absentPerRun, dated }),
  );
  const ripe = absent.filter((resource) => isRipe(resource, startedAt));
  const asked = new Set(turnOf(ripe, run.lease.runId));
  const steps: { externalId: string; step: PresenceStep }[] = [];
  for (const resource of absent) {
    const byName = asked.has(resource) ? await askByName(run, scope, resource) : 'not_asked';
    const step = nextPresence(resource, byName, startedAt.toISOString());
    if (step !== undefined) steps.push({ externalId: resource.externalId, step });
  }
  if (steps.length === 0) return;
  await asHolder(run, (tx) => recordAbsence(tx, { lease: run.lease, scope: key, startedAt, actor }, steps));
}

function isRipe({ presence, missingSince }: AbsentResource, now: Date): boolean {
  return presence === 'suspect' && now.getTime() - Date.parse(missingSince) >= goneGraceMs;
}

/** Whose turn it is to be asked for: each run begins elsewhere, so that those it answers for keep nobody waiting. */
function turnOf(ripe: readonly AbsentResource[], runId: string): readonly AbsentResource[] {
  const begin = ripe.length === 0 ? 0 : Number.parseInt(runId.slice(-8), 16) % ripe.length;
  return [...ripe.slice(begin), ...ripe.slice(0, begin)].slice(0, askedPerRun);
}

async function askByName(run: RunContext, { spec }: ScopeContext, resource: AbsentResource): Promise<ByName> {
  if (!spec.readable) return 'cannot_ask';
  try {
    const found = await run.session.read(spec.kind, resource.externalId, run.signal);
    return found === undefined ? 'absent' : 'present';
  } catch (error) {
    if (error instanceof ProviderError) return 'not_asked';
    throw error;
  }
}
