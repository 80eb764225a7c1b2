import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createWebhookVerifier } from '@rollcall/client';
import {
  addWebhook,
  appendEvent,
  inWorkspace,
  newWebhookId,
  newWebhookSecretId,
  openDatabase,
  removeWebhook,
  sealEvents,
  sealWebhookSecret,
} from '@rollcall/db';
import type { CloudEvent, SigningScheme, Webhook, WebhookOrder } from '@rollcall/schema';
import { createSender, newSigningKey, WebhookNetworks } from '@rollcall/webhooks';
import { afterEach } from 'vitest';
import { startDelivering } from '../../src/webhooks/deliver.ts';
import { type Installation, keyActor } from './installation.ts';

/** A webhook whose receiver runs in the test. */
export interface Hooked {
  readonly webhook: Webhook;
  /** Every request, verified, in the order in which they came. */
  readonly came: { readonly event: CloudEvent; readonly headers: IncomingMessage['headers']; readonly at: number }[];
  /** Of the requests that were answered with 204, whose events these are. */
  readonly taken: CloudEvent[];
}

/** What a receiver does; to answer is left to it. */
export type Reply = (response: ServerResponse, nth: number, event: CloudEvent) => void;

export const takes: Reply = (response) => void response.writeHead(204).end();

export interface Hook {
  readonly order?: WebhookOrder;
  readonly scheme?: SigningScheme;
  readonly reply?: Reply;
}

/** Gives a test file what it needs to have webhooks delivered; what a test begins ends with it. */
export function useHooks(installation: Installation) {
  const closing: (() => Promise<unknown> | unknown)[] = [];
  let count = 0;
  // Whoever delivers stops first: it was begun last.
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** Adds a webhook, and its receiver. */
  async function hook({ order = 'subject', scheme = 'ed25519', reply = takes }: Hook = {}): Promise<Hooked> {
    const { secret, publicKey } = newSigningKey(scheme);
    const verify = createWebhookVerifier({ keys: [publicKey ?? secret] });
    const [came, taken]: [Hooked['came'], CloudEvent[]] = [[], []];
    const server = createServer(async (request, response) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const event = verify({ headers: request.headers, body: Buffer.concat(chunks) });
      came.push({ event, headers: request.headers, at: performance.now() });
      response.on('finish', () => response.statusCode === 204 && taken.push(event));
      reply(response, came.length, event);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`;
    const { workspaceId, gateway, daemon } = installation;
    const [id, secretId] = [newWebhookId(), newWebhookSecretId()];
    const sealed = await sealWebhookSecret(secret, { ring: daemon.ring, workspaceId, webhookId: id, id: secretId });
    const filter = { types: null, kinds: ['inbox' as const], connections: null, severity: 'normal' as const };
    count += 1;
    const added = {
      ...{ id, name: `hook ${count}`, url, filter, order, from: undefined },
      secret: { id: secretId, scheme, publicKey, ...sealed },
    };
    const webhook = await inWorkspace(gateway, workspaceId, (tx) => addWebhook(tx, added, keyActor));
    closing.push(() => inWorkspace(gateway, workspaceId, (tx) => removeWebhook(tx, webhook.name, keyActor)));
    await sealEvents(daemon.db);
    return { webhook, came, taken };
  }

  /** Has something happen to each of these inboxes, in this order. */
  async function happen(inboxes: readonly string[]): Promise<void> {
    const { workspaceId, daemon } = installation;
    await inWorkspace(daemon.db, workspaceId, async (tx) => {
      for (const externalId of inboxes) {
        const subject = { kind: 'inbox', externalId, name: externalId } as const;
        await appendEvent(tx, { type: 'resource.changed', actor: daemon.actor, subject });
      }
    });
    await sealEvents(daemon.db);
  }

  /** Delivers in this process, as a daemon would, until it is told to stop. Several do so beside each other. */
  function deliver({
    waitsMs = Array.from({ length: 40 }, (_, nth) => (nth === 0 ? 0 : 20)),
  } = {}): () => Promise<void> {
    const db = openDatabase(installation.urls.daemonUrl, { max: 4, name: 'delivering' });
    const sender = createSender({ networks: WebhookNetworks.parse('127.0.0.1'), limits: { timeoutMs: 5_000 } });
    const stop = startDelivering({ ...installation.daemon, db, sender, waitsMs, graceMs: 300 });
    let stopped: Promise<void> | undefined;
    const stopOnce = () => (stopped ??= stop().then(() => db.destroy()));
    closing.push(stopOnce);
    return stopOnce;
  }

  return { hook, happen, deliver };
}
