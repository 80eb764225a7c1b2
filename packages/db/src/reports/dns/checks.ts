import type { ToldChecks } from '@rollcall/ledger';
import { sql } from 'kysely';
import type { Tx } from '../../database.ts';

/** Which checks are meant. */
export interface ChecksWanted {
  /** Those of this day (UTC) and later ones. */
  readonly from: Date;
  /** Those at this time and before. */
  readonly until: Date;
  /** Of the days of these times each check is told, of all others the last one with how many there were. */
  readonly exactly: readonly Date[];
}

const dayMs = 86_400_000;

/**
 * When domains were asked about, the first first. Reads each day of the period once, by the primary key. Texts are joined: arrays of
 * a million numbers take longer to read than all else here.
 */
export async function dnsChecks(
  tx: Tx,
  { from, until, exactly }: ChecksWanted,
): Promise<ReadonlyMap<string, readonly ToldChecks[]>> {
  const [first, last] = [dayOf(from), dayOf(until)];
  const days = [...new Set([...exactly, until].map(dayOf))];
  const { rows } = await sql<{ domain: string; told: string }>`
    select d.domain, string_agg(t.told, ',') as told
    from rollcall.dns_check_day d
    cross join lateral (
      select case when d.day = any (${days}::date[]) then (
        select string_agg(concat_ws(':', d.day - date '1970-01-01', m.ms, u.flag, 1, u.flag), ',' order by m.ms)
        from unnest(d.checked) as m(ms) cross join lateral (select coalesce(m.ms = any (d.undecided), false)::int as flag) u
        where d.day < ${last}::date or m.ms <= ${until.getTime() % dayMs}
      ) else concat_ws(':', d.day - date '1970-01-01', d.checked[cardinality(d.checked)],
        coalesce(d.checked[cardinality(d.checked)] = any (d.undecided), false)::int, cardinality(d.checked),
        coalesce(cardinality(d.undecided), 0)) end as told
    ) t
    where d.workspace_id = ${tx.workspaceId} and d.day between ${first}::date and ${last}::date and t.told is not null
    group by d.domain`.execute(tx);
  return new Map(rows.map(({ domain, told }) => [domain, checksIn(told)]));
}

/** Put in order here: sorted there, all days of all domains would go through files. */
function checksIn(told: string): readonly ToldChecks[] {
  return told
    .split(',')
    .map(checkIn)
    .sort((one, other) => one.at - other.at);
}

function checkIn(text: string): ToldChecks {
  const [day = 0, ms = 0, is = 0, count = 0, undecided = 0] = text.split(':').map(Number);
  return { at: day * dayMs + ms, isUndecided: is === 1, count, undecided };
}

/** When each of these domains had been asked about last before a day (UTC) began; those that never were are left out. */
export async function lastAskedBefore(
  tx: Tx,
  { domains, day }: { readonly domains: readonly string[]; readonly day: Date },
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<{ domain: string; at: Date }>`
    select distinct on (d.domain) d.domain,
      (d.day + d.checked[cardinality(d.checked)] * interval '1 ms') at time zone 'UTC' as at
    from rollcall.dns_check_day d
    where d.workspace_id = ${tx.workspaceId} and d.day < ${dayOf(day)}::date and d.domain = any (${[...domains]}::text[])
    order by d.domain, d.day desc`.execute(tx);
  return new Map(rows.map(({ domain, at }) => [domain, at]));
}

/** Since when it is kept what DNS was asked and answered; null where all of it is. */
export async function dnsKeptFrom(tx: Tx): Promise<Date | null> {
  const row = await tx
    .selectFrom('dns_enrolment')
    .select('kept_from')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst();
  return row?.kept_from ?? null;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
