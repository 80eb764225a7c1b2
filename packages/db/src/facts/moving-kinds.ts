import type { MoneyPlace } from '@rollcall/ledger';
import { ConnectionId, type Moves } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import type { MovingKind } from './movements.ts';

/** A kind that moves money, as its provider declares it. */
export interface DeclaredMoves {
  readonly provider: string;
  readonly kind: string;
  readonly moves: Moves;
}

/** The same of one connection, with what is to be known of its listings. */
export interface JudgedMoves extends MovingKind {
  readonly place: MoneyPlace;
}

interface Row {
  readonly connection_id: string;
  readonly name: string;
  readonly provider: string;
  readonly kind: string;
  readonly is_whole: boolean | null;
}

/** The kinds that move money at the connections of a workspace that are there and were listed. */
export async function judgedMoves(tx: Tx, declared: readonly DeclaredMoves[]): Promise<readonly JudgedMoves[]> {
  const { rows } = await sql<Row>`
    select c.connection_id, c.name, c.provider, s.kind, greatest(s.whole_at, s.window_at) >= s.believed_at as is_whole
    from rollcall.connection c
    join jsonb_to_recordset(${JSON.stringify(declared)}::jsonb) as d(provider text, kind text) on d.provider = c.provider
    join rollcall.scope s on s.workspace_id = c.workspace_id and s.connection_id = c.connection_id and s.kind = d.kind
      and s.parent = '' and s.believed_at is not null
    where c.workspace_id = ${tx.workspaceId} and c.state <> 'removed'
    order by c.connection_id, s.kind`.execute(tx);
  return rows.flatMap(({ connection_id, name, provider, kind, is_whole: isWhole }) => {
    const moves = declared.find((one) => one.provider === provider && one.kind === kind)?.moves;
    const connectionId = ConnectionId.parse(connection_id);
    const doubt =
      isWhole === true ? null : `the newest listing of ${kind}s that was believed did not show all of them for sure`;
    return moves === undefined
      ? []
      : [{ connectionId, kind, moves, place: { connectionId, connection: name, kind, doubt } }];
  });
}
