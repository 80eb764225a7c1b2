/**
 * Every error a caller can meet, by its stable code. `http` is the status the gateway answers with; `shows` are the fields of
 * an error's `details` that a caller may see, beside those that every error may have (`ErrorShape`): what is not named here
 * stays inside. A new code does not compile until it has both.
 */
export const errorCodes = {
  bad_request: { http: 400, shows: [] },
  invalid_base_url: { http: 400, shows: [] },
  invalid_config: { http: 400, shows: ['fields'] },
  invalid_credential: { http: 400, shows: ['fields'] },
  invalid_cursor: { http: 400, shows: [] },
  invalid_input: { http: 400, shows: ['takes', 'total'] },
  invalid_period: { http: 400, shows: [] },
  invalid_position: { http: 400, shows: [] },
  invalid_schedule: { http: 400, shows: [] },
  invalid_webhook_url: { http: 400, shows: [] },
  invalid_time: { http: 400, shows: [] },
  unknown_kind: { http: 400, shows: [] },
  unknown_operation: { http: 400, shows: ['operations'] },
  unknown_provider: { http: 400, shows: [] },
  unauthenticated: { http: 401, shows: ['reason'] },
  scope_missing: { http: 403, shows: ['scope', 'parts'] },
  key_limited: { http: 403, shows: [] },
  not_found: { http: 404, shows: ['kind', 'name'] },
  connection_not_found: { http: 404, shows: [] },
  connection_exists: { http: 409, shows: [] },
  webhook_exists: { http: 409, shows: [] },
  report_schedule_exists: { http: 409, shows: [] },
  workspace_exists: { http: 409, shows: [] },
  ambiguous_name: { http: 409, shows: ['candidates'] },
  connection_not_active: { http: 409, shows: [] },
  version_moved: { http: 409, shows: ['kind', 'name', 'expectedVersion', 'version', 'change', 'by'] },
  already_shown: { http: 409, shows: ['secrets'] },
  secret_expired: { http: 409, shows: [] },
  not_listed_yet: { http: 409, shows: ['kind', 'name'] },
  circuit_open: { http: 409, shows: ['connection', 'openedAt', 'reason'] },
  event_decided: { http: 409, shows: ['standing'] },
  event_superseded: { http: 409, shows: ['later'] },
  finding_resolved: { http: 409, shows: ['resolvedAt'] },
  finding_not_revertible: { http: 422, shows: [] },
  report_differs: { http: 409, shows: [] },
  hold_moved: { http: 409, shows: ['state'] },
  key_ended: { http: 409, shows: [] },
  plan_expired: { http: 409, shows: [] },
  plan_moved: { http: 409, shows: ['moved'] },
  position_ahead: { http: 409, shows: ['tail'] },
  position_elsewhere: { http: 409, shows: [] },
  idempotency_in_flight: { http: 409, shows: [] },
  idempotency_mismatch: { http: 422, shows: [] },
  history_not_kept: { http: 422, shows: ['keptFrom'] },
  event_not_revertible: { http: 422, shows: ['type', 'cause'] },
  not_supported: { http: 422, shows: ['operation', 'providerName', 'reason', 'nearest'] },
  provider_refused: { http: 422, shows: ['extras'] },
  method_not_allowed: { http: 405, shows: ['allowed'] },
  request_timeout: { http: 408, shows: [] },
  request_too_large: { http: 413, shows: [] },
  address_too_long: { http: 414, shows: [] },
  unsupported_media_type: { http: 415, shows: [] },
  headers_too_large: { http: 431, shows: [] },
  rate_limited: { http: 429, shows: ['retryAfterMs', 'unitsPerMinute', 'units'] },
  too_many_subscriptions: { http: 429, shows: ['max'] },
  operation_unknown: { http: 502, shows: [] },
  provider_error: { http: 502, shows: ['extras'] },
  credential_unreadable: { http: 500, shows: [] },
  secret_unreadable: { http: 500, shows: [] },
  data_folder_unusable: { http: 500, shows: [] },
  internal: { http: 500, shows: [] },
  too_many_webhooks: { http: 422, shows: ['max'] },
  too_many_report_schedules: { http: 422, shows: ['max'] },
  webhook_state: { http: 409, shows: ['state'] },
  log_state: { http: 409, shows: ['state'] },
  log_broken: { http: 500, shows: [] },
  database_full: { http: 503, shows: [] },
  database_unavailable: { http: 503, shows: [] },
  database_newer: { http: 503, shows: [] },
  overloaded: { http: 503, shows: ['retryAfterMs'] },
  deadline_exceeded: { http: 504, shows: [] },
} as const satisfies Record<string, { readonly http: number; readonly shows: readonly string[] }>;

export type ErrorCode = keyof typeof errorCodes;

/** An error with a stable code and a sentence that says what to do next. Its message may be shown to the caller. */
export class RollcallError extends Error {
  override readonly name = 'RollcallError';
  readonly code: ErrorCode;
  /** Facts beside the message, never a secret. A caller sees `operationId`, `issues`, `provider`, and what its code `shows`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}
