import { patienceMs } from './patient-budget.ts';
import type { Provider } from './provider.ts';
import { transportLimits } from './transport-limits.ts';

/** How long one request to a provider may take, in ms: what it declares, or what is usual. */
export function requestMsOf({ requestMsMax }: Pick<Provider, 'requestMsMax'>): number {
  return requestMsMax ?? transportLimits.requestMs;
}

/**
 * How long a call may take before it is given up, in ms: longer than its rate budget is waited for and its answer after
 * that, so that it ends what neither of them does. A call of several requests shares it.
 */
export function callMsOf(provider: Pick<Provider, 'requestMsMax'>): number {
  return patienceMs + requestMsOf(provider) + betweenMs;
}

/** What lies around the request: the connection is opened, the operation is recorded. */
const betweenMs = 30_000;
