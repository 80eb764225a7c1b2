import type { BalancesAround, ScopeKey } from '@rollcall/db';
import { ProviderError, remedies } from '@rollcall/provider-kit';
import type { Sampled } from '@rollcall/schema';
import { failSpan, inSpan } from '@rollcall/telemetry';
import { betweenBalances } from './balances.ts';
import type { RunContext, ScopeContext } from './context.ts';
import { listAsNeeded } from './extent.ts';
import { type Listed, newTrail, type Trail } from './list.ts';

/** What reading a scope came to: a listing that nothing has judged yet, or why there is none. */
export type ScopeRead = {
  readonly scope: ScopeContext;
  readonly key: ScopeKey;
  readonly startedAt: Date;
} & (
  | {
      readonly listed: Listed;
      /** What the provider answered when some of what is not listed any more was asked for by name. */
      readonly sampled?: Sampled;
      /** Of the wallets whose money it moves, before and after it. */
      readonly balances?: BalancesAround | undefined;
      readonly error?: never;
    }
  /** `trail` is what its last reading had shown by then. */
  | { readonly error: ProviderError; readonly trail: Trail; readonly listed?: never }
);

/** A scope whose listing came to its end. */
export type ReadListing = Extract<ScopeRead, { readonly listed: Listed }>;

/** A scope whose listing did not. */
export type FailedRead = Exclude<ScopeRead, ReadListing>;

/** Scopes in a row that the provider had no answer for, over all that are listed side by side. */
export interface Outage {
  inARow: number;
  error: ProviderError | undefined;
}

/** So many scopes in a row without an answer are an outage: the rest of them are not waited for one by one. */
const outageAfter = 3;

/** Lists one scope. What the provider cannot answer is told, not thrown. */
export function readScope(run: RunContext, scope: ScopeContext, outage: Outage): Promise<ScopeRead> {
  return inSpan({ name: 'listing', attributes: { 'rollcall.kind': scope.spec.kind } }, async (span) => {
    const read = await scopeRead(run, scope, outage);
    if (read.error !== undefined) failSpan(span, read.error.kind);
    else span.setAttributes({ 'rollcall.pages': read.listed.pages.length, 'rollcall.items': read.listed.seen });
    return read;
  });
}

async function scopeRead(run: RunContext, scope: ScopeContext, outage: Outage): Promise<ScopeRead> {
  const { parent, spec } = scope;
  const key: ScopeKey = { connectionId: run.connection.id, kind: spec.kind, parent: parent?.externalId ?? '' };
  const startedAt = run.daemon.now();
  const trail = newTrail();
  if (outage.error !== undefined && outage.inARow >= outageAfter) {
    return { scope, key, startedAt, error: outage.error, trail };
  }
  try {
    const list = () => listAsNeeded(run, scope, { key, trail });
    const { done: listed, balances } = await betweenBalances(run, spec, list);
    outage.inARow = 0;
    return { scope, key, startedAt: listed.startedAt, listed, balances };
  } catch (error) {
    if (!(error instanceof ProviderError) || run.signal.aborted) throw error;
    outage.inARow = remedies[error.kind] === 'later' ? outage.inARow + 1 : 0;
    outage.error = error;
    return { scope, key, startedAt, error, trail };
  }
}
