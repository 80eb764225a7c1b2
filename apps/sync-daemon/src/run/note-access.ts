import { countRefusal, forgetRefusals } from '@rollcall/db';
import type { Access } from './access.ts';
import { asHolder } from './as-holder.ts';
import type { RunContext } from './context.ts';
import { RunInterrupted } from './heartbeat.ts';

/**
 * Counts a run whose credential the provider refused: the third in a row opens the connection's circuit. One that was
 * accepted starts the count anew, and writes nothing when there is none (`refusals`, before the run).
 */
export async function noteAccess(
  run: RunContext,
  { access, refusals }: { readonly access: Access; readonly refusals: number },
): Promise<void> {
  const { connection, daemon } = run;
  const all = run.provider.kinds.filter(({ configured }) => configured !== true).map(({ kind }) => kind);
  const verdict = access.verdict({ all });
  if (verdict === undefined || (verdict.accepted && refusals === 0)) return;
  try {
    const isOpen = await asHolder(run, async (tx) => {
      if (verdict.accepted) return forgetRefusals(tx, connection);
      return countRefusal(tx, connection, { refusal: verdict.error, actor: daemon.actor });
    });
    if (isOpen === true) run.log.warn('the credential is refused again and again: the circuit is open');
  } catch (error) {
    if (error instanceof RunInterrupted) return;
    // How the run itself ended is not to be lost to this.
    run.log.error({ err: error }, 'could not count what became of the credential');
  }
}
