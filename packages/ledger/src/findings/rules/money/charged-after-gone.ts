import { moneyText } from '../../../money/money.ts';
import type { OrderFacts } from '../../facts/orders.ts';
import type { Judgement, Rule } from '../../rule.ts';
import { orderText, orderUndecided, orderVerdict, told } from './order-verdict.ts';

const rule = 'charged_after_gone';

/** A charge names an order that was gone or had ended before it, or that there never was. */
export const chargedAfterGone: Rule<OrderFacts> = {
  id: rule,
  family: 'money',
  severity: 'alarm',
  title: 'An order was charged after it was gone or had ended.',
  remedy: 'Ask the provider for the money: nothing was there that it could have been for.',
  judge(order) {
    const { seen, charges, known, showsEnded } = order;
    const { late } = charges;
    if (late.count === 0) return [];
    if (seen === null) {
      const [newest] = late.listed;
      const isListedSince = known.orders !== null && newest !== undefined && newest.at < known.orders;
      if (!isListedSince) return [undecided(order, 'no listing of orders that is believed is newer than the charge')];
      // It may have ended long ago, and a list of what goes on says nothing of that.
      if (!showsEnded) return [undecided(order, 'whether the list of orders shows ended ones is not known')];
    }
    const { sums } = late;
    const [sum = null] = sums?.length === 1 ? sums : [];
    const why = whyNot(order);
    return [
      orderVerdict(order, {
        rule,
        severity: 'alarm',
        sentence: `${orderText(order)} ${why}, and was charged ${late.count === 1 ? 'once' : `${late.count} times`}${seen === null ? '' : ' since'}${sum === null ? '' : `, ${moneyText(sum)} together`}.`,
        remedy: 'Ask the provider for it: nothing was there that it could have been for. Then accept the finding.',
        evidence: told(
          late.listed.map(({ name, externalId, at }) => `charged at ${at}: ${name} (${externalId})`),
          late.count,
        ),
        money: sum,
      }),
    ];
  },
};

function whyNot({ seen }: OrderFacts): string {
  if (seen === null) return 'is in no listing of orders, which shows ended ones as well';
  if (!seen.isLive) return `is gone since ${seen.goneSince ?? 'it was last listed'}`;
  return `is ${seen.status ?? 'ended'} since ${seen.endsAt ?? 'it was last listed'}`;
}

function undecided(order: OrderFacts, why: string): Judgement {
  return orderUndecided(rule, order, why);
}
