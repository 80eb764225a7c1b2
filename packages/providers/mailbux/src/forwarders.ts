import { type Item, type OpenedPage, openPage, type Page } from '@rollcall/provider-kit';
import { classify } from './classify.ts';
import type { MailbuxClient } from './client.ts';
import { domainOf, keptForwarders, listItem } from './map.ts';
import { ownDomains, readDomains } from './own-domains.ts';
import { fieldsOf, lastFacts, principalPages } from './pages.ts';
import { Forwarder, type Principal } from './wire.ts';

const kind = 'forwarder';

/**
 * Lists that deliver elsewhere and, where the connection asks for them, the forwarders that Mailbux keeps beside its
 * lists. Nothing states how many of the latter there are, so the listing then ends without a total.
 */
export async function* listForwarders(client: MailbuxClient, signal: AbortSignal): AsyncIterable<Page> {
  const kept = client.settings.forwarderEndpoint ? await readKept(client, signal) : [];
  const keptItems = new Map(kept.flatMap(({ items }) => items.map((item) => [item.name, item])));
  const sum = { shown: 0, unseen: 0 };
  const own = ownDomains(client, { kind }, signal);
  for await (const page of principalPages(client, { kind, type: 'list', fields: fieldsOf.list }, signal)) {
    const isOwn = await own(page.principals);
    const classed = page.principals.map((row) => listItem(row, isOwn)).filter((row) => row.kind === kind);
    const items = classed.map(({ item }) => merged(item, keptItems.get(item.name)));
    for (const { name } of items) keptItems.delete(name);
    sum.shown += items.length;
    if (page.end !== null) sum.unseen += page.total - page.counted;
    const isLast = kept.length === 0 || !page.isSteady;
    yield { items, evidence: page.evidence(isLast ? lastFacts(page, sum) : { end: null }) };
    if (!page.isSteady) return;
  }
  for (const [index, { items, page }] of kept.entries()) {
    const end = index === kept.length - 1 ? 'no_next_cursor' : null;
    yield {
      items: items.filter(({ name }) => keptItems.has(name)),
      evidence: page.evidence({ cursor: `forwarders ${index + 1}`, end }),
    };
  }
}

/** One forwarder, of which the list of that name is given if there is one; undefined when it is none. */
export async function forwarderNamed(
  client: MailbuxClient,
  { name, list }: { readonly name: string; readonly list: Principal | undefined },
  signal: AbortSignal,
): Promise<Item | undefined> {
  const { items } = client.settings.forwarderEndpoint
    ? await keptOf(client, domainOf(name) ?? '', signal)
    : { items: [] };
  const kept = items.find((item) => item.name === name);
  if (list === undefined) return kept;
  const isOwn = await ownDomains(client, { kind }, signal)([list]);
  const found = listItem(list, isOwn);
  return found.kind === kind ? merged(found.item, kept) : kept;
}

/** The same source in both places is one forwarder, to all the targets of both. */
function merged(list: Item, kept: Item | undefined): Item {
  if (kept === undefined) return list;
  const both = (attribute: string) =>
    [...new Set([list, kept].flatMap(({ attributes }) => attributes[attribute]))].sort();
  return {
    ...list,
    attributes: { ...list.attributes, targets: both('targets'), localTargets: both('localTargets') },
  };
}

async function readKept(client: MailbuxClient, signal: AbortSignal): Promise<readonly Kept[]> {
  const answers: Kept[] = [];
  for (const domain of await readDomains(client, { kind }, signal)) answers.push(await keptOf(client, domain, signal));
  return answers;
}

interface Kept {
  readonly page: OpenedPage;
  readonly items: readonly Item[];
}

async function keptOf({ transport }: MailbuxClient, domain: string, signal: AbortSignal): Promise<Kept> {
  const path = `/api/forwarders?domain=${encodeURIComponent(domain)}`;
  const answer = await transport.getPage(path, { bucket: 'default', signal });
  const page = openPage(answer, { path: ['forwarders'], classify });
  const rows = [...page.items({ kind, wire: Forwarder, map: (row) => row, idField: 'id' })];
  return { page, items: keptForwarders(rows) };
}
