import { inWorkspace, listFindings, type Tx } from '@rollcall/db';
import type { Finding } from '@rollcall/schema';
import { beforeAll, expect, test } from 'vitest';
import { judgeWorkspace } from '../src/judging/judge-workspace.ts';
import { emptyDomainsSet, nowhereSet, orphansSet, twinsSet } from '../src/judging/sets/identity.ts';
import { ordersSet } from '../src/judging/sets/orders.ts';
import { type Connected, useInstallation } from './support/installation.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const names = ['adbtd', 'elastic-email', 'inframail', 'mailbux', 'simple-inboxes'];
const starts = names.map((name) => [name, useSandboxes(name)] as const);
const sets = [ordersSet, twinsSet, orphansSet, emptyDomainsSet, nowhereSet];
const connections = new Map<string, Connected>();

// The agency of the sandboxes. They confirm what unit their money is in.
beforeAll(async () => {
  const now = new Date().toISOString().slice(0, 10);
  for (const [name, start] of starts) {
    const sandbox = await start({ seed: 1, now });
    connections.set(name, await installation.connect(sandbox, { name }));
  }
  for (const connection of connections.values()) {
    expect((await installation.run(connection)).outcome).toBe('complete');
  }
}, 60_000);

const asDaemon = <T>(work: (tx: Tx) => Promise<T>) =>
  inWorkspace(installation.daemon.db, installation.workspaceId, work);

async function found(): Promise<readonly Finding[]> {
  const { signal } = new AbortController();
  await judgeWorkspace({ ...installation.daemon, signal }, installation.workspaceId, sets);
  return asDaemon((tx) => listFindings(tx, { every: false, limit: 100 }));
}

/** Each as its rule, what it is about, and its money. */
const texts = (findings: readonly Finding[]) =>
  findings
    .map(({ rule, severity, subject, money }) => `${rule} ${severity} ${subject?.name} ${money?.minor ?? '-'}`)
    .toSorted();

test('of the world of the sandboxes, each rule finds what is wrong on purpose and nothing else', async () => {
  expect(texts(await found())).toEqual([
    'alias_to_nowhere notice sales@cedar-mail.example -',
    'charged_after_gone alarm 883d0079-ca23-43ab-b92b-1db4ae80b02d 5900',
    'charged_without_inboxes alarm birch-past.example 3300',
    'charged_without_inboxes alarm f005f204-0bad-444d-98a6-386915427b48 3500',
    'domain_without_inbox notice agency-040.example -',
    'inbox_at_two_providers notice sales.north@alder-mail.example -',
    'inbox_without_charge notice alder-trial.example -',
    'inbox_without_domain alarm alder-mail-2.example -',
    'inbox_without_domain alarm birch-desk.example -',
    'order_unpaid alarm cedar-desk.example and 1 more 2400',
    'renewal_of_failing notice birch-mail.example and 1 more -',
    'renewal_of_unused alarm birch-past.example 3300',
    'renewal_of_unused alarm f005f204-0bad-444d-98a6-386915427b48 3500',
  ]);
});
