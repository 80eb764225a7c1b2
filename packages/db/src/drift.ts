import type { Claim, Rebaseline } from '@rollcall/ledger';
import type { Actor, Automatism, Change } from '@rollcall/schema';
import type { DatedPart } from './digests.ts';
import type { ScopeKey, ScopeState } from './listings.ts';
import type { RunLease } from './runs.ts';

/** A certified listing, staged, and what explains its changes. */
export interface Drift {
  readonly lease: RunLease;
  readonly scope: ScopeKey;
  readonly startedAt: Date;
  readonly before: ScopeState;
  /** What an incremental listing looked at, and when, if one came before this: all else was looked at by a full one last. */
  readonly lookedAt: (DatedPart & { readonly at: Date }) | undefined;
  /** 32 hex digits each: live digests that the listing did not show. `all` where there was no listing at all. */
  readonly unseen: readonly string[] | 'all';
  /** Whether the grade allows absences to be derived. */
  readonly believesAbsence: boolean;
  /** What makes the listing another than the one before; undefined when it is read as that one was. */
  readonly rebaseline: Rebaseline | undefined;
  readonly claims: readonly Claim[];
  readonly ownedBy: { readonly kind: string; readonly attribute: string } | undefined;
  /** What a renamed resource keeps; undefined where external ids outlive a rename. */
  readonly renamedBy: { readonly attribute: string; readonly reason: string } | undefined;
  /** Listed from the connection's settings: whatever changes was changed there. */
  readonly isConfigured: boolean;
  /** The kind of the scope's parent, which is gone, and with it everything the scope holds; else undefined. */
  readonly orphanedBy: string | undefined;
  /** The kinds that are listed by parents of this one: their scopes follow a rename. */
  readonly childKinds: readonly string[];
  /** Of kinds whose items never change once they are final; undefined of all others. */
  readonly final: { readonly datedBy: string; readonly afterDays: number } | undefined;
  /** Attributes that make no drift: no part of what a change says before and after. */
  readonly noise: readonly string[];
  /** Attributes that stay for as long as a resource lives: where one differs, another one took its external id. */
  readonly identity: readonly string[];
  /** The attributes that hold the provider's own times. */
  readonly times: { readonly made?: string; readonly changed?: string } | undefined;
  /** What the provider changes by itself. */
  readonly automatisms: readonly Automatism[];
  /** Why the listing is believed: it stands in the evidence of each change. */
  readonly gradedBecause: string;
  readonly actor: Actor;
}

/** A rename counts as a change. */
export type DriftCounts = Readonly<Record<Change, number>> & {
  /**
   * Of what vanished, and of what changed: how much nobody asked for, and no owner took along. It is what the brake
   * counts.
   */
  readonly lost: number;
  readonly altered: number;
  /** Left to the next run: an operation of ours was under way while the listing was read, or it was only just made. */
  readonly deferred: number;
  /** Of those, what was made too shortly before to be missing. */
  readonly young: number;
};
