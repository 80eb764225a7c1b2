import { asPlanner, inWorkspace } from '@rollcall/db';
import { beforeEach, describe, expect, test } from 'vitest';
import { checksums } from './support/checksums.ts';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
let connection: Connected;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 21, sizes: { host: 2, domain: 3, inbox: 12 } });
  connection = await installation.connect(sandbox);
});

const plan = () => installation.run(connection, { plan: true });
const kindsOf = (run: Awaited<ReturnType<typeof plan>>) =>
  Object.fromEntries(run.kinds.map((kind) => [kind.kind, `+${kind.appeared} ~${kind.changed} -${kind.vanished}`]));

describe('a plan leaves every lasting table byte for byte as it was', () => {
  test('at first sight: it pins no account, and gives no kind its scope', async () => {
    const before = await checksums(installation.owner);
    const planned = await plan();
    expect(planned).toMatchObject({ outcome: 'complete', plan: true });
    expect(kindsOf(planned)).toEqual({ host: '+2 ~0 -0', domain: '+3 ~0 -0', inbox: '+12 ~0 -0' });
    expect(await checksums(installation.owner)).toEqual(before);
  });

  test('when much has changed, and says what a run would record', async () => {
    await installation.run(connection);
    const gone = await sandbox.thing('inbox', 4);
    await sandbox.change({ do: 'delete', kind: 'inbox', id: gone.id });
    await sandbox.change({ do: 'create', kind: 'host', name: '203.0.113.200' });
    const edited = await sandbox.thing('domain', 1);
    await sandbox.change({ do: 'edit', kind: 'domain', id: edited.id, set: { spfOk: false } });
    const before = await checksums(installation.owner);
    const planned = await plan();
    expect(kindsOf(planned)).toEqual({ host: '+1 ~0 -0', domain: '+0 ~1 -0', inbox: '+0 ~0 -1' });
    expect(await checksums(installation.owner)).toEqual(before);
    const done = await installation.run(connection);
    expect(kindsOf(done)).toEqual(kindsOf(planned));
    expect(await checksums(installation.owner)).not.toEqual(before);
  });

  test('when the provider refuses it', async () => {
    await installation.run(connection);
    await sandbox.fault({ operation: '*', fault: 'status', status: 401, times: 0 });
    const before = await checksums(installation.owner);
    expect(await plan()).toMatchObject({ outcome: 'failed' });
    expect(await checksums(installation.owner)).toEqual(before);
  });
});

test('every transaction of a plan is in the role that cannot write to the ledger', async () => {
  // Whoever writes to the ledger in a plan is refused by PostgreSQL, whatever the code believed.
  const planner = asPlanner(installation.daemon.db);
  const writing = inWorkspace(planner, installation.workspaceId, (tx) =>
    tx.updateTable('resource').set({ name: 'x' }).execute(),
  );
  await expect(writing).rejects.toMatchObject({ code: '42501' });
  // What is taken away from the role, a plan cannot do: it really is the one that its transactions are in.
  await installation.owner.query('revoke select on rollcall.resource from rollcall_planner');
  try {
    await expect(plan()).rejects.toMatchObject({ code: '42501' });
    expect(await installation.run(await installation.connect(sandbox))).toMatchObject({ outcome: 'complete' });
  } finally {
    await installation.owner.query('grant select on rollcall.resource to rollcall_planner');
  }
});
