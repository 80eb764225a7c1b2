import { type DnsServer, startDnsServer, type Zone } from '@rollcall/dns/sandbox';
import { Report } from '@rollcall/schema';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { first, scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';

let server: DnsServer;
beforeAll(async () => {
  server = await startDnsServer({ zones: [] });
});
afterAll(() => server.stop());

const stack = useStack(undefined, () => ({
  ROLLCALL_DNS_RESOLVERS: `${server.host}:${server.port}`,
  ROLLCALL_DNS_NETWORKS: server.host,
  ROLLCALL_DNS_PORT: `${server.port}`,
}));
const scenario = scenarioOn(stack);
let zone: Zone;
let domain: string;

beforeAll(async () => {
  const sandbox = await stack.connect('shop', { provider: 'simple-inboxes', seed: 51, sizes: { domain: 2 } });
  server.setZone({ name: 'example', nameservers: ['ada.ns.cloudflare.com'], records: [] });
  server.setZone({ name: 'mailbux.com', records: [{ type: 'A', name: 'mail.mailbux.com', content: '192.0.2.1' }] });
  for (const one of sandbox.zones()) server.setZone(one);
  await scenario.sync('shop');
  await looksNow();
  const { data } = await vi.waitUntil(async () => {
    const page = await stack.ask(['dns', '--all'], answers.dnsDomains);
    return page.data.length > 0 && page;
  }, 10_000);
  ({ domain } = first(data));
  zone = first(sandbox.zones().filter(({ name }) => name === domain));
});

/** Has the daemon look for new domains without the ten seconds that it leaves between. */
async function looksNow(): Promise<void> {
  const owner = new pg.Client({ connectionString: stack.database.ownerUrl });
  await owner.connect();
  await owner.query(`update rollcall.dns_enrolment set enrolled_at = enrolled_at - interval '1 day'`);
  await owner.end();
}

test('a check asks at once, and shows together which sides say the same', async () => {
  const { data } = await stack.ask(['dns', `${domain.toUpperCase()}.`, '--check'], answers.dns);
  expect(data).toMatchObject({ domain, unanswered: 0, delegation: { state: 'delegated' }, dmarc: { state: 'valid' } });
  const { stdout } = await stack.cli(['dns', domain]);
  const servers = (zone.nameservers ?? []).map((name) => `${name} \\(127\\.0\\.0\\.1\\)`).join(', ');
  expect(stdout).toMatch(
    new RegExp(
      `MX ${domain}\n +10 mail\\.mailbux\\.com\n +published by shop · authority ${servers} · resolver 127\\.0\\.0\\.1:\\d+\n`,
    ),
  );
  expect(stdout).toMatch(/^SPF: \d+ lookups? of 10, others fail$/m);
  expect(stdout).not.toContain('not all say the same');
  const [event] = await scenario.events('shop', '--type', 'dns.check_requested');
  expect(event).toMatchObject({ actor: { type: 'api_key' }, subject: { kind: 'domain', name: domain } });
});

test('what was edited elsewhere is seen by the next check, whole', async () => {
  const elsewhere = `v=spf1 ${Array.from({ length: 9 }, (_, nth) => `ip4:192.0.2.${nth}`).join(' ')} ?all`;
  const isSpf = ({ content }: Zone['records'][number]) => content.startsWith('v=spf1');
  server.setZone({
    ...zone,
    records: zone.records.map((one) => (isSpf(one) ? { ...one, content: elsewhere } : one)),
  });
  const { stdout } = await stack.cli(['dns', domain, '--check']);
  expect(stdout).toContain(`TXT ${domain}: not all say the same\n`);
  expect(stdout).toContain(`  ${elsewhere}\n      authority `);
  expect(stdout).toMatch(/^SPF: 0 lookups of 10, others neutral$/m);
  expect(stdout).toMatch(/^MX \S+$/m);
});

test('the domains are listed page by page, with when they are asked', async () => {
  const page = await stack.ask(['dns', '--limit', '1'], answers.dnsDomains);
  expect(page.data).toMatchObject([{ domain, checkedAt: expect.any(String), unanswered: 0 }]);
  const next = await stack.ask(['dns', '--cursor', page.nextCursor ?? ''], answers.dnsDomains);
  expect(next.data.map((one) => one.domain)).not.toContain(domain);
  const { stdout } = await stack.cli(['dns']);
  expect(stdout).toMatch(new RegExp(`^domain +asked +next +unanswered +findings\n${domain} `));
});

test('a report says how each domain stands, what each side says, and how often it was asked', async () => {
  const { stdout } = await stack.cli(['report', 'dns', '--format', 'json', '--out', '-']);
  const report = Report.parse(JSON.parse(stdout));
  expect(report).toMatchObject({ kind: 'dns', state: 'open' });
  const rowsOf = (id: string) => report.sections.find((section) => section.id === id)?.table?.rows ?? [];
  const sides = rowsOf('sides').filter((row) => row['domain'] === domain);
  for (const side of ['delegation', 'authority', 'resolver', 'published']) {
    expect(sides).toContainEqual(expect.objectContaining({ side, answered: 'yes', asked: expect.any(String) }));
  }
  const said = (side: string) => sides.find((row) => row['side'] === side)?.['says'];
  expect(said('authority')).toContain('?all');
  expect(said('published')).not.toContain('?all');
  expect(rowsOf('domains')).toContainEqual(
    expect.objectContaining({ domain, coverage: '3 of 3 sides answered whole' }),
  );
  // Of two days, where one ends meanwhile. The first that was asked for may be the one that was due.
  const checks = rowsOf('trend').reduce((sum, row) => sum + Number(row['checks']), 0);
  expect(checks).toBeGreaterThanOrEqual(2);
});

test.each([
  {
    ...{ args: ['nobody.example', '--check'], code: 1, says: 'not_found' },
    message: /nobody\.example: "dns" lists the domains/,
  },
  { args: ['--check'], code: 2, says: 'wrong_usage', message: /^Give the domain/ },
])('dns $args is refused: $says', async ({ args, code, says, message }) => {
  const refused = await stack.cli(['dns', ...args, '--json']);
  expect(refused.code).toBe(code);
  expect(ErrorDocument.parse(refused.json).error).toMatchObject({
    code: says,
    message: expect.stringMatching(message),
  });
});
