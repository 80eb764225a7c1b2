import type { State } from './state.ts';

const dayMs = 86_400_000;

/** What happens in a day without anybody's doing: addresses and domains are looked at again. */
export function passDay(state: State): void {
  const later = (time: string): string => new Date(Date.parse(time) + dayMs).toISOString();
  for (const ip of state.ips.ordered()) {
    if (ip.lastReputationAt) state.ips.replace(ip, { ...ip, lastReputationAt: later(ip.lastReputationAt) });
  }
  for (const domain of state.domains.ordered()) {
    if (domain.lastVerifiedAt)
      state.domains.replace(domain, { ...domain, lastVerifiedAt: later(domain.lastVerifiedAt) });
  }
}
