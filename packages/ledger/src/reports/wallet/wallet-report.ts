import type { ReportChange, ReportCoverage } from '@rollcall/schema';
import { reportCoverage } from '../coverage.ts';
import type { DraftSection, ReportDraft } from '../draft.ts';
import { binsSection } from './bins-section.ts';
import { changesSince, type WalletChanges } from './changes.ts';
import { clientsSection } from './clients-section.ts';
import { differencesSection } from './differences-section.ts';
import type { WalletPart } from './facts.ts';
import { walletHeadline } from './headline.ts';
import { lateSection } from './late-section.ts';
import { monthsSection } from './months-section.ts';
import { walletReasons } from './reasons.ts';
import type { PaidOrder, ReportedTransaction } from './rows.ts';
import { ordersSection, type Streamed, transactionsSection } from './streamed-sections.ts';
import { reportedWallets } from './wallet-roll.ts';
import { type ToldPart, walletsSection } from './wallet-table.ts';

export interface WalletReportFacts {
  readonly parts: readonly WalletPart[];
  /** Of each part. */
  readonly changes: readonly WalletChanges[];
  readonly orders: Streamed<PaidOrder>;
  readonly transactions: Streamed<ReportedTransaction>;
  /** Whether the period has not ended by what is known. */
  readonly isOpen: boolean;
  /** By when the report that was issued before was known. */
  readonly earlierKnownAt: string | undefined;
  /** Further sections, such as findings about money. */
  readonly further: readonly DraftSection[];
}

/** What wallets held, what came and went, and what that paid for. */
export function walletReport(facts: WalletReportFacts): ReportDraft {
  const { parts, changes, isOpen, earlierKnownAt } = facts;
  if (parts.length === 0) return withoutWallets;
  const told: readonly ToldPart[] = parts.map((part) => ({
    part,
    wallets: reportedWallets(part, (wallet) =>
      changes.filter((one) => isOf(one, part)).flatMap(({ amounts }) => amounts.filter((one) => one.wallet === wallet)),
    ),
  }));
  const isIncomplete = parts.some(({ cover }) => !cover.isCovered);
  const superseded: readonly ReportChange[] = earlierKnownAt === undefined ? [] : changesSince(changes, earlierKnownAt);
  const names = new Map(parts.map(({ connectionId, connection }) => [connectionId, connection]));
  return {
    state: isIncomplete ? 'incomplete' : isOpen ? 'open' : 'complete',
    reasons: [...walletReasons(told, isOpen)],
    coverage: coverageOf(parts),
    headline: walletHeadline(told, changes),
    changes: superseded,
    sections: [
      walletsSection(told),
      monthsSection(told),
      differencesSection(told),
      binsSection(told),
      clientsSection(told),
      ordersSection(facts.orders),
      lateSection(changes.map((one) => ({ ...one, connection: names.get(one.connectionId) ?? '' }))),
      ...facts.further,
      transactionsSection(facts.transactions),
    ],
  };
}

function isOf({ connectionId, kind }: WalletChanges, part: WalletPart): boolean {
  return connectionId === part.connectionId && kind === part.kind;
}

/** Of each kind that moves money, whether its period was listed whole. */
function coverageOf(parts: readonly WalletPart[]): ReportCoverage {
  const covered = (grade: string) => parts.filter(({ cover }) => cover.isCovered && cover.by?.grade === grade).length;
  const stale = parts.filter(({ cover }) => !cover.isCovered && cover.newestAt !== null).length;
  const failed = parts.filter(({ cover }) => !cover.isCovered && cover.newestAt === null).length;
  const oldest = parts.flatMap(({ cover }) => cover.by?.startedAt ?? cover.newestAt ?? []).sort()[0] ?? null;
  const counts = { proven: covered('proven'), corroborated: covered('corroborated'), plausible: 0, stale, failed };
  return reportCoverage({ asOf: oldest, coverage: counts });
}

const withoutWallets: ReportDraft = {
  state: 'incomplete',
  reasons: [
    {
      sentence: 'There is no wallet in this period: no connection here is to a provider that shows what moved in any.',
      remedy: null,
    },
  ],
  headline: [
    { severity: 'notice', sentence: 'There is no wallet whose transactions were listed.', cost: null, remedy: null },
  ],
  sections: [],
};
