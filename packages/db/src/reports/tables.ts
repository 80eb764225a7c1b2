import type {
  Actor,
  ReportAsk,
  ReportFigure,
  ReportFilters,
  ReportFormat,
  ReportHead,
  ReportKind,
  ReportPeriod,
} from '@rollcall/schema';
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
  report_schedule: {
    workspace_id: string;
    schedule_id: string;
    name: string;
    state: ColumnType<'active' | 'paused', 'active' | undefined, 'active' | 'paused'>;
    kind: ReportKind;
    filters: JSONColumnType<ReportFilters>;
    cron: string;
    period: ReportPeriod;
    formats: ReportFormat[];
    folder: string | null;
    every_webhook: boolean;
    webhook_id: string | null;
    created_at: Generated<Date>;
    next_due_at: Date | null;
    asked_at: ColumnType<Date | null, undefined, Date | null>;
    claimed_until: ColumnType<Date | null, undefined, Date | null>;
    fence: Generated<number>;
    tries: Generated<number>;
    retry_at: ColumnType<Date | null, undefined, Date | null>;
    failing_since: ColumnType<Date | null, undefined, Date | null>;
    fault: ColumnType<string | null, undefined, string | null>;
    made_at: ColumnType<Date | null, undefined, Date | null>;
    made_due_at: ColumnType<Date | null, undefined, Date | null>;
    report_id: ColumnType<string | null, undefined, string | null>;
    covered_to: ColumnType<Date | null, undefined, Date | null>;
  };
  report_part: { workspace_id: string; report_id: string; format: ReportFormat; nth: number; bytes: Buffer };
}
