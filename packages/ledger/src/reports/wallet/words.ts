import { type Instant, minorDigits, type ReportAmount } from '@rollcall/schema';
import { amountText, type MoneyUnit } from '../../money/amount.ts';
import type { Explanation, ExplanationRule } from './explain-difference.ts';
import type { WalletBin, WalletCover, WalletPart } from './facts.ts';
import type { Held } from './held.ts';

/** Bins by the names that people read, and what they mean. */
export const binWords: Readonly<Record<WalletBin, { readonly title: string; readonly means: string }>> = {
  top_up: { title: 'Top-ups', means: 'money that somebody put in' },
  top_up_billed: { title: 'Top-ups with an invoice', means: 'money that somebody put in, which an invoice names' },
  top_up_unbilled: { title: 'Top-ups without an invoice', means: 'money that somebody put in, which no invoice names' },
  recharge: { title: 'Automatic top-ups', means: 'money that the wallet took by itself' },
  recharge_billed: {
    title: 'Automatic top-ups with an invoice',
    means: 'money that the wallet took by itself, which an invoice names',
  },
  recharge_unbilled: {
    title: 'Automatic top-ups without an invoice',
    means: 'money that the wallet took by itself, which no invoice names',
  },
  refund: { title: 'Refunds', means: 'money that came back for what it names' },
  credit_unsorted: { title: 'Credits of no known sort', means: 'money that came, and nothing tells what for' },
  reversal: { title: 'Reversed credits', means: 'credits that take away' },
  transfer: { title: 'Transfers', means: 'legs of transfers between wallets' },
  charge: { title: 'Charges for what was listed', means: 'money that was taken for something that a listing showed' },
  charge_unlisted: {
    title: 'Charges for what no listing showed',
    means: 'money that was taken for something that no listing ever showed',
  },
  charge_unreferenced: {
    title: 'Charges that name nothing',
    means: 'money that was taken, and nothing tells what for',
  },
  direction_unknown: {
    title: 'Neither credit nor debit',
    means: 'the provider calls them something else: whether they came or went is not known',
  },
  amount_unknown: {
    title: 'Amounts that are none',
    means: 'no number, of no known currency, or with more decimals than the currency has',
  },
  unit_unknown: { title: 'Amounts of an unknown unit', means: 'shown as they came, and never added' },
};

/** Why a wallet holds something else than its transactions come to, in words. */
export function explanationSentence({ rule, count }: Pick<Explanation, 'rule' | 'count'>): string {
  return explanationWords[rule](`${count} ${count === 1 ? 'transaction' : 'transactions'}`);
}

const explanationWords: Readonly<Record<ExplanationRule, (count: string) => string>> = {
  without_time: (count) => `${count} without a time: in the balance, and in no period`,
  dated_later: (count) => `${count} dated later than the balance was read, which had them`,
  listed_later: (count) => `${count} first listed after the balance was read, and dated before`,
  dated_before: (count) => `${count} first listed after the opening balance was read, and dated before it`,
  changed_since: (count) => `${count} edited or vanished after the balance was read`,
  misstated: (count) => `a running balance that nothing goes on from is what was stated, of ${count}`,
};

/** How it is known what a wallet held, in words. */
export function heldSentence(held: Held | undefined, moment: Instant): string {
  if (held === undefined) return 'nothing says it';
  const { by, at, gapMs } = held;
  if (by === 'running') return `the running balance of the last transaction before, of ${told(at)}`;
  if (by === 'first')
    return `the running balance of the first that states one, of ${told(at)}, with what is listed between`;
  const gap = gapText(gapMs);
  return at === moment
    ? `the balance as it was read at ${told(at)}`
    : `the balance as it was read at ${told(at)}, ${gap} ${by === 'read_after' ? 'later, less' : 'earlier, with'} what is listed between`;
}

function gapText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`;
}

/** To the minute, in UTC. */
export function told(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`;
}

/** What shows that all transactions of the period are known, in words. */
export function coverSentence({ isCovered, by, newestAt }: WalletCover): string {
  if (by !== null && isCovered) return `${by.grade} by the listing of ${told(by.startedAt)}`;
  if (by !== null)
    return `not covered: the listing of ${told(by.startedAt)} shows only the newest, and none shows the rest`;
  return newestAt === null
    ? 'not covered: there was no whole listing'
    : `not covered: the newest whole listing began at ${told(newestAt)}, before the period ended`;
}

/** A wallet as people know it. */
export function walletText(
  { name }: { readonly name: string },
  { connection }: Pick<WalletPart, 'connection'>,
): string {
  return `wallet ${name === '' ? 'that is not named' : name} at ${connection}`;
}

/** An amount for a column; null where it is not known. */
export function reportAmount(
  minor: bigint | null | undefined,
  { currency, unit }: { readonly currency: string | null; readonly unit: MoneyUnit },
): ReportAmount | null {
  return minor === null || minor === undefined ? null : { minor: String(minor), currency, unit };
}

/** As people read it. */
export function moneyWords(minor: bigint, of: { readonly currency: string | null; readonly unit: MoneyUnit }): string {
  return amountText({ minor, ...of });
}

/** For a picture alone, where the last digit of a large number is not seen. */
export function asNumber(minor: bigint, currency: string): number {
  return Number(minor) / 10 ** minorDigits(currency);
}
