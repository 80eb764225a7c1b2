import type { HeldResource } from './held.ts';

/** Work that a provider does by itself, and that has not come to its end as it should. */
export interface ProviderWorkFacts extends HeldResource {
  /** In the provider's words. */
  readonly status: string;
  /** Whether its provider calls that the end of work that failed. */
  readonly hasFailed: boolean;
  /** What it was to be done to; null where the provider does not say. */
  readonly target: string | null;
  /** How often it was tried, and how often at most; null where the provider does not say. */
  readonly attempts: number | null;
  readonly attemptsMax: number | null;
  readonly error: string | null;
  /** Of the same work on the same thing that was begun later and is done. */
  readonly doneBy: string | null;
}
