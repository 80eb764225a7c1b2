/**
 * Every error a caller can meet, by its stable code. `http` is the status the gateway answers with.
 * A new code does not compile until it has one.
 */
export const errorCodes = {
  bad_request: { http: 400 },
  invalid_base_url: { http: 400 },
  invalid_config: { http: 400 },
  invalid_credential: { http: 400 },
  invalid_cursor: { http: 400 },
  invalid_input: { http: 400 },
  invalid_schedule: { http: 400 },
  invalid_time: { http: 400 },
  unknown_kind: { http: 400 },
  unknown_operation: { http: 400 },
  unknown_provider: { http: 400 },
  unauthenticated: { http: 401 },
  scope_missing: { http: 403 },
  not_found: { http: 404 },
  connection_not_found: { http: 404 },
  connection_exists: { http: 409 },
  workspace_exists: { http: 409 },
  ambiguous_name: { http: 409 },
  connection_not_active: { http: 409 },
  not_listed_yet: { http: 409 },
  circuit_open: { http: 409 },
  hold_moved: { http: 409 },
  idempotency_in_flight: { http: 409 },
  idempotency_mismatch: { http: 422 },
  history_not_kept: { http: 422 },
  not_supported: { http: 422 },
  request_too_large: { http: 413 },
  too_many_subscriptions: { http: 429 },
  operation_unknown: { http: 502 },
  provider_error: { http: 502 },
  credential_unreadable: { http: 500 },
  secret_unreadable: { http: 500 },
  data_folder_unusable: { http: 500 },
  internal: { http: 500 },
  database_full: { http: 503 },
  database_unavailable: { http: 503 },
  database_newer: { http: 503 },
} as const satisfies Record<string, { readonly http: number }>;

export type ErrorCode = keyof typeof errorCodes;

/** An error with a stable code and a sentence that says what to do next. Its message may be shown to the caller. */
export class RollcallError extends Error {
  override readonly name = 'RollcallError';
  readonly code: ErrorCode;
  /** Facts beside the message: the provider's own code, the operation's id. Never a secret. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}
