import type { KeyFacts } from '../../facts/keys.ts';
import { named, verdictOfKey } from '../../of-key.ts';
import type { Rule } from '../../rule.ts';

/** A key that may be used from everywhere, at a provider that can limit it. */
export const keyWithoutNetworks: Rule<KeyFacts> = {
  id: 'key_without_networks',
  family: 'keys',
  severity: 'notice',
  title: 'A key may be used from any address, and its provider could limit it to some.',
  remedy: 'Limit it to the addresses that its user sends from: a copy of it is of no use elsewhere then.',
  judge(key) {
    // Of a key of Rollcall's own, whether the gateway can be reached from everywhere is not known here.
    if (key.of === 'gateway' || key.networks === null || key.networks.length > 0) return [];
    return verdictOfKey(this, key, {
      sentence: `${named(key)} may be used from any address.`,
      remedy: `Limit it to the addresses of whoever uses it ("call" on ${key.connection}, or its dashboard).`,
      evidence: ['the provider shows no address that it is limited to'],
    });
  },
};
