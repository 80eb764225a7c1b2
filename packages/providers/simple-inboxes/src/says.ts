import type { KindSpec } from '@rollcall/provider-kit';

/** What statuses mean, and what domains and renewals are: words of the page, and of the platform's own code (B and D in the README). */
export const says = {
  order: {
    service: {
      attribute: 'status',
      inForce: ['active'],
      ending: ['queued_for_cancellation'],
      ended: ['canceled', 'expired'],
      unpaid: ['unpaid'],
    },
    renewal: {
      noticeDays: 0,
      reason: 'a cancellation is queued, and its inboxes stay until the period ends; no notice is documented',
    },
  },
  domain: {
    service: {
      attribute: 'status',
      inForce: ['active', 'queued_for_cancellation'],
      ended: ['canceled', 'expired'],
      suspended: ['suspended'],
    },
    domain: {
      ...{ serves: 'inboxes', isHeld: true },
      reason: 'it was bought here, or brought along with its nameservers; its DNS is held here',
    },
  },
  inbox: {
    service: { attribute: 'status', inForce: ['active', 'queued_for_cancellation'], ended: ['canceled', 'deleted'] },
  },
} satisfies Record<string, KindSpec['says']>;
