import type { RateBucket } from './budget.ts';
import { requestMsOf } from './deadlines.ts';
import type { Provider } from './provider.ts';

/** What a connection's budget is kept by: what its provider declares, and which of its hosts the requests go to. */
export interface BudgetTerms {
  readonly buckets: Readonly<Record<string, RateBucket>>;
  readonly address: string;
  readonly requestMsMax: number;
}

/**
 * The terms of a connection. `rates` are requests a minute, by bucket, for an account that is allowed another rate than
 * the provider declares; buckets that the provider does not have are passed over.
 */
export function budgetTermsOf(
  provider: Pick<Provider, 'buckets' | 'requestMsMax'>,
  { baseUrl, rates }: { readonly baseUrl: string; readonly rates: Readonly<Record<string, number>> },
): BudgetTerms {
  const buckets = bucketsWith(provider.buckets, rates);
  return { buckets, address: new URL(baseUrl).host, requestMsMax: requestMsOf(provider) };
}

/** A provider's buckets at the rates of a connection. */
export function bucketsWith(
  declared: Readonly<Record<string, RateBucket>>,
  rates: Readonly<Record<string, number>>,
): Readonly<Record<string, RateBucket>> {
  const buckets = Object.entries(declared).map(([name, bucket]) => {
    const perMinute = rates[name] ?? bucket.perMinute;
    // What is saved up is never more than a minute's worth.
    return [name, { ...bucket, perMinute, burst: Math.max(1, Math.min(bucket.burst, perMinute)) }] as const;
  });
  return Object.fromEntries(buckets);
}
