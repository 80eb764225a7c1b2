import { type CallsOf, each, type Restores } from '@rollcall/provider-kit';
import type { operations } from './generated/types.ts';

/** What can be put back of Newcomer's resources that the common operations cannot, or why it cannot be. */
export const restores: Restores<CallsOf<operations, 'data', never, 'deleteInbox'>> = {
  inbox: { attributes: each(['status'], { notPossible: 'the provider sets it by itself.' }) },
};
