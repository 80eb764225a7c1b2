import type { Instant, WorkspaceId } from '@rollcall/schema';

/** A verification of the audit log that found something. */
export interface LogBrokenFacts {
  readonly workspaceId: WorkspaceId;
  /** When it was finished. */
  readonly at: Instant;
  /** The first of what it found, a sentence each; all are counted. */
  readonly problems: readonly string[];
  readonly counted: number;
}
