import type { Verdict } from '@rollcall/ledger';
import type { FindingRule } from '@rollcall/schema';
import { recordFindings } from '../../src/index.ts';
import { daemonActor } from './given.ts';
import type { Store } from './store.ts';

/** An alarm about something that costs something, of no connection unless that is said. */
export function verdictOf(given: Partial<Verdict> = {}): Verdict {
  return {
    ...{ rule: 'operation_leaked', fingerprint: 'operation_leaked it', severity: 'alarm', sentence: 'It is so.' },
    ...{ remedy: 'Look.', evidence: ['seen'], money: { minor: '1200', currency: 'USD' } },
    ...{ connectionId: null, subject: null, operationId: null, eventId: null },
    ...given,
  };
}

/** Has the rule say just this of the whole workspace. */
export function find(
  store: Store,
  verdicts: readonly Verdict[],
  rules: readonly FindingRule[] = ['operation_leaked'],
): Promise<void> {
  return store.asDaemon((tx) => recordFindings(tx, { rules, actor: daemonActor }, [verdicts]));
}
