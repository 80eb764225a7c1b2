import type { Webhook, WebhookStop } from '@rollcall/schema';
import { plain } from './plain.ts';
import { localTime } from './time.ts';

/** A webhook, for a person: how it does, what it is sent, and what to check its signatures with. */
export function webhookLines(webhook: Webhook): readonly string[] {
  const { name, url, order, sequence, behind, undelivered, dead, failingSince, waitingSince, secrets } = webhook;
  return [
    `${plain(name)}: ${stateOf(webhook)}, ${plain(url)}`,
    `It is sent ${filterOf(webhook)}, and what is about itself, ${orders[order]}.`,
    `It was queued all up to sequence ${sequence}; ${behind} follow, ${undelivered} have not arrived, ${dead} of them dead.`,
    ...(waitingSince === null ? [] : [`The longest has waited since ${localTime(waitingSince)}.`]),
    ...(failingSince === null ? [] : [`Nothing has arrived since ${localTime(failingSince)}, though it was tried.`]),
    ...secrets.map(
      ({ scheme, publicKey, retiresAt }) =>
        `Signed by ${scheme}${publicKey === null ? '' : `, checked with ${publicKey}`}${retiresAt === null ? '' : `, until ${localTime(retiresAt)}`}`,
    ),
  ];
}

/** What a receiver does with what was just made to sign with: `secret` is null where it is a key that can be read at any time. */
export function receiverNeeds(secret: string | null): string {
  const what = secret === null ? 'checks signatures with this key' : 'needs this secret: it is not shown again';
  return `Its receiver ${what}.`;
}

/** Active, or why it is not. */
export function stateOf({ state, stopped, failingSince }: Webhook): string {
  if (stopped !== null) return `${state} (${stops[stopped.reason]})`;
  return failingSince === null ? state : 'failing';
}

export function stateStyle({ stopped, failingSince }: Webhook): 'red' | 'yellow' | undefined {
  if (stopped !== null) return stopped.reason === 'asked' ? 'yellow' : 'red';
  return failingSince === null ? undefined : 'yellow';
}

const stops: Readonly<Record<WebhookStop, string>> = {
  asked: 'asked',
  failing: 'failing for days',
  dead: 'cannot deliver',
  gone: 'receiver is gone',
};

const orders: Readonly<Record<Webhook['order'], string>> = {
  subject: 'each event after the earlier ones of its subject',
  strict: 'each event after all earlier ones',
  none: 'in any order',
};

function filterOf({ filter: { types, kinds, connections, severity } }: Webhook): string {
  const parts = [
    ...(types === null ? [] : [types.join(', ')]),
    ...(kinds === null ? [] : [`about ${kinds.join(', ')}`]),
    ...(connections === null ? [] : [`of ${connections.join(', ')}`]),
    ...(severity === 'normal' ? [] : [`that are at least a ${severity}`]),
  ];
  return plain(parts.length === 0 ? 'every event' : `events ${parts.join(' ')}`);
}
