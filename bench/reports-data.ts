import { providers } from '@rollcall/provider-registry';
import type { Moves } from '@rollcall/schema';
import type pg from 'pg';

/** A wallet's connection, as it is called. */
export const walletConnection = 'paying';

/** The month that all of it is of. */
export const walletPeriod = { from: '2026-10-01', to: '2026-11-01' } as const;

/** Inboxes are paid for by the order, and an order 50 times a month. */
const chargesAnOrder = 50;

/**
 * A wallet with so many transactions in one month, each with the balance after it: charges of orders, and every thousandth a top-up. A
 * hundredth was listed once more, edited, when the month was over. As its owner, past the one function that records changes.
 */
export async function fillWallet(database: pg.Client, transactions: number): Promise<void> {
  const { provider, kind, moves } = paying();
  await database.query(
    `insert into rollcall.connection (workspace_id, connection_id, name, provider, base_url, config, state, sandbox, account_id, created_at)
      select workspace_id, gen_random_uuid(), $1, $2, '', '{}', 'active', true, 'a', '2026-09-01' from rollcall.workspace`,
    [walletConnection, provider],
  );
  const wallet = { [moves.wallet]: 'w', balanceMinor: '0', currency: 'USD', unit: 'confirmed' };
  await keep(database, { kind: moves.walletKind, count: 1, attributes: `'${JSON.stringify(wallet)}'::jsonb` });
  const order = `jsonb_build_object('status', 'active', 'inboxCount', 50, 'currency', 'USD', 'unit', 'confirmed')`;
  await keep(database, {
    kind: moves.charges.kind,
    count: Math.ceil(transactions / chargesAnOrder),
    attributes: order,
  });
  await keep(database, { kind, count: transactions, attributes: attributesOf(moves, transactions) });
  await editSome(database, kind);
  await database.query(
    `with r as (
      insert into rollcall.run (workspace_id, run_id, connection_id, trigger, plan, state, outcome, requested_at, started_at, finished_at)
      select workspace_id, gen_random_uuid(), connection_id, 'schedule', false, 'finished', 'complete', '2026-11-02', '2026-11-02',
        '2026-11-02T00:05:00Z' from rollcall.connection returning *
    )
    insert into rollcall.listing (workspace_id, run_id, connection_id, kind, parent, grade, reason, certificate, seen, appeared,
      changed, vanished, reappeared, unchanged, started_at, finished_at)
    select workspace_id, run_id, connection_id, k, '', 'proven', 'its total is right', '{}', 0, 0, 0, 0, 0, 0,
      '2026-11-02T00:01:00Z', '2026-11-02T00:04:00Z' from r, unnest($1::text[]) k`,
    [[kind, moves.walletKind, moves.charges.kind]],
  );
  await database.query('vacuum analyze');
}

function paying(): { readonly provider: string; readonly kind: string; readonly moves: Moves } {
  for (const { name: provider, kinds } of Object.values(providers)) {
    for (const { kind, moves } of kinds) if (moves !== undefined) return { provider, kind, moves };
  }
  throw new Error('no provider has a wallet');
}

/** Of `n`, from 0 on: a charge of 1.23, or each thousandth a top-up of 1,500. */
function attributesOf({ wallet, datedBy, into, outOf, charges, told }: Moves, transactions: number): string {
  const secondsApart = (31 * 86_400) / transactions;
  const toppedUp = `(n / 1000 + 1)`;
  return `jsonb_build_object('${wallet}', 'w', 'type', case n % 1000 when 0 then '${into[0]}' else '${outOf[0]}' end,
    'amountMinor', case n % 1000 when 0 then '150000' else '-123' end, 'currency', 'USD', 'unit', 'confirmed',
    'description', case n % 1000 when 0 then '${told.topUp[0]}' else 'inboxes' end,
    'balanceAfterMinor', (150000 * ${toppedUp} - 123 * (n + 1 - ${toppedUp}))::text,
    '${charges.attribute}', case n % 1000 when 0 then null else '${charges.kind}' || n / ${chargesAnOrder} end,
    '${datedBy}', to_char(timestamp '2026-10-01' + n * interval '${secondsApart} seconds', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;
}

/** So many live resources, each with its first version, as a listing of the second of the next month showed them. */
async function keep(
  database: pg.Client,
  { kind, count, attributes }: { readonly kind: string; readonly count: number; readonly attributes: string },
): Promise<void> {
  await database.query(
    `insert into rollcall.resource (workspace_id, connection_id, kind, external_id, parent, version, name, presence, attributes, digest,
      first_seen_at, last_changed_at, true_from)
    select c.workspace_id, c.connection_id, $1, $1 || n, '', 1, coalesce(a.of ->> 'description', $1 || n), 'live', a.of,
      sha256((n || $1)::bytea), t.at, t.at, t.at
    from rollcall.connection c, generate_series(0, $2::bigint - 1) n, lateral (select ${attributes} as of) a,
      (select timestamptz '2026-11-02T00:01:00Z' as at) t`,
    [kind, count],
  );
  await database.query(
    `insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence, attributes,
      recorded_at, run_id, event_id, true_from)
    select workspace_id, connection_id, kind, external_id, 1, name, presence, attributes, last_changed_at, gen_random_uuid(),
      gen_random_uuid(), true_from from rollcall.resource where kind = $1`,
    [kind],
  );
}

/** Of a hundredth, another description: a second version. */
async function editSome(database: pg.Client, kind: string): Promise<void> {
  await database.query(
    `update rollcall.resource set version = 2, last_changed_at = '2026-11-02T00:02:00Z', true_from = '2026-11-02T00:02:00Z',
      attributes = attributes || '{"description": "edited"}' where kind = $1 and hashtext(external_id) % 100 = 0`,
    [kind],
  );
  await database.query(
    `insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence, attributes,
      recorded_at, run_id, event_id, true_from)
    select workspace_id, connection_id, kind, external_id, 2, name, presence, attributes, last_changed_at, gen_random_uuid(),
      gen_random_uuid(), true_from from rollcall.resource where kind = $1 and version = 2`,
    [kind],
  );
}
