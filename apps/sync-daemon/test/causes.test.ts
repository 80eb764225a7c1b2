import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
let connection: Connected;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 5, sizes: { host: 2, domain: 3, inbox: 6 } });
  connection = await installation.connect(sandbox);
  await installation.run(connection);
});
afterEach(() => sandbox.close());

test('what a provider verifies by itself is its own doing, and what somebody changes beside that is not', async () => {
  const [flag, status, both] = await Promise.all([0, 1, 2].map((index) => sandbox.thing('domain', index)));
  await edit(flag?.id, { spfOk: false, lastVerifiedAt: '2026-11-28T10:00:00.000Z' });
  await edit(status?.id, { status: 'pending', mxOk: false });
  await edit(both?.id, { spfOk: false, mode: 'handed-over' });
  const { runId } = await installation.run(connection);
  expect(await causesOf(runId)).toEqual({
    [`resource.changed ${flag?.id}`]: expect.stringMatching(
      /^provider likely the provider verifies the DNS of a domain/,
    ),
    [`resource.changed ${status?.id}`]: expect.stringMatching(
      /^provider possible a domain waits again .*verifies the DNS/,
    ),
    [`resource.changed ${both?.id}`]: expect.stringMatching(/^out_of_band likely /),
  });
});

test('what the provider says it has just made is left to the next run when a listing does not show it', async () => {
  await sandbox.change({ do: 'create', kind: 'host', name: '203.0.113.200' });
  const { id } = await sandbox.thing('host', 2);
  await sandbox.change({ do: 'edit', kind: 'host', id, set: { allocatedAt: new Date().toISOString() } });
  const came = await installation.run(connection);
  expect(await causesOf(came.runId)).toEqual({
    [`resource.appeared ${id}`]: expect.stringMatching(/^out_of_band likely .*the provider says that it was made at /),
  });
  await sandbox.change({ do: 'delete', kind: 'host', id });
  const { runId, kinds, outcome } = await installation.run(connection);
  const host = kinds.find(({ kind }) => kind === 'host');
  expect({ outcome, grade: host?.grade, vanished: host?.vanished }).toEqual({
    ...{ outcome: 'complete', grade: 'proven', vanished: 0 },
  });
  expect(host?.reason).toMatch(/; 1 left to the next run: made less than 10 minutes before, and not shown$/);
  expect(await causesOf(runId)).toEqual({});
});

async function edit(id: string | undefined, set: Readonly<Record<string, unknown>>): Promise<void> {
  await sandbox.change({ do: 'edit', kind: 'domain', id, set });
}

/** The cause of each change of a run, its confidence and its evidence. */
async function causesOf(runId: string): Promise<Record<string, string>> {
  const { rows } = await installation.owner.query<{ change: string; cause: string }>(
    `select type || ' ' || subject_id as change, concat_ws(' ', cause ->> 'kind', cause ->> 'confidence',
      cause ->> 'evidence') as cause from rollcall.audit_event where run_id = $1 and type like 'resource.%'`,
    [runId],
  );
  return Object.fromEntries(rows.map(({ change, cause }) => [change, cause]));
}
