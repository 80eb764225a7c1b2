import type { ReportColumn, ReportRow } from '@rollcall/schema';
import type { MoneyUnit } from '../../money/amount.ts';
import type { DraftSection } from '../draft.ts';
import type { ClientFlow, WalletBin } from './facts.ts';
import type { ToldPart } from './wallet-table.ts';
import { coverSentence, reportAmount } from './words.ts';

/** What was spent for a client at a connection, of one currency. */
interface ClientSum {
  readonly client: string | null;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  readonly count: number;
  readonly chargedMinor: bigint;
  readonly refundedMinor: bigint;
}

const spends: readonly WalletBin[] = ['charge', 'charge_unlisted', 'charge_unreferenced'];

/** Who it was spent for, the most first; what nobody is named for is one of them. What only moves between wallets is not spent. */
export function clientSums(flows: readonly ClientFlow[]): readonly ClientSum[] {
  const spent = flows.filter(({ bin }) => spends.includes(bin) || bin === 'refund');
  const groups = Map.groupBy(spent, ({ client, currency, unit }) => JSON.stringify([client, currency, unit]));
  return [...groups]
    .map(([key, own]) => ({ key, sum: clientSum(own) }))
    .toSorted((one, other) => {
      const [net, others] = [netOf(one.sum), netOf(other.sum)];
      return net === others ? (one.key < other.key ? -1 : 1) : net < others ? -1 : 1;
    })
    .map(({ sum }) => sum);
}

function clientSum(flows: readonly ClientFlow[]): ClientSum {
  const [first] = flows;
  const total = (of: readonly ClientFlow[]) => of.reduce((sum, { inMinor, outMinor }) => sum + inMinor + outMinor, 0n);
  return {
    ...{ client: first?.client ?? null, currency: first?.currency ?? null, unit: first?.unit ?? 'unknown' },
    count: flows.reduce((sum, { count }) => sum + count, 0),
    chargedMinor: total(flows.filter(({ bin }) => bin !== 'refund')),
    refundedMinor: total(flows.filter(({ bin }) => bin === 'refund')),
  };
}

function netOf({ chargedMinor, refundedMinor }: ClientSum): bigint {
  return chargedMinor + refundedMinor;
}

/** What was spent for each client. */
export function clientsSection(parts: readonly ToldPart[]): DraftSection {
  return {
    ...{ id: 'clients', title: 'Spent by client' },
    notes: [
      'A client is the one that the order names, or else the one whose wallet it is. Top-ups and transfers are not spent.',
    ],
    table: {
      columns,
      rows: parts.flatMap(({ part }) =>
        (part.cover.isCovered ? clientSums(part.clients) : []).map(
          (sum): ReportRow => ({
            ...{ connection: part.connection, client: sum.client ?? 'no client named', transactions: sum.count },
            charged: reportAmount(sum.chargedMinor, sum),
            refunded: reportAmount(sum.refundedMinor, sum),
            spent: reportAmount(netOf(sum), sum),
            coverage: coverSentence(part.cover),
          }),
        ),
      ),
    },
  };
}

const columns: readonly ReportColumn[] = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'client', title: 'Client', type: 'text' },
  { name: 'transactions', title: 'Transactions', type: 'count' },
  { name: 'charged', title: 'Charged', type: 'amount' },
  { name: 'refunded', title: 'Refunded', type: 'amount' },
  { name: 'spent', title: 'Spent', type: 'amount' },
  { name: 'coverage', title: 'Coverage', type: 'text' },
];
