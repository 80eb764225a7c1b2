import { driftFacts } from '@rollcall/db';
import {
  apiKeyAppeared,
  dnsChangedOutOfBand,
  forwardingChangedOutOfBand,
  inboxVanished,
  passwordChangedOutOfBand,
  permissionsChangedOutOfBand,
} from '@rollcall/ledger';
import { factSet } from '../fact-set.ts';

export const driftSet = factSet({
  name: 'drift',
  rules: [
    ...[dnsChangedOutOfBand, passwordChangedOutOfBand, permissionsChangedOutOfBand, forwardingChangedOutOfBand],
    ...[inboxVanished, apiKeyAppeared],
  ],
  facts: driftFacts,
});
