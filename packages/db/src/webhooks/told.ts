import { type Actor, type EventId, type EventType, WebhookId } from '@rollcall/schema';
import type { Tx } from '../database.ts';
import { appendEvent } from '../events.ts';

/** A webhook as events name it. */
export interface ToldWebhook {
  readonly id: WebhookId;
  readonly name: string;
}

interface Told {
  readonly type: Extract<EventType, `webhook.${string}`>;
  readonly actor: Actor;
  readonly webhook: ToldWebhook;
  readonly severity?: 'notice' | 'alarm';
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** The same, of its row. */
export function toldOf({ webhook_id, name }: { readonly webhook_id: string; readonly name: string }): ToldWebhook {
  return { id: WebhookId.parse(webhook_id), name };
}

/** Appends an event about a webhook. */
export async function tellWebhook(tx: Tx, { webhook, ...event }: Told): Promise<EventId> {
  return appendEvent(tx, { ...event, subject: { kind: 'webhook', externalId: webhook.id, name: webhook.name } });
}
