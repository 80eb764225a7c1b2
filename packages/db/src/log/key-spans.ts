import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import { type LogKey, logKeys } from './keys.ts';

/** A key of the log, and the first and the last checkpoint that it signed. */
export interface LogKeySpan extends LogKey {
  readonly since: KeyBound | null;
  readonly until: KeyBound | null;
}

interface KeyBound {
  readonly number: number;
  readonly size: number;
  readonly at: string;
}

/**
 * Every key of the workspace's log, the first one first, with what it signed. Keys sign one after the other, so that the last
 * checkpoint of each is the last one that its successor did not sign alone: two probes of an index for each key.
 */
export async function logKeySpans(tx: Tx): Promise<readonly LogKeySpan[]> {
  const { rows } = await sql<{ nth: number; number: string; size: string; at: Date }>`
    select k.nth, c.number, c.size, c.at
    from rollcall.log_key k
      cross join lateral (select f.first_key, f.number from rollcall.audit_checkpoint f
        where f.workspace_id = k.workspace_id and f.last_key >= k.nth order by f.last_key, f.number limit 1) f
      left join lateral (select s.first_key, s.number from rollcall.audit_checkpoint s
        where s.workspace_id = k.workspace_id and s.last_key > k.nth order by s.last_key, s.number limit 1) s on true
      cross join lateral (select max(n.number) as number from rollcall.audit_checkpoint n
        where n.workspace_id = k.workspace_id) newest
      cross join lateral (values (f.number),
        (coalesce(s.number - case when s.first_key <= k.nth then 0 else 1 end, newest.number))) b(number)
      join rollcall.audit_checkpoint c on c.workspace_id = k.workspace_id and c.number = b.number
    where k.workspace_id = ${tx.workspaceId} and f.first_key <= k.nth
    order by k.nth, c.number`.execute(tx);
  const bounds = Map.groupBy(rows, ({ nth }) => nth);
  return (await logKeys(tx)).map((key) => {
    const [first, last = first] = (bounds.get(key.nth) ?? []).map(({ number, size, at }) => ({
      ...{ number: Number(number), size: Number(size), at: instant(at) },
    }));
    return { ...key, since: first ?? null, until: last ?? null };
  });
}
