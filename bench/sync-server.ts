import { createServer } from 'node:http';
import { mailboxJson, pageItems, recordCount } from './sync-account.ts';

/**
 * The account's API, a process of its own: answers pages that are made beforehand. Told `{ count }`, it makes so many
 * mailboxes; told `{ share, lap }`, it changes that share of them, others in each lap. Answers when that is done.
 */
type Told = { readonly count: number } | { readonly share: number; readonly lap: number };

let revisions = new Uint8Array(0);
let pages: readonly Buffer[] = [];

const domains = Buffer.from(
  JSON.stringify({ data: [{ id: 'dom_1', name: 'one.example', content: '' }], next: null, total: 1 }),
);
const records = Buffer.from(
  JSON.stringify({
    data: Array.from({ length: recordCount }, (_, n) => ({
      id: `rec_${n}`,
      name: `h${n}.one.example`,
      content: `${n}`,
    })),
    next: null,
    total: recordCount,
  }),
);

function makePages(): void {
  const made: Buffer[] = [];
  const count = revisions.length;
  for (let from = 0; from < count; from += pageItems) {
    const to = Math.min(count, from + pageItems);
    const items: string[] = [];
    for (let index = from; index < to; index += 1) items.push(mailboxJson(index, revisions[index] ?? 0));
    const next = to < count ? JSON.stringify(`/mailboxes?page=${made.length + 1}`) : 'null';
    made.push(Buffer.from(`{"data":[${items.join(',')}],"next":${next},"total":${count}}`));
  }
  pages = made;
}

/** Scattered over all pages. */
function change({ share, lap }: { share: number; lap: number }): void {
  for (let index = 0; index < revisions.length; index += 1) {
    const scattered = Math.imul(index + lap * 7_919, 0x9e3779b1) >>> 0;
    if (scattered / 2 ** 32 < share) revisions[index] = (revisions[index] ?? 0) + 1;
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://bench');
  const body =
    url.pathname === '/mailboxes'
      ? pages[Number(url.searchParams.get('page'))]
      : url.pathname === '/domains'
        ? domains
        : records;
  response.writeHead(body === undefined ? 404 : 200, {
    'content-type': 'application/json',
    'content-length': body?.length ?? 0,
  });
  response.end(body);
});
process.on('disconnect', () => process.exit(0));
process.on('message', (told: Told) => {
  if ('count' in told) revisions = new Uint8Array(told.count);
  else change(told);
  makePages();
  process.send?.('done');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.({ baseUrl: `http://127.0.0.1:${address?.port}` });
});
