import type { DnsAnswer, DnsAuthority } from '@rollcall/schema';
import { type Actor, WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Db, Tx } from '../database.ts';
import { appendEvent } from '../events.ts';
import { heldDomains } from './held.ts';

/** A domain that this daemon is to ask about now. */
export interface ClaimedDomain {
  readonly domain: string;
  /** What is recorded of it names this: who was too slow records nothing. */
  readonly fence: number;
}

/** The workspaces with domains to be asked about now, those first that have waited longest. */
export async function workspacesWithDnsDue(db: Db, most: number): Promise<readonly WorkspaceId[]> {
  const { rows } = await sql<{
    workspace_id: string;
  }>`select * from rollcall.workspaces_with_dns_due(${most})`.execute(db);
  return rows.map((row) => WorkspaceId.parse(row.workspace_id));
}

/** Takes so many of the domains that are due, for as long: no other daemon asks about them meanwhile. Rides `dns_domain_due`. */
export async function claimDomains(
  tx: Tx,
  { most, leaseMs }: { readonly most: number; readonly leaseMs: number },
): Promise<readonly ClaimedDomain[]> {
  const { rows } = await sql<ClaimedDomain>`
    with due as (
      select d.domain from rollcall.dns_domain d
      where d.workspace_id = ${tx.workspaceId} and d.due_at <= clock_timestamp()
        and (d.claimed_until is null or d.claimed_until < clock_timestamp())
      order by d.due_at limit ${most} for update skip locked
    )
    update rollcall.dns_domain d
    set claimed_until = clock_timestamp() + ${leaseMs} * interval '1 ms', fence = d.fence + 1
    from due where d.workspace_id = ${tx.workspaceId} and d.domain = due.domain
    returning d.domain, d.fence`.execute(tx);
  return rows;
}

/** Gives back what was claimed and not asked about: it is due in so many milliseconds. */
export async function giveBackDomains(
  tx: Tx,
  { claimed, againMs }: { readonly claimed: readonly ClaimedDomain[]; readonly againMs: number },
): Promise<void> {
  await sql`
    update rollcall.dns_domain d set claimed_until = null, due_at = clock_timestamp() + ${againMs} * interval '1 ms'
    from jsonb_to_recordset(${JSON.stringify(claimed)}::jsonb) as c(domain text, fence integer)
    where d.workspace_id = ${tx.workspaceId} and d.domain = c.domain and d.fence = c.fence`.execute(tx);
}

/** What was found out about a claimed domain. */
export interface CheckedDomain extends ClaimedDomain {
  readonly authority: DnsAuthority;
  readonly resolver: { readonly answers: readonly DnsAnswer[] };
  /** Whether something of it stays undecided, since nobody answered (`undecidedTopics`). */
  readonly isUndecided: boolean;
  /** SHA-256 of what each side means, in hexadecimal digits. */
  readonly digests: { readonly authority: string; readonly resolver: string };
  /** How long it is until it is asked about again: while a finding of these rules about it stands, and otherwise. */
  readonly againMs: { readonly standing: number; readonly otherwise: number };
}

/**
 * Records what was found out, and when each is due again. What a side said before is kept in its past where it says something
 * else now, and when it was asked, whatever it says: all of it as of one time. Answers how many were recorded: of those that
 * somebody else claimed since, or that left, nothing is.
 */
export async function recordDnsChecks(
  tx: Tx,
  { checked, rules }: { readonly checked: readonly CheckedDomain[]; readonly rules: readonly string[] },
): Promise<number> {
  const { rows } = await sql<{ recorded: number }>`
    with told as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(checked)}::jsonb) as t(domain text, fence integer, authority jsonb,
        resolver jsonb, "isUndecided" boolean, digests jsonb, "againMs" jsonb)
    ),
    clock as materialized (
      select c.at, (c.at at time zone 'UTC')::date as day,
        floor(extract(epoch from (c.at at time zone 'UTC')::time) * 1000)::int as ms
      from (select clock_timestamp() as at) c
    ),
    own as materialized (
      update rollcall.dns_domain d set claimed_until = null, checked_at = c.at, asked_at = null,
        due_at = c.at + case when exists (
          select from rollcall.finding f where f.workspace_id = d.workspace_id and f.state <> 'resolved'
            and f.rule = any (${[...rules]}) and f.subject_kind = 'domain' and f.subject_name = d.domain
        ) then (t."againMs" ->> 'standing')::float8 else (t."againMs" ->> 'otherwise')::float8 end * interval '1 ms'
      from told t cross join clock c
      where d.workspace_id = ${tx.workspaceId} and d.domain = t.domain and d.fence = t.fence
        and d.claimed_until is not null
      returning t.*
    ),
    day as (
      insert into rollcall.dns_check_day as n (workspace_id, day, domain, checked, undecided)
      select ${tx.workspaceId}, c.day, o.domain, array[c.ms], case when o."isUndecided" then array[c.ms] end
      from own o cross join clock c
      on conflict (workspace_id, day, domain) do update set checked = n.checked || excluded.checked,
        undecided = n.undecided || excluded.undecided
    ),
    sides as materialized (
      select o.domain, s.side, s.said, decode(s.digest, 'hex') as digest from own o cross join lateral (values
        ('authority', o.authority, o.digests ->> 'authority'), ('resolver', o.resolver, o.digests ->> 'resolver')
      ) as s(side, said, digest)
    ),
    past as (
      insert into rollcall.dns_side_past (workspace_id, domain, side, since, until, said)
      select p.workspace_id, p.domain, p.side, p.since, c.at, p.said from rollcall.dns_side p cross join clock c
      join sides s on s.domain = p.domain and s.side = p.side
      where p.workspace_id = ${tx.workspaceId} and p.digest <> s.digest
      on conflict do nothing
    ),
    newest as (
      insert into rollcall.dns_side as n (workspace_id, domain, side, said, digest, since, seen_at)
      select ${tx.workspaceId}, s.domain, s.side, s.said, s.digest, c.at, c.at from sides s cross join clock c
      on conflict (workspace_id, domain, side) do update set said = excluded.said, digest = excluded.digest,
        since = case when n.digest = excluded.digest then n.since else excluded.since end, seen_at = excluded.seen_at
    )
    select count(*)::int as recorded from own`.execute(tx);
  return rows[0]?.recorded ?? 0;
}

/**
 * Has these domains asked about at once, or all that there are; answers how many. Those whose turn has come already are among
 * them.
 */
export async function askForChecks(tx: Tx, domain: string | undefined): Promise<number> {
  let query = tx
    .updateTable('dns_domain')
    .set({ due_at: sql`least(due_at, clock_timestamp())`, asked_at: sql`clock_timestamp()` })
    .where('workspace_id', '=', tx.workspaceId);
  if (domain !== undefined) query = query.where('domain', '=', domain);
  const { numUpdatedRows } = await query.executeTakeFirst();
  return Number(numUpdatedRows);
}

/** As somebody asks for it: on record, as of the first connection that has the domain and that the caller may see. */
export async function requestDnsCheck(
  tx: Tx,
  { domain, actor }: { readonly domain: string; readonly actor: Actor },
): Promise<void> {
  await askForChecks(tx, domain);
  const [holder] = (await heldDomains(tx, [domain])).get(domain) ?? [];
  await appendEvent(tx, {
    type: 'dns.check_requested',
    actor,
    subject: { kind: 'domain', externalId: holder?.externalId ?? domain, name: domain },
    ...(holder === undefined ? {} : { connectionId: holder.connectionId }),
  });
}
