import type { Migration } from 'kysely/migration';
import * as workspaces from './0001_workspaces.ts';
import * as connections from './0002_connections.ts';
import * as runs from './0003_runs.ts';
import * as ledger from './0004_ledger.ts';
import * as operations from './0005_operations.ts';

/** Every migration, in order. A name that has landed never changes. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_workspaces': workspaces,
  '0002_connections': connections,
  '0003_runs': runs,
  '0004_ledger': ledger,
  '0005_operations': operations,
};
