import type { Actor, FindingSeverity, FindingState, Money } from '@rollcall/schema';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

type DefaultTime = ColumnType<Date, Date | undefined, Date>;
type JsonOrNull<T> = ColumnType<T | null, string | null, string | null>;

/** Findings, and when each workspace is judged. */
export interface FindingTables {
  finding: {
    workspace_id: string;
    finding_id: string;
    fingerprint: string;
    rule: string;
    severity: FindingSeverity;
    state: FindingState;
    sentence: string;
    remedy: string;
    evidence: JSONColumnType<string[]>;
    money: JsonOrNull<Money>;
    /** What is listed first has the greatest: alarms, and what costs most. Read as text: PostgreSQL's bigint. */
    weight: Generated<string>;
    /** A digest of all that the rule said last. */
    said: string | null;
    connection_id: string | null;
    operation_id: string | null;
    event_id: string | null;
    subject_kind: string | null;
    subject_id: string | null;
    subject_name: string | null;
    first_opened_at: DefaultTime;
    opened_at: DefaultTime;
    reopened: Generated<number>;
    updated_at: DefaultTime;
    resolved_at: Date | null;
    acknowledged_at: Date | null;
    acknowledged_by: JsonOrNull<Actor>;
    assigned_to: string | null;
    assigned_at: Date | null;
    assigned_by: JsonOrNull<Actor>;
    accepted_at: Date | null;
    accepted_by: JsonOrNull<Actor>;
    accepted_reason: string | null;
    accepted_until: Date | null;
  };
  /** What findings were, whenever what one means changed. Evidence is told by events. */
  finding_version: {
    workspace_id: string;
    finding_id: string;
    version: number;
    recorded_at: DefaultTime;
    /** Made of events that are older than this table: what they do not tell is not known. */
    from_events: Generated<boolean>;
    rule: string;
    severity: FindingSeverity;
    state: FindingState;
    sentence: string;
    remedy: string;
    money: JsonOrNull<Money>;
    connection_id: string | null;
    operation_id: string | null;
    event_id: string | null;
    subject_kind: string | null;
    subject_id: string | null;
    subject_name: string | null;
    opened_at: Date;
    resolved_at: Date | null;
    assigned_to: string | null;
    accepted_reason: string | null;
    accepted_until: Date | null;
  };
  judging: {
    workspace_id: string;
    asked_at: Date | null;
    begun_at: Date | null;
    /** Read as text: PostgreSQL's bigint. */
    tail: string | null;
    claimed_until: Date | null;
    ended_at: Date | null;
    took_ms: number | null;
  };
}
