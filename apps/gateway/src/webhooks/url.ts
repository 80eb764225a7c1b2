import { RollcallError } from '@rollcall/schema';
import { guardUrl } from '@rollcall/webhooks';
import type { Gateway } from '../gateway.ts';

/**
 * The URL of a webhook in the spelling that everybody reads alike. Throws `invalid_webhook_url` for one that nothing would ever
 * be sent to. What its host's addresses are is looked at by the daemon, each time.
 */
export function checkedUrl({ webhookNetworks }: Pick<Gateway, 'webhookNetworks'>, text: string): string {
  const guarded = guardUrl(text, webhookNetworks);
  if ('refused' in guarded) throw new RollcallError('invalid_webhook_url', guarded.refused);
  return guarded.url.href;
}
