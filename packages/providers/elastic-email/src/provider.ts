import {
  type AccountAccess,
  askFirst,
  type CallsOf,
  type Learned,
  type OperationCall,
  ProviderError,
  type Session,
  type TypedProvider,
} from '@rollcall/provider-kit';
import { z } from 'zod';
import { Credential, createElasticEmailClient, type ElasticEmailClient, requestMsMax, Settings } from './client.ts';
import { common } from './common.ts';
import { dnsTerms } from './dns-terms.ts';
import { expectations } from './expectations.ts';
import { document } from './generated/document.ts';
import type { operations as Operations } from './generated/types.ts';
import { requireFreeKey, requireKnownSubaccount } from './guards.ts';
import { kinds } from './kinds.ts';
import { list } from './list.ts';
import { keyId } from './map.ts';
import { operations } from './operations.ts';
import { read } from './read.ts';
import { restores } from './restores.ts';
import { sandbox } from './sandbox.ts';

/** Input and output of every documented operation. */
export type Calls = CallsOf<
  Operations,
  undefined,
  never,
  | 'deleteApiKey'
  | 'deleteDomain'
  | 'deleteInboundRoute'
  | 'deleteSmtpCredential'
  | 'deleteSubaccount'
  | 'deleteSuppression'
>;

/** Elastic Email: keys, sub-accounts, domains, suppressions and routes of one account. Its README lists its quirks. */
export const provider: TypedProvider<Calls, z.input<typeof Credential>, z.input<typeof Settings>> = {
  name: 'elastic-email',
  title: 'Elastic Email',
  document,
  mappingVersion: 1,
  credential: Credential,
  settings: Settings,
  baseUrl: 'https://api.elasticemail.com/v4',
  buckets: {
    // No rate is documented, only how many requests may be under way at once for one address (help page, 2026-11-20).
    // The rate is what 20 requests at a time amount to when each takes a fifth of a second.
    default: { perMinute: 6000, burst: 100, concurrent: { max: 20, per: 'address' } },
  },
  requestMsMax,
  kinds,
  operations,
  expectations,
  learned,
  common,
  restores,
  open,
  dns: dnsTerms,
  sandbox,
};

/** The dashboard goes on showing how a key ends; v4 shows it once, in the answer that creates the key. */
function learned({ operationId, input }: OperationCall, result: unknown): readonly Learned[] {
  if (operationId !== 'createApiKey') return [];
  const created = NewKey.safeParse(result);
  if (!created.success) return [];
  const { Name: name, Token: token } = created.data;
  const { Subaccount: subaccount = null } = OfSubaccount.parse(input);
  return [{ kind: 'api_key', externalId: keyId({ name, subaccount }), attributes: { keyEnding: token.slice(-5) } }];
}

/** Shorter tokens than these would be half told by their end; there are none. */
const NewKey = z.object({ Name: z.string(), Token: z.string().min(32) });
const OfSubaccount = z.object({ Subaccount: z.string().optional() });

function open(account: AccountAccess): Session {
  const client = createElasticEmailClient(account);
  const settings = Settings.parse(account.settings);
  return {
    identify: (signal) => identify(client, signal),
    list: (scope, signal) => list({ client, settings }, scope, signal),
    read: (kind, externalId, signal) => read({ client, settings }, { kind, externalId }, signal),
    call: async (call, signal) => {
      requireKnownSubaccount(call, settings);
      if (call.operationId === 'createApiKey') await askFirst(() => requireFreeKey(client, call, signal));
      return client.call(call, signal);
    },
    close: client.transport.close,
  };
}

/** v4 has no request that says whose account a key opens. A key that may not see the statistics is a valid one, too. */
async function identify({ api }: ElasticEmailClient, signal: AbortSignal): Promise<null> {
  const from = new Date().toISOString().replace(/T.*$/, 'T00:00:00');
  try {
    await api.GET('/statistics', { params: { query: { from } }, signal });
  } catch (error) {
    if (!(error instanceof ProviderError && error.kind === 'forbidden')) throw error;
  }
  return null;
}
