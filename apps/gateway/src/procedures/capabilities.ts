import { capabilitiesOf } from '@rollcall/provider-kit';
import { providerNamed, providers } from '@rollcall/provider-registry';
import { z } from 'zod';
import { procedureFor } from '../trpc.ts';

/** What each provider can do: needs no connection, and asks nobody. */
export const capabilities = procedureFor({
  scope: 'inventory:read',
  cost: 'read',
  audit: 'none',
  rest: 'GET /capabilities',
  summary: 'Says what each provider can do.',
})
  .input(z.strictObject({ provider: z.string().optional() }))
  .query(({ input: { provider } }) => ({
    data: (provider === undefined ? Object.values(providers) : [providerNamed(provider)]).map(capabilitiesOf),
  }));
