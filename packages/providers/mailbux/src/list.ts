import { type Item, openPage, type Page, ProviderError, type Scope } from '@rollcall/provider-kit';
import { classify } from './classify.ts';
import { type Dialect, isWithoutEndpoint, type MailbuxClient } from './client.ts';
import { listForwarders } from './forwarders.ts';
import { dkimItem, domainItem, expectationItem, inboxItem, listItem, mailboxAliases } from './map.ts';
import { ownDomains } from './own-domains.ts';
import { fieldsOf, lastFacts, type PrincipalType, principalPages } from './pages.ts';
import { DnsRecord, type Principal } from './wire.ts';

/** The pages of one scope. Throws `ProviderError`. */
export function list(client: MailbuxClient, scope: Scope, signal: AbortSignal): AsyncIterable<Page> {
  const { kind } = scope;
  switch (kind) {
    case 'domain':
      return listPrincipals(client, { kind, type: 'domain', map: domainItem }, signal);
    case 'inbox':
      return listPrincipals(client, { kind, type: 'individual', map: inboxItem }, signal);
    case 'alias':
      return listAliases(client, signal);
    case 'forwarder':
      return listForwarders(client, signal);
    case 'dkim':
      return listRecords(client, { scope, map: dkimItem }, signal);
    case 'dns_expectation':
      return listRecords(client, { scope, map: expectationItem }, signal);
    default:
      throw new ProviderError('not_supported', `Mailbux has no resources of kind "${kind}".`);
  }
}

async function* listPrincipals(
  client: MailbuxClient,
  { kind, type, map }: { kind: string; type: PrincipalType; map: (row: Principal) => Item },
  signal: AbortSignal,
): AsyncIterable<Page> {
  for await (const page of principalPages(client, { kind, type, fields: fieldsOf[type] }, signal)) {
    const { principals, total: statedTotal, end } = page;
    yield { items: principals.map(map), evidence: page.evidence({ end, statedTotal }) };
  }
}

/** Aliases are lists whose targets are all our own, and the further addresses of mailboxes. */
async function* listAliases(client: MailbuxClient, signal: AbortSignal): AsyncIterable<Page> {
  const sum = { shown: 0, unseen: 0 };
  const lists = principalPages(client, { kind: 'alias', type: 'list', fields: fieldsOf.list }, signal);
  const own = ownDomains(client, { kind: 'alias' }, signal);
  for await (const page of lists) {
    const isOwn = await own(page.principals);
    const classed = page.principals.map((row) => listItem(row, isOwn));
    const items = classed.filter(({ kind }) => kind === 'alias').map(({ item }) => item);
    sum.shown += items.length;
    yield { items, evidence: page.evidence({ end: page.isSteady ? null : page.end }) };
    if (!page.isSteady) return;
    if (page.end !== null) sum.unseen += page.total - page.counted;
  }
  const fields = ['name', 'type', 'emails'];
  for await (const page of principalPages(client, { kind: 'alias', type: 'individual', fields }, signal)) {
    const items = page.principals.flatMap(mailboxAliases);
    sum.shown += items.length;
    if (page.end !== null) sum.unseen += page.total - page.counted;
    yield { items, evidence: page.evidence(lastFacts(page, sum)) };
  }
}

async function* listRecords(
  client: MailbuxClient,
  { scope, map }: { scope: Scope; map: (record: DnsRecord, domain: string) => Item | undefined },
  signal: AbortSignal,
): AsyncIterable<Page> {
  const { kind, parent } = scope;
  if (parent === undefined)
    throw new ProviderError('not_supported', `${kind} is listed by domain, and none was given.`);
  const domain = parent.name;
  const answer = await client.recordsAnswers({ key: domain, kind, read: () => recordsAnswer(client, domain, signal) });
  const page = openPage(answer, { path: ['data'], classify });
  const found = [...page.items({ kind, wire: DnsRecord, map: (record) => map(record, domain), idField: 'name' })];
  const items = found.filter((item) => item !== undefined);
  yield { items, evidence: page.evidence({ cursor: null, end: 'whole_document' }) };
}

const paths: Readonly<Record<Dialect, string>> = { stalwart: '/api/dns/records/', guide: '/api/dns/' };

/** The answer of the path that this server has; which one that is is found out once. */
async function recordsAnswer({ transport, settings, seen }: MailbuxClient, domain: string, signal: AbortSignal) {
  const get = (dialect: Dialect) =>
    transport.getPage(`${paths[dialect]}${encodeURIComponent(domain)}`, { bucket: 'default', signal });
  const first = seen.dnsPath ?? settings.dnsPath;
  try {
    const answer = await get(first);
    seen.dnsPath = first;
    return answer;
  } catch (error) {
    if (seen.dnsPath !== undefined || !isWithoutEndpoint(error)) throw error;
    const other = first === 'stalwart' ? 'guide' : 'stalwart';
    const answer = await get(other);
    seen.dnsPath = other;
    return answer;
  }
}
