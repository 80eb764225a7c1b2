import type { Rollcall } from '@rollcall/client';
import type { Sandbox } from '@rollcall/provider-kit/sandbox';
import { providers } from '@rollcall/provider-registry';
import { ProviderName } from '@rollcall/schema';
import { z } from 'zod';

/** An account at a provider's sandbox, connected. */
export interface Account {
  readonly connection: string;
  readonly sandbox: Sandbox;
  /** A domain that inboxes can be made on. */
  readonly domain: string;
  /** Whether whoever makes an inbox gives its password; some providers make one themselves. */
  readonly givesPassword: boolean;
}

/** Requests a minute that these accounts are allowed: what is tried here is not how long a rate has one wait. */
const perMinute = 60_000;
/** How long the sandboxes take over a creation, in ms: so some are under way whenever a gateway is killed. */
const creationMs = 25;

/** Starts a sandbox of each provider at which inboxes can be made, as many as are wanted, and connects it. */
export async function openAccounts(rollcall: Rollcall, count: number): Promise<readonly Account[]> {
  const able = Object.values(providers).filter(({ common }) => !('notSupported' in common['inboxes.create']));
  if (able.length < count) throw new Error(`inboxes can be made at ${able.length} providers only`);
  const accounts: Account[] = [];
  for (const provider of able.slice(0, count)) {
    const sandbox = await provider.sandbox({ seed: 5, limits: false });
    const rates = Object.fromEntries(Object.keys(provider.buckets).map((bucket) => [bucket, perMinute]));
    const connection = `${provider.name}-bulk`;
    await rollcall.connections.add.mutate({
      ...{
        name: connection,
        provider: ProviderName.parse(provider.name),
        baseUrl: sandbox.baseUrl,
        rates,
        sandbox: true,
      },
      // Nothing is synced but what is asked for.
      ...{ credential: { ...sandbox.credential }, config: { ...sandbox.settings }, schedule: '0 0 1 1 *' },
    });
    const [inbox = ''] = await inboxesAt(sandbox);
    const domain = inbox.slice(inbox.indexOf('@') + 1);
    const address = `nobody-yet@${domain}`;
    const givesPassword = !(await isPossible(rollcall, { connection, address }));
    for (const operation of operationsOf(provider)) {
      await control(sandbox, { path: '/faults', body: { operation, fault: 'delay', ms: creationMs, times: 0 } });
    }
    accounts.push({ connection, sandbox, domain, givesPassword });
  }
  return accounts;
}

function operationsOf({ common }: (typeof providers)[string]): readonly string[] {
  const mapping = common['inboxes.create'];
  return 'notSupported' in mapping ? [] : mapping.operations;
}

/** A plan asks nobody anything: it is the way to find out what can be asked. */
async function isPossible(rollcall: Rollcall, { connection, address }: { connection: string; address: string }) {
  const groups = [{ connection, procedure: 'inboxes.create', items: [{ address }] }];
  return rollcall.operations.plan.mutate({ groups }).then(
    () => true,
    () => false,
  );
}

const State = z.object({ kinds: z.object({ inbox: z.object({ items: z.array(z.object({ name: z.string() })) }) }) });

/** The addresses of the inboxes that a sandbox holds, by its own word. */
export async function inboxesAt(sandbox: Sandbox): Promise<readonly string[]> {
  return State.parse(await control(sandbox, { path: '/state' })).kinds.inbox.items.map(({ name }) => name);
}

async function control({ controlUrl }: Sandbox, { path, body }: { path: string; body?: unknown }): Promise<unknown> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${controlUrl}${path}`, init);
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response.json();
}
