import { EventType, eventTypes, OwnKind, Severity, type WebhookFilter } from '@rollcall/schema';
import { z } from 'zod';
import { assertKind } from '../procedures/kinds.ts';

/** As a person writes it on a command line, and finds it in a list. */
export const WebhookName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u, 'must be letters, digits, spaces, dots and dashes, 100 at the most');

/** Of the workspace's connections, so many at the most are named one by one. */
const connectionsMax = 1_000;
const kindsMax = 100;

/** A filter, as far as it says something; null says that everything is allowed. */
export const FilterInput = z.strictObject({
  types: z.array(EventType).min(1).max(eventTypes.length).nullable().optional(),
  kinds: z.array(z.string()).min(1).max(kindsMax).nullable().optional(),
  connections: z.array(z.string()).min(1).max(connectionsMax).nullable().optional(),
  severity: Severity.optional(),
});

/** The filter of what was said. Throws like `assertKinds`. */
export function wholeFilter({ types, kinds, connections, severity }: z.infer<typeof FilterInput>): WebhookFilter {
  assertKinds(kinds);
  return {
    types: types ?? null,
    kinds: kinds ?? null,
    connections: connections ?? null,
    severity: severity ?? 'normal',
  };
}

/** Throws `unknown_kind` for one that nothing is of: it would let nothing through. */
export function assertKinds(kinds: readonly string[] | null | undefined): void {
  for (const kind of kinds ?? []) if (!OwnKind.safeParse(kind).success) assertKind(kind, undefined);
}
