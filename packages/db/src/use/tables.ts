import type { UseImport } from '@rollcall/schema';
import type { ColumnType, Generated } from 'kysely';

/** When addresses were used last, and the imports that said so. */
export interface UseTables {
  resource_use: { workspace_id: string; address: string; last_used_at: Date | null; known_at: Date; import_id: string };
  use_import: {
    workspace_id: string;
    import_id: string;
    begun_at: ColumnType<Date, Date | undefined, Date>;
    lines: Generated<number>;
    outcome: ColumnType<UseImport['outcome'], string | null, string | null>;
    done_at: Generated<Date | null>;
  };
  use_import_line: {
    workspace_id: string;
    import_id: string;
    address: string;
    line: number;
    last_used_at: Date | null;
  };
}
