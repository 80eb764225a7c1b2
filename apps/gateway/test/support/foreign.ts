import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { plan } from './bulk.ts';
import { connect } from './connect.ts';
import type { TestGateway } from './gateway.ts';
import { fillLedger } from './ledger.ts';
import type { TestSandbox } from './sandboxes.ts';

/** What whoever knows a workspace well could name of it. */
export interface Known {
  readonly connection: string;
  readonly connectionId: string;
  readonly runId: string;
  readonly holdId: string;
  readonly checksum: string;
  readonly operationId: string;
  readonly eventId: string;
  readonly findingId: string;
  readonly reportId: string;
  readonly keyId: string;
  /** Of a plan. */
  readonly bulkId: string;
  /** Of an inbox, and its domain. */
  readonly externalId: string;
  readonly inbox: string;
  readonly domain: string;
  readonly idempotencyKey: string;
  readonly webhook: string;
  /** Of a report. */
  readonly schedule: string;
}

/** Of the same form, and nobody's. */
export function nobodys(): Known {
  return {
    connection: 'never-was',
    connectionId: randomUUID(),
    runId: randomUUID(),
    holdId: randomUUID(),
    checksum: randomBytes(32).toString('hex'),
    operationId: randomUUID(),
    eventId: randomUUID(),
    findingId: randomUUID(),
    reportId: randomUUID(),
    bulkId: randomUUID(),
    keyId: randomBytes(6).toString('hex'),
    externalId: `mb_${randomBytes(9).toString('hex')}`,
    inbox: 'never.was@nobody.example',
    domain: 'nobody.example',
    idempotencyKey: 'never used',
    webhook: 'never-told',
    schedule: 'never-due',
  };
}

const Id = z.string();
const Done = z.object({ operation: z.object({ id: Id }) });
const Requested = z.object({ data: z.tuple([z.object({ runId: Id })]) });
const Reported = z.object({ data: z.object({ report: z.object({ id: Id }) }) });
const Listed = z.object({ data: z.array(z.object({ id: Id })).min(1) });

/** Fills the first workspace with something of every sort, and answers what could be named of it. */
export async function fillFirst(gateway: TestGateway, sandbox: TestSandbox): Promise<Known> {
  const connection = 'first-account';
  await connect(gateway, connection, sandbox);
  await fillLedger(gateway, connection, sandbox);
  const { name: domain } = await sandbox.thing('domain');
  const { id: externalId, name: inbox } = await sandbox.thing('inbox');
  const idempotencyKey = 'used by the first';
  const made = await gateway.mutate('inboxes.create', {
    connection,
    input: { address: `made@${domain}` },
    idempotencyKey,
  });
  const runs = await gateway.mutate('sync.request', { connections: [connection] });
  const { id: keyId } = await gateway.key(['inventory:read']);
  const [run] = Requested.parse(runs.data).data;
  const checksum = randomBytes(32).toString('hex');
  const webhook = 'told-first';
  await gateway.mutate('webhooks.add', { name: webhook, url: 'https://hooks.first.example.com/told' });
  const schedule = 'first-monthly';
  await gateway.mutate('reports.schedules.add', {
    ...{ name: schedule, kind: 'wallet', cron: '0 6 1 * *', period: 'last_month', formats: ['json'], folder: 'first' },
  });
  const { rows } = await gateway.owner.query<{ hold: string; connection: string }>(
    `insert into rollcall.hold (workspace_id, hold_id, connection_id, state, checksum, reasons, counts, changes,
      braked_kinds, scopes, run_id) select workspace_id, gen_random_uuid(), connection_id, 'pending', $1, '[]', '{}', 1,
      '{inbox}', '[]', run_id from rollcall.run returning hold_id as hold, connection_id as connection`,
    [checksum],
  );
  const found = await gateway.owner.query<{ id: string }>(
    `insert into rollcall.finding (workspace_id, finding_id, fingerprint, rule, severity, state, sentence, remedy, evidence,
      connection_id) select workspace_id, gen_random_uuid(), 'x', 'operation_unsettled', 'notice', 'open', 'It is unknown.',
      'Ask.', '[]', connection_id from rollcall.run returning finding_id as id`,
  );
  const planned = await plan(gateway, [{ connection, procedure: 'inboxes.delete', items: [{ inbox }] }]);
  const reported = await gateway.mutate('reports.make', { kind: 'inventory' });
  const events = Listed.parse((await gateway.query('events.list', { limit: 1 })).data);
  return {
    ...{
      bulkId: planned.id,
      connection,
      checksum,
      keyId,
      externalId,
      inbox,
      domain,
      idempotencyKey,
      webhook,
      schedule,
    },
    runId: run.runId,
    connectionId: rows[0]?.connection ?? '',
    holdId: rows[0]?.hold ?? '',
    findingId: found.rows[0]?.id ?? '',
    reportId: Reported.parse(reported.data).data.report.id,
    operationId: Done.parse(made.data).operation.id,
    eventId: events.data[0]?.id ?? '',
  };
}
