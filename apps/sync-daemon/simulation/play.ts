import type { NewOperation } from '@rollcall/db';
import type { BrakeLimits, OperationId } from '@rollcall/schema';
import type { Daemon } from '../src/daemon.ts';
import type { Beliefs } from './check/beliefs.ts';
import type { Account } from './provider.ts';
import type { By, Script } from './steps.ts';
import type { Home, Store } from './store.ts';
import type { Tally } from './tally.ts';
import type { World } from './world.ts';

/** A script under way. */
export interface Play {
  readonly store: Store;
  readonly script: Script;
  readonly world: World;
  readonly home: Home;
  readonly account: Account;
  readonly sent: Sent[];
  /** Those whose answers are yet to come. */
  readonly unanswered: Sent[];
  readonly beliefs: Beliefs;
  readonly tally: Tally;
  readonly log: Daemon['log'];
  /** The limits of the brake now. */
  limits: BrakeLimits;
}

/** Something that must never be, with the step after which it was. */
export class Violation extends Error {
  override readonly name = 'Violation';
  at: number | undefined;
}

/** An operation of ours, as the simulation knows it: what it was sent for, and what became of it. */
export interface Sent {
  readonly number: number;
  readonly record: NewOperation & { readonly id: OperationId };
  readonly answer: Extract<By, { by: 'operation' }>['answer'];
  /** Whether what it was sent for took place. */
  readonly tookEffect: boolean;
  readonly dispatchedAt: number;
}
