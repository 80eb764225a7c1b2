import type { ConnectionId, Instant } from '@rollcall/schema';

/** A live resource of a connection that is not removed. */
export interface HeldResource {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly kind: string;
  readonly externalId: string;
  readonly name: string;
  /** Why the newest listing of its scope was not believed; null where it was. What is known is as old as the one before. */
  readonly trouble: string | null;
}

/** A time that a provider states; null where it is none that can be read. */
export function msOf(instant: Instant | string | null): number | null {
  if (instant === null) return null;
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? null : ms;
}
