import { defineSandbox, type SandboxFactory } from '@rollcall/provider-kit/sandbox';
import { z } from 'zod';
import { document } from './generated/document.ts';
import type { operations } from './generated/types.ts';
import { accessDenied, failure, refuse, tooManyRequests } from './sandbox/answers.ts';
import { controlOf } from './sandbox/control.ts';
import { domainHandlers } from './sandbox/domains.ts';
import { passDay } from './sandbox/passing.ts';
import { routeHandlers } from './sandbox/routes.ts';
import { securityHandlers } from './sandbox/security.ts';
import { seedState } from './sandbox/seed.ts';
import { keyWithToken, noteUse, type State, settleDeletions } from './sandbox/state.ts';
import { statisticsHandlers } from './sandbox/statistics.ts';
import { storyOf } from './sandbox/story.ts';
import { subaccountHandlers } from './sandbox/subaccounts.ts';
import { suppressionHandlers } from './sandbox/suppressions.ts';
import { zonesOf } from './sandbox/zones.ts';

/** The provider's stand-in: one account with its keys, sub-accounts, domains, suppressions and routes. */
export const sandbox: SandboxFactory = defineSandbox<operations, State>({
  provider: 'elastic-email',
  document,
  basePath: '/v4',
  // No rate is documented.
  buckets: {},
  // By the provider's help page (2026-11-20): what comes from one address at once.
  concurrency: { max: 20, refuse: tooManyRequests },
  kinds: ['sub_account', 'api_key', 'smtp_credential', 'domain', 'suppression', 'inbound_route'],
  seed: seedState,
  credential: ({ token }) => ({ apiKey: token }),
  settings: ({ subaccounts }) => ({ subaccounts: Array.from(subaccounts.values(), ({ Email }) => Email).slice(0, 1) }),
  authenticate: (headers, state) => {
    // The vendor documents two headers for the same key.
    const token = [headers['x-elasticemail-apikey'] ?? headers['x-auth-token'] ?? ''].flat().join();
    const key = keyWithToken(state, token);
    if (key !== undefined) noteUse(state, key);
    // In an account that was asked to be without keys, the one that was handed out opens it all the same.
    return key?.Name ?? (token === state.token && state.apiKeys.size === 0 ? ownerName : undefined);
  },
  authorize: ({ state, caller, operation }) => {
    const granted = state.apiKeys.get(caller)?.AccessLevel ?? [];
    const wanted = accessOf.get(operation.operationId ?? '') ?? [];
    const isGranted = caller === ownerName || wanted.some((level) => granted.includes(level));
    return isGranted ? undefined : failure(accessDenied);
  },
  refuse,
  settle: settleDeletions,
  pass: passDay,
  story: storyOf,
  zones: zonesOf,
  control: controlOf,
  handlers: {
    ...securityHandlers,
    ...subaccountHandlers,
    ...domainHandlers,
    ...suppressionHandlers,
    ...routeHandlers,
    ...statisticsHandlers,
  },
});

/** No key can have this name: the API takes none that is empty. */
const ownerName = '';

const Access = z.object({ operationId: z.string(), 'x-rollcall-access': z.array(z.string()) });

/** The permissions any of which an operation asks for, from the document. */
const accessOf: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .map((operation) => Access.parse(operation))
    .map(({ operationId, 'x-rollcall-access': levels }) => [operationId, levels]),
);
