import { moneyText } from '../../../money/money.ts';
import type { OrderDomain, OrderFacts } from '../../facts/orders.ts';
import type { Rule } from '../../rule.ts';
import { orderText, orderVerdict, told } from './order-verdict.ts';
import { nearRenewal } from './renewal.ts';

const rule = 'renewal_of_failing';

/** An order renews soon, and some of what it is for does not work. */
export const renewalOfFailing: Rule<OrderFacts> = {
  id: rule,
  family: 'money',
  severity: 'notice',
  title: 'An order renews soon, and some of what it is for does not work.',
  remedy: 'Have it put right before it renews, or cancel the order: what it saves is said where all of it fails.',
  judge(order, now) {
    const renewal = nearRenewal(order, now);
    if (renewal === undefined || order.seen === null) return [];
    const domains = order.domains.flatMap((domain) => failuresOf(domain).map((why) => ({ name: domain.name, why })));
    const inboxes = order.inboxes.listed.filter(({ isSuspended }) => isSuspended);
    if (domains.length + inboxes.length === 0) return [];
    const failing = new Set(domains.map(({ name }) => name));
    const isWhole =
      order.domains.every(({ name, isLive }) => !isLive || failing.has(name)) &&
      order.inboxes.listed.length === order.inboxes.total &&
      order.inboxes.listed.every(({ isSuspended, domain }) => isSuspended || (domain !== null && failing.has(domain)));
    const { price } = order.seen;
    const sum = price === null ? '' : ` for ${moneyText(price)}`;
    const saves = isWhole && price !== null ? `, which saves ${moneyText(price)} each period` : '';
    return [
      orderVerdict(order, {
        rule,
        severity: isWhole ? 'alarm' : 'notice',
        sentence: `${orderText(order)} renews at ${renewal.at}${sum}, and ${isWhole ? 'nothing of it works' : whatOf(failing.size, inboxes.length)}.`,
        remedy: `Have it put right, or cancel the order by ${renewal.cancelBy}${saves} (${renewal.reason}).`,
        evidence: told([
          ...domains.map(({ name, why }) => `${name}: ${why}`),
          ...inboxes.map(({ name }) => `${name}: it is suspended`),
        ]),
        money: isWhole ? price : null,
      }),
    ];
  },
};

/** What is wrong with a domain that is there; of one that is not, other rules speak. */
function failuresOf({ isLive, service, isInForce, listedOn }: OrderDomain): readonly string[] {
  if (!isLive) return [];
  return [
    ...(service === 'ended' ? ['it has expired or was canceled'] : []),
    ...(service === 'suspended' ? ['it is suspended'] : []),
    ...(isInForce === false ? ['its DNS is not in force'] : []),
    ...(listedOn.length === 0 ? [] : [`it is on ${listedOn.join(', ')}`]),
  ];
}

function whatOf(domains: number, inboxes: number): string {
  const parts = [
    ...(domains === 0 ? [] : [`${domains} of its domains`]),
    ...(inboxes === 0 ? [] : [`${inboxes} of its inboxes`]),
  ];
  return `${parts.join(' and ')} ${domains + inboxes === 1 ? 'does' : 'do'} not work`;
}
