import { emptyDomainFacts, nowhereFacts, orphanFacts, twinFacts } from '@rollcall/db';
import { aliasToNowhere, domainWithoutInbox, inboxAtTwoProviders, inboxWithoutDomain } from '@rollcall/ledger';
import { factSet } from '../fact-set.ts';
import { meaningsOf } from '../meanings.ts';

export const twinsSet = factSet({
  name: 'twins',
  rules: [inboxAtTwoProviders],
  facts: (tx, { providers }) => twinFacts(tx, meaningsOf(providers)),
});

export const orphansSet = factSet({
  name: 'orphans',
  rules: [inboxWithoutDomain],
  facts: (tx, { providers }) => orphanFacts(tx, meaningsOf(providers)),
});

export const emptyDomainsSet = factSet({
  name: 'empty domains',
  rules: [domainWithoutInbox],
  facts: (tx, { providers }) => emptyDomainFacts(tx, meaningsOf(providers)),
});

export const nowhereSet = factSet({
  name: 'aliases to nowhere',
  rules: [aliasToNowhere],
  facts: (tx, { providers }) => nowhereFacts(tx, meaningsOf(providers)),
});
