import { type Item, listedName } from '@rollcall/provider-kit';
import type { Inbox } from './wire.ts';

/** An inbox as the ledger holds it: what is listed here is kept, in this order, and nothing else. */
export function inboxItem(inbox: Inbox): Item {
  const name = listedName(inbox.email);
  return {
    externalId: inbox.id,
    name,
    attributes: {
      domain: name.slice(name.lastIndexOf('@') + 1),
      status: inbox.status,
      createdAt: inbox.createdAt,
    },
  };
}
