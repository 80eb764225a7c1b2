import type { BalancesAround, ReadBalance } from '@rollcall/db';
import { type Item, type KindSpec, ProviderError } from '@rollcall/provider-kit';
import type { RunContext } from './context.ts';
import { retryLater } from './retry.ts';

/**
 * Does the work that lists a kind whose items move money between two readings of the balances that they move; of any other
 * kind, and in a plan, just the work. Where a balance could not be read, there are none: nothing is guessed from one alone.
 */
export async function betweenBalances<T>(
  run: RunContext,
  spec: KindSpec,
  work: () => Promise<T>,
): Promise<{ readonly done: T; readonly balances: BalancesAround | undefined }> {
  const { moves } = spec;
  if (moves === undefined || run.lease.plan) return { done: await work(), balances: undefined };
  const readAt = run.daemon.now();
  const before = await readBalances(run, moves.walletKind);
  const done = await work();
  const after = before === undefined ? undefined : await readBalances(run, moves.walletKind);
  const takenAt = run.daemon.now();
  const isWhole = before !== undefined && after !== undefined;
  return { done, balances: isWhole ? { before, after, readAt, takenAt } : undefined };
}

async function readBalances(run: RunContext, walletKind: string): Promise<readonly ReadBalance[] | undefined> {
  try {
    return await retryLater(() => balancesNow(run, walletKind), run);
  } catch (error) {
    if (!(error instanceof ProviderError) || run.signal.aborted) throw error;
    run.log.warn({ kind: walletKind, reason: error.kind, err: error }, 'balances could not be read: there is no cut');
    return undefined;
  }
}

async function balancesNow(run: RunContext, kind: string): Promise<readonly ReadBalance[]> {
  const balances: ReadBalance[] = [];
  for await (const page of run.session.list({ kind }, run.signal)) {
    for (const item of page.items) balances.push(balanceOf(item));
    await run.betweenPages();
  }
  return balances;
}

function balanceOf({ externalId, name, attributes }: Item): ReadBalance {
  const { balanceMinor, balanceRaw, currency, unit = 'confirmed' } = attributes;
  return {
    ...{
      externalId,
      name,
      minor: textOrNull(balanceMinor),
      raw: textOrNull(balanceRaw),
      currency: textOrNull(currency),
    },
    unit: unit === 'confirmed' || unit === 'assumed' ? unit : 'unknown',
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
