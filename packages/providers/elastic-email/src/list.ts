import {
  type Item,
  type ItemReading,
  type OpenedPage,
  openPage,
  type Page,
  ProviderError,
  retold,
  type Scope,
} from '@rollcall/provider-kit';
import { classify, type ElasticEmailClient, type Settings } from './client.ts';
import {
  apiKeyItem,
  domainItem,
  inboundRouteItem,
  smtpCredentialItem,
  subaccountItem,
  suppressionItem,
  suppressionLists,
} from './map.ts';
import { ApiKey, Domain, InboundRoute, SmtpCredential, Subaccount, Suppression } from './wire.ts';

/** A client, and what the connection was told. */
export interface Opened {
  readonly client: ElasticEmailClient;
  readonly settings: Settings;
}

/** The pages of a kind. */
export function list(opened: Opened, { kind }: Scope, signal: AbortSignal): AsyncIterable<Page> {
  const listing = listings[kind];
  if (listing === undefined) {
    throw new ProviderError('not_supported', `Elastic Email has no resources of kind "${kind}".`);
  }
  return listing(opened, signal);
}

type Listing = (opened: Opened, signal: AbortSignal) => AsyncIterable<Page>;

const listings: Readonly<Record<string, Listing>> = {
  sub_account: (opened, signal) =>
    pagedList(opened, {
      ...{ path: '/subaccounts', joins: undefined, signal, end: 'short_page' },
      reading: { kind: 'sub_account', wire: Subaccount, map: subaccountItem, idField: 'Email' },
    }),
  api_key: (opened, signal) =>
    listPerAccount(opened, {
      ...{ path: '/security/apikeys', what: 'API keys', signal },
      items: (page, subaccount) =>
        page.items({
          ...{ kind: 'api_key', wire: ApiKey, idField: 'Name', ...contextOf(subaccount) },
          map: (key) => apiKeyItem(key, subaccount),
        }),
    }),
  smtp_credential: (opened, signal) =>
    listPerAccount(opened, {
      ...{ path: '/security/smtp', what: 'SMTP credentials', signal },
      items: (page, subaccount) =>
        page.items({
          ...{ kind: 'smtp_credential', wire: SmtpCredential, idField: 'Name', ...contextOf(subaccount) },
          map: (credential) => smtpCredentialItem(credential, subaccount),
        }),
    }),
  domain: (opened, signal) =>
    wholeList(opened, {
      ...{ path: '/domains', signal },
      reading: { kind: 'domain', wire: Domain, map: domainItem, idField: 'Domain' },
    }),
  suppression: listSuppressions,
  inbound_route: (opened, signal) =>
    wholeList(opened, {
      ...{ path: '/inboundroute', signal },
      reading: { kind: 'inbound_route', wire: InboundRoute, map: inboundRouteItem, idField: 'PublicId' },
    }),
};

/** A list that the document gives no pages. */
async function* wholeList<Row>(
  opened: Opened,
  { path, signal, reading }: { path: string; signal: AbortSignal; reading: ItemReading<Row> },
): AsyncIterable<Page> {
  const page = await ask(opened, path, signal);
  yield { items: page.items(reading), evidence: page.evidence({ cursor: null, end: 'whole_document' }) };
}

/** One whole list of the account itself, and one of each sub-account that the connection is configured with. */
async function* listPerAccount(
  opened: Opened,
  of: {
    readonly path: string;
    readonly what: string;
    readonly signal: AbortSignal;
    readonly items: (page: OpenedPage, subaccount: string | null) => Iterable<Item>;
  },
): AsyncIterable<Page> {
  const accounts = [null, ...opened.settings.subaccounts];
  for (const [index, subaccount] of accounts.entries()) {
    const query = subaccount === null ? '' : `?subaccount=${encodeURIComponent(subaccount)}`;
    const asked = ask(opened, `${of.path}${query}`, of.signal);
    const page = await (subaccount === null ? asked : asked.catch(naming(of.what, subaccount)));
    const end = index === accounts.length - 1 ? 'whole_document' : null;
    yield { items: of.items(page, subaccount), evidence: page.evidence({ cursor: subaccount, end }) };
  }
}

/** Sub-accounts may hold keys that look the same. */
function contextOf(subaccount: string | null): { readonly context?: string } {
  return subaccount === null ? {} : { context: subaccount };
}

/** Says which sub-account an error is about. */
function naming(what: string, subaccount: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ProviderError)) throw error;
    const hint = error.kind === 'not_found' ? ' If it is gone, take it out of "subaccounts" in the configuration.' : '';
    throw retold(error, { message: `The ${what} of the sub-account ${subaccount}: ${error.message}${hint}` });
  };
}

/**
 * The three lists one after the other, since only they say why an address is suppressed. An address that changes lists
 * meanwhile could be missed; so the list of all is asked, at the end, for what stands at the place of the last address
 * seen and after it: exactly one when as many were seen as there are. Otherwise the pages are left without proof.
 */
async function* listSuppressions(opened: Opened, signal: AbortSignal): AsyncIterable<Page> {
  let seen = 0;
  for (const [index, name] of suppressionLists.entries()) {
    const pages = pagedList(opened, {
      ...{ path: `/suppressions/${name}`, joins: index === 0 ? undefined : true, signal, end: null },
      reading: { ...ofSuppressions, context: name, map: (row) => suppressionItem(row, name) },
    });
    for await (const { items, evidence } of pages) {
      const listed = [...items];
      seen += listed.length;
      yield { items: listed, evidence };
    }
  }
  const offset = Math.max(seen - 1, 0);
  const page = await ask(opened, `/suppressions?limit=2&offset=${offset}`, signal);
  const left = [...page.items({ ...ofSuppressions, map: (row) => suppressionItem(row, 'bounces') })].length;
  const isWhole = left === Math.min(seen, 1);
  const evidence = page.evidence({
    cursor: `all/${offset}`,
    end: 'short_page',
    ...(isWhole ? { overlaps: true } : {}),
  });
  yield { items: [], evidence };
}

const ofSuppressions = { kind: 'suppression', wire: Suppression, idField: 'Email' };

/**
 * A list in pages, each beginning with the item that the one before ended with. The first page `joins` what came before
 * it as the caller says; the last one carries the caller's `end`.
 */
async function* pagedList<Row>(
  opened: Opened,
  of: {
    readonly path: string;
    readonly joins: true | undefined;
    readonly end: 'short_page' | null;
    readonly signal: AbortSignal;
    readonly reading: ItemReading<Row>;
  },
): AsyncIterable<Page> {
  let offset = 0;
  let first: string | undefined;
  let last: string | undefined;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const page = await ask(opened, `${of.path}?limit=${pageSize}&offset=${offset}`, of.signal);
    const items = [...page.items(of.reading)];
    const begins = items[0]?.externalId;
    if (offset > 0 && begins === first && begins !== last) throw repeated(of.path);
    const overlaps = offset === 0 ? of.joins : begins === last;
    const isLast = endsShort(items.length);
    const cursor = `${of.path.replace(/^.*\//, '')}/${offset}`;
    yield {
      items: offset > 0 && overlaps === true ? items.slice(1) : items,
      evidence: page.evidence({ cursor, end: isLast ? of.end : null, ...(overlaps === undefined ? {} : { overlaps }) }),
    };
    if (isLast) return;
    first ??= begins;
    last = items.at(-1)?.externalId;
    offset += items.length - 1;
  }
  throw new ProviderError('unrecognised', `GET ${of.path}: the provider gave ${pagesMax} pages and no end.`);
}

/** The vendor caps other lists at 1000; fewer are asked for nowhere. */
const pageSize = 1000;
/** Ten million items; a list that goes on after that goes round in a circle. */
const pagesMax = 10_000;

/**
 * A page shorter than asked is the last, unless its length looks like a cap that nobody documents: those are round. Then
 * another page is asked for, which shows in one item that this was the end.
 */
function endsShort(count: number): boolean {
  const looksLikeCap = count > 1 && (count % 20 === 0 || count % 25 === 0);
  return count < pageSize && !looksLikeCap;
}

function repeated(path: string): ProviderError {
  return new ProviderError('unrecognised', `GET ${path}: the provider gave the first page again instead of the next.`);
}

async function ask({ client }: Opened, path: string, signal: AbortSignal): Promise<OpenedPage> {
  const answer = await client.transport.getPage(path, { bucket: 'default', signal });
  return openPage(answer, { path: [], classify });
}
