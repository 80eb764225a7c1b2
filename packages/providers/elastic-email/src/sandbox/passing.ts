import { nextUse } from '@rollcall/provider-kit/sandbox';
import { plainTime, type State } from './state.ts';

/** What a sub-account that is active sends in a day. */
const sentPerDay = 100;

/** What happens in a day without anybody's doing: keys and credentials that are in use are used, and mail is sent. */
export function passDay(state: State): void {
  const later = (last: string | null): string | null => {
    const next = nextUse(state.clock, last);
    return next === null ? null : plainTime(next);
  };
  for (const key of state.apiKeys.ordered()) state.apiKeys.replace(key, { ...key, LastUse: later(key.LastUse) });
  for (const credential of state.smtpCredentials.ordered()) {
    state.smtpCredentials.replace(credential, { ...credential, LastUse: later(credential.LastUse) });
  }
  for (const subaccount of state.subaccounts.ordered()) {
    const { LastActivity = null, TotalEmailsSent = 0 } = subaccount;
    const LastUse = later(LastActivity);
    const sent = LastUse === LastActivity ? 0 : sentPerDay;
    const next = { ...subaccount, LastActivity: LastUse, TotalEmailsSent: TotalEmailsSent + sent };
    state.subaccounts.replace(subaccount, next);
  }
}
