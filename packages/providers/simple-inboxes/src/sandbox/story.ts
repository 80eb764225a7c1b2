import type { SandboxStory } from '@rollcall/provider-kit/sandbox';
import { cents, major, type State } from './state.ts';

/**
 * Somebody edits an SPF record, has a domain forward elsewhere, has passwords of inboxes set, and makes a key that nobody here knows
 * of. And the provider's
 * books are not what they were: the oldest transaction is gone, another is told otherwise, and a wallet holds less.
 */
export function storyOf(state: State): SandboxStory {
  return [...domainsOf(state), ...booksOf(state)];
}

function domainsOf(state: State): SandboxStory {
  const [, , third] = state.domains.ordered().filter(({ domain }) => domain.includes('-team'));
  const spf = state.dns.under(third?.domain ?? '').find(({ content }) => content.startsWith('v=spf1'));
  if (third === undefined || spf === undefined) return [];
  const content = spf.content.replace('~all', 'ip4:203.0.113.9 ~all');
  return [
    { do: 'change', change: { do: 'edit', kind: 'dns_record', id: spf.id, set: { content } } },
    { do: 'change', change: { do: 'alter', kind: 'domain', name: third.domain, attribute: 'forwardingUrl' } },
    { do: 'change', change: { do: 'create', kind: 'api_key', name: 'dashboard-2' } },
    { do: 'change', change: { do: 'create', kind: 'inbox_mutation', name: third.domain } },
  ];
}

function booksOf(state: State): SandboxStory {
  const [oldest, ...others] = state.transactions.ordered();
  const told = others.find(({ description }) => description === `renewal of ${lastTeam(state)}`);
  const quiet = state.wallets.ordered().at(-1);
  if (oldest === undefined || told === undefined || quiet === undefined || quiet.balance === 0) return [];
  const kind = 'wallet_transaction';
  const description = `${told.description}, corrected`;
  const balance = major(cents(quiet.balance) - 500);
  return [
    { do: 'change', change: { do: 'delete', kind, id: oldest.id } },
    { do: 'change', change: { do: 'edit', kind, id: told.id, set: { description } } },
    { do: 'change', change: { do: 'edit', kind: 'wallet', id: quiet.workspaceId ?? 'master', set: { balance } } },
  ];
}

function lastTeam(state: State): string | undefined {
  return state.domains.ordered().findLast(({ domain }) => domain.includes('-team'))?.domain;
}
