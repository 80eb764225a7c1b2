import type { KindSays } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';

/**
 * What providers declare of their kinds that says what attributes mean, by provider and kind: facts are read by it, and name no
 * provider.
 */
export type Meanings = Readonly<Record<string, Readonly<Record<string, KindMeaning>>>>;

/** What is left out is unknown. */
export interface KindMeaning {
  /** The attribute that holds when the provider says it was made. */
  readonly made?: string | undefined;
  /** The attribute that names the order which brought it. */
  readonly order?: string | undefined;
  /** Of what moves money: charges for orders. */
  readonly charges?:
    | {
        readonly order: string;
        readonly datedBy: string;
        readonly types: readonly string[];
        readonly periodDays: number | null;
      }
    | undefined;
  /** Of what is known of the reputation of what it is named as: the attribute that names the lists it is on. */
  readonly listedOn?: string | undefined;
  readonly says: KindSays;
}

/** `kinds`: the workspace's connections, each with each of its kinds and what is declared of it, in a `with`. */
export function kindsWith(tx: Tx, meanings: Meanings): RawBuilder<unknown> {
  return sql`
    kinds as materialized (
      select c.connection_id, c.name as connection, c.provider, c.account_id, c.created_at, k.key as kind, k.value as said, k.value -> 'says' as says
      from rollcall.connection c
      join jsonb_each(${JSON.stringify(meanings)}::jsonb) p on p.key = c.provider
      cross join lateral jsonb_each(p.value) k
      where c.workspace_id = ${tx.workspaceId} and c.state <> 'removed'
    ),
    known as materialized (
      select k.connection_id, k.kind, ${knownSince} as since
      from kinds k
      left join rollcall.scope s on s.workspace_id = ${tx.workspaceId} and s.connection_id = k.connection_id and s.kind = k.kind
      group by 1, 2
    )`;
}

/**
 * Of all scopes `s` of a kind, since when all of it is known; null where that is not so. An absence counts in these grades alone,
 * and in a listing that was whole.
 */
export const knownSince = sql`case when bool_and(coalesce(s.trouble is null and s.full_at is not null
  and s.grade in ('proven', 'corroborated'), false)) then min(s.full_at) end`;

/** Whether a resource's word for how it stands is among these of its kind. Both are columns of one row. */
export function isAmong(
  which: 'inForce' | 'ending' | 'ended' | 'unpaid' | 'suspended',
  { attributes, says }: { readonly attributes: RawBuilder<unknown>; readonly says: RawBuilder<unknown> },
): RawBuilder<boolean> {
  return sql<boolean>`coalesce(${says} -> 'service' -> ${which} ? (${attributes} ->> (${says} -> 'service' ->> 'attribute')), false)`;
}
