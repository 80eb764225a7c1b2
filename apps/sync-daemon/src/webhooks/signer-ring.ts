import { type Leased, openWebhookSecret } from '@rollcall/db';
import type { WebhookId, WorkspaceId } from '@rollcall/schema';
import { type Signer, signerOf } from '@rollcall/webhooks';
import type { Delivering } from './delivering.ts';

/** What a webhook's requests are signed with. */
export interface SignerRing {
  /** A signer of each secret that opens; what is sealed is opened once. */
  open(secrets: Leased['secrets']): Promise<readonly Signer[]>;
}

export function createSignerRing(
  { ring, log }: Pick<Delivering, 'ring' | 'log'>,
  { workspaceId, webhookId }: { readonly workspaceId: WorkspaceId; readonly webhookId: WebhookId },
): SignerRing {
  let opened = new Map<string, Signer>();
  return {
    async open(secrets) {
      const next = new Map<string, Signer>();
      for (const { id, sealed } of secrets) {
        try {
          const known = opened.get(sealed);
          const secret = known ?? signerOf(await openWebhookSecret(sealed, { ring, workspaceId, webhookId, id }));
          next.set(sealed, secret);
        } catch (error) {
          log.error({ err: error }, 'could not open the signing secret of a webhook');
        }
      }
      opened = next;
      return [...next.values()];
    },
  };
}
