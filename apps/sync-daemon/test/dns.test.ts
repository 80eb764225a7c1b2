import { createSocket } from 'node:dgram';
import { askForChecks, inWorkspace, listFindings, type Tx } from '@rollcall/db';
import { createDelegations, createDns } from '@rollcall/dns';
import { type DnsServer, startDnsServer, type Zone } from '@rollcall/dns/sandbox';
import { rulesOfFamily } from '@rollcall/schema';
import { WebhookNetworks } from '@rollcall/webhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDue } from '../src/dns/start-checking.ts';
import { judgeWorkspace } from '../src/judging/judge-workspace.ts';
import { dnsSet } from '../src/judging/sets/dns.ts';
import { useInstallation } from './support/installation.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const seed = { seed: 1 };
const startRegistrar = useSandboxes('simple-inboxes');
const startHost = useSandboxes('mailbux');
const startSender = useSandboxes('elastic-email');
const { signal } = new AbortController();
let server: DnsServer;
let zones: () => readonly Zone[];

const asDaemon = <T>(work: (tx: Tx) => Promise<T>) =>
  inWorkspace(installation.daemon.db, installation.workspaceId, work);

beforeAll(async () => {
  const [registrar, host, sender] = await Promise.all([startRegistrar(seed), startHost(seed), startSender(seed)]);
  for (const [sandbox, kinds] of [
    [registrar, ['domain', 'nameserver_state', 'dns_record']],
    [host, ['domain', 'dkim', 'dns_expectation']],
    [sender, ['domain']],
  ] as const) {
    await installation.run(await installation.connect(sandbox), { kinds });
  }
  const above = { name: 'example', nameservers: ['ada.ns.cloudflare.com'], records: [] };
  zones = () => [above, ...[registrar, host, sender].flatMap((sandbox) => [...sandbox.zones()])];
  server = await startDnsServer({ zones: zones() });
});

afterAll(() => server.stop());

/** Asks about every domain now, at this port. */
async function check(port = server.port): Promise<number> {
  const dns = createDns({
    ...{
      resolvers: [{ address: server.host, port }],
      authorityPort: port,
      networks: WebhookNetworks.parse('127.0.0.1'),
    },
    limits: { udpMs: [500], tcpMs: 500 },
    restMs: 0,
  });
  await installation.owner.query(`update rollcall.dns_enrolment set enrolled_at = enrolled_at - interval '1 day'`);
  await asDaemon((tx) => askForChecks(tx, undefined));
  return checkDue(
    { ...installation.daemon, checking: { dns, delegations: createDelegations(dns) }, spreadMs: 0 },
    signal,
  );
}

async function judged(): Promise<readonly string[]> {
  await judgeWorkspace({ ...installation.daemon, signal }, installation.workspaceId, [dnsSet]);
  const found = await asDaemon((tx) => listFindings(tx, { every: false, limit: 100 }));
  return found
    .filter(({ rule }) => rulesOfFamily.deliverability.some((one) => one === rule))
    .map(({ rule, subject }) => `${rule} ${subject?.name}`)
    .toSorted();
}

test('each domain of each connection is asked about, and what is wrong in the world is found', async () => {
  const { rows } = await installation.owner.query(
    `select count(distinct name)::int as domains from rollcall.resource where kind = 'domain' and presence = 'live'`,
  );
  expect(await check()).toBe(rows[0].domains);
  expect(await judged()).toEqual(ofTheWorld);
});

/** By the flaws of the world, and what stands at a provider without being bought. */
const ofTheWorld = [
  'dkim_differs alder-mail.example',
  'dkim_missing cedar-mail.example',
  'dmarc_missing birch-team.example',
  'dns_not_published cedar-team.example',
  'dns_record_missing birch-mail.example',
  'domain_unresolvable alder-mail-2.example',
  'domain_unresolvable alder-news-2.example',
  'mx_wrong cedar-mail.example',
  'nameservers_differ birch-team.example',
  'spf_malformed alder-desk.example',
  'spf_missing birch-team.example',
  'spf_open_ended cedar-desk.example',
  'spf_several alder-team.example',
  'spf_too_many_lookups alder-trial.example',
  'spf_without_provider birch-mail.example',
  'spf_without_provider cedar-news.example',
];

test('where nobody answers, what was found stays, and nothing is found', async () => {
  const closed = await startDnsServer({ zones: [] });
  await closed.stop();
  await check(closed.port);
  expect(await judged()).toEqual(ofTheWorld);
  const { rows } = await installation.owner.query(
    `select count(distinct said -> 'delegation' ->> 'state')::int as states, count(*)::int as sides from rollcall.dns_side_past
      where side = 'authority'`,
  );
  expect(rows[0].sides, 'what was said before is kept').toBeGreaterThan(10);
});

test('what is put right in DNS is resolved, and what is broken there is found, by whoever is at fault', async () => {
  const change = (name: string, edit: (zone: Zone) => Zone) => {
    const zone = zones().find((one) => one.name === name);
    if (zone === undefined) throw new Error(`nobody serves ${name}`);
    server.setZone(edit(zone));
  };
  const spf = 'v=spf1 mx ra=postmaster include:_spf.google.com ~all';
  const isSpf = ({ type, content }: Zone['records'][number]) => type === 'TXT' && content.startsWith('v=spf1');
  change('birch-mail.example', (zone) => ({
    ...zone,
    records: zone.records.map((one) => (isSpf(one) ? { ...one, content: spf } : one)),
  }));
  change('cedar-team.example', (zone) => ({ ...zone, nameservers: ['ns1.parking.example'] }));
  change('alder-team.example', (zone) => ({ ...zone, records: zone.records.filter((one) => !isSpf(one)) }));
  await check();
  const found = await judged();
  expect(found.filter((one) => !ofTheWorld.includes(one))).toEqual([
    'dns_not_published alder-team.example',
    'dns_not_published birch-mail.example',
    'nameservers_differ cedar-team.example',
    'spf_missing alder-team.example',
  ]);
  expect(ofTheWorld.filter((one) => !found.includes(one))).toEqual([
    'dns_not_published cedar-team.example',
    'spf_several alder-team.example',
    'spf_without_provider birch-mail.example',
  ]);
  const missing = await asDaemon((tx) => listFindings(tx, { rules: ['spf_missing'], every: false, limit: 10 }));
  const lost = missing.find(({ subject }) => subject?.name === 'alder-team.example');
  expect(lost).toMatchObject({
    sentence: 'alder-team.example has no SPF record.',
    remedy: expect.stringContaining('add TXT alder-team.example "v=spf1 include:_spf.google.com ~all".'),
  });
});

test('a daemon that stops gives back what it was at, for another at once', async () => {
  const stopping = new AbortController();
  await installation.owner.query(`update rollcall.dns_domain set due_at = now()`);
  const silent = createSocket('udp4');
  await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
  const dns = createDns({ resolvers: [{ address: '127.0.0.1', port: silent.address().port }] });
  silent.once('message', () => stopping.abort(new Error('the daemon is stopping')));
  await checkDue({ ...installation.daemon, checking: { dns, delegations: createDelegations(dns) } }, stopping.signal);
  silent.close();
  const { rows } = await installation.owner.query(
    `select count(*) filter (where claimed_until is not null)::int as claimed, count(*) filter (where due_at <= now())::int as due
    from rollcall.dns_domain`,
  );
  expect(rows[0]).toMatchObject({ claimed: 0 });
  expect(rows[0].due).toBeGreaterThan(10);
});
