import { orderFacts } from '@rollcall/db';
import {
  chargedAfterGone,
  chargedWithoutInboxes,
  inboxWithoutCharge,
  orderUnpaid,
  renewalDays,
  renewalOfFailing,
  renewalOfUnused,
} from '@rollcall/ledger';
import { factSet } from '../fact-set.ts';
import { meaningsOf } from '../meanings.ts';

export const ordersSet = factSet({
  name: 'orders',
  rules: [chargedAfterGone, chargedWithoutInboxes, inboxWithoutCharge, orderUnpaid, renewalOfUnused, renewalOfFailing],
  facts: (tx, { providers }) => orderFacts(tx, { meanings: meaningsOf(providers), renewalDays }),
});
