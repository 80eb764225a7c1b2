import { type ErrorCode, errorCodes } from '@rollcall/schema';
import { TRPCClientError } from '@trpc/client';

/** A gateway's refusal, or the reason that it could not be asked. */
export interface GatewayError {
  /** Stable: what to switch on. `gateway_unreachable` when no gateway answered. */
  readonly code: ErrorCode | 'gateway_unreachable';
  /** A sentence for a person: what is wrong and what to do. */
  readonly message: string;
  /** The gateway's log has the request under this id. */
  readonly requestId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a failed call says; undefined for an error that no call made. */
export function gatewayErrorOf(error: unknown): GatewayError | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null || !('code' in data) || !isErrorCode(data.code)) {
    const message = `No gateway answers as one (${error.message}): check its URL, and that it runs.`;
    return { code: 'gateway_unreachable', message, requestId: null, details: {} };
  }
  const requestId = 'requestId' in data && typeof data.requestId === 'string' ? data.requestId : null;
  const details = 'details' in data && isRecord(data.details) ? data.details : {};
  return { code: data.code, message: error.message, requestId, details };
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
