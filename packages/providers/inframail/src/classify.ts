import { type Classify, type Refusal, refusalByStatus } from '@rollcall/provider-kit';
import type { ProviderErrorKind } from '@rollcall/schema';
import { z } from 'zod';

/**
 * What an answer refuses. The provider's article promises a status and a message and documents neither, so the message
 * is read wherever such APIs put it, and decides where a status may mean several things. A failure of the provider's own
 * (5xx) is never taken for a refusal: the request may have had its effect.
 */
export const classify: Classify = ({ status, body }) => {
  const said = saidBy(body);
  if (said === undefined || (status < 400 && !said.failed)) return undefined;
  return {
    ...meaning(status, said.message ?? said.code ?? ''),
    ...(said.code === undefined ? {} : { providerCode: said.code }),
    ...(said.message === undefined ? {} : { providerMessage: said.message }),
  };
};

function meaning(status: number, message: string): Pick<Refusal, 'kind' | 'applied'> {
  if (status >= 500 || tellingStatuses.has(status)) return refusalByStatus(status);
  // Addresses are of the caller's choosing: `api-key@…` does not speak of a key.
  const words = message.replaceAll(/\S+@\S+/g, '');
  const phrase = phrases.find(({ says }) => says.test(words));
  if (phrase !== undefined) return { kind: phrase.kind, applied: 'no' };
  // In this form a 404 comes from the API itself, unlike a page of some other server.
  if (status === 404) return { kind: 'not_found', applied: 'no' };
  return status >= 400 ? refusalByStatus(status) : { kind: 'rejected', applied: 'maybe' };
}

/** Statuses that mean one thing, whatever the message says. */
const tellingStatuses: ReadonlySet<number> = new Set([401, 402, 405, 409, 429]);

/** What messages say, the first that fits. */
const phrases: readonly { readonly says: RegExp; readonly kind: ProviderErrorKind }[] = [
  { says: /too many requests|rate limit/i, kind: 'rate_limited' },
  { says: /already (exists|in use|taken)|exists already/i, kind: 'conflict' },
  { says: /api[ _-]?key|unauthori[sz]ed|unauthenticated|invalid (credentials|token)/i, kind: 'unauthorized' },
  // Both come from the credential, so that is what has to be put right.
  {
    says: /invalid (profile|customer)|\b(profile|customer)( ?id)?\b.*\b(not|invalid|wrong|unknown)\b/i,
    kind: 'unauthorized',
  },
  { says: /\bcannot (get|post|delete)\b|\b(route|endpoint|method)\b/i, kind: 'unrecognised' },
  { says: /not found|does(n't| not) exist|no such/i, kind: 'not_found' },
];

interface Said {
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** Whether the body calls itself an error, whatever its status. */
  readonly failed: boolean;
}

/** What an error body says; undefined when it says nothing. */
function saidBy(body: unknown): Said | undefined {
  if (typeof body === 'string') return body === '' ? undefined : { code: undefined, message: body, failed: false };
  const parsed = ErrorBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { error, code, message, detail, errors = [], success } = parsed.data;
  const own = typeof error === 'object' ? error : {};
  const word = typeof error === 'string' && error !== '' ? error : undefined;
  const [first] = errors;
  const sentence = message ?? own.message ?? detail ?? (typeof first === 'string' ? first : first?.message);
  const said = {
    code: code ?? own.code ?? (sentence === undefined ? undefined : word),
    message: sentence ?? word,
    failed: success === false || word !== undefined || typeof error === 'object' || errors.length > 0,
  };
  return said.failed || said.message !== undefined || said.code !== undefined ? said : undefined;
}

const text = z.string().optional().catch(undefined);
const code = z
  .union([z.string(), z.number().transform(String)])
  .optional()
  .catch(undefined);

const ErrorBody = z.object({
  error: z
    .union([z.string(), z.object({ code, message: text })])
    .optional()
    .catch(undefined),
  code,
  message: text,
  detail: text,
  errors: z
    .array(z.union([z.string(), z.object({ message: text })]))
    .optional()
    .catch(undefined),
  success: z.boolean().optional().catch(undefined),
});
