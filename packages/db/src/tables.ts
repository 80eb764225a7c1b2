import type {
  Actor,
  BulkState,
  Cause,
  Certificate,
  ConnectionState,
  Doubt,
  Expectation,
  Grade,
  HoldState,
  Operation,
  OperationSecrets,
  OperationState,
  PlanTotals,
  Presence,
  RunDoing,
  RunOutcome,
  RunState,
  RunTrigger,
  Severity,
} from '@rollcall/schema';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { DnsTables } from './dns/tables.ts';
import type { FindingTables } from './findings/tables.ts';
import type { LogTables } from './log/tables.ts';
import type { ReportTables } from './reports/tables.ts';
import type { SealPurpose } from './seal.ts';
import type { UseTables } from './use/tables.ts';
import type { WebhookTables } from './webhooks/tables.ts';

/** A time column: read as a Date, written as a Date or left to its default. */
type Time = ColumnType<Date, Date, Date>;
type DefaultTime = ColumnType<Date, Date | undefined, Date>;
type Seq = ColumnType<string, never, never>;
type Json = Record<string, unknown>;
/** An object with a default of the table's own. */
type SettingsJson = ColumnType<Json, string | undefined, string>;
type JsonOrNull<T> = ColumnType<T | null, string | null, string | null>;

/** A scope of a held run whose changes count, and the checksum of these. */
export interface HeldScope {
  readonly kind: string;
  readonly parent: string;
  readonly checksum: string;
}

export interface Tables extends DnsTables, WebhookTables, FindingTables, LogTables, ReportTables, UseTables {
  key_budget: { workspace_id: string; key_id: string; spent_until: Date };
  workspace: { workspace_id: string; name: string; created_at: DefaultTime; brake: SettingsJson };
  api_key: {
    workspace_id: string;
    key_id: string;
    name: string;
    secret_hmac: Buffer;
    scopes: string[];
    connection_ids: Generated<string[] | null>;
    networks: Generated<string[]>;
    units_per_minute: number;
    created_at: DefaultTime;
    expires_at: Generated<Date | null>;
    /** `2026-03-01` */
    last_used_on: string | null;
    replaced_by: Generated<string | null>;
    grace_until: Generated<Date | null>;
    revoked_at: Date | null;
  };
  connection: {
    workspace_id: string;
    connection_id: string;
    name: string;
    provider: string;
    base_url: string;
    config: JSONColumnType<Json>;
    schedule: string | null;
    schedules: JSONColumnType<Record<string, string>>;
    rates: ColumnType<Record<string, number>, string, string>;
    state: ConnectionState;
    sandbox: boolean;
    account_id: string | null;
    account_name: string | null;
    created_at: DefaultTime;
    next_due_at: Date | null;
    /** ISO 8601 by kind. */
    due_at: JSONColumnType<Record<string, string>>;
    removed_at: Date | null;
    refusals: Generated<number>;
    circuit_opened_at: Date | null;
    circuit_reason: string | null;
    brake: SettingsJson;
  };
  credential: {
    workspace_id: string;
    connection_id: string;
    sealed: string;
    master_key_id: string;
    sealed_at: DefaultTime;
    given_at: DefaultTime;
  };
  rate_budget: {
    workspace_id: string;
    connection_id: string;
    bucket: string;
    spent_until: Time;
    paused_until: Date | null;
    slowed_to: Generated<number>;
    slowed_at: Date | null;
    slots: Generated<Json>;
  };
  rate_waiter: {
    workspace_id: string;
    connection_id: string;
    bucket: string;
    waiter_id: string;
    since: Time;
    until: Time;
  };
  /** The one table without a workspace: a provider's host, and the slots that all connections to it share. */
  address_slots: { address: string; bucket: string; slots: Generated<Json> };
  run: {
    workspace_id: string;
    run_id: string;
    connection_id: string;
    trigger: RunTrigger;
    plan: boolean;
    full: Generated<boolean>;
    kinds: string[] | null;
    state: RunState;
    outcome: RunOutcome | null;
    reason: string | null;
    requested_at: DefaultTime;
    started_at: Date | null;
    finished_at: Date | null;
    fence: Generated<number>;
    heartbeat_at: Date | null;
    progress: JsonOrNull<RunDoing>;
    traceparent: ColumnType<string | null, string | null | undefined, never>;
  };
  listing: {
    workspace_id: string;
    run_id: string;
    kind: string;
    parent: string;
    connection_id: string;
    grade: Grade | null;
    reason: string;
    certificate: JsonOrNull<Certificate>;
    seen: number;
    appeared: number;
    changed: number;
    vanished: number;
    reappeared: number;
    unchanged: number;
    lost: Generated<number>;
    altered: Generated<number>;
    started_at: Time;
    finished_at: DefaultTime;
  };
  hold: {
    workspace_id: string;
    hold_id: string;
    connection_id: string;
    state: HoldState;
    checksum: string;
    reasons: JSONColumnType<string[]>;
    counts: JSONColumnType<Record<string, Record<string, number>>>;
    changes: number;
    kinds: string[] | null;
    braked_kinds: string[];
    scopes: JSONColumnType<HeldScope[]>;
    opened_at: DefaultTime;
    run_id: string;
    seen_at: DefaultTime;
    decided_at: Date | null;
    decided_by: JsonOrNull<Actor>;
    note: string | null;
  };
  scope: {
    workspace_id: string;
    connection_id: string;
    kind: string;
    parent: string;
    attempted_at: Date | null;
    believed_at: Date | null;
    grade: Exclude<Grade, 'refused'> | null;
    mapping_version: number | null;
    document_version: string | null;
    settings: JsonOrNull<Record<string, string>>;
    trouble: string | null;
    /** Of the newest listing that was whole. */
    whole_at: Generated<Date | null>;
    counts: Generated<number[]>;
    doubt: ColumnType<Doubt | null, string | null | undefined, string | null>;
    believed_run_id: ColumnType<string | null, string | null | undefined, string | null>;
    full_at: Generated<Date | null>;
    window_since: Generated<Date | null>;
    window_at: Generated<Date | null>;
  };
  stage_item: {
    workspace_id: string;
    run_id: string;
    kind: string;
    parent: string;
    fence: number;
    external_id: string;
    name: string;
    attributes: string;
    digest: Buffer;
    raw_digest: Buffer | null;
  };
  audit_event: {
    workspace_id: string;
    event_id: string;
    recorded_at: DefaultTime;
    type: string;
    severity: Generated<Severity>;
    connection_id: string | null;
    actor: JSONColumnType<Actor>;
    subject_kind: string;
    subject_id: string;
    subject_name: string;
    cause: JsonOrNull<Cause>;
    before: JsonOrNull<Json>;
    after: JsonOrNull<Json>;
    run_id: string | null;
    operation_id: string | null;
    true_after: Generated<Date | null>;
    true_from: Generated<Date | null>;
    about_event_id: Generated<string | null>;
    traceparent: Generated<string | null>;
  };
  /** Of both, `seq` and `size` are read as text: PostgreSQL's bigint. */
  sealed_event: { workspace_id: string; seq: Seq; event_id: string; sealed_at: Time };
  audit_tail: { workspace_id: string; size: Seq };
  audit_leaf: { workspace_id: string; seq: Seq; leaf: Buffer };
  audit_node: { workspace_id: string; level: number; index: Seq; hash: Buffer };
  log_key: {
    workspace_id: string;
    nth: number;
    public_key: Buffer;
    sealed: string;
    master_key_id: string;
    created_at: DefaultTime;
    event_id: string | null;
    after_lost: Generated<boolean>;
  };
  audit_checkpoint: {
    workspace_id: string;
    number: Seq;
    size: Seq;
    root: Buffer;
    at: Time;
    first_key: number;
    last_key: number;
    note: string;
    frontier: Buffer;
  };
  checkpoint_pin: {
    workspace_id: string;
    number: Seq | null;
    pinned_at: Date | null;
    fault: string | null;
  };
  resource: {
    workspace_id: string;
    connection_id: string;
    kind: string;
    external_id: string;
    parent: string;
    name: string;
    presence: Presence;
    attributes: JSONColumnType<Json>;
    digest: Buffer;
    raw_digest: Buffer | null;
    version: number;
    first_seen_at: Time;
    last_changed_at: Time;
    missing_since: Date | null;
    true_from: Generated<Date | null>;
  };
  resource_version: {
    workspace_id: string;
    connection_id: string;
    kind: string;
    external_id: string;
    version: number;
    name: string;
    presence: Presence;
    attributes: JSONColumnType<Json>;
    recorded_at: Time;
    run_id: string;
    event_id: string;
    true_after: Date | null;
    true_from: Date | null;
  };
  resource_rename: {
    workspace_id: string;
    connection_id: string;
    kind: string;
    external_id: string;
    version: number;
    from_external_id: string;
    from_version: number;
    event_id: string;
    recorded_at: Time;
    true_from: Date | null;
  };
  retention: { workspace_id: string; versions_from: Date | null; runs_from: Date | null; cuts_from: Date | null };
  learned: {
    workspace_id: string;
    connection_id: string;
    kind: string;
    external_id: string;
    attributes: JSONColumnType<Json>;
    operation_id: string;
    learned_at: DefaultTime;
    recorded_at: Date | null;
    identity: JsonOrNull<unknown>;
  };
  sealed_secret: {
    workspace_id: string;
    purpose: SealPurpose;
    owner_id: string;
    sealed: string;
    master_key_id: string;
    sealed_at: DefaultTime;
    expires_at: Date | null;
  };
  operation: {
    workspace_id: string;
    operation_id: string;
    connection_id: string;
    procedure: string;
    input: JSONColumnType<Json>;
    input_hmac: Buffer;
    idempotency_key: string | null;
    state: OperationState;
    result: JsonOrNull<unknown>;
    error: JsonOrNull<NonNullable<Operation['error']>>;
    expectations: JSONColumnType<Expectation[]>;
    actor: JSONColumnType<Actor>;
    accepted_at: DefaultTime;
    dispatched_at: Date | null;
    answered_at: Date | null;
    settled_at: Date | null;
    deadline_at: Time;
    look_at: Date | null;
    looks: Generated<number>;
    settle_by: Date | null;
    secrets: Generated<OperationSecrets>;
    bulk_id: ColumnType<string | null, string | null | undefined, never>;
    reverts: ColumnType<string | null, string | null | undefined, never>;
    traceparent: ColumnType<string | null, string | null | undefined, never>;
  };
  bulk: {
    workspace_id: string;
    bulk_id: string;
    state: BulkState;
    hash: string;
    title: string;
    connection_ids: string[];
    totals: JSONColumnType<PlanTotals>;
    reverts: string | null;
    planned_at: DefaultTime;
    planned_by: JSONColumnType<Actor>;
    expires_at: Time;
    applied_at: Date | null;
    applied_as: JsonOrNull<unknown>;
    idempotency_key: string | null;
    cancelled_at: Date | null;
    finished_at: Date | null;
    traceparent: string | null;
  };
  bulk_lane: {
    workspace_id: string;
    bulk_id: string;
    connection_id: string;
    open: Generated<boolean>;
    due_at: DefaultTime;
    fence: Generated<number>;
    holder: string | null;
    parked: JsonOrNull<{ readonly code: string; readonly message: string }>;
    worked_at: DefaultTime;
  };
  bulk_item: {
    workspace_id: string;
    bulk_id: string;
    ordinal: number;
    connection_id: string;
    procedure: string;
    input: JSONColumnType<Json>;
    is_sealed: boolean;
    shown: JSONColumnType<Json>;
    item_hash: Buffer;
    pins: Buffer;
    state: Generated<'waiting' | 'running' | 'done' | 'refused' | 'cancelled'>;
    tries: Generated<number>;
    operation_id: string | null;
    error: JsonOrNull<NonNullable<Operation['error']>>;
  };
}
