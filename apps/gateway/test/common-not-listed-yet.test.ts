import { expect, test } from 'vitest';
import { connect } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { fillLedger, listed } from './support/ledger.ts';
import { useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

test('a key that we have restricted is not rotated by what it might do before', async () => {
  const connection = 'elastic-email';
  const sandbox = await startSandbox({ seed: 3 }, connection);
  await connect(gateway, connection, sandbox);
  await fillLedger(gateway, connection, sandbox);
  const keys = async () => (await listed(sandbox)).filter(({ kind }) => kind === 'api_key');
  const ask = (name: string, input: object) => gateway.mutate(name, { connection, input });
  const [other, key] = await keys();
  const restriction = { key: key?.externalId, permissions: ['ViewReports'] };
  expect(await ask('providerKeys.restrict', restriction)).toMatchObject({ status: 200 });
  const before = await keys();

  const refused = await ask('providerKeys.rotate', { key: key?.externalId, name: 'too-wide' });
  expect(refused).toMatchObject({
    status: 409,
    error: { code: 'not_listed_yet', message: expect.stringContaining('was changed by elastic-email.updateApiKey') },
  });
  expect(await keys()).toEqual(before);
  expect(await ask('providerKeys.rotate', { key: other?.externalId, name: 'second' })).toMatchObject({ status: 200 });
});
