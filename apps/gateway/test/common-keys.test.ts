import { beforeAll, expect, test } from 'vitest';
import { connect } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { fillLedger, listed } from './support/ledger.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
const connection = 'simple-inboxes';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 3 }, connection);
  await connect(gateway, connection, sandbox);
  await fillLedger(gateway, connection, sandbox);
});

const keys = async () => (await listed(sandbox)).filter(({ kind }) => kind === 'api_key');
const revoke = (key: string) => gateway.mutate('providerKeys.revoke', { connection, input: { key, confirm: key } });

test('a key that is called otherwise by its case alone is another one, and is not revoked in its stead', async () => {
  const name = String((await keys()).at(-1)?.name);
  expect(name.toUpperCase()).not.toBe(name);
  expect((await revoke(name.toUpperCase())).error?.code).toBe('not_found');
  expect((await keys()).map((key) => key.name)).toContain(name);
});

test('a key that is listed by its name and revoked by its id is to be absent by its name', async () => {
  const key = (await keys()).at(-1);
  const revoked = await revoke(String(key?.name));
  expect(revoked).toMatchObject({ status: 200, data: { procedure: 'simple-inboxes.revokeApiKey' } });
  expect(await keys()).not.toContainEqual(key);
  const { rows } = await gateway.owner.query(
    `select expectations from rollcall.operation where procedure = 'simple-inboxes.revokeApiKey'`,
  );
  expect(rows).toEqual([{ expectations: [{ becomes: 'absent', kind: 'api_key', externalId: key?.externalId }] }]);
});
