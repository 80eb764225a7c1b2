import type { DraftSection } from '@rollcall/ledger';
import type { ReportHead } from '@rollcall/schema';

/** A report as it is written: its long tables are read meanwhile. */
export interface WrittenReport {
  readonly head: ReportHead;
  readonly sections: readonly DraftSection[];
}
