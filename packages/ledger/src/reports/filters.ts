import { type ReportFilters, type ReportKind, RollcallError } from '@rollcall/schema';

/** Each narrows what reports of these kinds say; a connection narrows all of them. */
const kindsOf = {
  resourceKind: ['reconciliation', 'inventory'],
  client: ['wallet'],
  actor: ['audit'],
  subject: ['audit'],
  about: ['audit'],
} as const satisfies Readonly<Record<Exclude<keyof ReportFilters, 'connection'>, readonly ReportKind[]>>;

const names = ['resourceKind', 'client', 'actor', 'subject', 'about'] as const;

/**
 * Throws `invalid_input` for what narrows another kind of report: the head would say that this one is narrowed, over figures of
 * everything.
 */
export function assertFiltersOf(kind: ReportKind, filters: ReportFilters): void {
  for (const path of names) {
    const kinds: readonly ReportKind[] = kindsOf[path];
    if (filters[path] === undefined || kinds.includes(kind)) continue;
    const message = `is of ${kinds.join(' and ')} alone: leave it out of ${kind}`;
    throw new RollcallError('invalid_input', `The input is not valid: ${path}: ${message}.`, {
      details: { issues: [{ path, message }] },
    });
  }
}
