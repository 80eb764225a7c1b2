import { sql } from 'kysely';
import {
  acceptOperation,
  createApiKey,
  growLogs,
  holdFor,
  keepSealed,
  makeCheckpoint,
  noteUses,
  openBudget,
  pinCheckpoint,
  requestCheckpoint,
  sealEvents,
  takeUnits,
  verifyStep,
  wantJudging,
} from '../../src/index.ts';
import { givenBulk } from './bulk.ts';
import { givenCut } from './cut.ts';
import { givenDns } from './dns.ts';
import { find, verdictOf } from './finding.ts';
import { daemonActor, givenConnection, givenRun, keyActor } from './given.ts';
import { givenOperation } from './operation.ts';
import { givenReport } from './report.ts';
import { givenReportSchedule } from './report-schedule.ts';
import { testRing } from './ring.ts';
import { roll, stage } from './roll.ts';
import { givenShape } from './shape.ts';
import type { Store } from './store.ts';
import { givenUse } from './use.ts';
import { answer, expand, givenWebhook, takeDue } from './webhook.ts';

/** Fills each table with a row of the first workspace, by what fills it in life where that is little. */
export async function fillEveryTable(store: Store): Promise<void> {
  const connection = await givenConnection(store);
  await givenBulk(store, connection);
  await sealEvents(store.daemon);
  await growLogs(store.daemon);
  await makeCheckpoint(store.daemon, store.mine, { ring: testRing, known: [] });
  await pinCheckpoint(store.daemon, store.mine, async () => {});
  await store.asGateway((tx) => requestCheckpoint(tx, 1));
  await store.owner.query(`insert into rollcall.audit_node values ($1, 8, 0, $2)`, [store.mine, Buffer.alloc(32)]);
  // Of what is told from here on, something waits.
  const [{ gateway, mine }, pepper] = [store, Buffer.alloc(32, 1)];
  const { key } = await store.asGateway((tx) =>
    createApiKey(tx, { name: 'k', scopes: ['inventory:read'], actor: keyActor, pepper }),
  );
  await takeUnits(gateway, { workspaceId: mine, keyId: key.id, perMinute: 60 }, 1);
  const owner = { workspaceId: mine, connectionId: connection.id };
  const buckets = { default: { perMinute: 60, burst: 60 } };
  const terms = { buckets, address: 'acme.example', requestMsMax: 1_000, priority: 'caller' } as const;
  await openBudget(gateway, owner, terms).take('default', AbortSignal.timeout(5_000));
  const [since, until] = [new Date(), new Date('2099-01-01')];
  const waiter = { waiter_id: '018f0000-0000-7000-8000-00000000000b', bucket: 'default', since, until };
  await store.asGateway((tx) =>
    tx
      .insertInto('rate_waiter')
      .values({ workspace_id: mine, connection_id: connection.id, ...waiter })
      .execute(),
  );
  await store.asDaemon((tx) => sql`select rollcall.prune_runs('2000-01-01', null, 1)`.execute(tx));
  const renamedBy = { attribute: 'born', reason: 'it stays' };
  for (const externalId of ['mb_0', 'mb_1']) {
    await roll(store, connection, {
      items: [{ externalId, name: 'ada@one.example', attributes: { born: 1 } }],
      renamedBy,
    });
  }
  const learned = [{ kind: 'inbox', externalId: 'mb_1', attributes: { ending: 'xyz' } }];
  await givenDns(store, connection);
  await givenOperation(store, connection, { expectations: [], outcome: { state: 'succeeded', result: null, learned } });
  await find(store, [verdictOf({ connectionId: connection.id })]);
  await store.asDaemon(wantJudging);
  await store.asDaemon((tx) => verifyStep(tx, { everyMs: 0, most: 1, actor: daemonActor }));
  await store.asGateway((tx) =>
    keepSealed(tx, [{ purpose: 'input', id: 'item', sealed: 'x', masterKeyId: 'key-1', ttlMs: null }]),
  );
  const ofKeys = { connectionId: connection.id, kind: 'api_key' };
  await store.asDaemon((tx) => noteUses(tx, ofKeys, [{ externalId: 'key_1', usedAt: '2026-06-01T00:00:00Z' }]));
  await givenShape(store, connection);
  const lease = await givenRun(store, connection);
  const change = {
    ...{ nth: 1, type: 'resource.vanished', kind: 'inbox', externalId: 'mb_1', name: 'a', before: {}, after: null },
  };
  const cause = { kind: 'out_of_band', evidence: 'it is not shown' } as const;
  const plan = {
    checksum: '0'.repeat(64),
    changes: 1,
    counts: { inbox: { vanished: 1 } },
    items: [{ ...change, cause }],
  };
  const held = { plan, reasons: ['too many'], scopes: [], same: undefined };
  await store.asDaemon((tx) => holdFor(tx, { lease, connection: connection.name, actor: daemonActor }, held));
  await stage(store, { lease, showing: { items: [{ externalId: 'mb_2', name: 'eve@one.example', attributes: {} }] } });
  await givenCut(store, { lease });
  await givenReport(store);
  await givenUse(store, { 'ada@one.example': null });
  await givenReportSchedule(store);
  const webhook = await givenWebhook(store);
  await expand(store, webhook);
  await answer(store, webhook, { leased: await takeDue(store, webhook) });
  await store.asGateway((tx) =>
    acceptOperation(tx, {
      connection,
      procedure: 'acme.deleteMailbox',
      input: {},
      inputHmac: Buffer.alloc(32),
      idempotencyKey: 'once',
      expectations: [],
      callMs: 60_000,
      actor: keyActor,
    }),
  );
}
