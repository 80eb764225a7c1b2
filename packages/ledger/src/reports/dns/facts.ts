import type {
  ConnectionId,
  DnsAnswer,
  DnsAuthority,
  EventId,
  FindingId,
  FindingRule,
  FindingSeverity,
  Instant,
} from '@rollcall/schema';
import type { HeldDomain } from '../../findings/facts/dns.ts';

/** A domain at a connection, as one version has it. */
export interface DomainVersion {
  readonly connectionId: ConnectionId;
  readonly externalId: string;
  readonly domain: string;
  readonly isLive: boolean;
  /** Since when it is so. */
  readonly since: Date;
  /** When the resource went on under another external id; null where it did not. */
  readonly renamedAt: Date | null;
  /** When its provider says that it came there, as it says it; null where it does not. */
  readonly madeAt: string | null;
  readonly recordedAt: Date;
  readonly eventId: EventId;
}

/** When a connection was made, paused, resumed or removed. */
export interface ConnectionTurn {
  readonly connectionId: ConnectionId;
  readonly name: string;
  readonly at: Date;
  /** Whether it is active from then on: DNS of its domains is asked about. */
  readonly isActive: boolean;
}

/** Checks of a domain up to one of them, on one day. */
export interface ToldChecks {
  /** When the last of them was, in milliseconds since 1970. */
  readonly at: number;
  /** Whether that one left something undecided. */
  readonly isUndecided: boolean;
  readonly count: number;
  /** How many of them left something undecided. */
  readonly undecided: number;
}

/** For how long a finding about the DNS of a domain said the same. */
export interface DnsFindingSpan {
  readonly id: FindingId;
  readonly rule: FindingRule;
  readonly domain: string;
  readonly severity: FindingSeverity;
  /** Whether somebody had said that it may stay. */
  readonly isAccepted: boolean;
  readonly from: Date;
  /** Null where it said so still. */
  readonly until: Date | null;
}

/** What a domain's servers and the resolvers said last by a moment, and since when they said so. */
export interface SaidThen {
  readonly authority: DnsAuthority;
  readonly authoritySince: Instant;
  readonly resolver: readonly DnsAnswer[];
  readonly resolverSince: Instant;
}

/** A domain as a connection held it at a moment. */
export interface HeldDomainThen {
  readonly domain: string;
  readonly held: HeldDomain;
  /** When the newest believed listing of what it says of DNS began; null where there was none. */
  readonly listedAt: Instant | null;
  /** Since when the newest of what it lists is so; null where it lists nothing. */
  readonly since: Instant | null;
}

/** What stood on a domain. */
export interface InboxesOnDomain {
  readonly inboxes: number;
  /** The orders that brought them, where inboxes say so: `ID at CONNECTION`, by name. */
  readonly orders: readonly string[];
}

/** A finding about the DNS of a domain as it stood at a moment. */
export interface DnsProblem {
  readonly rule: FindingRule;
  readonly severity: FindingSeverity;
  readonly domain: string;
  readonly sentence: string;
  readonly remedy: string;
  /** Who is at fault; null where that is not known. */
  readonly fault: string | null;
  readonly openedAt: Instant;
  readonly ageDays: number;
  /** Until when it may stay, as somebody said; null where nobody did. */
  readonly acceptedUntil: Instant | null;
}
