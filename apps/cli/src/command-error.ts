import type { GatewayError } from '@rollcall/client';

type Told = Pick<GatewayError, 'operationId' | 'issues' | 'provider'>;

/** Why a command could not do what it was asked. Its message is a sentence that says what to do next. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** Stable: what scripts switch on. */
  readonly code: string;
  /** 1 for an error, 2 for wrong usage. */
  readonly exitCode: 1 | 2;
  /** The gateway's log has the request under this id. */
  readonly requestId: string | null;
  /** What a gateway tells beside its message. */
  readonly told: Told;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    facts: {
      exitCode?: 1 | 2;
      requestId?: string | null;
      told?: Told;
      details?: Readonly<Record<string, unknown>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.exitCode = facts.exitCode ?? 1;
    this.requestId = facts.requestId ?? null;
    this.told = facts.told ?? {};
    this.details = facts.details ?? {};
  }
}

/** The command line, or what was typed or piped into it, makes no sense: nothing was asked of anybody. */
export function wrongUsage(message: string): CommandError {
  return new CommandError('wrong_usage', message, { exitCode: 2 });
}
