import { type NewSecret, newWebhookSecretId, sealWebhookSecret } from '@rollcall/db';
import type { SigningScheme, WebhookId } from '@rollcall/schema';
import { newSigningKey } from '@rollcall/webhooks';
import type { CallerContext } from '../trpc.ts';

/** A new secret for a webhook, sealed; `secret` is what both sides must have, and null where the receiver needs none. */
export async function newSecret(
  { gateway: { ring }, caller: { workspaceId } }: CallerContext,
  { webhookId, scheme }: { readonly webhookId: WebhookId; readonly scheme: SigningScheme },
): Promise<{ readonly secret: string | null; readonly stored: NewSecret }> {
  const { secret, publicKey } = newSigningKey(scheme);
  const id = newWebhookSecretId();
  const sealed = await sealWebhookSecret(secret, { ring, workspaceId, webhookId, id });
  return { secret: publicKey === null ? secret : null, stored: { id, scheme, publicKey, ...sealed } };
}
