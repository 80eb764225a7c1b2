import {
  type AccountAccess,
  type Caller,
  concealed,
  createCaller,
  createTransport,
  ProviderError,
  retold,
  stringsIn,
  type Transport,
} from '@rollcall/provider-kit';
import { z } from 'zod';
import { classify } from './classify.ts';
import { camelCased } from './decode.ts';
import type { MoneyUnit } from './money.ts';
import { envelope, operations } from './operations.ts';

/** SimpleInboxes' API for one connection. */
export interface SimpleInboxesClient {
  /** Any documented operation, out of its envelope. */
  readonly call: Caller;
  /** For listings, which are read as bytes. */
  readonly transport: Transport;
  readonly moneyUnit: MoneyUnit;
}

/** Opens a client; nothing is sent yet. */
export function createSimpleInboxesClient(account: AccountAccess): SimpleInboxesClient {
  const { apiKey } = Credential.parse(account.credential);
  const { moneyUnit } = Settings.parse(account.settings);
  const transport = createTransport({
    baseUrl: account.baseUrl,
    headers: { 'x-api-key': apiKey },
    secrets: stringsIn(account.credential),
    budget: account.budget,
    shapes: account.shapes,
    classify,
    // No limit is documented; four at once is what a person's browser does.
    limits: { connections: 4, ...account.limits },
  });
  return concealed({
    call: sessionOnly(createCaller({ transport, operations, envelope, decode: camelCased })),
    transport,
    moneyUnit: { unit: moneyUnit ?? 'major', isConfirmed: moneyUnit !== undefined },
  });
}

/** An API key of the dashboard: `si_live_…`. */
export const Credential = z.strictObject({
  apiKey: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]+$/, 'must be the API key as the dashboard shows it (si_live_…), without spaces')
    .meta({ description: 'An API key of the dashboard.', beginsWith: ['si_live_'] }),
});

export const Settings = z.strictObject({
  moneyUnit: z
    .enum(['major', 'minor', 'unknown'], {
      error: 'must be major (24.50 is $24.50), minor (2450 is $24.50) or unknown (amounts are shown as they come)',
    })
    .optional()
    .meta({
      description:
        'The unit of the amounts that the provider sends: major (24.50 is $24.50), minor (2450 is $24.50), or unknown (shown as they come). Left out, major is assumed, and each amount says so.',
      assumed: 'major',
    }),
});

/**
 * The provider's page lists the writes on API keys and says elsewhere that they need a session of its dashboard. Refused
 * there, while nothing is said against the key itself, means the latter.
 */
function sessionOnly(call: Caller): Caller {
  return async (operation, signal) => {
    try {
      return await call(operation, signal);
    } catch (error) {
      if (!keyWrites.includes(operation.operationId) || !(error instanceof ProviderError) || saysKeyIsBad(error)) {
        throw error;
      }
      if (error.kind !== 'unauthorized' && error.kind !== 'forbidden') throw error;
      throw retold(error, {
        kind: 'session_only',
        message: `${operation.operationId}: the provider lets only a signed-in person do this: use its dashboard. ${error.message}`,
        applied: 'no',
      });
    }
  };
}

const keyWrites = ['createApiKey', 'revokeApiKey'];

function saysKeyIsBad({ providerCode }: ProviderError): boolean {
  return providerCode === 'INVALID_API_KEY';
}
