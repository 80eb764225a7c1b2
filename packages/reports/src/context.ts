import type { Tx } from '@rollcall/db';
import type { EarlierReport, ReportDraft, ReportTerms } from '@rollcall/ledger';
import type { Provider } from '@rollcall/provider-kit';

/** What a kind of report is made of. There is no clock: all of it is as it was known at `terms.knownAt`. */
export interface ReportContext {
  /** One snapshot: all questions see the same. */
  readonly tx: Tx;
  readonly terms: ReportTerms;
  /** All that there are: their kinds declare what moves money, what attributes say, and more. */
  readonly providers: readonly Provider[];
  /** The report of the same that was issued last before. */
  readonly earlier: EarlierReport | undefined;
}

/** Reads what a report of one kind is about, and says it. */
export type BuildReport = (context: ReportContext) => Promise<ReportDraft>;
