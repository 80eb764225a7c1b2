import { driftSince, driftVerdict } from '../../drift-since.ts';
import type { DriftFacts } from '../../facts/drift.ts';
import type { Rule } from '../../rule.ts';

/** Whoever has not acted on it by then will not: the job itself stays in the provider's list for good. */
const keptMs = 30 * 86_400_000;

/**
 * Somebody had passwords of inboxes changed elsewhere, as far as that shows: no provider says when a password was set, but one lists
 * the jobs that set names and passwords.
 */
export const passwordChangedOutOfBand: Rule<DriftFacts> = {
  id: 'password_changed_out_of_band',
  family: 'drift',
  severity: 'alarm',
  title: 'Names or passwords of inboxes were set by a job that somebody else than Rollcall asked for.',
  remedy:
    'Find out who did it, and set new passwords ("inboxes.setPassword") where nobody did; then take it as right ("accept" of its event).',
  judge(facts, now) {
    if (facts.kind !== 'inbox_mutation') return [];
    const since = driftSince(facts, []);
    if (since.drift !== 'came' || isHarmless(facts)) return [];
    if (Date.parse(now) - Date.parse(since.newest.by) > keptMs) return [];
    const { domain } = facts.attributes;
    const where = typeof domain === 'string' ? ` of ${domain}` : '';
    return [
      driftVerdict(facts, {
        ...{ rule: 'password_changed_out_of_band', severity: 'alarm', newest: since.newest },
        sentence: `A job of ${facts.connection} that sets names or passwords of inboxes${where} was asked for elsewhere: ${facts.externalId}.`,
        remedy: `Find out who did it, and set new passwords ("inboxes.setPassword") where nobody did. "accept ${since.newest.eventId}" says that it is right.`,
      }),
    ];
  },
};

/** A job that failed, or was cancelled, has set nothing. */
function isHarmless({ attributes: { status } }: DriftFacts): boolean {
  return status === 'failed' || status === 'cancelled' || status === 'canceled';
}
