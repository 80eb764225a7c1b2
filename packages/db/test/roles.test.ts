import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { useStore } from './support/store.ts';

const store = useStore();

/** What each process may do, and the role that the daemon takes for a plan. */
interface Held {
  readonly gateway: string;
  readonly daemon: string;
  readonly planner: string;
}

/** s select, i insert, u update of every column, d delete; and the columns where only some may be updated. */
const grants: Readonly<Record<string, Held>> = {
  address_slots: { gateway: 'siu', daemon: 'siu', planner: 'siu' },
  answer_shape: { gateway: 'siud', daemon: 'siud', planner: 's' },
  api_key: {
    gateway: 'si grace_until last_used_on name networks replaced_by revoked_at units_per_minute',
    daemon: '',
    planner: '',
  },
  audit_checkpoint: { gateway: 's', daemon: 'si', planner: 's' },
  audit_event: { gateway: 'si', daemon: 'si', planner: 's' },
  audit_leaf: { gateway: 's', daemon: 's', planner: 's' },
  audit_node: { gateway: 's', daemon: 's', planner: 's' },
  audit_pending: { gateway: 's', daemon: 's', planner: 's' },
  audit_tail: { gateway: 's', daemon: 's', planner: 's' },
  audit_tree: { gateway: 's', daemon: 's', planner: 's' },
  bulk: {
    gateway: 'si applied_as applied_at cancelled_at finished_at idempotency_key state traceparent',
    daemon: '',
    planner: '',
  },
  bulk_item: { gateway: 'sid error operation_id state tries', daemon: '', planner: '' },
  bulk_lane: { gateway: 'si due_at fence holder open parked worked_at', daemon: '', planner: '' },
  checkpoint_pin: { gateway: 's', daemon: 'siu', planner: 's' },
  checkpoint_request: { gateway: 'siu', daemon: 'sd', planner: 's' },
  connection: {
    gateway:
      'si account_id account_name base_url brake circuit_opened_at circuit_reason config due_at next_due_at rates refusals removed_at schedule schedules state',
    daemon: 's account_id account_name circuit_opened_at circuit_reason due_at next_due_at refusals',
    planner: 's',
  },
  credential: { gateway: 'sid given_at master_key_id sealed sealed_at', daemon: 's', planner: 's' },
  dns_check_day: { gateway: 's', daemon: 'sid checked undecided', planner: 's' },
  dns_domain: {
    gateway: 's asked_at due_at',
    daemon: 'sid asked_at checked_at claimed_until due_at fence',
    planner: 's',
  },
  dns_enrolment: { gateway: 's', daemon: 'siu', planner: 's' },
  dns_side: { gateway: 's', daemon: 'siud', planner: 's' },
  dns_side_past: { gateway: 's', daemon: 'sid', planner: 's' },
  finding: {
    gateway:
      's accepted_at accepted_by accepted_reason accepted_until acknowledged_at acknowledged_by assigned_at assigned_by assigned_to reopened state updated_at',
    daemon:
      'si accepted_at accepted_by accepted_reason accepted_until acknowledged_at acknowledged_by connection_id event_id evidence money opened_at operation_id remedy reopened resolved_at rule said sentence severity state subject_id subject_kind subject_name updated_at weight',
    planner: 's',
  },
  finding_version: { gateway: 'si', daemon: 'si', planner: 's' },
  hold: {
    gateway: 's decided_at decided_by note state',
    daemon: 'si decided_at note run_id seen_at state',
    planner: 's',
  },
  hold_item: { gateway: 'sd', daemon: 'sid', planner: 's' },
  key_budget: { gateway: 'siu', daemon: '', planner: '' },
  log_verification: { gateway: 's', daemon: 'siu', planner: 's' },
  judging: { gateway: 's', daemon: 'si asked_at begun_at claimed_until ended_at tail took_ms', planner: 's' },
  last_use: { gateway: 's', daemon: 'siu', planner: 's' },
  learned: { gateway: 'siu', daemon: 'siud', planner: 's' },
  listing: { gateway: 's', daemon: 'siu', planner: 'siu' },
  log_key: { gateway: 'si master_key_id sealed', daemon: 'si', planner: 's' },
  operation: {
    gateway: 'si answered_at dispatched_at error idempotency_key look_at result secrets settle_by settled_at state',
    daemon: 's answered_at error idempotency_key look_at looks secrets settle_by settled_at state',
    planner: 's',
  },
  rate_budget: { gateway: 'siu', daemon: 'siu', planner: 'siu' },
  rate_waiter: { gateway: 'siud', daemon: 'siud', planner: 'siud' },
  report: { gateway: 'sid', daemon: 'sid', planner: 's' },
  report_document: { gateway: 'sid', daemon: 'sid', planner: 's' },
  report_part: { gateway: 'sid', daemon: 'sid', planner: 's' },
  report_schedule: {
    gateway:
      'sid asked_at claimed_until covered_to cron every_webhook failing_since fault fence filters folder formats kind name next_due_at period retry_at state tries webhook_id',
    daemon:
      's asked_at claimed_until covered_to failing_since fault fence made_at made_due_at next_due_at report_id retry_at tries',
    planner: 's',
  },
  resource: { gateway: 's', daemon: 'siu', planner: 's' },
  resource_rename: { gateway: 's', daemon: 'si', planner: 's' },
  resource_use: { gateway: 'siu', daemon: 's', planner: 's' },
  resource_version: { gateway: 's', daemon: 'si', planner: 's' },
  retention: { gateway: 's', daemon: 's', planner: 's' },
  run: { gateway: 'si', daemon: 'siu', planner: 's finished_at heartbeat_at outcome progress reason state' },
  run_tally: { gateway: '', daemon: 'siu', planner: 's' },
  scope: { gateway: 's', daemon: 'siud', planner: 's' },
  stage_item: { gateway: '', daemon: 'sid', planner: 'sid' },
  sealed_event: { gateway: 's', daemon: 's', planner: 's' },
  sealed_secret: { gateway: 'siud', daemon: 'd', planner: '' },
  wallet_cut: { gateway: 's', daemon: 'si', planner: 's' },
  use_import: { gateway: 'sid done_at lines outcome', daemon: 's', planner: 's' },
  use_import_line: { gateway: 'sid', daemon: '', planner: '' },
  webhook: {
    gateway:
      'si failed_at failing_ms failing_since failures filter filter_changes name not_before ordering removed_at state stop_reason stopped_at undelivered url',
    daemon:
      's delivered_at expanded_to failed_at failing_ms failing_since failures filter_applied filter_changes not_before previous state stop_reason stopped_at undelivered',
    planner: 's',
  },
  webhook_attempt: { gateway: 's', daemon: 'si', planner: 's' },
  webhook_delivery: {
    gateway: 'si attempts ended_at fence lane next_at state',
    daemon: 'si attempts ended_at fence last_outcome last_status next_at state',
    planner: 's',
  },
  webhook_secret: { gateway: 'sid master_key_id retires_at sealed', daemon: 'sd', planner: 's' },
  workspace: { gateway: 's brake', daemon: 's', planner: 's' },
};

test('each process may do this to each table, and nothing else', async () => {
  const { rows } = await store.owner.query<Held & { table: string }>(`
    select c.relname as table, g.held as gateway, d.held as daemon, p.held as planner from pg_class c
    cross join lateral (${heldBy('rollcall_gateway')}) g cross join lateral (${heldBy('rollcall_daemon')}) d
    cross join lateral (${heldBy('rollcall_planner')}) p
    where c.relnamespace = 'rollcall'::regnamespace and c.relkind in ('r', 'p') and c.relname not like 'kysely\\_%'`);
  expect(Object.fromEntries(rows.map(({ table, ...held }) => [table, held]))).toEqual(grants);
});

test('nothing is granted to everybody', async () => {
  const { rows } = await store.owner.query(`
    select c.relname from pg_class c, aclexplode(c.relacl) a
    where c.relnamespace = 'rollcall'::regnamespace and a.grantee = 0`);
  expect(rows).toEqual([]);
});

describe.each(['gateway', 'daemon'] as const)('the login of the %s', (process) => {
  test('owns nothing and holds no power over the server', async () => {
    const { rows } = await store.owner.query(
      `select r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication as powerful,
        (select count(*)::int from pg_class c where pg_has_role(r.oid, c.relowner, 'usage')) as relations,
        (select count(*)::int from pg_proc p where pg_has_role(r.oid, p.proowner, 'usage')) as functions,
        (select count(*)::int from pg_namespace n where pg_has_role(r.oid, n.nspowner, 'usage')) as schemas,
        (select count(*)::int from pg_database b where pg_has_role(r.oid, b.datdba, 'usage')) as databases,
        pg_has_role(r.oid, 'rollcall_lookup', 'member') as lookup
      from pg_roles r where r.rolname = $1`,
      [`rollcall_${process}_test`],
    );
    const owned = { relations: 0, functions: 0, schemas: 0, databases: 0 };
    expect(rows).toEqual([{ powerful: false, lookup: false, ...owned }]);
  });

  test.each([
    'create table rollcall.mine (a int)',
    'create table public.mine (a int)',
    'create table pgboss.mine (a int)',
    'create schema mine',
    'create function rollcall.mine() returns int language sql as $$ select 1 $$',
    'create role mine',
    'create extension if not exists pgcrypto',
    'alter table rollcall.resource disable row level security',
    'alter table rollcall.audit_event disable trigger append_only',
    'drop policy workspace on rollcall.resource',
    'drop table rollcall.resource',
    'set role rollcall_lookup',
    'set role rollcall_sealer',
    'set session_replication_role = replica',
    "select * from rollcall.find_workspace('default')",
  ])('may not: %s', async (statement) => {
    await expect(run(process, statement)).rejects.toMatchObject({ code: '42501' });
  });
});

test.each([
  { process: 'gateway', statement: `insert into rollcall.resource default values` },
  { process: 'gateway', statement: `update rollcall.resource set name = 'x'` },
  { process: 'gateway', statement: `delete from rollcall.resource` },
  { process: 'gateway', statement: `insert into rollcall.resource_version default values` },
  { process: 'gateway', statement: `update rollcall.scope set trouble = null` },
  { process: 'gateway', statement: `insert into rollcall.scope default values` },
  { process: 'gateway', statement: `update rollcall.listing set grade = 'proven'` },
  { process: 'gateway', statement: `insert into rollcall.listing default values` },
  { process: 'gateway', statement: `select * from rollcall.stage_item` },
  { process: 'gateway', statement: `update rollcall.run set outcome = 'complete'` },
  { process: 'gateway', statement: `update rollcall.api_key set scopes = '{keys:admin}'` },
  { process: 'gateway', statement: `update rollcall.api_key set secret_hmac = ''` },
  { process: 'gateway', statement: `update rollcall.api_key set connection_ids = null` },
  { process: 'gateway', statement: `update rollcall.api_key set expires_at = null` },
  { process: 'gateway', statement: `select * from rollcall.due_connections(now(), 1)` },
  { process: 'gateway', statement: `select * from rollcall.interrupted_operations(1)` },
  { process: 'gateway', statement: `select * from rollcall.awaited_operations(1)` },
  { process: 'gateway', statement: `select * from rollcall.overdue_operations(1)` },
  { process: 'gateway', statement: `select rollcall.seal_events(1, 0)` },
  { process: 'gateway', statement: `delete from rollcall.audit_pending` },
  { process: 'daemon', statement: `insert into rollcall.audit_pending default values` },
  { process: 'daemon', statement: `delete from rollcall.audit_pending` },
  { process: 'daemon', statement: `select nextval('rollcall.audit_pending_enq_seq')` },
  { process: 'daemon', statement: `insert into rollcall.sealed_event default values` },
  { process: 'daemon', statement: `update rollcall.audit_tail set size = 0` },
  { process: 'daemon', statement: `insert into rollcall.audit_leaf default values` },
  { process: 'daemon', statement: `insert into rollcall.audit_node default values` },
  { process: 'daemon', statement: `update rollcall.audit_tree set size = 0` },
  { process: 'daemon', statement: `delete from rollcall.audit_checkpoint` },
  { process: 'daemon', statement: `update rollcall.log_key set sealed = ''` },
  { process: 'gateway', statement: `insert into rollcall.audit_checkpoint default values` },
  { process: 'gateway', statement: `update rollcall.log_key set public_key = ''` },
  { process: 'gateway', statement: `select * from rollcall.grow_leaves(1, '{}')` },
  { process: 'gateway', statement: `select rollcall.store_trees('{}', '{}', '{}', '{}', '{}', '{}', '{}')` },
  { process: 'gateway', statement: `select * from rollcall.due_checkpoints(1, 1)` },
  { process: 'gateway', statement: `update rollcall.finding set sentence = 'it is well'` },
  { process: 'gateway', statement: `update rollcall.finding set resolved_at = now()` },
  { process: 'daemon', statement: `select * from rollcall.figures_of_operations()` },
  { process: 'daemon', statement: `select * from rollcall.rate_budgets()` },
  { process: 'daemon', statement: `delete from rollcall.run_tally` },
  { process: 'daemon', statement: `delete from rollcall.finding` },
  { process: 'gateway', statement: `update rollcall.finding_version set state = 'resolved'` },
  { process: 'daemon', statement: `delete from rollcall.finding_version` },
  { process: 'gateway', statement: `update rollcall.operation set input = '{}'` },
  { process: 'gateway', statement: `update rollcall.operation set actor = '{}'` },
  { process: 'gateway', statement: `update rollcall.credential set connection_id = null` },
  { process: 'gateway', statement: `update rollcall.connection set provider = 'other'` },
  { process: 'gateway', statement: `delete from pgboss.job` },
  { process: 'gateway', statement: `update pgboss.job set state = 'completed'` },
  { process: 'daemon', statement: `insert into rollcall.operation default values` },
  { process: 'daemon', statement: `update rollcall.operation set input = '{}'` },
  { process: 'daemon', statement: `update rollcall.operation set result = '{}'` },
  { process: 'daemon', statement: `update rollcall.operation set expectations = '[]'` },
  { process: 'daemon', statement: `delete from rollcall.operation` },
  { process: 'daemon', statement: `select sealed from rollcall.sealed_secret` },
  { process: 'daemon', statement: `insert into rollcall.sealed_secret default values` },
  { process: 'daemon', statement: `insert into rollcall.credential default values` },
  { process: 'daemon', statement: `update rollcall.credential set sealed = ''` },
  { process: 'daemon', statement: `delete from rollcall.credential` },
  { process: 'daemon', statement: `update rollcall.connection set base_url = 'https://elsewhere.example'` },
  { process: 'daemon', statement: `update rollcall.connection set state = 'removed'` },
  { process: 'daemon', statement: `select * from rollcall.api_key` },
  { process: 'daemon', statement: `select * from rollcall.find_api_key('aaaaaaaaaaaa')` },
  { process: 'daemon', statement: `delete from rollcall.resource` },
  { process: 'daemon', statement: `update rollcall.webhook set url = 'https://elsewhere.example'` },
  { process: 'daemon', statement: `update rollcall.webhook_secret set sealed = ''` },
  { process: 'daemon', statement: `update rollcall.wallet_cut set consistent = true` },
  { process: 'daemon', statement: `delete from rollcall.wallet_cut` },
  { process: 'gateway', statement: `insert into rollcall.wallet_cut default values` },
  { process: 'daemon', statement: `delete from rollcall.webhook_delivery` },
  { process: 'daemon', statement: `update rollcall.webhook_attempt set outcome = 'delivered'` },
  { process: 'gateway', statement: `insert into rollcall.webhook_attempt default values` },
  { process: 'gateway', statement: `update rollcall.webhook set expanded_to = 0` },
  { process: 'gateway', statement: `select * from rollcall.webhooks_with_work(1, 1, 1)` },
] as const)('the $process may not: $statement', async ({ process, statement }) => {
  await expect(run(process, statement)).rejects.toMatchObject({ code: '42501' });
});

async function run(process: 'gateway' | 'daemon', statement: string): Promise<void> {
  const client = new pg.Client(process === 'gateway' ? store.urls.gatewayUrl : store.urls.daemonUrl);
  await client.connect();
  try {
    await client.query(`begin; set local rollcall.workspace_id = '${store.mine}'`);
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function heldBy(role: string): string {
  const letter = (privilege: string, sign: string) =>
    `case when has_table_privilege('${role}', c.oid, '${privilege}') then '${sign}' else '' end`;
  return `select concat_ws(' ', nullif(concat(${letter('SELECT', 's')}, ${letter('INSERT', 'i')}, ${letter('UPDATE', 'u')},
      ${letter('DELETE', 'd')}, ${letter('TRUNCATE', 'TRUNCATE')}, ${letter('REFERENCES', 'REFERENCES')},
      ${letter('TRIGGER', 'TRIGGER')}), ''),
      (select string_agg(a.attname, ' ' order by a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
        and has_column_privilege('${role}', c.oid, a.attnum, 'UPDATE')
        and not has_table_privilege('${role}', c.oid, 'UPDATE'))) as held`;
}
