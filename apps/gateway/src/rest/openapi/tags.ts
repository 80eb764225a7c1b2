import { providers } from '@rollcall/provider-registry';
import type { AppRouter } from '../../router.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { Route } from '../routes.ts';

/** What each noun of the router is about. Of a provider, that is its own document. */
const about: Readonly<Record<Exclude<keyof AppRouter['_def']['record'], 'providers'>, string>> = {
  aliases: 'Further addresses of inboxes, at whichever provider.',
  brake: 'How much change that nobody asked for is believed without a person.',
  budgets: 'What connections may send, and what keeps them from it.',
  capabilities: 'What each provider can do.',
  certificates: 'Why each listing of a run is believed or not.',
  connections: "The workspace's accounts at providers.",
  credentials: 'The seals of what connections are opened with.',
  dns: 'DNS records, at whichever provider.',
  doctor: 'What is wrong with an installation.',
  documents: "What providers' documents say, beside what they answer.",
  domains: 'Domains, at whichever provider.',
  audit: 'The audit log as something that can be proven.',
  events: 'The audit log: who did what to what, and because of what.',
  findings: 'What the rules say of what the ledger holds.',
  holds: 'Runs that were held, and what a person says of them.',
  inboxes: 'Inboxes, at whichever provider.',
  keys: "The gateway's own API keys.",
  operations: 'Writes that callers asked for, singly or in bulk, and what became of them.',
  providerKeys: "Keys to the providers' APIs.",
  reports: 'Reports on what the ledger holds: issued, kept, and the same whenever they are made again.',
  resources: 'The inventory: what the ledger holds, how old and how complete it is, and what it was.',
  runs: 'Syncs, past and present.',
  sync: 'Asking for runs.',
  use: 'When addresses were used last, as whoever sends from them says.',
  webhooks: 'Where events are sent, and what became of each.',
  workspaces: 'The workspaces of an installation.',
};

/** What it is about: the procedure's noun, or the provider that it is of. */
export function tagOf({ procedure }: Route): string {
  const [noun = '', name = noun] = procedure.split('.');
  return noun === 'providers' ? name : noun;
}

/** The tags of these routes, each with what it is about: what is common to all providers, then each provider's own. */
export function tagsOf(routes: readonly Route[]): readonly JsonSchema[] {
  const names = [...new Set(routes.map(tagOf))].toSorted();
  const [common, own] = [names.filter((name) => !titles.has(name)), names.filter((name) => titles.has(name))];
  return [
    ...common.map((name) => ({ name, description: Reflect.get(about, name) })),
    ...own.map((name) => ({ name, description: `What the document "${titles.get(name)}" has.` })),
  ];
}

/** What each provider's own document is called. */
const titles: ReadonlyMap<string, string> = new Map(
  Object.values(providers).map(({ name, document }) => [name, document.info.title]),
);
