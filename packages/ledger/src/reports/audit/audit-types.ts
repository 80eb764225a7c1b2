import { type EventType, eventTypes, type OperationState, type ReportAsk } from '@rollcall/schema';

/** Who was given what secret of a provider. */
export const secretTypes = eventTypes.filter((type) => type.startsWith('secret.'));

const settled = ['connection.circuit_opened', 'connection.circuit_closed', 'key.refused', 'credential.master_rotated'];
const decided: readonly EventType[] = [
  ...(['hold.approved', 'hold.rejected', 'drift.accepted', 'use.imported'] as const),
  ...(['finding.acknowledged', 'finding.assigned', 'finding.accepted', 'finding.reopened'] as const),
];
const families = ['key.', 'connection.', 'credential.', 'workspace.', 'brake.', 'webhook.', 'log_key.', 'schedule.'];
const delivered = ['webhook.delivery_dead', 'webhook.delivery_skipped', 'webhook.tested', 'webhook.replayed'];

/** What somebody set, and what somebody decided. */
export const settingTypes = eventTypes.filter(
  (type) =>
    decided.includes(type) ||
    (families.some((family) => type.startsWith(family)) && !settled.includes(type) && !delivered.includes(type)),
);

/** What listings showed: far more than all else, and told in figures unless it is asked what became of one thing. */
export const driftTypes = eventTypes.filter((type) => type.startsWith('resource.'));

/** The types of events that a report lists one by one. */
export function listedTypes({ about, subject }: Pick<ReportAsk, 'about' | 'subject'>): readonly EventType[] {
  if (about === 'secrets') return secretTypes;
  if (about === 'refusals') return ['key.refused', 'operation.failed', 'secret.not_read'];
  return subject === undefined ? eventTypes.filter((type) => !driftTypes.includes(type)) : eventTypes;
}

/** How an operation ended, in the words of a report: of one that was sent and never answered nobody knows. */
export const outcomes = ['succeeded', 'failed', 'not_known'] as const;
export type Outcome = (typeof outcomes)[number];

export function endOf(state: OperationState): Outcome {
  if (state === 'succeeded' || state === 'confirmed') return 'succeeded';
  return state === 'failed' || state === 'contradicted' ? 'failed' : 'not_known';
}
