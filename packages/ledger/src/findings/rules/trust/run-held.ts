import type { RunHeldFacts } from '../../facts/run-held.ts';
import type { Rule } from '../../rule.ts';

/** What is held for longer keeps a day's changes from being recorded. */
const waitsMsMax = 24 * 3_600_000;

/** A run was held, and nobody has decided about its plan. */
export const runHeld: Rule<RunHeldFacts> = {
  id: 'run_held',
  family: 'trust',
  severity: 'notice',
  title: 'A run would change more than is believed unasked, and waits for a person.',
  remedy: 'Read its plan ("holds show"), and approve it or reject it: until then nothing of that run is recorded.',
  judge({ holdId, connectionId, connection, openedAt, changes, reasons }, now) {
    return [
      {
        rule: 'run_held',
        fingerprint: `run_held ${holdId}`,
        severity: Date.parse(now) - Date.parse(openedAt) > waitsMsMax ? 'alarm' : 'notice',
        sentence: `A run of ${connection} is held since ${openedAt}: it would make ${changes} changes.`,
        remedy: `Read its plan with "holds show ${holdId}", then approve or reject it: until then nothing of it is recorded, and what ${connection} holds grows old.`,
        evidence: reasons,
        money: null,
        connectionId,
        subject: { kind: 'hold', externalId: holdId, name: connection },
        operationId: null,
        eventId: null,
      },
    ];
  },
};
