import { providers } from '@rollcall/provider-registry';
import { expect, test } from 'vitest';
import { useGateway } from './support/gateway.ts';

const gateway = useGateway();

test('capabilities are told of every provider, and of one', async () => {
  const of = async (provider?: string) => {
    const { data } = await gateway.query('capabilities', { provider });
    // The envelope of the answer; what is in it is looked at where it is made.
    return (data as { data: { provider: string }[] }).data.map((one) => one.provider);
  };
  expect(await of()).toEqual(Object.keys(providers));
  expect(await of('inframail')).toEqual(['inframail']);
  expect((await gateway.query('capabilities', { provider: 'nobody' })).error?.code).toBe('unknown_provider');
});
