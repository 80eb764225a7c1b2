import type { LogBrokenFacts } from '../../facts/log-broken.ts';
import type { Rule } from '../../rule.ts';

/** The audit log is not what was signed, or the ledger is not what its events tell. */
export const logBroken: Rule<LogBrokenFacts> = {
  id: 'log_broken',
  family: 'trust',
  severity: 'alarm',
  title: 'The audit log is not what was signed, or the ledger is not what its events tell.',
  remedy:
    'Keep the database as it is and copy it, run "verify --pin" with checkpoints that were kept elsewhere, and find out who had access to the database: the log does not heal over it.',
  judge({ workspaceId, problems, counted }) {
    const [first = 'What was found was not kept.'] = problems;
    const more = counted > 1 ? ` So are ${counted - 1} more.` : '';
    return [
      {
        rule: 'log_broken',
        fingerprint: `log_broken ${workspaceId}`,
        severity: 'alarm',
        sentence: `The audit log is not right: ${first}${more}`,
        remedy:
          'Copy the database as it is now. Run "verify", with --pin and the checkpoints that are kept elsewhere, for all that is wrong; then find out who had access to the database, and take what was altered from a backup.',
        evidence: problems,
        money: null,
        connectionId: null,
        subject: null,
        operationId: null,
        eventId: null,
      },
    ];
  },
};
