import { moneyText } from '../../../money/money.ts';
import type { OrderFacts } from '../../facts/orders.ts';
import type { Rule } from '../../rule.ts';
import { orderText, orderVerdict, told } from './order-verdict.ts';

const rule = 'order_unpaid';

/** The provider says of an order that it is to be paid. */
export const orderUnpaid: Rule<OrderFacts> = {
  id: rule,
  family: 'money',
  severity: 'alarm',
  title: 'An order is unpaid: what it brought will be taken down.',
  remedy: 'Fill the wallet or pay the order at the provider, or cancel it and let go of what it brought.',
  judge(order) {
    const { seen, inboxes, domains } = order;
    if (seen === null || !seen.isLive || seen.service !== 'unpaid') return [];
    const { price } = seen;
    const live = domains.filter(({ isLive }) => isLive);
    return [
      orderVerdict(order, {
        rule,
        severity: 'alarm',
        sentence: `${orderText(order)} is ${seen.status ?? 'unpaid'}${price === null ? '' : `: ${moneyText(price)} are to be paid`}, and ${dependents(inboxes.total, live.length)} on it.`,
        remedy: 'Fill the wallet that pays for it, or pay it at the provider; if nothing of it is wanted, cancel it.',
        evidence: told(
          [...live.map(({ name }) => `the domain ${name}`), ...inboxes.listed.map(({ name }) => `the inbox ${name}`)],
          live.length + inboxes.total,
        ),
        money: price,
      }),
    ];
  },
};

function dependents(inboxes: number, domains: number): string {
  const named = [counted(inboxes, 'inbox', 'inboxes'), counted(domains, 'domain', 'domains')].flat();
  if (named.length === 0) return 'nothing that is listed depends';
  return `${named.join(' and ')} ${inboxes + domains === 1 ? 'depends' : 'depend'}`;
}

function counted(count: number, one: string, many: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}
