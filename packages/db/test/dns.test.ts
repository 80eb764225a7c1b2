import { beforeAll, expect, test } from 'vitest';
import {
  askForChecks,
  claimDomains,
  dnsFacts,
  enrolDomains,
  giveBackDomains,
  heldDomains,
  recordDnsChecks,
  setConnectionState,
  workspacesToEnrol,
  workspacesWithDnsDue,
} from '../src/index.ts';
import { checkedAs } from './support/dns.ts';
import { find, verdictOf } from './support/finding.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
let connection: GivenConnection;
const rules = ['spf_missing'];

const domains = (...names: string[]) => ({
  kind: 'domain',
  items: names.map((name) => ({ externalId: name, name, attributes: { status: 'active' } })),
});
const record = (name: string) => ({ externalId: `txt ${name}`, name, attributes: { type: 'TXT', content: 'x' } });
const enrol = () => store.asDaemon((tx) => enrolDomains(tx, { spreadMs: 0 }));
const claim = (most = 10) => store.asDaemon((tx) => claimDomains(tx, { most, leaseMs: 60_000 }));
const pastOf = async () =>
  (
    await store.owner.query(
      "select domain, side, said #>> '{answers,0,records,0,content}' as said from rollcall.dns_side_past order by 1, 2",
    )
  ).rows;

beforeAll(async () => {
  connection = await givenConnection(store);
  await roll(store, connection, domains('one.example', 'two.example'));
  await roll(store, connection, { kind: 'dns_record', parent: 'one.example', items: [record('one.example')] });
});

test('live domains of active connections are asked about, and no others', async () => {
  expect(await workspacesToEnrol(store.daemon, 10)).toContain(store.mine);
  expect(await enrol()).toEqual({ came: 2, went: 0 });
  expect(await workspacesToEnrol(store.daemon, 10)).not.toContain(store.mine);
  expect(await workspacesWithDnsDue(store.daemon, 10)).toEqual([store.mine]);
  await store.asGateway((tx) =>
    setConnectionState(tx, connection, { state: 'paused', nextDueAt: null, actor: keyActor }),
  );
  expect(await enrol()).toEqual({ came: 0, went: 2 });
  await store.asGateway((tx) =>
    setConnectionState(tx, connection, { state: 'active', nextDueAt: null, actor: keyActor }),
  );
  expect(await enrol()).toEqual({ came: 2, went: 0 });
});

test('what a connection holds of a domain comes with whether it is believed', async () => {
  const held = await store.asDaemon((tx) => heldDomains(tx, ['one.example', 'two.example', 'three.example']));
  expect([...held.keys()]).toEqual(['one.example', 'two.example']);
  expect(held.get('one.example')).toMatchObject([
    {
      ...{ connection: connection.name, provider: 'acme', attributes: { status: 'active' }, believed: ['dns_record'] },
      children: [{ kind: 'dns_record', name: 'one.example', attributes: { type: 'TXT' } }],
    },
  ]);
  expect(held.get('two.example')).toMatchObject([{ children: [], believed: [] }]);
});

test('one daemon asks about a domain at a time, and an older claim records nothing', async () => {
  const [first] = await claim(1);
  const rest = await claim();
  expect(rest.map(({ domain }) => domain)).not.toContain(first?.domain);
  expect(await claim()).toEqual([]);
  expect(await workspacesWithDnsDue(store.daemon, 10)).toEqual([]);
  if (first === undefined) throw new Error('nothing was claimed');
  await store.owner.query(`update rollcall.dns_domain set claimed_until = now() - interval '1 s' where domain = $1`, [
    first.domain,
  ]);
  const [again] = await claim();
  expect(again).toEqual({ domain: first.domain, fence: first.fence + 1 });
  const recorded = (claimed: typeof first) =>
    store.asDaemon((tx) => recordDnsChecks(tx, { checked: [checkedAs(claimed, 'one')], rules }));
  expect(await recorded(first)).toBe(0);
  expect(await recorded({ ...first, fence: first.fence + 1 })).toBe(1);
  await store.asDaemon((tx) => giveBackDomains(tx, { claimed: rest, againMs: 0 }));
  expect((await claim()).map(({ domain }) => domain)).toEqual(rest.map(({ domain }) => domain));
});

test('what a side said before is kept where it says something else, and only there', async () => {
  const check = async (text: string) => {
    await store.asGateway((tx) => askForChecks(tx, 'one.example'));
    await store.owner.query('update rollcall.dns_domain set claimed_until = null');
    const claimed = (await claim()).filter(({ domain }) => domain === 'one.example');
    await store.asDaemon((tx) => recordDnsChecks(tx, { checked: claimed.map((one) => checkedAs(one, text)), rules }));
    const { rows } = await store.owner.query(
      `select since, seen_at from rollcall.dns_side where domain = 'one.example' and side = 'authority'`,
    );
    return rows[0];
  };
  await check('one');
  const before = await pastOf();
  const same = await check('one');
  expect(same.since < same.seen_at).toBe(true);
  expect(await pastOf()).toEqual(before);
  await check('two');
  expect((await pastOf()).slice(before.length)).toEqual([
    { domain: 'one.example', side: 'authority', said: 'one' },
    { domain: 'one.example', side: 'resolver', said: 'one' },
  ]);
  const facts = await store.asDaemon(async (tx) => (await Array.fromAsync(dnsFacts(tx))).flat());
  expect(facts.map(({ domain, held, authority }) => [domain, held.length, authority.answers[0]?.records])).toEqual([
    ['one.example', 1, [{ content: 'two', priority: null }]],
  ]);
});

test('when a domain was asked is kept by the day, and which checks left something undecided', async () => {
  await store.owner.query('delete from rollcall.dns_check_day');
  for (const text of ['two', '? nobody', '? nobody']) {
    await store.owner.query('update rollcall.dns_domain set due_at = now(), claimed_until = null');
    const checked = (await claim()).map((one) => checkedAs(one, text));
    await store.asDaemon((tx) => recordDnsChecks(tx, { checked, rules }));
  }
  // Of two days, where one ends meanwhile.
  const { rows } = await store.owner.query(
    `with asked as (
      select c.domain, c.day + m.ms * interval '1 ms' as at, coalesce(m.ms = any (c.undecided), false) as undecided
      from rollcall.dns_check_day c cross join unnest(c.checked) as m(ms) where c.domain = 'one.example'
    )
    select array_agg(a.undecided order by a.at) as undecided,
      max(a.at) = date_trunc('milliseconds', min(s.seen_at) at time zone 'UTC') as is_last_seen
    from asked a join rollcall.dns_side s using (domain)
    where s.side = 'authority'`,
  );
  expect(rows).toEqual([{ undecided: [false, true, true], is_last_seen: true }]);
});

test('a domain of which a finding stands is asked about again sooner', async () => {
  const subject = { kind: 'domain', externalId: 'one.example', name: 'one.example' };
  const dueIn = async () => {
    await store.owner.query(`update rollcall.dns_domain set due_at = now(), claimed_until = null`);
    const checked = (await claim()).map((one) => checkedAs(one, 'two'));
    await store.asDaemon((tx) => recordDnsChecks(tx, { checked, rules }));
    const { rows } = await store.owner.query(
      'select domain, round(extract(epoch from due_at - now()) / 3600, 1)::float8 as hours from rollcall.dns_domain order by 1',
    );
    return rows.map(({ hours }) => hours);
  };
  expect(await dueIn()).toEqual([6, 6]);
  const verdict = {
    ...verdictOf({ connectionId: connection.id }),
    rule: 'spf_missing',
    fingerprint: 'spf_missing one.example',
    subject,
  } as const;
  await find(store, [verdict]);
  expect(await dueIn()).toEqual([0.5, 6]);
});
