/** One request that a sandbox received. */
export interface LoggedRequest {
  /** When it came, by the wall clock. */
  readonly at: string;
  readonly method: string;
  /** With its query, as it came. */
  readonly path: string;
  /** Null when no operation is documented there. */
  readonly operationId: string | null;
  /** Null while, or because, it was never answered. */
  readonly status: number | null;
  /** The fault that it met. */
  readonly fault: string | null;
  /** A mistake in the sandbox itself that made it answer an internal error. */
  readonly failure: string | null;
}

/** The newest requests, oldest first. */
export interface RequestLog {
  /** Every request so far, forgotten ones too. */
  readonly total: number;
  readonly requests: readonly LoggedRequest[];
}

/** What became of a request, filled in as it is served. */
export type LogEntry = { -readonly [Field in keyof LoggedRequest]: LoggedRequest[Field] };

export interface RequestRecorder {
  begin(request: { readonly method: string; readonly path: string }): LogEntry;
  read(): RequestLog;
}

/** Enough for a day of test runs, small enough to be sent in one answer. */
const requestsKeptMax = 10_000;

export function createRequestRecorder(): RequestRecorder {
  let entries: LogEntry[] = [];
  let total = 0;
  return {
    begin({ method, path }) {
      const at = new Date().toISOString();
      const entry: LogEntry = { at, method, path, operationId: null, status: null, fault: null, failure: null };
      entries.push(entry);
      total += 1;
      if (entries.length >= 2 * requestsKeptMax) entries = entries.slice(-requestsKeptMax);
      return entry;
    },
    read: () => ({ total, requests: entries.slice(-requestsKeptMax) }),
  };
}
