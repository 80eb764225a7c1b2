import type { OrderFacts } from '../../facts/orders.ts';
import { daysSince } from '../../facts/use.ts';
import type { Rule } from '../../rule.ts';
import { orderText, orderUndecided, orderVerdict, told } from './order-verdict.ts';

const rule = 'inbox_without_charge';
/** What is canceled is taken down by then. */
const graceDays = 3;
/** A charge may come late, and no provider says on which day it comes. */
const lateDays = 7;

/** Live inboxes whose order is gone, has ended, or is charged no more; or that name an order which there is not. */
export const inboxWithoutCharge: Rule<OrderFacts> = {
  id: rule,
  family: 'money',
  severity: 'notice',
  title: 'Inboxes live on, and the order that brought them is not paid for.',
  remedy:
    'Find out whether they are still wanted: order them anew before the provider takes them down, or let go of them.',
  judge(order, now) {
    if (order.inboxes.total === 0) return [];
    const why = whyUnpaid(order, now);
    if (why === undefined) return [];
    if ('undecided' in why) return [orderUndecided(rule, order, why.undecided)];
    const { inboxes } = order;
    return [
      orderVerdict(order, {
        rule,
        severity: 'notice',
        sentence: `${orderText(order)} ${why.because}, and ${inboxes.total} ${inboxes.total === 1 ? 'inbox of it lives' : 'inboxes of it live'} on.`,
        remedy:
          'If they are wanted, order them anew or reactivate the order before the provider takes them down; if not, have them deleted.',
        evidence: told(
          inboxes.listed.map(({ name }) => name),
          inboxes.total,
        ),
        money: null,
      }),
    ];
  },
};

function whyUnpaid(
  { seen, inboxes, known, charges }: OrderFacts,
  now: string,
): { readonly because: string } | { readonly undecided: string } | undefined {
  if (seen === null) {
    const { newestSeenAt } = inboxes;
    if (known.orders === null || newestSeenAt === null || newestSeenAt > known.orders) {
      return { undecided: 'no listing of orders that is believed is newer than the inboxes' };
    }
    return { because: 'is in no listing' };
  }
  if (!seen.isLive) {
    if (seen.goneSince !== null && daysSince(seen.goneSince, now) < graceDays) return undefined;
    return { because: `is gone since ${seen.goneSince ?? 'it was last listed'}` };
  }
  if (seen.service === 'ended') {
    if (seen.endsAt !== null && daysSince(seen.endsAt, now) < graceDays) return undefined;
    return { because: `is ${seen.status ?? 'ended'}${seen.endsAt === null ? '' : ` since ${seen.endsAt}`}` };
  }
  if (seen.service !== 'in_force' || seen.price === null || BigInt(seen.price.minor) <= 0n) return undefined;
  const { periodDays, recordedFrom, lastAt } = charges;
  if (periodDays === null || recordedFrom === null) return undefined;
  // What was charged before anything is on record is not known.
  const since = lastAt ?? (recordedFrom < seen.madeAt ? seen.madeAt : undefined);
  if (since === undefined || daysSince(since, now) < 2 * periodDays + lateDays) return undefined;
  if (known.charges === null) return { undecided: 'the listings of charges are not believed' };
  return {
    because: lastAt === null ? 'was never charged' : `was last charged at ${lastAt}, more than two periods ago`,
  };
}
