import { unlimitedBudget } from '@rollcall/provider-kit';
import { RollcallError } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import { openSession, providers } from '../src/index.ts';

interface Given {
  readonly provider: string;
  readonly credential: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
}

async function refusal({ provider, credential, config = {} }: Given): Promise<{ code: string; message: string }> {
  const connection = { provider, baseUrl: 'http://127.0.0.1:9', config };
  try {
    const session = openSession(connection, { credential, budget: unlimitedBudget() });
    await session.close();
    return { code: 'none', message: '' };
  } catch (error) {
    if (!(error instanceof RollcallError)) throw error;
    return { code: error.code, message: `${error.message} ${JSON.stringify(error.details)}` };
  }
}

const inframail = { apiKey: 'inf_1', customerId: '1', profileId: 'p' };
const secret = '8JeTvR2xN';

test.each([
  {
    given: { provider: 'adbtd', credential: {} },
    code: 'invalid_credential',
    says: 'does not fit adbtd: "apiKey" is missing. Its fields: apiKey.',
  },
  {
    given: { provider: 'mailbux', credential: { apiKey: secret } },
    code: 'invalid_credential',
    says: 'does not fit Mailbux: "token" is missing; "apiKey" is no field of it. Its fields: token.',
  },
  {
    given: { provider: 'inframail', credential: { ...inframail, customerId: 12345678 } },
    code: 'invalid_credential',
    says: '"customerId" must be the Customer ID as text: put it in quotes',
  },
  {
    given: { provider: 'simple-inboxes', credential: { apiKey: 'si_live_1' }, config: { moneyUnit: 'cents', unit: 1 } },
    code: 'invalid_config',
    says: '"moneyUnit" must be major (24.50 is $24.50), minor (2450 is $24.50) or unknown (amounts are shown as they come); "unit" is no field of it. Its fields: moneyUnit.',
  },
  {
    given: { provider: 'inframail', credential: inframail, config: {} },
    code: 'invalid_config',
    says: '"hostOrderIds" is missing. Its fields: hostOrderIds, deleteStyle.',
  },
  {
    given: { provider: 'inframail', credential: inframail, config: { hostOrderIds: ['1', 2] } },
    code: 'invalid_config',
    says: '"hostOrderIds.1" must be a Host Order ID as text',
  },
  {
    given: { provider: 'adbtd', credential: { apiKey: 'k' }, config: { region: 'eu' } },
    code: 'invalid_config',
    says: 'does not fit adbtd: "region" is no field of it. It has no fields.',
  },
  {
    given: { provider: 'adbtd', credential: { apiKey: 'k', [`adbtd_live_${secret}${secret}${secret}`]: '' } },
    code: 'invalid_credential',
    says: '"adbt…" is no field of it',
  },
])('$given is refused as $code, by its fields', async ({ given, code, says }) => {
  const refused = await refusal(given);
  expect(refused.code).toBe(code);
  expect(refused.message).toContain(says);
  expect(refused.message).not.toContain(secret);
});

describe('a credential of another provider is not sent', () => {
  test.each([
    { provider: 'simple-inboxes', apiKey: `adbtd_live_${secret}`, of: 'adbtd' },
    { provider: 'adbtd', apiKey: ` si_live_${secret}`, of: 'SimpleInboxes' },
    { provider: 'adbtd', apiKey: `inf_${secret}`, of: 'Inframail' },
    { provider: 'elastic-email', apiKey: `si_live_${secret}`, of: 'SimpleInboxes' },
    { provider: 'mailbux', apiKey: `adbtd_mcp_${secret}`, of: 'adbtd' },
  ])('to $provider, of $of', async ({ provider, apiKey, of }) => {
    const field = provider === 'mailbux' ? 'token' : 'apiKey';
    const refused = await refusal({ provider, credential: { [field]: apiKey } });
    expect(refused.code).toBe('invalid_credential');
    expect(refused.message).toContain(`"${field}" begins with `);
    expect(refused.message).toContain(`as those of ${of} do: give the one of ${providers[provider]?.title}`);
    expect(refused.message).not.toContain(secret);
  });

  test('but what a provider documents nothing of is', async () => {
    expect((await refusal({ provider: 'adbtd', credential: { apiKey: 'anything' } })).code).toBe('none');
  });
});
