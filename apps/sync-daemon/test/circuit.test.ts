import { beforeEach, describe, expect, test } from 'vitest';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
let connection: Connected;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 5, sizes: { host: 2, domain: 3, inbox: 12 } });
  connection = await installation.connect(sandbox);
});

interface State {
  readonly refusals: number;
  readonly reason: string | null;
  readonly opened: number;
}

async function state(): Promise<State | undefined> {
  const { rows } = await installation.owner.query<State>(
    `select c.refusals, c.circuit_reason as reason, (select count(*)::int from rollcall.audit_event e
      where e.connection_id = c.connection_id and e.type = 'connection.circuit_opened') as opened
    from rollcall.connection c where c.connection_id = $1`,
    [connection.id],
  );
  return rows[0];
}

const refuse = (operation: string, status: number) => sandbox.fault({ operation, fault: 'status', status, times: 0 });
const run = (options = {}) => installation.run(connection, options);

describe('three runs in a row', () => {
  test.each([
    { what: 'whose account cannot be opened', operation: 'getWorkspace', status: 401, kind: 'unauthorized' },
    { what: 'that may not open the account', operation: 'getWorkspace', status: 403, kind: 'forbidden' },
  ])('$what open the circuit, and the next one asks nobody', async ({ operation, status, kind }) => {
    await refuse(operation, status);
    for (const refusals of [1, 2]) {
      expect(await run()).toMatchObject({ outcome: 'failed' });
      expect(await state()).toEqual({ refusals, reason: null, opened: 0 });
    }
    await run();
    expect(await state()).toEqual({ refusals: 3, reason: expect.stringContaining(`${kind}: GET`), opened: 1 });
    const asked = (await sandbox.log()).length;
    expect(await run()).toMatchObject({
      outcome: 'cancelled',
      reason: expect.stringMatching(/^circuit_open: .*"connections test /),
    });
    expect(await sandbox.log()).toHaveLength(asked);
  });

  test('in which every kind is refused open it, though the account was opened', async () => {
    for (const operation of ['listIps', 'listDomains', 'listMailboxes']) await refuse(operation, 403);
    for (let times = 0; times < 3; times += 1) await run();
    expect(await state()).toMatchObject({ refusals: 3, reason: expect.stringMatching(/^forbidden: /), opened: 1 });
  });
});

describe('no account failure is', () => {
  test.each([
    { what: 'one kind that is forbidden', faults: { listIps: 403 }, options: {} },
    { what: 'the only kind of a run that is forbidden', faults: { listIps: 403 }, options: { kinds: ['host'] } },
    { what: 'a kind that says "unauthorized" while others are let in', faults: { listIps: 401 }, options: {} },
    { what: 'a plan', faults: { getWorkspace: 401 }, options: { plan: true } },
    { what: 'a provider that is down', faults: { getWorkspace: 400 }, options: {} },
  ])('$what', async ({ faults, options }) => {
    for (const [operation, status] of Object.entries(faults)) await refuse(operation, status);
    for (let times = 0; times < 3; times += 1) await run(options);
    expect(await state()).toEqual({ refusals: 0, reason: null, opened: 0 });
  });
});

test('a run whose credential is accepted starts the count anew', async () => {
  await refuse('getWorkspace', 401);
  for (let times = 0; times < 2; times += 1) await run();
  await sandbox.clearFaults();
  await run();
  expect(await state()).toEqual({ refusals: 0, reason: null, opened: 0 });
});
