import type { Kysely } from 'kysely';
import { confine, ddl, isolate, runsAs } from './ddl.ts';

/**
 * Consistent cuts (decision 0031): what the wallets of a connection held before and after their transactions were read,
 * and what the ledger held of these once they were recorded.
 *
 * Amounts are `numeric`: a provider's may have 40 digits, and nothing here is compared under row-level security.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, cuts);
  await ddl(db, retention);
}

const cuts = `
  create table rollcall.wallet_cut (
    workspace_id uuid not null,
    connection_id uuid not null,
    -- The kind of the transactions, and the external id of the wallet.
    kind text not null,
    wallet text not null,
    -- When the balance was read for the second time.
    taken_at timestamptz not null,
    run_id uuid not null,
    name text not null,
    read_at timestamptz not null,
    -- In minor units; null where the unit is not known. As it came beside it.
    before_minor numeric,
    after_minor numeric,
    before_raw text,
    after_raw text,
    currency text,
    unit text not null check (unit in ('confirmed', 'assumed', 'unknown')),
    -- Of what the ledger held live of the wallet, in the transaction that recorded the listing: how many, what they come
    -- to, which is the newest and what balance that states. Null where that is not known.
    transactions integer not null,
    listed_minor numeric,
    newest_id text,
    newest_at timestamptz,
    stated_minor numeric,
    -- Since when transactions were listed; null: all of them were.
    listed_since timestamptz,
    -- Whether all of this is of one moment; and if not, why.
    consistent boolean not null,
    reason text,
    primary key (workspace_id, connection_id, kind, wallet, taken_at),
    foreign key (workspace_id, connection_id) references rollcall.connection,
    check (consistent = (reason is null))
  );
  ${isolate('wallet_cut')}
  ${confine('wallet_cut')}
  grant select on rollcall.wallet_cut to rollcall_gateway, rollcall_planner;
  grant select, insert on rollcall.wallet_cut to rollcall_daemon;
  create trigger append_only before update or delete on rollcall.wallet_cut
    for each row execute function rollcall.refuse_change_but_retention();
  create trigger never_truncated before truncate on rollcall.wallet_cut
    for each statement execute function rollcall.refuse_change();
`;

const retention = `
  alter table rollcall.retention add cuts_from timestamptz;
  grant select, delete on rollcall.wallet_cut to rollcall_retention;

  -- Deletes \`most\` of the cuts that were taken before \`kept_from\`. Of each wallet the newest of them stays, and the newest
  -- consistent one: what is asked of a later time begins with these.
  create function rollcall.prune_cuts(kept_from timestamptz, most integer) returns table (looked_at integer, deleted integer)
    language plpgsql security definer set search_path = '' as $$
    declare
      workspace uuid := rollcall.current_workspace();
      gone integer;
    begin
      perform rollcall.assert_long_past(kept_from);
      insert into rollcall.retention as r (workspace_id, cuts_from) values (workspace, kept_from)
        on conflict (workspace_id) do update set cuts_from = greatest(r.cuts_from, excluded.cuts_from);
      delete from rollcall.wallet_cut c using (
        select o.connection_id, o.kind, o.wallet, o.taken_at from (
          select w.*, max(w.taken_at) over (partition by w.connection_id, w.kind, w.wallet) as newest,
            max(w.taken_at) filter (where w.consistent) over (partition by w.connection_id, w.kind, w.wallet) as whole
          from rollcall.wallet_cut w where w.workspace_id = workspace and w.taken_at < kept_from
        ) o
        where o.taken_at <> o.newest and o.taken_at is distinct from o.whole limit most
      ) p
      where c.workspace_id = workspace and c.connection_id = p.connection_id and c.kind = p.kind and c.wallet = p.wallet
        and c.taken_at = p.taken_at;
      get diagnostics gone = row_count;
      return query select gone, gone;
    end $$;
  ${runsAs('rollcall_retention', 'prune_cuts(timestamptz, integer)')}
  grant execute on function rollcall.prune_cuts(timestamptz, integer) to rollcall_daemon;
`;
