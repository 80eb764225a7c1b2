import type { CallsOf, Restores } from '@rollcall/provider-kit';
import type { operations } from './generated/types.ts';

const configured = { notPossible: "hosts stand in the connection's settings: change those." };
const derived = { notPossible: 'a domain shows by its inboxes alone: put those back.' };

/** What can be put back that the common operations cannot. The reasons are those of the provider's article (2026-11-20). */
export const restores: Restores<CallsOf<operations, undefined, 'customerId' | 'profileId', 'deleteEmailAccount'>> = {
  host: { appeared: configured, vanished: configured },
  domain: { appeared: derived, vanished: derived },
  inbox: {
    name: { notPossible: 'an inbox keeps its address: one of another address is another inbox.' },
    attributes: {
      hostOrderId: { notPossible: 'an inbox stays on its host: its API moves none.' },
      displayName: {
        notPossible: 'a display name is given with the creation alone; nothing says that it can be changed.',
      },
      status: { notPossible: 'the provider sets it by itself.' },
    },
  },
};
