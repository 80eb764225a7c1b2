import type { Actor, ReportAsk, ReportFigure, ReportFormat, ReportHead, ReportKind } from '@rollcall/schema';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** What is kept of reports. */
export interface ReportTables {
  report: {
    workspace_id: string;
    report_id: string;
    kind: ReportKind;
    series: string;
    known_at: Date;
    follows: Date | null;
    issued_at: ColumnType<Date | null, Date | null, never>;
    made_at: Generated<Date>;
    made_by: JSONColumnType<Actor>;
    connection_ids: string[] | null;
    ask: JSONColumnType<ReportAsk>;
    head: JSONColumnType<ReportHead>;
    figures: JSONColumnType<ReportFigure[]>;
    digest: string;
  };
  report_document: {
    workspace_id: string;
    report_id: string;
    format: ReportFormat;
    media_type: string;
    file_name: string;
    /** Read as text: PostgreSQL's bigint. */
    size: ColumnType<string, number, never>;
    sha256: string;
    written_at: Generated<Date>;
  };
  report_part: { workspace_id: string; report_id: string; format: ReportFormat; nth: number; bytes: Buffer };
}
