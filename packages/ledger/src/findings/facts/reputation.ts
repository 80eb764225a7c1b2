import type { HeldResource } from './held.ts';

/** What a provider says of how the senders of the world see one of its things, or that it rests until that is well again. */
export interface ReputationFacts extends HeldResource {
  /** The lists that it stands on; empty for none. */
  readonly listedOn: readonly string[];
  /** For what rests: its status in the provider's words; null for what does not rest. */
  readonly status: string | null;
  /** Whether that status says that it may come back now, or that its rest is over. */
  readonly isReady: boolean;
  readonly hasEnded: boolean;
  /** From when on it may come back. */
  readonly readyAt: string | null;
}
