import { inWorkspace, sampleVanishing, scopeState } from '@rollcall/db';
import { sampleMax, wantsSample } from '@rollcall/ledger';
import { ProviderError } from '@rollcall/provider-kit';
import type { Sampled } from '@rollcall/schema';
import { driftOf, evidenceOf } from './believe.ts';
import type { RunContext } from './context.ts';
import type { ReadListing, ScopeRead } from './read.ts';

/**
 * Asks the provider by name for some of what a suspicious listing does not show, when another listing before was suspicious
 * of the same: what both do not show and nobody knows by name is gone. Asks for nothing otherwise.
 */
export async function withSample(run: RunContext, read: ScopeRead): Promise<ScopeRead> {
  if (read.error !== undefined || !read.scope.spec.readable || read.listed.unseen.length === 0) return read;
  const externalIds = await missed(run, read);
  if (externalIds.length === 0) return read;
  const sampled: Sampled = { asked: externalIds.length, absent: 0, present: 0, failed: 0 };
  for (const externalId of externalIds) sampled[await answerOf(run, read, externalId)] += 1;
  run.log.info({ ...read.key, ...sampled }, 'asked by name for what is not listed');
  return { ...read, sampled };
}

/** What is to be asked for; nothing where asking would decide nothing. */
async function missed(run: RunContext, read: ReadListing): Promise<readonly string[]> {
  return inWorkspace(run.daemon.db, run.workspaceId, async (tx) => {
    const { doubt } = await scopeState(tx, read.key);
    if (doubt === null || doubt.confirmed) return [];
    const drift = await driftOf(tx, run, read);
    if (!wantsSample(await evidenceOf(tx, run, { read, drift }))) return [];
    const sample = await sampleVanishing(tx, drift, sampleMax);
    return sample.map(({ externalId }) => externalId);
  });
}

async function answerOf(
  run: RunContext,
  { scope: { spec } }: ReadListing,
  externalId: string,
): Promise<'absent' | 'present' | 'failed'> {
  try {
    return (await run.session.read(spec.kind, externalId, run.signal)) === undefined ? 'absent' : 'present';
  } catch (error) {
    if (error instanceof ProviderError && !run.signal.aborted) return 'failed';
    throw error;
  }
}
