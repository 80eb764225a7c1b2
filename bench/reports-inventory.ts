import { openDatabase, readResources } from '@rollcall/db';
import { providers } from '@rollcall/provider-registry';
import { makeReport } from '@rollcall/reports';
import { type ReportAsk, WorkspaceId } from '@rollcall/schema';
import type pg from 'pg';
import { startDatabase } from './database.ts';
import { familyCpuSeconds } from './process-usage.ts';
import { fillChanges, toldDays } from './reports-reconciliation.ts';

/** As an agency has it: a few accounts of many inboxes each. */
const perConnection = 10_000;
const versions = 10;
/** Reports of each sort, each of another connection and day. */
const rounds = 20;
const dayMs = 86_400_000;

/**
 * Inventories of moments, and differences, out of so many live resources with ten versions each, beside the present's list; and reconciliations
 * of ten days in which two fifths of them changed, each once.
 */
export async function benchInventory(resources: number): Promise<void> {
  await using open = new AsyncDisposableStack();
  const { owner, gatewayUrl, postmaster } = await startDatabase(open);
  const began = new Date(Date.now() - 200 * dayMs);
  const filled = performance.now();
  await fill(owner, { connections: Math.max(1, Math.floor(resources / perConnection)), began });
  await fillChanges(owner, began);
  console.log(`\nInventories: ${await counted(owner)}, made in ${Math.round((performance.now() - filled) / 1_000)} s`);
  const db = openDatabase(gatewayUrl, { max: 4, name: 'rollcall-gateway' });
  open.defer(() => db.destroy());
  const { rows } = await owner.query<{ workspace_id: string; name: string }>(
    'select workspace_id, name from rollcall.connection order by name',
  );
  const workspaceId = WorkspaceId.parse(rows[0]?.workspace_id);
  const one = (round: number) => rows[(round * 7) % rows.length]?.name ?? '';
  const actor = { type: 'system', id: 'bench', name: 'bench' } as const;
  const make = (ask: Omit<ReportAsk, 'kind'>, kind: ReportAsk['kind'] = 'inventory') =>
    makeReport({ db, workspaceId, providers: Object.values(providers), actor }, { kind, ...ask }, ['html']);
  const on = (day: number) => new Date(began.getTime() + day * dayMs).toISOString();
  const page = (round: number) => readResources(db, workspaceId, { connection: one(round), limit: 200 });
  const asked: Readonly<Record<string, (round: number) => Promise<unknown>>> = {
    "the present's first page, of one connection": page,
    'inventory of one connection, as of day 150': (round) => make({ connection: one(round), asOf: on(150 + round) }),
    'what differs within a day, of one connection': (round) =>
      make({ connection: one(round), from: on(150 + round), to: on(151 + round) }),
    'what differs within ten days, of one connection': (round) =>
      make({ connection: one(round), from: on(150 + round), to: on(160 + round) }),
    'reconciliation of ten days, of one connection': (round) =>
      make({ connection: one(round), from: on(toldDays.from), to: on(toldDays.to) }, 'reconciliation'),
  };
  const table: Record<string, Record<string, number>> = {};
  for (const [what, ask] of Object.entries(asked)) {
    const [before, mineBefore] = [familyCpuSeconds(postmaster), process.cpuUsage()];
    const { p50, p95 } = await measured(ask);
    const { user, system } = process.cpuUsage(mineBefore);
    // On a machine that is busy with other things, this is what can be compared.
    const ours = Math.round((user + system) / 1_000 / rounds);
    const postgresMs = Math.round(((familyCpuSeconds(postmaster) - before) * 1_000) / rounds);
    table[what] = { 'p50, ms': p50, 'p95, ms': p95, 'processor, ms': ours, 'that of PostgreSQL, ms': postgresMs };
  }
  console.table(table);
  const cpuBefore = familyCpuSeconds(postmaster);
  const from = performance.now();
  await make({ from: on(toldDays.from), to: on(toldDays.to) }, 'reconciliation');
  const [ms, cpu] = [performance.now() - from, familyCpuSeconds(postmaster) - cpuBefore];
  console.log(
    `A reconciliation of ten days, of all connections: ${seconds(ms)} s, ${seconds(cpu * 1_000)} of PostgreSQL's processor time`,
  );
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

async function measured(ask: (round: number) => Promise<unknown>): Promise<{ p50: number; p95: number }> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    await ask(round);
    times.push(performance.now() - from);
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95) };
}

async function counted(database: pg.Client): Promise<string> {
  const { rows } = await database.query(
    `select (select count(*)::int from rollcall.resource) as resources, (select count(*)::int from rollcall.resource_version) as versions,
      pg_size_pretty(pg_relation_size('rollcall.resource_version_by_truth')) as index,
      pg_size_pretty(pg_total_relation_size('rollcall.resource_version')) as all`,
  );
  const { resources, versions: held, index, all } = rows[0];
  return `${resources} resources in ${held} versions of ${all}, ${index} of these for what was true when`;
}

/** Resource n appears on day n % 100, and changes every ten days from then on, nine times. As its owner. */
async function fill(
  database: pg.Client,
  { connections, began }: { readonly connections: number; readonly began: Date },
): Promise<void> {
  const [provider] = Object.keys(providers);
  await database.query(
    `insert into rollcall.connection (workspace_id, connection_id, name, provider, base_url, config, state, sandbox, created_at)
      select workspace_id, gen_random_uuid(), 'c' || lpad(c::text, 4, '0'), $1, '', '{}', 'active', true, $2
      from rollcall.workspace, generate_series(1, $3::int) c`,
    [provider, began, connections],
  );
  const at = `$1::timestamptz + (n % 100 + (k - 1) * 10) * interval '1 day'`;
  const attributes = `jsonb_build_object('status', 'active', 'plan', 'p' || k, 'note', repeat('x', 200))`;
  const { rows } = await database.query<{ id: string }>('select connection_id as id from rollcall.connection');
  for (const { id } of rows) {
    await database.query(
      `insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence, attributes,
        true_from, recorded_at, run_id, event_id)
      select workspace_id, connection_id, 'inbox', 'e' || n, k, 'n' || lpad(n::text, 9, '0'), 'live', ${attributes}, ${at}, ${at},
        connection_id, connection_id
      from rollcall.connection, generate_series(1, ${versions}) k, generate_series(0, ${perConnection} - 1) n where connection_id = $2`,
      [began, id],
    );
  }
  await database.query(
    `insert into rollcall.resource (workspace_id, connection_id, kind, external_id, version, name, presence, attributes, digest, true_from,
      first_seen_at, last_changed_at)
    select workspace_id, connection_id, kind, external_id, version, name, presence, attributes, sha256(external_id::bytea), true_from,
      recorded_at - interval '90 days', recorded_at from rollcall.resource_version where version = ${versions}`,
  );
  await database.query(
    `with r as (
      insert into rollcall.run (workspace_id, run_id, connection_id, trigger, plan, state, outcome, requested_at, started_at, finished_at)
      select workspace_id, gen_random_uuid(), connection_id, 'schedule', false, 'finished', 'complete', $1, $1, $1 from rollcall.connection
      returning *
    )
    insert into rollcall.listing (workspace_id, run_id, connection_id, kind, parent, grade, reason, certificate, seen, appeared, changed,
      vanished, reappeared, unchanged, started_at, finished_at)
    select workspace_id, run_id, connection_id, 'inbox', '', 'proven', 'its total is right', '{}', 0, 0, 0, 0, 0, 0, $1, $1 from r`,
    [began],
  );
  await database.query('vacuum analyze');
}
