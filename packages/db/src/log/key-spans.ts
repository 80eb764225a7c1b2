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

/** Every key of the workspace's log, the first one first, with what it signed. Looks at all checkpoints. */
export async function logKeySpans(tx: Tx): Promise<readonly LogKeySpan[]> {
  const { rows } = await sql<{ nth: number; number: string; size: string; at: Date }>`
    select k.nth, c.number, c.size, c.at
    from (
      select k.nth, min(c.number) as first, max(c.number) as last
      from rollcall.log_key k join rollcall.audit_checkpoint c
        on c.workspace_id = k.workspace_id and k.nth between c.first_key and c.last_key
      where k.workspace_id = ${tx.workspaceId} group by k.nth
    ) k join rollcall.audit_checkpoint c on c.workspace_id = ${tx.workspaceId} and c.number in (k.first, k.last)
    order by k.nth, c.number`.execute(tx);
  const bounds = Map.groupBy(rows, ({ nth }) => nth);
  return (await logKeys(tx)).map((key) => {
    const [first, last = first] = (bounds.get(key.nth) ?? []).map(({ number, size, at }) => ({
      ...{ number: Number(number), size: Number(size), at: instant(at) },
    }));
    return { ...key, since: first ?? null, until: last ?? null };
  });
}
