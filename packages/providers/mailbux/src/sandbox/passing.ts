import type { State } from './state.ts';

/** A mailbox that is in use grows by so much a day. */
const growthBytes = 1_000_000;

/** What happens in a day without anybody's doing: mail comes to the mailboxes that are in use. */
export function passDay(state: State): void {
  for (const mailbox of state.inboxes.ordered()) {
    if (mailbox.usedQuota === 0) continue;
    const usedQuota = mailbox.usedQuota + growthBytes;
    state.inboxes.replace(mailbox, { ...mailbox, usedQuota });
  }
}
