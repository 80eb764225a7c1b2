import type { Instant } from '@rollcall/schema';
import { moneyText } from '../../../money/money.ts';
import type { OrderFacts } from '../../facts/orders.ts';
import { daysSince, isUnused, useText } from '../../facts/use.ts';
import type { Judgement, Rule } from '../../rule.ts';
import { orderText, orderUndecided, orderVerdict, told } from './order-verdict.ts';
import { nearRenewal } from './renewal.ts';

const rule = 'renewal_of_unused';
/** What was ordered so lately may still be coming. */
const youngDays = 14;

/** An order renews soon, and all of it or some of its inboxes are known not to be used. */
export const renewalOfUnused: Rule<OrderFacts> = {
  id: rule,
  family: 'money',
  severity: 'alarm',
  title: 'An order renews soon, and what it is for is not used.',
  remedy:
    'Cancel it before it renews, or let go of the inboxes that are not used: what it saves is said where it is known.',
  judge(order, now) {
    const renewal = nearRenewal(order, now);
    if (renewal === undefined || order.seen === null) return [];
    const { inboxes } = order;
    const unused = inboxes.listed.filter((inbox) => isUnused(inbox, now));
    const isWhole = unused.length === inboxes.total && isNothingElse(order, now);
    if (!isWhole && unused.length === 0) return [];
    if (isWhole) {
      const doubt = doubtOf(order);
      if (doubt !== undefined) return [doubt];
    }
    const { price } = order.seen;
    const sum = price === null ? '' : ` for ${moneyText(price)}`;
    const what = isWhole ? 'nothing of it is used' : `${unused.length} of its ${inboxes.total} inboxes are not used`;
    const saves = price === null ? 'that saves its price' : `that saves ${moneyText(price)} each period`;
    return [
      orderVerdict(order, {
        rule,
        severity: isWhole ? 'alarm' : 'notice',
        sentence: `${orderText(order)} renews at ${renewal.at}${sum}, and ${what}.`,
        remedy: isWhole
          ? `Cancel it by ${renewal.cancelBy}: ${saves} (${renewal.reason}).`
          : `Let go of what is not used by ${renewal.cancelBy}; what a smaller order costs its provider does not say (${renewal.reason}).`,
        evidence: [...evidenceOf(order, unused)],
        money: isWhole ? price : null,
      }),
    ];
  },
};

/** Whether nothing but inboxes could be what it is for: its domains serve nobody. */
function isNothingElse({ seen, domains, inboxes }: OrderFacts, now: Instant): boolean {
  if (seen === null || daysSince(seen.madeAt, now) < youngDays) return false;
  const own = new Set(inboxes.listed.map(({ domain }) => domain));
  return domains.every(({ name, isLive, holders, serves, madeAt }) => {
    if (!isLive) return true;
    if (serves === 'sending' || (madeAt !== null && daysSince(madeAt, now) < youngDays)) return false;
    // Those that hold it are its own, of which we know.
    const ownHere = inboxes.listed.filter(({ domain }) => domain === name).length;
    return own.has(name) ? holders === ownHere : holders === 0;
  });
}

function doubtOf({ known, ...order }: OrderFacts): Judgement | undefined {
  if (known.inboxes !== null && known.domains !== null) return undefined;
  return orderUndecided(rule, order, 'the listings of inboxes and domains are not all believed');
}

function evidenceOf({ inboxes, domains }: OrderFacts, unused: OrderFacts['inboxes']['listed']): readonly string[] {
  if (inboxes.total === 0 && domains.length === 0) return ['it has no inbox and no domain'];
  return told([
    ...unused.map(({ name, use }) => `${name}: ${useText(use)}`),
    ...(inboxes.total === 0 ? ['it has no inbox that lives'] : []),
    ...domains
      .filter(({ isLive, holders }) => !isLive || holders === 0)
      .map(({ name, isLive }) =>
        isLive ? `${name}: no inbox, alias or forwarder is on it` : `${name}: it is not there`,
      ),
  ]);
}
