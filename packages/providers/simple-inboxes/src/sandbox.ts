import { defineSandbox, type SandboxFactory } from '@rollcall/provider-kit/sandbox';
import { document } from './generated/document.ts';
import type { operations } from './generated/types.ts';
import { failure, refuse } from './sandbox/answers.ts';
import { billing } from './sandbox/billing.ts';
import { clients } from './sandbox/clients.ts';
import { controlOf } from './sandbox/control.ts';
import { inDialect } from './sandbox/dialect.ts';
import { dns } from './sandbox/dns.ts';
import { domains } from './sandbox/domains.ts';
import { inboxes } from './sandbox/inboxes.ts';
import { orders } from './sandbox/orders.ts';
import { passDay } from './sandbox/passing.ts';
import { recovery } from './sandbox/recovery.ts';
import { kinds, seedState } from './sandbox/seed.ts';
import type { State } from './sandbox/state.ts';
import { storyOf } from './sandbox/story.ts';
import { wallet } from './sandbox/wallet.ts';
import { zonesOf } from './sandbox/zones.ts';

/** The provider's stand-in: one agency account with its clients, orders, domains, inboxes and money. */
export const sandbox: SandboxFactory = defineSandbox<operations, State>({
  provider: 'simple-inboxes',
  document,
  basePath: '/api/v1',
  // Not documented. Stated again so that the client's budget is held to a limit that is not its own.
  buckets: { default: { perMinute: 60, burst: 60 } },
  kinds,
  seed: seedState,
  credential: ({ token }) => ({ apiKey: token }),
  // Its amounts are whole dollars and their fractions, and who states that knows.
  settings: () => ({ moneyUnit: 'major' }),
  // The web app's Bearer tokens are no credential here.
  authenticate: (headers, { token }) => (headers['x-api-key'] === token ? token : undefined),
  authorize: ({ state, operation }) => {
    const isKeyWrite = operation.operationId === 'createApiKey' || operation.operationId === 'revokeApiKey';
    if (!isKeyWrite || state.keyWrites === 'allowed') return undefined;
    return failure(403, 'Sign in to the dashboard to manage API keys');
  },
  refuse,
  settle: ({ work }, nowMs) => work.settle(nowMs),
  pass: passDay,
  story: storyOf,
  zones: zonesOf,
  control: controlOf,
  handlers: inDialect({
    ...orders,
    ...inboxes,
    ...domains,
    ...dns,
    ...clients,
    ...recovery,
    ...wallet,
    ...billing,
  }),
});
