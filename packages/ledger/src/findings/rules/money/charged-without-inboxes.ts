import { moneyText } from '../../../money/money.ts';
import type { OrderFacts } from '../../facts/orders.ts';
import { daysSince } from '../../facts/use.ts';
import type { Rule } from '../../rule.ts';
import { orderText, orderUndecided, orderVerdict } from './order-verdict.ts';

const rule = 'charged_without_inboxes';
/** What was ordered is provisioned by then, and what went may have been replaced. */
const graceDays = 7;

/** An order that is charged has no live inbox, though it is for some, or has nothing at all. */
export const chargedWithoutInboxes: Rule<OrderFacts> = {
  id: rule,
  family: 'money',
  severity: 'alarm',
  title: 'An order is charged, and nothing of what it is for is there.',
  remedy: 'Cancel it at the provider, or have the provider bring what it is for.',
  judge(order, now) {
    const { seen, charges, inboxes, known } = order;
    if (seen === null || !seen.isLive || seen.service !== 'in_force') return [];
    if (charges.count === 0 || inboxes.total > 0) return [];
    const hasDomain = order.domains.some(({ isLive }) => isLive);
    // A domain may be all that it is for.
    if (seen.inboxCount === null || seen.inboxCount === 0 ? hasDomain : false) return [];
    if (daysSince(seen.madeAt, now) < graceDays) return [];
    if (inboxes.lastGoneAt !== null && daysSince(inboxes.lastGoneAt, now) < graceDays) return [];
    if (known.inboxes === null) return [orderUndecided(rule, order, 'the listings of inboxes are not believed')];
    if (known.domains === null) return [orderUndecided(rule, order, 'the listings of domains are not believed')];
    const { price } = seen;
    const wanted = seen.inboxCount ? `${seen.inboxCount} inboxes that are not there` : 'nothing';
    return [
      orderVerdict(order, {
        rule,
        severity: 'alarm',
        sentence: `${orderText(order)} is charged${price === null ? '' : ` ${moneyText(price)} each period`} for ${wanted}.`,
        remedy: 'Cancel it, or ask the provider where its inboxes are, and for what it was charged without them.',
        evidence: [
          `charged ${charges.count} times, last at ${charges.lastAt ?? 'an unknown time'}`,
          'no live inbox names it, and the listings of inboxes are believed',
          hasDomain ? 'a domain of it is there' : 'no domain of it is there either',
        ],
        money: price,
      }),
    ];
  },
};
