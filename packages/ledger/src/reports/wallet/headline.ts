import type { ReportHeadline } from '@rollcall/schema';
import { exactly, sizeOf } from '../../money/amount.ts';
import { type BinSum, binSums } from './bins-section.ts';
import { countOf, type WalletChange, type WalletChanges } from './changes.ts';
import type { WalletBin, WalletPart } from './facts.ts';
import type { ReportedWallet } from './wallet-roll.ts';
import type { ToldPart } from './wallet-table.ts';
import { coverSentence, moneyWords, walletText } from './words.ts';
import { unexplainedOf, type WalletOfPart, worstFirst } from './worst-first.ts';

/** So many are read; what is left out stands in the sections. */
const linesMax = 8;

/** What is wrong with money, the worst first, what it costs and what to do. */
export function walletHeadline(
  parts: readonly ToldPart[],
  changes: readonly WalletChanges[],
): readonly ReportHeadline[] {
  const lines = [
    ...parts.flatMap(uncovered),
    ...worstFirst(walletsOf(parts)).flatMap(unexplained),
    ...parts.flatMap((told) => told.wallets.flatMap((wallet) => explained(told, wallet))),
    ...parts.flatMap((told) => told.wallets.flatMap((wallet) => withoutTotals(told, wallet))),
    ...parts.flatMap((told) => binSums(told.part).flatMap((sum) => odd(told, sum))),
    ...became(changes),
  ];
  if (lines.length === 0) return [good(parts)];
  if (lines.length <= linesMax) return lines;
  const rest = lines.length - linesMax + 1;
  const more = `${rest} more are wrong: "Differences", "What the transactions are" and "Late, edited and vanished transactions" name them.`;
  return [...lines.slice(0, linesMax - 1), line('notice', more)];
}

function line(
  severity: ReportHeadline['severity'],
  sentence: string,
  more: Partial<ReportHeadline> = {},
): ReportHeadline {
  return { severity, sentence, cost: null, remedy: null, ...more };
}

function walletsOf(parts: readonly ToldPart[]): readonly WalletOfPart[] {
  return parts.flatMap(({ part, wallets }) => wallets.map((wallet) => ({ part, wallet })));
}

function uncovered({ part }: ToldPart): readonly ReportHeadline[] {
  if (part.cover.isCovered) return [];
  const remedy = `Run "rollcall sync ${part.connection} --full", then make the report again.`;
  return [
    line('alarm', `Of wallets at ${part.connection} nothing can be added up: ${coverSentence(part.cover)}.`, {
      remedy,
    }),
  ];
}

function unexplained({ part, wallet }: WalletOfPart): readonly ReportHeadline[] {
  const minor = unexplainedOf({ part, wallet });
  if (minor === 0n) return [];
  const place = wallet.whole.difference?.places[0];
  const where = place === undefined ? '' : `, from ${place.externalId} of ${place.at.slice(0, 10)} on`;
  const sentence = `${capital(walletText(wallet, part))}: ${moneyWords(minor, wallet)} of its closing balance is unexplained${where}.`;
  return [
    line('alarm', sentence, {
      cost: exactly({ minor: sizeOf(minor), currency: wallet.currency, unit: wallet.unit }),
      remedy:
        place === undefined
          ? 'Have the provider show all that moved in the period: something is missing from the list, or was taken.'
          : `Have the provider show what moved before ${place.externalId} ("${place.name}"): something is missing there, or of another amount.`,
    }),
  ];
}

function explained({ part }: ToldPart, wallet: ReportedWallet): readonly ReportHeadline[] {
  const { difference } = wallet.whole;
  if (!part.cover.isCovered || wallet.why !== null || difference === undefined) return [];
  if (difference.explainedMinor === 0n || difference.unexplainedMinor !== 0n) return [];
  const sentence = `${capital(walletText(wallet, part))}: it differs by ${moneyWords(difference.minor, wallet)} from what the provider says, and all of that is explained.`;
  return [line('notice', sentence, { remedy: 'Nothing is to be done: "Differences" says why.' })];
}

function withoutTotals({ part }: ToldPart, wallet: ReportedWallet): readonly ReportHeadline[] {
  if (!part.cover.isCovered || wallet.why === null) return [];
  return [line('alarm', `${capital(walletText(wallet, part))} has no totals: ${wallet.why}.`)];
}

const oddBins: Readonly<Partial<Record<WalletBin, string>>> = {
  charge_unlisted: 'Ask the provider what was charged for; "transactions" names what each is for.',
  charge_unreferenced: 'Ask the provider what was charged for.',
  top_up_unbilled: 'Fetch the invoices from the provider’s dashboard, or ask for them.',
  recharge_unbilled: 'Fetch the invoices from the provider’s dashboard, or ask for them.',
  credit_unsorted: 'Ask the provider what the money is for.',
};

function odd({ part }: ToldPart, { bin, count, minor, currency, unit }: BinSum): readonly ReportHeadline[] {
  const remedy = oddBins[bin];
  if (!part.cover.isCovered || remedy === undefined || minor === null) return [];
  const cost = bin.startsWith('charge') ? exactly({ minor: sizeOf(minor), currency, unit }) : null;
  return [
    line(
      'notice',
      `${oddWords[bin]} at ${part.connection}: ${count}, of ${moneyWords(sizeOf(minor), { currency, unit })} in all.`,
      { cost, remedy },
    ),
  ];
}

const oddWords: Readonly<Partial<Record<WalletBin, string>>> = {
  charge_unlisted: 'Charges for what no listing ever showed',
  charge_unreferenced: 'Charges that name nothing',
  top_up_unbilled: 'Top-ups without an invoice',
  recharge_unbilled: 'Automatic top-ups without an invoice',
  credit_unsorted: 'Credits of no known sort',
};

function became(changes: readonly WalletChanges[]): readonly ReportHeadline[] {
  if (changes.every((one) => countOf(one) === 0)) return [];
  const count = (change: WalletChange['change']) => changes.reduce((sum, { counts }) => sum + counts[change], 0);
  const words = [`${count('late')} came late`, `${count('changed')} were edited`, `${count('vanished')} vanished`];
  const remedy =
    'Compare with what was issued before: "Late, edited and vanished transactions" says what each was, and since when.';
  return [line('notice', `Of the period’s transactions, ${words.join(', ')}.`, { remedy })];
}

function good(parts: readonly ToldPart[]): ReportHeadline {
  const wallets = parts.flatMap((told) => told.wallets);
  if (wallets.length === 0) return without(parts.map(({ part }) => part));
  const unclosed = wallets.filter(({ whole }) => whole.difference === undefined).length;
  if (wallets.length === 1) {
    const closed =
      unclosed === 0 ? 'holds what its transactions come to' : 'adds up; nothing says what it holds at the end';
    return line('good', `The one wallet ${closed}.`);
  }
  const closed =
    unclosed === 0
      ? 'hold what their transactions come to'
      : `add up; of ${unclosed}, nothing says what they hold at the end`;
  return line('good', `All ${wallets.length} wallets ${closed}.`);
}

/** That nothing is wrong with no wallet at all is no good news: the name may be wrong, or nothing is listed yet. */
function without(parts: readonly WalletPart[]): ReportHeadline {
  if (!parts.some(({ isNarrowed }) => isNarrowed)) {
    return line('notice', 'There is no wallet that was read, and nothing moved: nothing could be wrong.', {
      remedy: 'See with "rollcall connections list" which accounts are listed; "rollcall sync NAME --full" lists one.',
    });
  }
  const sentence = parts.some((part) => binSums(part).length > 0)
    ? 'No wallet is this client’s own: what moved for them did so in wallets of others, which are held against nothing here.'
    : 'There is no wallet of this client’s that was read, and nothing moved for them in the period.';
  return line('notice', sentence, {
    remedy:
      'Leave out --client: "Wallets" and "Spent by client" then name whom wallets are of and whom money was spent for.',
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
