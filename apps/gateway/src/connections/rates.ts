import { providerNamed } from '@rollcall/provider-registry';
import { RollcallError } from '@rollcall/schema';

type Rates = Readonly<Record<string, number>>;

/** A connection's own rates after a change: what is null goes. Throws `invalid_input` for a bucket there is not. */
export function changedRates(
  before: Rates,
  change: Readonly<Record<string, number | null>> | undefined,
  provider: string,
): Rates {
  const known = Object.keys(providerNamed(provider).buckets);
  const rates = { ...before };
  for (const [bucket, perMinute] of Object.entries(change ?? {})) {
    if (perMinute === null) {
      delete rates[bucket];
    } else if (known.includes(bucket)) {
      rates[bucket] = perMinute;
    } else {
      const message = `${provider} has no rate bucket "${bucket}": it has ${known.join(', ')}, and "budgets" shows them.`;
      throw new RollcallError('invalid_input', message);
    }
  }
  return rates;
}
