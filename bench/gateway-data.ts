import { hash } from 'node:crypto';
import { providers } from '@rollcall/provider-registry';
import type pg from 'pg';

const kind = 'inbox';
const connectionCount = 10;
/** Domains of each connection, with a scope of DNS records each: coverage is counted over scopes. */
const domains = 200;

/** A workspace with so many inboxes in ten connections. Names are in no order of their ids. */
export interface Ledger {
  readonly workspaceId: string;
  readonly connections: readonly { readonly id: string; readonly name: string }[];
  readonly resources: number;
}

/** Fills the ledger. As its owner, past the one function that records changes: there are no versions and no events. */
export async function fillLedger(database: pg.Client, resources: number): Promise<Ledger> {
  const names = Array.from({ length: connectionCount }, (_, nth) => `bench-${nth}`);
  const of = Object.keys(providers);
  const { rows } = await database.query(
    `insert into rollcall.connection (workspace_id, connection_id, name, provider, base_url, config, state, sandbox)
      select w.workspace_id, gen_random_uuid(), n.name, n.provider, '', '{}', 'paused', true
      from rollcall.workspace w, unnest($1::text[], $2::text[]) n(name, provider) where w.name = 'default'
      returning workspace_id as workspace, connection_id as id, name`,
    [names, names.map((_, nth) => of[nth % of.length])],
  );
  const workspaceId = rows[0].workspace;
  const connections = rows
    .map(({ id, name }) => ({ id, name }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const ids = connections.map(({ id }) => id);
  await database.query(
    `insert into rollcall.resource (workspace_id, connection_id, kind, external_id, version, name, presence, attributes,
      digest, first_seen_at, last_changed_at)
    select $1, ($2::uuid[])[n % $3 + 1], $4, 'e' || n, 1, md5(n::text) || '@example.com', 'live', jsonb_build_object(
        'status', 'active', 'domain', 'd' || n % 2000 || '.example.com', 'firstName', 'Ada' || n, 'lastName', 'Lovelace',
        'quotaMb', 2048, 'usedMb', n % 2048, 'imap', jsonb_build_object('host', 'imap.example.com', 'port', 993),
        'smtp', jsonb_build_object('host', 'smtp.example.com', 'port', 587), 'tags', jsonb_build_array('warm', 'eu'),
        'dailyLimit', 50, 'warmup', true, 'createdAt', '2026-01-01T00:00:00Z', 'note', repeat('x', 60)),
      sha256(n::text::bytea), now() - n * interval '1 second', now() - n % 1000 * interval '1 minute'
    from generate_series(0, $5::int - 1) n`,
    [workspaceId, ids, connectionCount, kind, resources],
  );
  await database.query(
    `insert into rollcall.scope (workspace_id, connection_id, kind, parent, attempted_at, believed_at, full_at, grade,
      mapping_version)
    select $1, id, s.kind, s.parent, now(), now(), now(), 'proven', 1 from unnest($2::uuid[]) id,
      (select $3, '' union all select 'dns_record', 'd' || n from generate_series(1, $4::int) n) s(kind, parent)`,
    [workspaceId, ids, kind, domains],
  );
  await database.query('vacuum analyze rollcall.resource, rollcall.scope, rollcall.connection');
  return { workspaceId, connections, resources };
}

/** Where the same question is asked of each server. */
export interface Question {
  readonly bare: string;
  readonly gateway: string;
}

/** Questions about resources from all over the ledger; the same in every run. */
export function oneResource(ledger: Ledger, count: number): readonly Question[] {
  return spread(ledger, count).map((nth) => {
    const { connection } = resourceAt(ledger, nth);
    const bare = { workspace: ledger.workspaceId, connection: connection.name, kind, id: `e${nth}` };
    return {
      bare: `/one?${new URLSearchParams(bare)}`,
      gateway: `/trpc/resources.get?input=${encoded(getInput(ledger, nth))}`,
    };
  });
}

/** Pages from all over the kind. `cursorAt` makes the gateway's cursor of a position. */
export function pages(
  ledger: Ledger,
  count: number,
  cursorAt: (position: readonly string[]) => string,
): readonly Question[] {
  return spread(ledger, count).map((nth) => {
    const { connection, name } = resourceAt(ledger, nth);
    const bare = { workspace: ledger.workspaceId, kind, name, connection: connection.id, id: `e${nth}` };
    const cursor = cursorAt([kind, name, connection.id, `e${nth}`]);
    return {
      bare: `/page?${new URLSearchParams(bare)}`,
      gateway: `/trpc/resources.list?input=${encoded({ ...pageInput, cursor })}`,
    };
  });
}

export const pageInput = { kind, limit: 50 };

/** As many resources in one request of the client. */
export function batches(ledger: Ledger, { count, size }: { count: number; size: number }): readonly string[] {
  const all = spread(ledger, count * size);
  const path = Array.from({ length: size }, () => 'resources.get').join(',');
  return Array.from({ length: count }, (_, nth) => {
    const of = all.slice(nth * size, (nth + 1) * size).map((one) => getInput(ledger, one));
    return `/trpc/${path}?batch=1&input=${encoded({ ...of })}`;
  });
}

function getInput(ledger: Ledger, nth: number) {
  return { connection: resourceAt(ledger, nth).connection.name, kind, externalId: `e${nth}` };
}

function resourceAt({ connections }: Ledger, nth: number) {
  const connection = connections[nth % connectionCount];
  if (connection === undefined) throw new RangeError('a ledger has its connections');
  return { connection, name: `${hash('md5', String(nth))}@example.com` };
}

/** Numbers in no order, from all over: a multiplicative generator of full period below a prime. */
function spread({ resources }: Ledger, count: number): readonly number[] {
  let state = 1;
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % resources;
  });
}

function encoded(input: unknown): string {
  return encodeURIComponent(JSON.stringify(input));
}
