import { providerNamed } from './provider-named.ts';

/** The cron line that a provider declares for each kind it lists. Throws `RollcallError` (`unknown_provider`). */
export function declaredSchedules(provider: string): Readonly<Record<string, string>> {
  return Object.fromEntries(providerNamed(provider).kinds.map(({ kind, schedule }) => [kind, schedule.cron]));
}
