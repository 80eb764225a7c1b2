import type { Verdict } from '@rollcall/ledger';
import { beforeAll, expect, test } from 'vitest';
import {
  acceptFinding,
  acknowledgeFinding,
  assignFinding,
  type CompletenessPosition,
  completenessChecks,
  createApiKey,
  inWorkspace,
  listFindings,
  lookForCompleteness,
  recordFindings,
  removeWebhook,
  revokeApiKey,
  setConnectionState,
  type Tx,
} from '../src/index.ts';
import { sealAll } from '../src/testing/index.ts';
import { useAltering } from './support/altered.ts';
import { daemonActor, type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { givenOperation } from './support/operation.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';
import { givenWebhook } from './support/webhook.ts';

const store = useStore();
const altered = useAltering(store);

let connection: GivenConnection;

/** A ledger in which everything happened that a check is about. */
beforeAll(async () => {
  connection = await givenConnection(store, { name: 'main' });
  const renamedBy = { attribute: 'made', reason: 'a rename keeps it' };
  const item = (externalId: string, attributes: Readonly<Record<string, unknown>>) => ({
    ...{ externalId, name: `${externalId}@a.example`, attributes },
  });
  const list = (items: readonly ReturnType<typeof item>[]) => roll(store, connection, { items, renamedBy });
  await list([item('a', { made: 1, quota: 5 }), item('b', { made: 2 }), item('c', { made: 3 })]);
  await list([item('a', { made: 1, quota: 6 }), item('b2', { made: 2 })]);
  await list([item('a', { made: 1, quota: 6 }), item('b2', { made: 2 }), item('c', { made: 3 })]);
  await givenOperation(store, connection, { expectations: [], outcome: { state: 'succeeded', result: null } });
  const verdict = {
    ...({ rule: 'operation_unsettled', fingerprint: 'f', severity: 'notice', sentence: 'S', remedy: 'R' } as const),
    ...{ evidence: [], money: null, connectionId: connection.id, subject: null, operationId: null, eventId: null },
  };
  const judged = { connectionId: connection.id, rules: ['operation_unsettled'], actor: daemonActor } as const;
  const [seen, accepted] = [
    { ...verdict, fingerprint: 'g' },
    { ...verdict, fingerprint: 'h' },
  ];
  const record = (verdicts: readonly Verdict[]) => store.asDaemon((tx) => recordFindings(tx, judged, [verdicts]));
  const open = async (tx: Tx) => {
    const [finding] = await listFindings(tx, { states: ['open'], limit: 1 });
    if (finding === undefined) throw new Error('none is open');
    return { id: finding.id, actor: keyActor };
  };
  await record([seen]);
  await store.asGateway(async (tx) => {
    const said = await open(tx);
    await acknowledgeFinding(tx, said);
    await assignFinding(tx, { ...said, to: 'ops' });
  });
  await record([seen, accepted]);
  const until = new Date(Date.now() + 3_600_000);
  await store.asGateway(async (tx) => acceptFinding(tx, { ...(await open(tx)), reason: 'so it is', until }));
  await record([verdict, seen, accepted]);
  await record([seen, accepted]);
  await givenWebhook(store);
  await givenWebhook(store, { name: 'gone' });
  await store.asGateway((tx) => removeWebhook(tx, 'gone', keyActor));
  const made = { name: 'app', scopes: ['audit:read'], actor: keyActor, pepper: Buffer.alloc(32, 1) } as const;
  const { key } = await store.asGateway((tx) => createApiKey(tx, made));
  await store.asGateway((tx) => revokeApiKey(tx, key.id, keyActor));
  const other = await givenConnection(store, { name: 'other' });
  await store.asGateway((tx) => setConnectionState(tx, other, { state: 'paused', nextDueAt: null, actor: keyActor }));
  await givenConnection(store, { workspaceId: store.theirs });
  await sealAll(store.urls);
});

/** What the checks say of each row that lacks something. */
async function lacks(tx: Tx): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name } of completenessChecks) {
    let position: CompletenessPosition | undefined = { check: name, after: [] };
    while (position !== undefined) {
      const look = await lookForCompleteness(tx, position);
      expect(look.named).toHaveLength(look.lacking);
      found.push(...look.named);
      position = look.next;
    }
  }
  return found;
}

test('of a ledger that only Rollcall wrote, nothing lacks, also as seen from another workspace', async () => {
  expect(await store.asGateway(lacks)).toEqual([]);
  expect(await inWorkspace(store.gateway, store.theirs, lacks)).toEqual([]);
});

test('the daemon may look at all of it, too', async () => {
  expect(await store.asDaemon(lacks)).toEqual([]);
});

const ofType = (type: string) => `delete from rollcall.audit_event where type = '${type}'`;

test.each([
  {
    what: 'an event of a version that is gone',
    by: ofType('resource.renamed'),
    lack: [
      /^version 2 of the inbox b2 \(connection .+\) has no event: it names .+, which is not there$/,
      /^the rename of the inbox b to b2 .* has no event that tells of it$/,
    ],
  },
  {
    what: 'an attribute of a version',
    by: `update rollcall.resource_version set attributes = '{"made": 1, "quota": 7}' where external_id = 'a' and version = 2`,
    lack: [
      /^version 2 of the inbox a .* has other attributes than its event .+ tells$/,
      /^the inbox a .* has another attribute than its version 2 has: nothing tells of the change$/,
    ],
  },
  {
    what: 'an attribute of a resource',
    by: `update rollcall.resource set attributes = '{"made": 1, "quota": 7}' where external_id = 'a'`,
    lack: [/^the inbox a .* has another attribute than its version 2 has/],
  },
  {
    what: 'a presence',
    by: `update rollcall.resource_version set presence = 'live' where external_id = 'c' and version = 2`,
    lack: [/^version 2 of the inbox c .* is live, and its event .+ is resource\.vanished$/],
  },
  {
    what: 'a version that is gone',
    by: `delete from rollcall.resource_version where external_id = 'c' and version = 1`,
    lack: [/^the event .+ \(resource\.appeared\) tells of the inbox c, which has no version of it$/],
  },
  {
    what: 'a rename that is gone',
    by: 'delete from rollcall.resource_rename',
    lack: [/^the event .+ \(resource\.renamed\) tells of a rename to b2, which the ledger does not hold$/],
  },
  {
    what: 'an operation that nobody accepted',
    by: ofType('operation.accepted'),
    lack: [/^the operation .+ has no event operation\.accepted$/],
  },
  {
    what: 'a state of an operation',
    by: `update rollcall.operation set state = 'confirmed'`,
    lack: [/^the operation .+ is confirmed, and has no event operation\.confirmed$/],
  },
  {
    what: 'an operation that is gone',
    by: 'delete from rollcall.operation',
    lack: ['accepted', 'dispatched', 'succeeded'].map((state) =>
      RegExp(`^the event .+ \\(operation\\.${state}\\) tells of the operation .+, which is not there$`),
    ),
  },
  {
    what: 'findings that were never opened',
    by: ofType('finding.opened'),
    lack: Array.from({ length: 3 }, () => /^the finding .+ \(operation_unsettled\) has no event finding\.opened$/),
  },
  {
    what: 'a finding that nobody resolved',
    by: ofType('finding.resolved'),
    lack: [/^the finding .+ is resolved, and has no event finding\.resolved$/],
  },
  {
    what: 'a finding that nobody acknowledged',
    by: ofType('finding.acknowledged'),
    lack: [/^the finding .+ is acknowledged, and has no event finding\.acknowledged$/],
  },
  {
    what: 'who a finding is assigned to',
    by: `update rollcall.finding set assigned_to = 'nobody' where assigned_to is not null`,
    lack: [/^the finding .+ is assigned to somebody else than its events tell$/],
  },
  {
    what: 'why a finding was accepted',
    by: `update rollcall.finding set accepted_reason = 'else' where state = 'accepted'`,
    lack: [/^the finding .+ is accepted, and no event finding\.accepted tells why$/],
  },
  {
    what: 'where a webhook sends to',
    by: `update rollcall.webhook set url = 'https://evil.example/' where name = 'app'`,
    lack: [/^the webhook app .+ has another URL than its newest event tells$/],
  },
  {
    what: 'a webhook that nobody removed',
    by: ofType('webhook.removed'),
    lack: [/^the webhook gone .+ is removed, and has no event webhook\.removed$/],
  },
  {
    what: 'what a key may do',
    by: `update rollcall.api_key set scopes = '{keys:admin}'`,
    lack: [/^the key .+ \(app\) may do something else than its events tell$/],
  },
  {
    what: 'a key that nobody made',
    by: `update rollcall.api_key set key_id = 'zzzzzzzzzzzz'`,
    lack: [
      ...['has no event key.created', 'is revoked, and has no event key.revoked', 'may do something else'].map((lack) =>
        RegExp(`^the key zzzzzzzzzzzz \\(app\\) ${lack}`),
      ),
      /^the event .+ \(key\.created\) tells of the gateway key .+, which is not there$/,
      /^the event .+ \(key\.revoked\) tells of the gateway key .+, which is not there$/,
    ],
  },
  {
    what: 'where a connection asks',
    by: `update rollcall.connection set base_url = 'https://evil.example/' where name = 'main'`,
    lack: [/^the connection main .+ has another base URL than its newest event tells$/],
  },
  {
    what: 'a connection that nobody paused',
    by: ofType('connection.paused'),
    lack: [/^the connection other .+ is paused, and has no event connection\.paused$/],
  },
  {
    what: 'an event that was added past the log',
    by: `insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name)
      select workspace_id, rollcall.uuid_v7(), 'run.finished', actor, 'run', 'r', 'r' from rollcall.audit_event
      where type = 'operation.accepted'`,
    lack: [/^the event .+ \(run\.finished\) has no sequence and does not wait for one/],
  },
])('$what is named', async ({ by, lack }) => {
  const found = await altered(by, lacks);
  expect(found).toHaveLength(lack.length);
  expect(found).toEqual(lack.map((sentence) => expect.stringMatching(sentence)));
});

test('what retention does not keep is not missed', async () => {
  const found = await altered(
    `delete from rollcall.resource_version where external_id = 'c' and version = 1;
     insert into rollcall.retention (workspace_id, versions_from) values ('${store.mine}', now())`,
    lacks,
  );
  expect(found).toEqual([]);
});
