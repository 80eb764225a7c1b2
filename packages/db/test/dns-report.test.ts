import type { Verdict } from '@rollcall/ledger';
import { beforeAll, expect, test } from 'vitest';
import { setConnectionState } from '../src/index.ts';
import {
  connectionTurns,
  dnsChecks,
  dnsFindingSpans,
  dnsKeptFrom,
  domainVersions,
  faultsThen,
  heldDomainsThen,
  inboxesThen,
  lastAskedBefore,
  saidThen,
} from '../src/reports/index.ts';
import { find, verdictOf } from './support/finding.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
let shop: GivenConnection;
const rules = ['mx_wrong'] as const;
const domain = 'one.example';
const mx = (content: string) => ({ externalId: 'mx', name: domain, attributes: { type: 'MX', content, priority: 10 } });
const inbox = (name: string, orderId: string) => ({
  externalId: name,
  name: `${name}@${domain}`,
  attributes: { domain, orderId },
});
const domains = (...names: string[]) => ({
  kind: 'domain',
  items: names.map((name) => ({ externalId: name, name, attributes: { made: '2026-01-01T00:00:00Z' } })),
});
/** Moments between the steps below: what is asked of one knows nothing of later steps. */
const steps: Date[] = [];

async function step(work: () => Promise<unknown>): Promise<void> {
  await work();
  const { rows } = await store.owner.query(`select pg_sleep(0.003), clock_timestamp() as at, pg_sleep(0.003)`);
  steps.push(rows[0].at);
}

/** What was so after the step of this number. */
const then = (nth: number): { readonly asOf: Date; readonly knownAt: Date } => {
  const [at, last] = [steps[nth], steps.at(-1)];
  if (at === undefined || last === undefined) throw new Error(`there is no step ${nth}`);
  return { asOf: at, knownAt: last };
};

const verdict = (severity: Verdict['severity'], evidence: string): Verdict => ({
  ...verdictOf({ connectionId: shop.id, severity, evidence: [evidence], money: null, rule: 'mx_wrong' }),
  ...{ fingerprint: `mx_wrong ${domain}`, subject: { kind: 'domain', externalId: domain, name: domain } },
});

beforeAll(async () => {
  shop = await givenConnection(store);
  await step(async () => {
    await roll(store, shop, domains(domain, 'two.example'));
    await roll(store, shop, { kind: 'dns_record', parent: domain, items: [mx('old.example')] });
    await roll(store, shop, { items: [inbox('a', 'o1'), inbox('b', 'o1'), inbox('c', 'o2')] });
    await find(store, [verdict('notice', 'At fault is the zone.')], rules);
  });
  await step(async () => {
    await roll(store, shop, domains(domain));
    await roll(store, shop, { kind: 'dns_record', parent: domain, items: [mx('new.example')] });
    await roll(store, shop, { items: [inbox('a', 'o1')] });
    await find(store, [verdict('alarm', 'At fault is the delegation.')], rules);
  });
  await step(async () => {
    const state = { state: 'paused', nextDueAt: null, actor: keyActor } as const;
    await store.asGateway((tx) => setConnectionState(tx, shop, state));
    await find(store, [], rules);
  });
});

test('domains and connections are told with all that became of them until then', async () => {
  const told = async (nth: number) => {
    const versions = await store.asGateway((tx) => domainVersions(tx, { ...then(nth), madeBy: { acme: 'made' } }));
    const turns = await store.asGateway((tx) => connectionTurns(tx, { until: then(nth).asOf }));
    return [
      ...versions.map((one) => `${one.domain} ${one.isLive ? 'live' : 'not'} ${one.madeAt}`),
      ...turns.map(({ name, isActive }) => `${name === shop.name} ${isActive}`),
    ];
  };
  const live = ['one.example live 2026-01-01T00:00:00Z', 'two.example live 2026-01-01T00:00:00Z'];
  const gone = 'two.example not 2026-01-01T00:00:00Z';
  expect(await told(0)).toEqual([...live, 'true true']);
  expect(await told(1)).toEqual([...live, gone, 'true true']);
  expect(await told(2)).toEqual([...live, gone, 'true true', 'true false']);
});

test('what a provider published then is what its records were then', async () => {
  const told = async (nth: number) =>
    (await store.asGateway((tx) => Array.fromAsync(heldDomainsThen(tx, then(nth)))))
      .flat()
      .map(({ held, listedAt, ...one }) => [
        ...[one.domain, held.connection === shop.name, held.believed, listedAt !== null],
        held.children.map(({ attributes }) => attributes['content']),
      ]);
  expect(await told(0)).toEqual([
    [domain, true, ['dns_record'], true, ['old.example']],
    ['two.example', true, [], false, []],
  ]);
  expect(await told(1)).toEqual([[domain, true, ['dns_record'], true, ['new.example']]]);
});

test('inboxes are counted as they were live then, with their orders', async () => {
  const told = (nth: number) =>
    store.asGateway((tx) => inboxesThen(tx, { ...then(nth), domains: [domain], orderBy: { acme: 'orderId' } }));
  expect(await told(0)).toEqual(
    new Map([[domain, { inboxes: 3, orders: [`o1 at ${shop.name}`, `o2 at ${shop.name}`] }]]),
  );
  expect(await told(1)).toEqual(new Map([[domain, { inboxes: 1, orders: [`o1 at ${shop.name}`] }]]));
});

test('a finding is told by its spans, and who was at fault by the event of then', async () => {
  const spans = await store.asGateway((tx) => dnsFindingSpans(tx, { from: new Date(0), until: then(2).asOf }));
  expect(spans.map(({ domain: of, severity, until }) => [of, severity, until !== null])).toEqual([
    [domain, 'notice', true],
    [domain, 'alarm', true],
  ]);
  const until = await store.asGateway((tx) => dnsFindingSpans(tx, { from: new Date(0), until: then(0).asOf }));
  expect(until).toMatchObject([{ severity: 'notice', until: null }]);
  expect(await store.asGateway((tx) => dnsFindingSpans(tx, { from: then(2).asOf, until: new Date() }))).toEqual([]);
  const ids = spans.map(({ id }) => id);
  const fault = async (nth: number) => [
    ...(await store.asGateway((tx) => faultsThen(tx, { ids, asOf: then(nth).asOf }))).values(),
  ];
  expect(await fault(0)).toEqual(['At fault is the zone.']);
  expect(await fault(2)).toEqual(['At fault is the delegation.']);
});

test('what sides said then is what they said between their changes', async () => {
  await store.owner.query(
    `with now as (insert into rollcall.dns_side (workspace_id, domain, side, said, digest, since, seen_at)
      select $1, $2, s, '{"answers": [], "n": 2}', '', '2026-02-01', now() from unnest(array['authority', 'resolver']) s)
    insert into rollcall.dns_side_past (workspace_id, domain, side, since, until, said)
      select $1, $2, s, '2026-01-01', '2026-02-01', '{"answers": [], "n": 1}' from unnest(array['authority', 'resolver']) s`,
    [store.mine, domain],
  );
  const told = async (asOf: string) => {
    const said = await store.asGateway((tx) => saidThen(tx, { domains: [domain, 'x.example'], asOf: new Date(asOf) }));
    return [...said].map(([of, { authority, authoritySince }]) => [of, authority, authoritySince.slice(0, 10)]);
  };
  expect(await told('2025-12-31')).toEqual([]);
  expect(await told('2026-01-31')).toEqual([[domain, { answers: [], n: 1 }, '2026-01-01']]);
  expect(await told('2026-02-01')).toEqual([[domain, { answers: [], n: 2 }, '2026-02-01']]);
});

test('checks are told one by one where that matters, and else by the day, and none that came later', async () => {
  await store.owner.query(
    `insert into rollcall.dns_check_day (workspace_id, day, domain, checked, undecided) values
      ($1, '2026-01-01', $2, '{1000,2000}', null), ($1, '2026-01-02', $2, '{1000,2000,3000}', '{1000,3000}'),
      ($1, '2026-01-03', $2, '{1000,2000,3000}', '{2000}'), ($1, '2026-01-04', $2, '{1000}', null)`,
    [store.mine, domain],
  );
  const from = new Date('2026-01-02');
  const until = new Date('2026-01-03T00:00:02.000Z');
  const told = await store.asGateway((tx) => dnsChecks(tx, { from, until, exactly: [] }));
  const second = (text: string) => Date.parse(`2026-01-${text}Z`);
  expect([...told]).toEqual([
    [
      domain,
      [
        { at: second('02T00:00:03.000'), isUndecided: true, count: 3, undecided: 2 },
        { at: second('03T00:00:01.000'), isUndecided: false, count: 1, undecided: 0 },
        { at: second('03T00:00:02.000'), isUndecided: true, count: 1, undecided: 1 },
      ],
    ],
  ]);
  const each = await store.asGateway((tx) => dnsChecks(tx, { from, until, exactly: [from] }));
  expect(each.get(domain)?.map(({ at, isUndecided }) => [at % 10_000, isUndecided])).toEqual([
    ...[
      [1000, true],
      [2000, false],
      [3000, true],
    ],
    ...[
      [1000, false],
      [2000, true],
    ],
  ]);
  const before = await store.asGateway((tx) => lastAskedBefore(tx, { domains: [domain, 'x.example'], day: from }));
  expect([...before]).toEqual([[domain, new Date('2026-01-01T00:00:02.000Z')]]);
});

test('since when it is kept is null while all of it is', async () => {
  expect(await store.asGateway(dnsKeptFrom)).toBeNull();
});
