import type { ConnectionId, Moves } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';

/** A kind of a connection whose items move money. */
export interface MovingKind {
  readonly connectionId: ConnectionId;
  readonly kind: string;
  readonly moves: Moves;
}

/**
 * What the ledger holds live of such a kind, as rows: `external_id`, `name`, `wallet`, `at`, `effect` (what it adds to the
 * wallet, in minor units; null where that is not known), `stated` (the balance after it), `currency`, `unit`, `attributes`.
 * Rides the primary key of `resource`.
 */
export function movements(tx: Tx, { connectionId, kind, moves }: MovingKind): RawBuilder<unknown> {
  const { wallet, datedBy, into, outOf } = moves;
  const type = sql`lower(r.attributes ->> 'type')`;
  return sql`
    select r.external_id, r.name, r.attributes ->> ${wallet} as wallet, rollcall.instant_in(r.attributes ->> ${datedBy}) as at,
      case when ${type} = any(${[...into]}) then ${whole(sql`r.attributes ->> 'amountMinor'`)}
        when ${type} = any(${[...outOf]}) then -abs(${whole(sql`r.attributes ->> 'amountMinor'`)}) end as effect,
      ${whole(sql`r.attributes ->> 'balanceAfterMinor'`)} as stated,
      r.attributes ->> 'currency' as currency, coalesce(r.attributes ->> 'unit', 'confirmed') as unit, r.attributes
    from rollcall.resource r
    where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind} and r.presence = 'live'`;
}

/**
 * Whole minor units, or null for what is none. The check stands in the same CASE: nothing else is cast. A pattern would say the
 * same, and take several times as long of a million.
 */
export function whole(text: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when translate(${text}, '0123456789', '') in ('', '-') and strpos(${text}, '-') <= 1
    and ${text} not in ('', '-') and length(${text}) <= 41 then (${text})::numeric end`;
}

/** Whether a description begins with one of these, in lower case. */
export function isTold(name: RawBuilder<unknown>, beginnings: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`exists (select from unnest(${[...beginnings]}::text[]) b where starts_with(lower(${name}), b))`;
}
