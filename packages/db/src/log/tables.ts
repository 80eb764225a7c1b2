import type { ColumnType, Generated } from 'kysely';

type Seq = ColumnType<string, never, never>;

/** How far logs have grown, who waits for them to be signed, and how far they are verified. */
export interface LogTables {
  audit_tree: { workspace_id: string; size: Seq; frontier: Buffer };
  checkpoint_request: { workspace_id: string; size: Seq; asked_at: ColumnType<Date, Date | undefined, Date> };
  log_verification: {
    workspace_id: string;
    /** Where it goes on (`readState`); null while none is under way. */
    state: string | null;
    problems: ColumnType<string[], string | undefined, string>;
    problem_count: Generated<string>;
    /** From here on, what the one that was finished last said. */
    verified_at: Date | null;
    size: string | null;
    root: Buffer | null;
    found: ColumnType<string[], string | undefined, string>;
    found_count: Generated<string>;
  };
}
