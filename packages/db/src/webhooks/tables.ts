import type {
  AttemptOutcome,
  DeliveryState,
  EventType,
  Severity,
  SigningScheme,
  WebhookOrder,
  WebhookState,
  WebhookStop,
} from '@rollcall/schema';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

type DefaultTime = ColumnType<Date, Date | undefined, Date>;
/** PostgreSQL's bigint, which is read as text. */
type Seq = ColumnType<string, string | number, string | number>;

/** A filter as it is stored, and as `webhook.updated` tells of it: connections by their ids. */
export interface StoredFilter {
  readonly types: readonly EventType[] | null;
  readonly kinds: readonly string[] | null;
  readonly connectionIds: readonly string[] | null;
  readonly severity: Severity;
}

/** The tables of migration 0031. */
export interface WebhookTables {
  webhook: {
    workspace_id: string;
    webhook_id: string;
    name: string;
    url: string;
    filter: JSONColumnType<StoredFilter>;
    filter_applied: JSONColumnType<StoredFilter>;
    filter_changes: Generated<number>;
    ordering: WebhookOrder;
    state: Generated<WebhookState | 'removed'>;
    stop_reason: WebhookStop | null;
    stopped_at: Date | null;
    expanded_to: Seq;
    previous: Seq | null;
    undelivered: Generated<number>;
    not_before: Date | null;
    failures: Generated<number>;
    failing_since: Date | null;
    failing_ms: Generated<string>;
    failed_at: Date | null;
    delivered_at: Date | null;
    created_at: DefaultTime;
    removed_at: Date | null;
  };
  webhook_secret: {
    workspace_id: string;
    webhook_id: string;
    secret_id: string;
    scheme: SigningScheme;
    public_key: string | null;
    sealed: string;
    master_key_id: string;
    created_at: DefaultTime;
    retires_at: Date | null;
  };
  webhook_delivery: {
    workspace_id: string;
    webhook_id: string;
    seq: Seq;
    replay: Generated<number>;
    event_id: string;
    lane: string;
    previous: Seq | null;
    state: DeliveryState;
    attempts: Generated<number>;
    fence: Generated<number>;
    next_at: DefaultTime;
    queued_at: DefaultTime;
    ended_at: Date | null;
    last_outcome: AttemptOutcome | null;
    last_status: number | null;
  };
  webhook_attempt: {
    workspace_id: string;
    webhook_id: string;
    attempt_id: string;
    seq: Seq;
    replay: number;
    nth: number;
    at: DefaultTime;
    outcome: AttemptOutcome;
    status: number | null;
    ms: number;
    address: string | null;
    snippet: string | null;
  };
}
