import type { DnsAnswer, DnsAuthority } from '@rollcall/schema';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

type DefaultTime = ColumnType<Date, Date | undefined, Date>;

/** The domains whose DNS is asked about, and what was answered. */
export interface DnsTables {
  dns_enrolment: { workspace_id: string; enrolled_at: Date; tail: string; kept_from: Date | null };
  dns_domain: {
    workspace_id: string;
    domain: string;
    due_at: DefaultTime;
    claimed_until: Generated<Date | null>;
    fence: Generated<number>;
    asked_at: Generated<Date | null>;
    checked_at: Generated<Date | null>;
  };
  dns_side: {
    workspace_id: string;
    domain: string;
    side: 'authority' | 'resolver';
    said: JSONColumnType<DnsAuthority | DnsResolverSide>;
    digest: Buffer;
    since: Date;
    seen_at: Date;
  };
  dns_check_day: {
    workspace_id: string;
    /** `2026-11-01` */
    day: string;
    domain: string;
    checked: number[];
    undecided: number[] | null;
  };
  dns_side_past: {
    workspace_id: string;
    domain: string;
    side: string;
    since: Date;
    until: Date;
    said: JSONColumnType<DnsAuthority | DnsResolverSide>;
  };
}

/** What is kept of the resolvers' answers. */
interface DnsResolverSide {
  readonly answers: readonly DnsAnswer[];
}
