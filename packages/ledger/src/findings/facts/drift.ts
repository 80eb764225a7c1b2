import type { ConnectionId, EventId, Instant, Presence } from '@rollcall/schema';

/** The kinds that the rules about drift say something of: of all others, nothing is read. */
export const driftKinds: readonly string[] = [
  ...['dns_record', 'dkim', 'nameserver_state'],
  ...['forwarder', 'alias', 'inbound_route', 'domain'],
  ...['inbox', 'inbox_mutation', 'sub_account'],
  ...['api_key', 'smtp_credential', 'sending_tool_credential'],
];

/** A resource that somebody changed elsewhere, and of whose changes some are still to be decided about. */
export interface DriftFacts {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly kind: string;
  readonly externalId: string;
  readonly name: string;
  /** As the ledger holds it now; null where it goes by another external id since. */
  readonly presence: Presence | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Its open changes, the oldest first: neither accepted, nor reverted or being so, nor found to be an operation's. */
  readonly changes: readonly OpenChange[];
}

/** A change that nobody here asked for. */
export interface OpenChange {
  readonly eventId: EventId;
  readonly change: 'appeared' | 'changed' | 'renamed' | 'vanished' | 'reappeared';
  /** When it had happened at the latest. */
  readonly by: Instant;
  /** What was seen that says so. */
  readonly evidence: string;
  /** Of a change, what differs; else all of it. Null where it was not there. */
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}
