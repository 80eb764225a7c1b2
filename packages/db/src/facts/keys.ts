import type { GatewayKeyFacts, KeyCountFacts, KeyFacts, ProviderKeyFacts } from '@rollcall/ledger';
import { ApiKeyId, ConnectionId, type KeyAttributes } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';
import {
  type DeclaredKind,
  declaredText,
  declaredTexts,
  type HeldRow,
  heldColumns,
  heldLive,
  heldOf,
  isAfter,
  positionOf,
  type ResourcePosition,
} from './declared.ts';
import { pagesOf } from './pages.ts';

type KeyKinds = readonly DeclaredKind<KeyAttributes>[];

/** Every key that still works: first those of Rollcall's own API, then those that providers list. */
export async function* keyFacts(tx: Tx, kinds: KeyKinds): AsyncGenerator<readonly KeyFacts[]> {
  yield* gatewayKeys(tx);
  yield* providerKeys(tx, kinds);
}

function gatewayKeys(tx: Tx): AsyncIterable<readonly GatewayKeyFacts[]> {
  return pagesOf<GatewayKeyFacts, string>({
    keyOf: ({ id }) => id,
    async page(after, limit) {
      let query = tx
        .selectFrom('api_key')
        .select(['key_id', 'name', 'created_at', 'expires_at', 'last_used_on'])
        .where('workspace_id', '=', tx.workspaceId)
        .where('revoked_at', 'is', null)
        // One that has its successor is on its way out.
        .where('replaced_by', 'is', null)
        .where((key) => key.or([key('expires_at', 'is', null), key('expires_at', '>', sql<Date>`now()`)]))
        .orderBy('key_id')
        .limit(limit);
      if (after !== undefined) query = query.where('key_id', '>', after);
      return (await query.execute()).map((row) => ({
        of: 'gateway',
        id: ApiKeyId.parse(row.key_id),
        name: row.name,
        madeAt: instant(row.created_at),
        usedAt: row.last_used_on === null ? null : `${row.last_used_on}T00:00:00.000Z`,
        expiresAt: instantOrNull(row.expires_at),
      }));
    },
  });
}

/** When each was used last is what listings showed since, or what the ledger has of it, whichever is later. */
function providerKeys(tx: Tx, kinds: KeyKinds): AsyncIterable<readonly ProviderKeyFacts[]> {
  return pagesOf<ProviderKeyFacts, ResourcePosition>({
    keyOf: positionOf,
    async page(after, limit) {
      const { rows } = await sql<KeyRow>`
        select ${heldColumns}, ${declaredText('account')} as account, ${declaredText('madeAt')} as made_at,
          ${declaredText('usedAt')} as used_at, u.used_at as seen_used_at, ${declaredText('expiresAt')} as expires_at,
          ${declaredTexts('networks')} as networks, ${everything} as everything, ${access} as access
        from ${heldLive(tx, kinds)}
        left join rollcall.last_use u on u.workspace_id = r.workspace_id and u.connection_id = r.connection_id
          and u.kind = r.kind and u.external_id = r.external_id
        where ${isAfter(after)}
        order by r.connection_id, r.kind, r.external_id limit ${limit}`.execute(tx);
      return rows.map((row) => {
        const { access: held, everything: wanted } = row;
        const reaches = held === null || wanted === null ? null : wanted.filter((level) => held.includes(level));
        return {
          ...heldOf(row),
          of: 'provider',
          account: row.account,
          madeAt: row.made_at,
          usedAt: later(row.used_at, instantOrNull(row.seen_used_at)),
          expiresAt: row.expires_at,
          networks: row.networks,
          reaches,
          mayDoEverything: reaches === null ? null : reaches.length === wanted?.length,
        };
      });
    },
  });
}

/** How many keys each account has, where its provider has a limit. */
export function keyCountFacts(tx: Tx, kinds: KeyKinds): AsyncIterable<readonly KeyCountFacts[]> {
  return pagesOf<KeyCountFacts, readonly [string, string, string]>({
    keyOf: ({ connectionId, kind, account }) => [connectionId, kind, account ?? ''],
    async page(after, limit) {
      const { rows } = await sql<CountRow>`
        select k.* from (
          select r.connection_id, c.name as connection, r.kind, coalesce(${declaredText('account')}, '') as account,
            count(*)::int as count, (d.declared -> 'limit' -> 'most')::int as most, d.declared -> 'limit' ->> 'reason' as reason,
            max(case when s.believed_at is null then coalesce(s.trouble, 'it is not listed') else s.trouble end) as trouble
          from ${heldLive(tx, kinds)}
          where d.declared -> 'limit' is not null
          group by 1, 2, 3, 4, 6, 7
        ) k
        where ${after === undefined ? sql`true` : sql`(k.connection_id, k.kind, k.account) > (${after[0]}::uuid, ${after[1]}, ${after[2]})`}
        order by k.connection_id, k.kind, k.account limit ${limit}`.execute(tx);
      return rows.map(({ connection_id, account, ...row }) => ({
        ...row,
        connectionId: ConnectionId.parse(connection_id),
        account: account === '' ? null : account,
      }));
    },
  });
}

const access: RawBuilder<string[] | null> =
  sql`case jsonb_typeof(r.attributes -> (d.declared -> 'access' ->> 'attribute'))
  when 'array' then array(select jsonb_array_elements_text(r.attributes -> (d.declared -> 'access' ->> 'attribute')))
  when 'string' then array[r.attributes ->> (d.declared -> 'access' ->> 'attribute')] end`;
const everything: RawBuilder<string[] | null> = sql`case when d.declared -> 'access' is not null
  then array(select jsonb_array_elements_text(d.declared -> 'access' -> 'everything')) end`;

/** The later of two times, one of which is as a provider wrote it. */
function later(written: string | null, seen: string | null): string | null {
  if (written === null || seen === null) return seen ?? written;
  return Date.parse(seen) > Date.parse(written) ? seen : written;
}

interface KeyRow extends HeldRow {
  readonly account: string | null;
  readonly made_at: string | null;
  readonly used_at: string | null;
  readonly seen_used_at: Date | null;
  readonly expires_at: string | null;
  readonly networks: string[] | null;
  readonly everything: string[] | null;
  readonly access: string[] | null;
}

interface CountRow {
  readonly connection_id: string;
  readonly connection: string;
  readonly kind: string;
  readonly account: string;
  readonly count: number;
  readonly most: number;
  readonly reason: string;
  readonly trouble: string | null;
}
