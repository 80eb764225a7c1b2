import { connectionFacts } from '@rollcall/db';
import { credentialFailing, credentialRotationDue } from '@rollcall/ledger';
import { factSet } from '../fact-set.ts';

export const connectionsSet = factSet({
  name: 'connections',
  rules: [credentialFailing, credentialRotationDue],
  facts: connectionFacts,
});
