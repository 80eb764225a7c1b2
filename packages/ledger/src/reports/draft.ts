import type {
  ReportChange,
  ReportChart,
  ReportColumn,
  ReportCoverage,
  ReportFigure,
  ReportHead,
  ReportHeadline,
  ReportRow,
} from '@rollcall/schema';

/** What a report of one kind says, before it has a head and a format. */
export interface ReportDraft {
  readonly state: ReportHead['state'];
  readonly reasons: ReportHead['reasons'];
  /** Of what it speaks of; where a kind says none, of all listings that it could stand on. */
  readonly coverage?: ReportCoverage;
  /** The worst first. A report of which nothing is wrong says so, in one that is `good`. */
  readonly headline: readonly ReportHeadline[];
  /**
   * Why figures are others than in the report that was issued before, where somebody can say: late, edited and vanished
   * transactions, and such. Those of the figures themselves are added to it.
   */
  readonly changes?: readonly ReportChange[];
  readonly sections: readonly DraftSection[];
}

export interface DraftSection {
  readonly id: string;
  readonly title: string;
  readonly notes?: readonly string[];
  readonly figures?: readonly ReportFigure[];
  readonly chart?: ReportChart;
  readonly table?: DraftTable;
}

/** A table that is there whole, or one that is read as it is written. */
export type DraftTable = WholeTable | StreamedTable;

interface WholeTable {
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
}

export interface StreamedTable {
  readonly columns: readonly ReportColumn[];
  readonly count: number;
  /** Another one whenever a row would be another: a digest that the database makes of them, or of what they are made of. */
  readonly mark: string;
  /** Page by page, in an order that is always the same; only the first, where no more than so many are wanted. Asked for at most once a format. */
  pages(most?: number): AsyncIterable<readonly ReportRow[]>;
}

export function isStreamed(table: DraftTable): table is StreamedTable {
  return 'pages' in table;
}

/** Formats that people read show so many rows of a table, and say how many more there are. */
export const rowsShownMax = 200;
