import { type Item, openPage, type Page } from '@rollcall/provider-kit';
import { classify } from './classify.ts';
import type { MailbuxClient } from './client.ts';
import { keptForwarders, listItem } from './map.ts';
import { ownDomains, readDomains } from './own-domains.ts';
import { fieldsOf, lastFacts, principalPages } from './pages.ts';
import { Forwarder } from './wire.ts';

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

async function readKept(client: MailbuxClient, signal: AbortSignal) {
  const answers = [];
  for (const domain of await readDomains(client, { kind }, signal)) {
    const path = `/api/forwarders?domain=${encodeURIComponent(domain)}`;
    const answer = await client.transport.getPage(path, { bucket: 'default', signal });
    const page = openPage(answer, { path: ['forwarders'], classify });
    const rows = [...page.items({ kind, wire: Forwarder, map: (row) => row, idField: 'id' })];
    answers.push({ page, items: keptForwarders(rows) });
  }
  return answers;
}
