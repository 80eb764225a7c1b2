import type { DatedPart, RunLease } from '@rollcall/db';
import type { KindSpec, Provider, Session } from '@rollcall/provider-kit';
import type { Connection, WorkspaceId } from '@rollcall/schema';
import type { Logger } from 'pino';
import type { Daemon } from '../daemon.ts';
import type { Progress } from './progress.ts';

/** One run under way: whose, with which session, and until when. */
export interface RunContext {
  readonly daemon: Daemon;
  readonly workspaceId: WorkspaceId;
  readonly lease: RunLease;
  readonly connection: Connection;
  readonly provider: Provider;
  readonly session: Session;
  /** Aborted when the daemon stops, the run is lost to another worker, or the connection is paused or removed. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly progress: Progress;
  /** Looks between two pages whether the run is to go on. Throws the signal's reason when it is not. */
  betweenPages(): Promise<void>;
}

/** A resource that a scope belongs to. */
export interface Parent {
  readonly externalId: string;
  readonly name: string;
  /** The external id it has in the ledger, where what was read in this run renames it. */
  readonly formerly?: string;
  /** The ledger does not hold it live under this external id: that it is there, only this run has seen. */
  readonly isNew?: true;
}

/** The part of a scope that an incremental listing reads, and how many older ones the ledger holds live. */
export interface ReadWindow extends DatedPart {
  readonly older: number;
}

/** One scope of a run: a kind, or the part of it that belongs to one parent. */
export interface ScopeContext {
  readonly spec: KindSpec;
  readonly parent: Parent | undefined;
  /** Left out where the whole scope is listed. */
  readonly window?: ReadWindow;
}
