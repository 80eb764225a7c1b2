import { beforeEach, describe, expect, test } from 'vitest';
import { connect, connectionTo, small } from './support/connect.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { providerName, type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

const notAccepted = { operation: '*', fault: 'status', status: 401, times: 0 };
let name = '';
let connections = 0;
let sandbox: TestSandbox;
beforeEach(async () => {
  connections += 1;
  name = `acme-${connections}`;
  sandbox = await startSandbox(small);
  await connect(gateway, name, sandbox);
});

const call = (operation: string, input: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
  gateway.mutate(`providers.${providerName}.${operation}`, { connection: name, input });

async function circuit(): Promise<unknown> {
  const { data } = await gateway.query('connections.list');
  // The list's envelope, and the one field that is looked at.
  const { data: listed } = data as { data: readonly { name: string; circuit: unknown }[] };
  return listed.find((connection) => connection.name === name)?.circuit;
}

async function events(): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await gateway.owner.query(
    `select type, actor ->> 'type' as actor, after, before from rollcall.audit_event
      where subject_name = $1 and type like 'connection.circuit%' order by event_id`,
    [name],
  );
  return rows;
}

async function openCircuit(): Promise<void> {
  await sandbox.fault(notAccepted);
  for (let refused = 0; refused < 3; refused += 1) {
    expect((await call('listDomains')).error).toMatchObject({
      code: 'provider_error',
      provider: { kind: 'unauthorized' },
    });
  }
}

describe('three calls in a row that are answered "unauthorized"', () => {
  test('open the circuit: nothing more is asked, and everybody is told why and what to do', async () => {
    await openCircuit();
    const asked = (await sandbox.log()).length;
    for (const refused of [await call('listDomains'), await call('deleteMailbox', { id: 'mb_1', confirm: 'mb_1' })]) {
      expect(refused).toMatchObject({ status: 409, error: { code: 'circuit_open' } });
      expect(refused.error?.message).toMatch(
        new RegExp(`"${name}": since 20.* refuses its credential \\(unauthorized: .*401.*connections test ${name}`),
      );
    }
    const sync = await gateway.mutate('sync.request', { connections: [name] });
    expect(sync).toMatchObject({ status: 409, error: { code: 'circuit_open', details: { connection: name } } });
    expect(await sandbox.log()).toHaveLength(asked);
    expect(await circuit()).toEqual({ openedAt: expect.any(String), reason: expect.stringMatching(/^unauthorized: /) });
    expect(await events()).toMatchObject([
      { type: 'connection.circuit_opened', actor: 'api_key', after: { reason: expect.stringContaining('401') } },
    ]);
  });

  test('leave the connection out of a sync of all, which says so', async () => {
    await openCircuit();
    const { data } = await gateway.mutate('sync.request', { connections: null });
    // The answer of `sync.request`; what is in it is looked at below.
    const { data: runs, skipped } = data as { data: { connection: string }[]; skipped: { connection: string }[] };
    expect(runs.map(({ connection }) => connection)).not.toContain(name);
    expect(skipped).toContainEqual({
      ...{ connection: name, code: 'circuit_open', openedAt: expect.any(String) },
      reason: expect.stringContaining('401'),
    });
  });

  test('are told from those with a success between them, and from a permission that is missing', async () => {
    await sandbox.fault({ operation: 'listDomains', fault: 'status', status: 401, times: 2 });
    for (const status of [502, 502, 200]) expect((await call('listDomains')).status).toBe(status);
    await sandbox.fault({ operation: 'listDomains', fault: 'status', status: 401, times: 2 });
    for (const status of [502, 502, 200]) expect((await call('listDomains')).status).toBe(status);
    await sandbox.fault({ operation: 'listDomains', fault: 'status', status: 403, times: 4 });
    for (const status of [502, 502, 502, 502, 200]) expect((await call('listDomains')).status).toBe(status);
    expect(await circuit()).toBeNull();
  });
});

describe('an open circuit', () => {
  test('closes when a test succeeds, and not when it fails', async () => {
    await openCircuit();
    const failed = await gateway.mutate('connections.test', { name });
    expect(failed.error?.provider).toMatchObject({ kind: 'unauthorized' });
    expect(await circuit()).not.toBeNull();
    await sandbox.clearFaults();
    expect((await gateway.mutate('connections.test', { name })).status).toBe(200);
    expect(await circuit()).toBeNull();
    expect((await call('listDomains')).status).toBe(200);
    expect((await events())[1]).toMatchObject({
      ...{ type: 'connection.circuit_closed', actor: 'api_key' },
      before: { reason: expect.stringContaining('401') },
    });
  });

  test('closes when the credential is replaced by one that opens the account, and not by one that was not tried', async () => {
    await openCircuit();
    await sandbox.clearFaults();
    const { credential } = connectionTo(sandbox);
    const replace = (verify: boolean) => gateway.mutate('connections.update', { name, credential, verify });
    expect((await replace(false)).status).toBe(200);
    expect(await circuit()).not.toBeNull();
    expect((await replace(true)).status).toBe(200);
    expect(await circuit()).toBeNull();
  });

  test('is not opened by a count that another credential has left', async () => {
    await sandbox.fault({ ...notAccepted, operation: 'listDomains', times: 3 });
    for (let refused = 0; refused < 2; refused += 1) await call('listDomains');
    await gateway.mutate('connections.update', {
      name,
      credential: connectionTo(sandbox)['credential'],
      verify: false,
    });
    await call('listDomains');
    expect(await circuit()).toBeNull();
  });
});
