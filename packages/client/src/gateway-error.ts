import { type ErrorCode, type ErrorIssue, ErrorShape, errorCodes, type ProviderAnswer } from '@rollcall/schema';
import { TRPCClientError } from '@trpc/client';

/** A gateway's refusal, or the reason that it could not be asked. */
export interface GatewayError {
  /** Stable: what to switch on. `gateway_unreachable` when no gateway answered. */
  readonly code: ErrorCode | 'gateway_unreachable';
  /** A sentence for a person: what is wrong and what to do. */
  readonly message: string;
  /** The gateway's log has the request under this id. */
  readonly requestId: string | null;
  /** The operation that was recorded, where one was. */
  readonly operationId?: string | undefined;
  /** Which fields of the input are wrong, and how. */
  readonly issues?: readonly ErrorIssue[] | undefined;
  /** What the provider itself answered. */
  readonly provider?: ProviderAnswer | undefined;
  /** What else there is to say, by the code: docs/API.md lists it. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a failed call says; undefined for an error that no call made. */
export function gatewayErrorOf(error: unknown): GatewayError | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const shape = ErrorShape.safeParse(error.data).data;
  if (shape === undefined || !isErrorCode(shape.code)) {
    const message = `No gateway answers as one (${error.message}): check its URL, and that it runs.`;
    return { code: 'gateway_unreachable', message, requestId: null, details: {} };
  }
  const { details = {}, ...told } = shape;
  return { ...told, code: shape.code, details };
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
