import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { knownThen } from '../moment.ts';
import { type FindingsThenFilter, type FindingThen, findingsThen } from './findings-then.ts';
import { knownRows } from './known-rows.ts';
import type { WalletSource } from './wallet.ts';
import { ownWallets } from './wallet-rows.ts';

/** What tells whether something is of the client that a report is narrowed to; of all clients, everything is. */
export interface OfClient {
  /** The `with` parts that the others ask, each with a comma after it: their names are of the source's own. */
  readonly parts: RawBuilder<unknown>;
  isWallet(externalId: RawBuilder<unknown>): RawBuilder<boolean>;
  isCharged(externalId: RawBuilder<unknown>): RawBuilder<boolean>;
  /** Of what a transaction says, at whatever time it said that: the rule is that of the sums (`keptRows`). */
  isTransaction(attributes: RawBuilder<unknown>): RawBuilder<boolean>;
}

export function ofClient(tx: Tx, source: WalletSource): OfClient {
  const { moving, client, knownAt, table } = source;
  const { wallet, charges, clients } = moving.moves;
  if (client === undefined) {
    const all = () => sql<boolean>`true`;
    return { parts: sql``, isWallet: all, isCharged: all, isTransaction: all };
  }
  const [wallets, charged] = [sql.id(`${table}_wallets`), sql.id(`${table}_charged`)];
  const known = knownRows(tx, { connectionId: moving.connectionId, kind: charges.kind, knownAt });
  const isWallet = (id: RawBuilder<unknown>) => sql<boolean>`${id} in (select w.wallet from ${wallets} w)`;
  const isCharged = (id: RawBuilder<unknown>) => sql<boolean>`${id} in (select o.external_id from ${charged} o)`;
  return {
    parts: sql`
      ${wallets} as materialized (
        ${ownWallets(tx, { ...source, client })}
      ),
      ${charged} as materialized (
        select o.external_id from (${known}) o
        where ${clients === undefined ? sql`false` : sql`o.attributes ->> ${clients.attribute} = ${client}`}
      ),`,
    isWallet,
    isCharged,
    isTransaction: (of) =>
      sql`(${isWallet(sql`coalesce(${of} ->> ${wallet}, '')`)} or coalesce(${isCharged(sql`${of} ->> ${charges.attribute}`)}, false))`,
  };
}

/**
 * The findings that stood at a moment, those alone that are about the client's wallets, what is charged for them, or their
 * transactions, as any version has them; all of them, where the sources are of all clients.
 */
export function findingsOfClient(
  tx: Tx,
  filter: FindingsThenFilter,
  sources: readonly WalletSource[],
): AsyncGenerator<readonly FindingThen[]> {
  const narrowed = sources.filter(({ client }) => client !== undefined);
  if (narrowed.length === 0) return findingsThen(tx, filter);
  const each = narrowed.map((source) => ({ source, of: ofClient(tx, source) }));
  return findingsThen(tx, {
    ...filter,
    only: {
      parts: sql.join(
        each.map(({ of }) => of.parts),
        sql` `,
      ),
      where: sql`(${sql.join(
        each.map(({ source, of }) => isAbout(tx, source, of)),
        sql` or `,
      )})`,
    },
  });
}

function isAbout(tx: Tx, { moving, knownAt }: WalletSource, of: OfClient): RawBuilder<boolean> {
  const { connectionId, kind, moves } = moving;
  const subject = sql`n.subject_id`;
  return sql`(n.connection_id = ${connectionId} and case n.subject_kind
    when ${moves.walletKind} then ${of.isWallet(subject)}
    when ${moves.charges.kind} then ${of.isCharged(subject)}
    when ${kind} then exists (
      select from rollcall.resource_version v where v.workspace_id = ${tx.workspaceId} and v.connection_id = ${connectionId}
        and v.kind = ${kind} and v.external_id = ${subject} and ${knownThen('v', { asOf: knownAt, knownAt })}
        and ${of.isTransaction(sql`v.attributes`)})
    else false end)`;
}
