import { type Answer, type Applied, type Classify, type Refusal, refusalByStatus } from '@rollcall/provider-kit';
import type { ProviderErrorKind } from '@rollcall/schema';
import { z } from 'zod';

/**
 * The documented error codes, those of the older revision of the page among them. Where code and status contradict each
 * other, the code is believed as long as both blame the same side (4xx the request, 5xx the provider), else the status;
 * nothing is taken to be missing because of such an answer. A code that is not documented leaves the status to decide.
 */
export const classify: Classify = (answer) => {
  const body = ErrorBody.safeParse(answer.body);
  if (!body.success) return undefined;
  const { success, error } = body.data;
  if (success === true || (success === undefined && error === undefined)) return undefined;
  return {
    ...meaning(answer, error?.code ?? ''),
    ...(error?.code === undefined ? {} : { providerCode: error.code }),
    ...(error?.message === undefined ? {} : { providerMessage: error.message }),
  };
};

function meaning({ status }: Answer, code: string): Pick<Refusal, 'kind' | 'applied'> {
  const documented = Object.hasOwn(errorCodes, code) ? errorCodes[code] : undefined;
  if (documented?.status === status) return { kind: documented.kind, applied: documented.applied };
  const byStatus = refusalByStatus(status);
  // A success that says `success: false` is none; what it says instead is believed, and whether it happened is not known.
  const isSuccess = status >= 200 && status < 300;
  const isNear = documented !== undefined && Math.floor(documented.status / 100) === Math.floor(status / 100);
  const saysMore = (isNear || isSuccess) && documented !== undefined && documented.kind !== 'not_found';
  return {
    kind: saysMore ? documented.kind : byStatus.kind,
    applied: documented?.applied === 'maybe' || isSuccess ? 'maybe' : byStatus.applied,
  };
}

const errorCodes: Readonly<Record<string, { status: number; kind: ProviderErrorKind; applied: Applied }>> = {
  INVALID_REQUEST: { status: 400, kind: 'rejected', applied: 'no' },
  MISSING_API_KEY: { status: 401, kind: 'unauthorized', applied: 'no' },
  INVALID_API_KEY: { status: 401, kind: 'unauthorized', applied: 'no' },
  UNAUTHORIZED: { status: 401, kind: 'unauthorized', applied: 'no' },
  NOT_FOUND: { status: 404, kind: 'not_found', applied: 'no' },
  RATE_LIMIT_EXCEEDED: { status: 429, kind: 'rate_limited', applied: 'no' },
  RATE_LIMITED: { status: 429, kind: 'rate_limited', applied: 'no' },
  SERVER_ERROR: { status: 500, kind: 'unavailable', applied: 'maybe' },
};

const text = z.string().optional().catch(undefined);

const ErrorBody = z.object({
  success: z.boolean().optional(),
  error: z.object({ code: text, message: text }).optional().catch(undefined),
});
