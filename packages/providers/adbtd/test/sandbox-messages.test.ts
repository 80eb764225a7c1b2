import type { Sandbox } from '@rollcall/provider-kit/sandbox';
import { describe, expect, test } from 'vitest';
import { ask, change, start, thing, things } from './sandbox-fixture.ts';

const message = { to: 'you@example.com', subject: 'hello', text: 'plain body' };

/** A sandbox with one domain, two mailboxes that have no messages, and the paths of both. */
async function startWithTwo(): Promise<{ sandbox: Sandbox; ann: string; ben: string }> {
  const sandbox = await start({ sizes: { host: 1, domain: 1, inbox: 0 } });
  await ask(sandbox, 'POST /mailboxes', { emails: ['ann@agency-001.example', 'ben@agency-001.example'] });
  const [ann, ben] = await things(sandbox, 'inbox');
  return { sandbox, ann: `/mailboxes/${ann?.id}`, ben: `/mailboxes/${ben?.id}` };
}

describe('a message', () => {
  test('to a mailbox of the workspace arrives in its INBOX, in the shape of the list and in that of one', async () => {
    const { sandbox, ann, ben } = await startWithTwo();
    const sent = await ask(sandbox, `POST ${ann}/send`, {
      ...message,
      to: ['Ben <ben@agency-001.example>', 'you@example.com'],
      cc: ['x@example.com'],
      bcc: ['audit@example.com'],
      html: '<p>html body</p>',
      fromName: 'Ann at Agency',
    });
    const { messageId } = { messageId: expect.any(String), ...Object(sent.data) };
    const common = { uid: 1, messageId, subject: 'hello', date: '2026-06-01T00:00:03.001Z', flags: [], seen: false };
    const from = 'Ann at Agency <ann@agency-001.example>';
    const to = ['Ben <ben@agency-001.example>', 'you@example.com'];
    expect((await ask(sandbox, `GET ${ben}/messages`)).data).toEqual({
      folder: 'INBOX',
      total: 1,
      messages: [{ ...common, from: [from], to, cc: ['x@example.com'], size: 626 }],
      nextBefore: null,
    });
    expect((await ask(sandbox, `GET ${ben}/messages/1`)).data).toEqual({
      ...common,
      from,
      to: to.join(', '),
      cc: 'x@example.com',
      text: 'plain body',
      html: '<p>html body</p>',
      attachments: [],
    });
    expect((await ask(sandbox, `GET ${ann}/messages`)).data).toMatchObject({ total: 0, messages: [] });
  });

  test('that nobody is copied on has an empty list of copies, and null alone', async () => {
    const { sandbox, ann, ben } = await startWithTwo();
    await ask(sandbox, `POST ${ann}/send`, { ...message, to: 'ben@agency-001.example' });
    expect((await ask(sandbox, `GET ${ben}/messages`)).data).toMatchObject({ messages: [{ cc: [] }] });
    expect((await ask(sandbox, `GET ${ben}/messages/1`)).data).toMatchObject({ cc: null, html: null });
  });

  test('reaches a blind copy, once, and does not name it', async () => {
    const { sandbox, ann, ben } = await startWithTwo();
    const bcc = ['BEN@agency-001.example', 'ben@agency-001.example'];
    await ask(sandbox, `POST ${ann}/send`, { ...message, bcc });
    const { data, text } = await ask(sandbox, `GET ${ben}/messages`);
    expect(data).toMatchObject({ total: 1 });
    expect(text.toLowerCase()).not.toContain('ben@');
  });

  test('is accepted for some recipients and rejected for others', async () => {
    const { sandbox, ann } = await startWithTwo();
    const to = ['you@example.com', 'nobody@agency-001.example', 'x@host.invalid', 'no address'];
    expect((await ask(sandbox, `POST ${ann}/send`, { ...message, to })).data).toMatchObject({
      accepted: ['you@example.com'],
      rejected: ['nobody@agency-001.example', 'x@host.invalid', 'no address'],
    });
  });

  test.each([
    { change: undefined, to: 'nobody@agency-001.example', because: 'every recipient is rejected' },
    { change: { status: 'suspended' }, to: 'you@example.com', because: 'the mailbox is not active' },
  ])('gets 502 smtp_error when $because', async ({ change: set, to }) => {
    const { sandbox, ann } = await startWithTwo();
    if (set !== undefined) await change(sandbox, { do: 'edit', kind: 'inbox', first: 1, set });
    const answer = await ask(sandbox, `POST ${ann}/send`, { ...message, to });
    expect(answer).toMatchObject({ status: 502, error: { code: 'smtp_error' } });
  });

  test('can come from outside', async () => {
    const { sandbox, ben } = await startWithTwo();
    await change(sandbox, { do: 'deliver', to: 'ben@agency-001.example', subject: 'from outside' });
    expect((await ask(sandbox, `GET ${ben}/messages`)).text).toContain('from outside');
  });
});

describe('messages', () => {
  test.each([
    { limit: '', pages: [25, 25, 10], because: 'a page has 25 by default' },
    { limit: 'limit=30&', pages: [30, 30], because: 'a last page that is full has no next' },
    { limit: 'limit=100&', pages: [60], because: 'one page can hold them all' },
  ])('are paged newest first: $pages, since $because', async ({ limit, pages }) => {
    const { sandbox, ben } = await startWithTwo();
    for (let count = 0; count < 60; count += 1) await change(sandbox, { do: 'deliver', to: 'ben@agency-001.example' });
    const uids: number[][] = [];
    let before: number | null | undefined;
    do {
      const query = before === undefined ? limit : `${limit}before=${before}`;
      const { data } = await ask(sandbox, `GET ${ben}/messages?${query}`);
      const page: { messages: { uid: number }[]; nextBefore: number | null; total: number } = Object(data);
      expect(page.total).toBe(60);
      uids.push(page.messages.map(({ uid }) => uid));
      before = page.nextBefore;
    } while (before !== null);
    expect(uids.map(({ length }) => length)).toEqual(pages);
    expect(uids.flat()).toEqual(Array.from({ length: 60 }, (_, index) => 60 - index));
  });

  test('are marked as seen only when asked to', async () => {
    const { sandbox, ben } = await startWithTwo();
    await change(sandbox, { do: 'deliver', to: 'ben@agency-001.example' });
    const seen = async (query: string) => (await ask(sandbox, `GET ${ben}/messages/1${query}`)).data;
    expect(await seen('')).toMatchObject({ seen: false, flags: [] });
    expect(await seen('?markSeen=0')).toMatchObject({ seen: false });
    expect(await seen('?markSeen=1')).toMatchObject({ seen: true, flags: ['\\Seen'] });
    expect((await ask(sandbox, `GET ${ben}/messages`)).data).toMatchObject({ messages: [{ seen: true }] });
  });

  test('of a seeded mailbox come from its seed', async () => {
    const sandbox = await start();
    const totals = new Set<unknown>();
    for (const index of [0, 1, 2, 3, 4, 5]) {
      const { id } = await thing(sandbox, 'inbox', index);
      totals.add(Object((await ask(sandbox, `GET /mailboxes/${id}/messages`)).data).total);
    }
    expect(totals.size).toBeGreaterThan(2);
  });

  test.each([
    { path: '/messages?folder=Junk', want: { status: 200, data: { folder: 'Junk', total: 0 } } },
    { path: '/messages?folder=Nope', want: { status: 502, error: { code: 'imap_error' } } },
    { path: '/messages/1?folder=Nope', want: { status: 502, error: { code: 'imap_error' } } },
    { path: '/messages/999', want: { status: 404, error: { code: 'not_found' } } },
  ])('at $path', async ({ path, want }) => {
    const { sandbox, ben } = await startWithTwo();
    expect(await ask(sandbox, `GET ${ben}${path}`)).toMatchObject(want);
  });
});
