import type { ConnectionId, ReportAsk, ReportFigure, ReportKind } from '@rollcall/schema';

/** What a report is a function of, beside the ledger: all times are known, all names are resolved. */
export interface ReportTerms {
  readonly kind: ReportKind;
  /** Null of what is of one moment. `to` may be after `knownAt`: the period is open then. */
  readonly period: { readonly from: Date; readonly to: Date } | null;
  /** The moment whose state it describes: at most `knownAt`. */
  readonly asOf: Date;
  readonly knownAt: Date;
  readonly connection: { readonly id: ConnectionId; readonly name: string } | undefined;
  readonly filters: Pick<ReportAsk, 'resourceKind' | 'client' | 'actor' | 'subject' | 'about'>;
}

/** The report of the same that was issued last before `knownAt`, as far as later ones speak of it. */
export interface EarlierReport {
  readonly knownAt: Date;
  readonly digest: string;
  readonly figures: readonly ReportFigure[];
}

/** Another one whenever the same ledger would lead to other figures, or to other words for them. */
export const reportRuleset = 1;
