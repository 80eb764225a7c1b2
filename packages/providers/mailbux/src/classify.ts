import { type Answer, type Classify, type Refusal, refusalByStatus } from '@rollcall/provider-kit';
import { z } from 'zod';

/**
 * Three dialects, told apart by the body. Stalwart answers errors about principals, DKIM keys and DNS records with
 * status 200 and `{"error": …}`, everything else as a problem (RFC 9457); the guide documents real statuses, whose
 * bodies are Mailbux's own. The private key that comes as `value` of an existing DKIM signature is never read.
 */
export const classify: Classify = (answer) => {
  const error = ManagementError.safeParse(answer.body);
  if (error.success && !('data' in error.data)) return managementRefusal(answer, error.data);
  const problem = Problem.safeParse(answer.body);
  if (problem.success) return problemRefusal(answer, problem.data);
  const message = Message.safeParse(answer.body);
  return message.success ? messageRefusal(answer, message.data) : undefined;
};

const text = z.string().optional().catch(undefined);

const ManagementError = z.looseObject({
  error: z.string(),
  success: z.boolean().optional().catch(undefined),
  field: text,
  item: text,
  details: text,
  reason: text,
});
type ManagementError = z.infer<typeof ManagementError>;

const managementErrors: Readonly<Record<string, Pick<Refusal, 'kind' | 'applied'>>> = {
  fieldAlreadyExists: { kind: 'conflict', applied: 'no' },
  fieldMissing: { kind: 'rejected', applied: 'no' },
  notFound: { kind: 'not_found', applied: 'no' },
  unsupported: { kind: 'not_supported', applied: 'no' },
  // Somebody else changed the same thing at that moment; nothing was written.
  assertFailed: { kind: 'conflict', applied: 'no' },
  other: { kind: 'rejected', applied: 'no' },
};

/** Real statuses that say no more than the error in the body does. */
const plainStatuses = new Set([400, 404, 409, 422]);

function managementRefusal(answer: Answer, body: ManagementError): Refusal {
  const { error, field, item, details, reason } = body;
  const said = [details, reason, item, field && `the field ${field}`].filter(Boolean).join(': ');
  const words = { providerCode: error, ...(said === '' ? {} : { providerMessage: said }) };
  const isBelieved = answer.status < 300 || plainStatuses.has(answer.status);
  const documented = Object.hasOwn(managementErrors, error) ? managementErrors[error] : undefined;
  if (answer.status < 300 && body.success === false) return { kind: 'rejected', applied: 'no', ...words };
  if (!isBelieved || documented === undefined) return { ...byStatus(answer.status), ...words };
  // Nothing is missing because of an answer that says so and stands under another status.
  if (documented.kind === 'not_found' && answer.status >= 300 && answer.status !== 404) {
    return { kind: 'rejected', applied: 'no', ...words };
  }
  // "Domain has members": nothing in the input is wrong, the state of the domain stands in the way.
  const isInTheWay = error === 'other' && /\bhas members\b/i.test(said);
  return { ...(isInTheWay ? { kind: 'conflict', applied: 'no' } : documented), ...words };
}

const Problem = z.object({
  type: z.string(),
  status: z.int().min(400).max(599),
  title: text,
  detail: text,
  limit: text,
});
type Problem = z.infer<typeof Problem>;

function problemRefusal({ status: sent }: Answer, problem: Problem): Refusal {
  const status = sent < 300 ? problem.status : sent;
  const { title, detail, limit } = problem;
  const code = limit ?? title;
  const words = {
    ...(code === undefined ? {} : { providerCode: code }),
    ...(detail === undefined ? {} : { providerMessage: detail }),
  };
  return { ...problemMeaning(status, problem), ...words };
}

function problemMeaning(status: number, { type, title, detail, limit }: Problem): Pick<Refusal, 'kind' | 'applied'> {
  // One request too many at a time is answered with status 400.
  const isLimit = limit !== undefined || type.endsWith(':limit');
  if (isLimit && /^maxConcurrent/.test(limit ?? 'maxConcurrent')) return { kind: 'rate_limited', applied: 'no' };
  // A second factor is asked for, not money.
  if (status === 402) return { kind: 'unauthorized', applied: 'no' };
  if (status === 403 && /quota/i.test(`${title} ${detail}`)) return { kind: 'payment_required', applied: 'no' };
  // Stalwart says this of an endpoint that it does not have; of a principal it says `notFound`.
  if (status === 404) return { kind: 'not_supported', applied: 'no' };
  return byStatus(status);
}

const Message = z.object({ message: z.string(), success: z.boolean().optional().catch(undefined) });
type Message = z.infer<typeof Message>;

function messageRefusal({ status }: Answer, { message, success }: Message): Refusal | undefined {
  const words = message === '' ? {} : { providerMessage: message };
  if (status < 300) return success === false ? { kind: 'rejected', applied: 'no', ...words } : undefined;
  if (status !== 404) return { ...byStatus(status), ...words };
  const isRoute = /\b(route|endpoint)\b/i.test(message);
  return { kind: isRoute ? 'not_supported' : 'not_found', applied: 'no', ...words };
}

function byStatus(status: number): Pick<Refusal, 'kind' | 'applied'> {
  const { kind, applied } = refusalByStatus(status);
  return { kind, applied };
}
