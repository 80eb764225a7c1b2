import {
  createRandom,
  createRows,
  type Rows,
  type SandboxClock,
  type SeedOptions,
} from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';

export type Inbox = components['schemas']['Inbox'];

/** One account of the provider. */
export interface State {
  readonly apiKey: string;
  readonly account: components['schemas']['Account'];
  readonly clock: SandboxClock;
  readonly inboxes: Rows<Inbox>;
  readonly newId: () => string;
}

/** An account of this size; by default 12 inboxes. The same seed and sizes give the same bytes. */
export function seedState({ seed, sizes, clock }: SeedOptions): State {
  const ids = createRandom(seed, 'ids');
  const state: State = {
    apiKey: `newcomer_${createRandom(seed, 'credential').text('0123456789abcdef', 40)}`,
    account: { id: `acc_${seed}`, name: `Account ${seed}` },
    clock,
    inboxes: createRows<Inbox>({ id: ({ id }) => id, name: ({ email }) => email }),
    newId: () => `ibx_${ids.text('0123456789abcdefghjkmnpqrstvwxyz', 20)}`,
  };
  const count = sizes['inbox'] ?? inboxesDefault;
  for (let index = 0; index < count; index += 1) addInbox(state, `inbox-${index + 1}@account-${seed}.example`);
  return state;
}

const inboxesDefault = 12;

/** Adds an inbox just now. Throws `RangeError` when the address is taken. */
export function addInbox(state: State, email: string): Inbox {
  const inbox: Inbox = { id: state.newId(), email, status: 'active', createdAt: state.clock.next() };
  state.inboxes.add(inbox);
  return inbox;
}
