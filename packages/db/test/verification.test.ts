import { logBroken } from '@rollcall/ledger';
import { beforeAll, expect, test } from 'vitest';
import {
  dueVerifications,
  growLogs,
  inWorkspace,
  listEvents,
  logBrokenFacts,
  makeCheckpoint,
  type VerificationStep,
  verifyStep,
} from '../src/index.ts';
import { sealAll } from '../src/testing/index.ts';
import { daemonActor } from './support/given.ts';
import { testRing } from './support/ring.ts';
import { useStore } from './support/store.ts';
import { givenWebhook } from './support/webhook.ts';

const store = useStore();
const dayMs = 86_400_000;

beforeAll(async () => {
  for (let nth = 1; nth <= 20; nth += 1) await givenWebhook(store, { name: `hook ${nth}` });
  await sealed();
  await makeCheckpoint(store.daemon, store.mine, { ring: testRing, known: [] });
});

async function sealed(): Promise<void> {
  await sealAll(store.urls);
  await growLogs(store.daemon);
}

const step = (everyMs = 0) => store.asDaemon((tx) => verifyStep(tx, { everyMs, most: 8, actor: daemonActor }));

/** Part by part to the end; what it says, and of how many parts it was. */
async function verified(): Promise<{ said: VerificationStep; parts: number }> {
  for (let parts = 1; ; parts += 1) {
    const said = await step();
    if (said.did !== 'part') return { said, parts };
  }
}

const facts = () =>
  store.asDaemon(async (tx) => {
    const found = [];
    for await (const page of logBrokenFacts(tx)) found.push(...page);
    return found;
  });

async function told() {
  await sealed();
  return store.asGateway((tx) => listEvents(tx, { types: ['log.verified'], limit: 10 }));
}

const altered = (statement: string) =>
  store.owner.query(`begin; set local session_replication_role = replica; ${statement}; commit`);

test('a log is due a day after its first checkpoint, and from then on until it is through', async () => {
  expect(await dueVerifications(store.daemon, dayMs)).toEqual([]);
  expect(await dueVerifications(store.daemon, 0)).toEqual([store.mine]);
  expect(await step()).toEqual({ did: 'part' });
  expect(await dueVerifications(store.daemon, dayMs)).toEqual([store.mine]);
});

test('of two daemons one does a part, and the other waits', async () => {
  const first = inWorkspace(store.daemon, store.mine, async (tx) => {
    const mine = await verifyStep(tx, { everyMs: 0, most: 8, actor: daemonActor });
    return [mine, await step()];
  });
  expect(await first).toEqual([{ did: 'part' }, { did: 'wait' }]);
});

test('what is right is told with its size and root, and found to be nothing', async () => {
  const { said, parts } = await verified();
  expect(said).toEqual({ did: 'finish', size: 20, problems: 0 });
  expect(parts).toBeGreaterThan(10);
  const { root } = (await store.owner.query('select root from rollcall.audit_checkpoint')).rows[0];
  expect(await told()).toMatchObject([
    { severity: 'normal', after: { size: 20, problems: 0, root: root.toString('base64') } },
  ]);
  expect(await facts()).toEqual([]);
  expect(await step(dayMs)).toEqual({ did: 'wait' });
  expect(await dueVerifications(store.daemon, dayMs)).toEqual([]);
});

test('what was altered is found, and no more once it is right again', async () => {
  await altered(`update rollcall.audit_event set subject_name = 'x' || subject_name where type = 'webhook.added'
    and subject_name = 'hook 7'`);
  expect((await verified()).said).toMatchObject({ did: 'finish', problems: 1 });
  expect((await told())[0]).toMatchObject({ severity: 'alarm', after: { problems: 1 } });
  const [broken] = await facts();
  if (broken === undefined) throw new Error('it found something');
  expect(logBroken.judge(broken, broken.at)).toMatchObject([
    {
      severity: 'alarm',
      sentence: expect.stringMatching(/^The audit log is not right: The event .+, sequence 7, was altered/),
    },
  ]);
  await altered(`update rollcall.audit_event set subject_name = 'hook 7' where subject_name = 'xhook 7'`);
  await verified();
  expect(await facts()).toEqual([]);
});

test('what the ledger has no event of is found as well', async () => {
  await altered(`update rollcall.webhook set url = 'https://evil.example/' where name = 'hook 3'`);
  await verified();
  expect((await facts())[0]?.problems).toEqual([expect.stringMatching(/^the webhook hook 3 .+ has another URL/)]);
});
