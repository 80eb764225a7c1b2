import { providers } from '@rollcall/provider-registry';
import pg from 'pg';
import type { Stack } from './stack.ts';

/** Resources of the one large connection: `PAST_RESOURCES`, each with ten versions. */
const resources = Number(process.env['PAST_RESOURCES'] ?? 100_000);
const versions = 10;
const connection = 'past';
const kind = 'inbox';
/** Questions of each sort, so that a 95th percentile means something. */
const rounds = 60;
const dayMs = 86_400_000;

/** Reads of the past through the gateway, of a ledger that came to be over 190 days: one connection, ten versions each. */
export async function benchPast(stack: Stack): Promise<void> {
  const now = Date.now();
  const began = performance.now();
  await fill(stack, now);
  console.log(
    `\n${resources} resources with ${versions} versions each, made in ${seconds(performance.now() - began)} s`,
  );
  const asOf = (day: number) => new Date(now - (200 - day) * dayMs).toISOString();
  const { list, get, history, counts } = stack.rollcall.resources;
  const one = (round: number) => ({ connection, kind, externalId: `e${asked(round)}` });
  const name = (round: number) => `n${String(asked(round)).padStart(9, '0')}`.slice(0, 7);
  const questions: Readonly<Record<string, (round: number) => Promise<unknown>>> = {
    'page of 50, the present': () => list.query({ connection, kind }),
    'page of 50, day 150': () => list.query({ connection, kind, asOf: asOf(150) }),
    'page of 50, day 150, every connection': () => list.query({ asOf: asOf(150) }),
    'page of 50, day 150, names that begin so': (round) =>
      list.query({ connection, kind, name: name(round), asOf: asOf(150) }),
    'page of 50, day 1, when 2 % were there': () => list.query({ connection, kind, asOf: asOf(1) }),
    'page of 50, before anything was there': () => list.query({ connection, kind, asOf: asOf(-1) }),
    'one resource, day 150': (round) => get.query({ ...one(round), asOf: asOf(150) }),
    'its history, day 150': (round) => history.query({ ...one(round), asOf: asOf(150) }),
    'counts, the present': () => counts.query({ connection }),
    'counts, day 150': () => counts.query({ connection, asOf: asOf(150) }),
  };
  const rows = [];
  for (const [what, ask] of Object.entries(questions)) rows.push({ what, ...(await measured(ask)) });
  console.table(rows);
}

async function measured(ask: (round: number) => Promise<unknown>): Promise<{ p50: number; p95: number }> {
  const times: number[] = [];
  const deadline = performance.now() + 60_000;
  for (let round = 0; round < rounds && performance.now() < deadline; round += 1) {
    const began = performance.now();
    await ask(round);
    times.push(performance.now() - began);
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95) };
}

/** Which resource a question is about: another one each time, from all over the table. */
function asked(round: number): number {
  return (round * 7_919) % resources;
}

/** Resource n appears on day n % 100 and changes every ten days from then on. Only those that are asked for have events. */
async function fill(stack: Stack, now: number): Promise<void> {
  const database = new pg.Client(stack.ownerUrl);
  await database.connect();
  try {
    const [provider] = Object.keys(providers);
    const { rows } = await database.query(
      `insert into rollcall.connection (workspace_id, connection_id, name, provider, base_url, config, state, sandbox)
        select w.workspace_id, gen_random_uuid(), $1, $2, '', '{}', 'paused', true from rollcall.workspace w limit 1
        returning workspace_id as workspace, connection_id as id`,
      [connection, provider],
    );
    const of = [rows[0].workspace, rows[0].id, kind, new Date(now - 200 * dayMs), resources, versions];
    const known = [...new Set(Array.from({ length: rounds }, (_, round) => asked(round)))];
    const attributes = `jsonb_build_object('status', 'active', 'plan', 'p' || k, 'note', repeat('x', 200))`;
    const at = `$4::timestamptz + (n % 100 + (k - 1) * 10) * interval '1 day'`;
    await database.query(
      `insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence,
        attributes, true_from, recorded_at, run_id, event_id)
      select $1, $2, $3, 'e' || n, k, 'n' || lpad(n::text, 9, '0'), 'live', ${attributes}, ${at}, ${at}, $2,
        case when n = any($7::int[]) then md5(n || '-' || k)::uuid else $2 end
      from generate_series(1, $6::int) k, generate_series(0, $5::int - 1) n`,
      [...of, known],
    );
    await database.query(
      `insert into rollcall.resource (workspace_id, connection_id, kind, external_id, version, name, presence, attributes,
        digest, true_from, first_seen_at, last_changed_at)
      select $1, $2, $3, 'e' || n, k, 'n' || lpad(n::text, 9, '0'), 'live', ${attributes}, sha256(n::text::bytea), ${at},
        ${at}, ${at}
      from generate_series(0, $5::int - 1) n, (select $6::int as k) k`,
      of,
    );
    await database.query(
      `insert into rollcall.audit_event (workspace_id, event_id, type, connection_id, actor, subject_kind, subject_id,
        subject_name)
      select $1, md5(n || '-' || k)::uuid, 'resource.changed', $2, '{"type":"daemon","id":"d","name":"d"}', $3, 'e' || n,
        'n' || n from generate_series(1, $4::int) k, unnest($5::int[]) n`,
      [rows[0].workspace, rows[0].id, kind, versions, known],
    );
    await database.query('vacuum analyze rollcall.resource_version, rollcall.resource, rollcall.audit_event');
  } finally {
    await database.end();
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
