import { assertKept, assertReadingsKept, keptFrom, type Tx } from '@rollcall/db';
import {
  paidOrders,
  readPaidOrders,
  type WalletSource,
  walletChanges,
  walletPart,
  walletSources,
  walletTransactions,
} from '@rollcall/db/reports';
import { type BroughtKind, type ReportDraft, type WalletPart, walletNotKept, walletReport } from '@rollcall/ledger';
import type { Provider } from '@rollcall/provider-kit';
import type { ReportContext } from '../context.ts';
import { walletFindings } from './wallet-findings.ts';

/** So many late, edited and vanished transactions of a connection are told one by one. */
const changesMax = 2_000;

/** What wallets held over a period, what came and went, and what that paid for. */
export async function buildWallet(context: ReportContext): Promise<ReportDraft> {
  const { tx, terms, providers, earlier } = context;
  const { period, asOf, knownAt, connection, filters } = terms;
  if (period === null) throw new Error('a wallet is told of over a period');
  const { from, to } = period;
  const declared = declaredMoves(providers);
  const asked = { from, to, asOf, knownAt, connectionId: connection?.id, client: filters.client };
  const told: Told[] = [];
  for (const source of await walletSources(tx, declared, asked)) {
    told.push({ source, part: await walletPart(tx, source, asked), brings: bringsOf(providers, source) });
  }
  const changes = [];
  for (const { source, part } of told) {
    const coveredBy = part.cover.isCovered ? part.cover.by : null;
    const { points, readings } = part;
    const terms = { ...ends(part), coveredBy, points, readings, since: earlier?.knownAt, most: changesMax };
    changes.push(await walletChanges(tx, source, terms));
  }
  // Of what was not listed whole there are no sums.
  const whole = told.filter(({ part }) => part.cover.isCovered);
  const orders = await readOrders(tx, whole);
  await assertKept(tx, { asOf: knownAt, knownAt });
  await assertReadingsKept(tx, knownAt);
  const parts = told.map(({ part }) => part);
  const draft = walletReport({
    parts,
    ...{
      changes,
      isOpen: asOf < to,
      earlierKnownAt: earlier?.knownAt.toISOString(),
      further: [
        await walletFindings(
          context,
          told.map(({ source }) => source),
        ),
      ],
    },
    orders: {
      ...orders,
      async *pages(most) {
        for (const { source } of whole) yield* paidOrders(tx, source, most);
      },
    },
    transactions: {
      count: told.reduce((sum, { part }) => sum + listedIn(part), 0),
      mark: told.map(({ part }) => part.mark).join(' '),
      async *pages(most) {
        for (const { source, part } of told) yield* walletTransactions(tx, source, { ...ends(part), most });
      },
    },
  });
  return { ...draft, reasons: [...draft.reasons, ...walletNotKept(parts, await keptFrom(tx))] };
}

interface Told {
  readonly source: WalletSource;
  readonly part: WalletPart;
  readonly brings: readonly BroughtKind[];
}

function ends({ boundaries }: WalletPart): { readonly from: Date; readonly end: Date } {
  return { from: new Date(boundaries[0] ?? 0), end: new Date(boundaries.at(-1) ?? 0) };
}

/** How many transactions are of the period, or of no time. */
function listedIn({ flows, points, boundaries }: WalletPart): number {
  const [first, last] = [points.indexOf(boundaries[0] ?? ''), points.indexOf(boundaries.at(-1) ?? '')];
  return flows
    .filter(({ segment }) => segment === null || (segment > first && segment <= last))
    .reduce((sum, { count }) => sum + count, 0);
}

async function readOrders(tx: Tx, told: readonly Told[]): Promise<{ readonly count: number; readonly mark: string }> {
  const found = { count: 0, mark: '' };
  for (const { source, part, brings } of told) {
    const { count, mark } = await readPaidOrders(tx, source, { ...ends(part), brings });
    found.count += count;
    found.mark += ` ${mark}`;
  }
  return found;
}

function declaredMoves(providers: readonly Provider[]) {
  return providers.flatMap(({ name: provider, kinds }) =>
    kinds.flatMap(({ kind, moves }) => (moves === undefined ? [] : [{ provider, kind, moves }])),
  );
}

/** The kinds at the same provider that are brought by what is charged for. */
function bringsOf(providers: readonly Provider[], { moving, provider }: WalletSource): readonly BroughtKind[] {
  const kinds = providers.find(({ name }) => name === provider)?.kinds ?? [];
  return kinds.flatMap(({ kind, broughtBy }) =>
    broughtBy?.kind === moving.moves.charges.kind && kind !== moving.kind
      ? [{ kind, attribute: broughtBy.attribute }]
      : [],
  );
}
