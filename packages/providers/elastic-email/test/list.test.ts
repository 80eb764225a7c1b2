import { createServer } from 'node:http';
import type { Item, Page, Session } from '@rollcall/provider-kit';
import type { Sandbox } from '@rollcall/provider-kit/sandbox';
import { describe, expect, test } from 'vitest';
import { ask, control, itemsOf, openAt, pagesOf, requested, signal, start } from './fixture.ts';

/** The first page, then what happens meanwhile, then the other pages. */
async function pagesAround(
  session: Session,
  kind: string,
  meanwhile: () => Promise<unknown>,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  for await (const { items, evidence } of session.list({ kind }, signal)) {
    pages.push({ items: [...items], evidence });
    if (pages.length === 1) await meanwhile();
  }
  return pages;
}

function namesOn(pages: readonly Page[]): readonly string[] {
  return pages.flatMap(({ items }) => [...items]).map(({ name }: Item) => name);
}

async function remove(sandbox: Sandbox, kind: string, name: string): Promise<void> {
  await control(sandbox, 'POST /change', { do: 'delete', kind, name });
}

describe('pages of a list without a total', () => {
  test('overlap by one item and end short', async () => {
    const sandbox = await start({ sizes: { sub_account: 2500 } });
    const pages = await pagesOf(openAt(sandbox), 'sub_account');
    expect(pages.map(({ items }) => [...items].length)).toEqual([1000, 999, 501]);
    expect(pages.map(({ evidence: { cursor, overlaps, end } }) => ({ cursor, overlaps, end }))).toEqual([
      { cursor: 'subaccounts/0', overlaps: null, end: null },
      { cursor: 'subaccounts/999', overlaps: true, end: null },
      { cursor: 'subaccounts/1998', overlaps: true, end: 'short_page' },
    ]);
    expect(new Set(namesOn(pages)).size).toBe(2500);
  });

  test.each([
    { size: 0, counts: [0] },
    { size: 1, counts: [1] },
    { size: 999, counts: [999] },
    { size: 1000, counts: [1000, 0] },
    { size: 1001, counts: [1000, 1] },
    { size: 1999, counts: [1000, 999, 0] },
  ])('of $size items are $counts', async ({ size, counts }) => {
    const sandbox = await start({ sizes: { sub_account: size, api_key: 1 } });
    const pages = await pagesOf(openAt(sandbox), 'sub_account');
    expect(pages.map(({ items }) => [...items].length)).toEqual(counts);
    expect(pages.at(-1)?.evidence.end).toBe('short_page');
  });

  test.each([
    {
      what: 'an item of an earlier page goes',
      kind: 'sub_account',
      name: 'ginkgo@agency.example',
      overlaps: false,
    },
    { what: 'an item of a later page goes', kind: 'sub_account', name: 'oak-67@agency.example', overlaps: true },
    { what: 'the last item of a page goes', kind: 'sub_account', name: 'nutmeg-48@agency.example', overlaps: false },
  ])('while $what, they overlap: $overlaps', async ({ kind, name, overlaps }) => {
    const sandbox = await start({ sizes: { sub_account: 1500 } });
    const pages = await pagesAround(openAt(sandbox), kind, () => remove(sandbox, kind, name));
    expect(pages[1]?.evidence.overlaps).toBe(overlaps);
  });

  test('that a server cuts shorter than asked, without saying so, are followed to their end all the same', async () => {
    const sandbox = await start({ sizes: { sub_account: 130 } });
    await control(sandbox, 'POST /change', { do: 'pages', cap: 50 });
    const pages = await pagesOf(openAt(sandbox), 'sub_account');
    expect(new Set(namesOn(pages)).size).toBe(130);
    expect(pages.at(-1)?.evidence).toMatchObject({ overlaps: true, end: 'short_page' });
  });

  test('that come again and again are no list', async () => {
    const sandbox = await start({ sizes: { sub_account: 1500 } });
    const { baseUrl, credential, settings } = sandbox;
    await using proxy = await offsetlessProxy(baseUrl);
    const session = openAt({ baseUrl: proxy.baseUrl, credential, settings });
    await expect(itemsOf(session, 'sub_account')).rejects.toMatchObject({
      kind: 'unrecognised',
      message: expect.stringContaining('the first page again'),
    });
  });
});

describe('suppressions', () => {
  test('come from the three lists, which say why; the list of all says that there are no others', async () => {
    const sandbox = await start();
    const session = openAt(sandbox);
    const pages = await pagesOf(session, 'suppression');
    expect(await requested(sandbox)).toEqual(['listBounces', 'listComplaints', 'listUnsubscribes', 'listSuppressions']);
    expect(namesOn(pages)).toHaveLength(60);
    expect(new Set(namesOn(pages)).size).toBe(60);
    const lists = new Set(pages.flatMap(({ items }) => [...items]).map(({ attributes }) => attributes['list']));
    expect(lists).toEqual(new Set(['bounces', 'complaints', 'unsubscribes']));
    expect(pages.map(({ evidence: { overlaps, end } }) => ({ overlaps, end }))).toEqual([
      { overlaps: null, end: null },
      { overlaps: true, end: null },
      { overlaps: true, end: null },
      { overlaps: true, end: 'short_page' },
    ]);
  });

  test('of which one changes lists meanwhile are not taken for all', async () => {
    const sandbox = await start();
    const session = openAt(sandbox);
    const moving = (await itemsOf(session, 'suppression')).find(
      ({ attributes }) => attributes['list'] === 'unsubscribes',
    );
    const pages = await pagesAround(session, 'suppression', () =>
      control(sandbox, 'POST /change', { do: 'suppress', email: moving?.name, list: 'bounces' }),
    );
    expect(namesOn(pages)).not.toContain(moving?.name);
    // Without this proof the list is read a second time, and nothing is absent unless both passes agree.
    expect(pages.at(-1)?.evidence).toMatchObject({ overlaps: null, end: 'short_page' });
  });

  test('say it too when they are read one by one, for which the lists are searched', async () => {
    const sandbox = await start();
    const session = openAt(sandbox);
    for (const item of (await itemsOf(session, 'suppression')).slice(-3)) {
      expect(await session.read('suppression', item.externalId, signal)).toEqual(item);
    }
    expect(await session.read('suppression', 'nobody@client.example', signal)).toBeUndefined();
  });
});

describe('a missing permission makes a kind forbidden, and not empty:', () => {
  test.each([
    { kind: 'api_key', lacks: 'ViewAccessTokens' },
    { kind: 'smtp_credential', lacks: 'ViewAccessTokens' },
    { kind: 'domain', lacks: 'ViewSettings' },
    { kind: 'inbound_route', lacks: 'ViewSettings' },
    { kind: 'sub_account', lacks: 'ViewSubAccounts' },
    { kind: 'suppression', lacks: 'ViewSuppressions' },
  ])('$kind without $lacks', async ({ kind, lacks }) => {
    const all = ['ViewAccessTokens', 'ViewSettings', 'ViewSubAccounts', 'ViewSuppressions', 'ViewReports'];
    const sandbox = await start();
    const AccessLevel = all.filter((level) => level !== lacks);
    const { json } = await ask(sandbox, 'POST /security/apikeys', { Name: 'limited', AccessLevel });
    const { Token } = json as { Token: string }; // As documented.
    const session = openAt(sandbox, { apiKey: Token });
    expect(await session.identify(signal)).toBeNull();
    await expect(itemsOf(session, kind)).rejects.toMatchObject({
      kind: 'forbidden',
      status: 400,
      providerMessage: 'Access Denied.',
    });
    for (const other of ['api_key', 'domain', 'sub_account', 'suppression'].filter((each) => each !== kind)) {
      const isAlsoForbidden =
        kind === 'smtp_credential' ? other === 'api_key' : kind === 'inbound_route' && other === 'domain';
      if (!isAlsoForbidden) expect((await itemsOf(session, other)).length).toBeGreaterThan(0);
    }
  });

  test('a key that may not see statistics is still a valid one', async () => {
    const sandbox = await start();
    const { json } = await ask(sandbox, 'POST /security/apikeys', { Name: 'limited', AccessLevel: ['ViewSettings'] });
    const { Token } = json as { Token: string }; // As documented.
    expect(await openAt(sandbox, { apiKey: Token }).identify(signal)).toBeNull();
  });
});

describe('the keys of a sub-account', () => {
  test('are listed only when the connection is configured with it', async () => {
    const sandbox = await start();
    const own = await itemsOf(openAt(sandbox, { settings: {} }), 'api_key');
    expect(own.map(({ externalId }) => externalId).slice(0, 4)).toEqual([
      'console',
      'newsletter',
      'billing',
      'monitoring',
    ]);
    const all = await itemsOf(openAt(sandbox, { settings: { subaccounts: ['Alder@Agency.example'] } }), 'api_key');
    expect(all.map(({ externalId }) => externalId)).toEqual([
      ...own.map(({ externalId }) => externalId),
      'alder@agency.example/client site',
    ]);
  });

  test('end with the last account’s list, and on no other page', async () => {
    const sandbox = await start();
    const settings = { subaccounts: ['alder@agency.example', 'birch@agency.example'] };
    const pages = await pagesOf(openAt(sandbox, { settings }), 'smtp_credential');
    expect(pages.map(({ evidence: { cursor, end } }) => ({ cursor, end }))).toEqual([
      { cursor: null, end: null },
      { cursor: 'alder@agency.example', end: null },
      { cursor: 'birch@agency.example', end: 'whole_document' },
    ]);
  });

  test('of one that does not exist: an error that names it and says what to do', async () => {
    const sandbox = await start();
    const session = openAt(sandbox, { settings: { subaccounts: ['gone@agency.example'] } });
    await expect(itemsOf(session, 'api_key')).rejects.toMatchObject({
      kind: 'not_found',
      message: expect.stringMatching(
        /^The API keys of the sub-account gone@agency\.example: .*take it out of "subaccounts"/,
      ),
      providerMessage: 'Subaccount gone@agency.example was not found.',
    });
  });

  test('are read one by one under both names, and a slash in a name is part of it', async () => {
    const sandbox = await start();
    const session = openAt(sandbox);
    await ask(sandbox, 'POST /security/apikeys', { Name: 'ci/cd', AccessLevel: ['ViewSettings'] });
    for (const item of await itemsOf(session, 'api_key')) {
      expect(await session.read('api_key', item.externalId, signal)).toEqual(item);
    }
    expect(await session.read('api_key', 'ci/cd', signal)).toMatchObject({ name: 'ci/cd' });
  });
});

/** Passes requests on without their offset. */
async function offsetlessProxy(baseUrl: string) {
  const server = createServer(async (request, response) => {
    const url = new URL(`${new URL(baseUrl).origin}${request.url}`);
    url.searchParams.delete('offset');
    const key = String(request.headers['x-elasticemail-apikey']);
    const answer = await fetch(url, { headers: { 'x-elasticemail-apikey': key } });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v4`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
