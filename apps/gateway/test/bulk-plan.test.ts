import { beforeAll, describe, expect, test } from 'vitest';
import { type Group, plan as planOf } from './support/bulk.ts';
import { connect, small } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { fillLedger } from './support/ledger.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
let acme: TestSandbox;
let mail: TestSandbox;

beforeAll(async () => {
  acme = await startSandbox(small);
  mail = await startSandbox({ seed: 3 }, 'mailbux');
  for (const [name, sandbox] of Object.entries({ acme, mail })) {
    await connect(gateway, name, sandbox);
    await fillLedger(gateway, name, sandbox);
  }
});

const plan = (groups: readonly Group[]) => planOf(gateway, groups);
const refused = async (groups: readonly unknown[]) => (await gateway.mutate('operations.plan', { groups })).error;

describe('a plan', () => {
  test('lists by name everything that a deletion takes along, and what is not known', async () => {
    const domain = await acme.thing('domain');
    const inboxes = (await acme.things('inbox')).filter(({ name }) => name.endsWith(`@${domain.name}`));
    const input = { domain: domain.name, cascade: true };
    const made = await plan([{ connection: 'acme', procedure: 'domains.remove', items: [input] }]);
    expect(inboxes.length).toBeGreaterThan(0);
    expect(made.items).toEqual([
      expect.objectContaining({
        ...{ ordinal: 0, operation: 'adbtd.deleteDomain', effect: 'destroy', state: 'planned', operationId: null },
        target: { kind: 'domain', externalId: domain.id, name: domain.name, presence: 'live', version: 1 },
        destroys: {
          total: 1 + inboxes.length,
          data: [
            { kind: 'domain', externalId: domain.id, name: domain.name, because: 'asked_for' },
            ...inboxes
              .map(({ id, name }) => ({ kind: 'inbox', externalId: id, name, because: 'owned' }))
              .toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1)),
          ],
        },
        cost: { effect: 'unknown', amount: null, reason: expect.stringContaining('does not document') },
        undo: expect.objectContaining({ possible: 'no' }),
      }),
    ]);
    // No listing of this connection was ever recorded, and a plan says so.
    expect(made.items[0]?.warnings.map(({ code }) => code)).toEqual(['not_listed', 'not_listed']);
    expect(made.totals).toMatchObject({
      destroys: { domain: 1, inbox: inboxes.length },
      undo: { no: 1 },
      warnings: { not_listed: 1 },
    });
    expect(made).toMatchObject({ state: 'planned', counts: { planned: 1 }, title: 'domains.remove × 1', more: false });
    expect(await acme.things('domain')).toContainEqual(domain);
  });

  test('says what a creation costs as far as that is documented, and shows no secret', async () => {
    const address = `new@${(await mail.thing('domain')).name}`;
    const password = 'correct horse battery';
    gateway.secrets.add(password);
    const own = { address: `new@${(await acme.thing('domain')).name}` };
    const made = await plan([
      { connection: 'mail', procedure: 'inboxes.create', items: [{ address, password }] },
      { connection: 'acme', procedure: 'inboxes.create', items: [own, own] },
    ]);
    expect(
      made.items.map(({ input, cost, creates, undo }) => ({ input, cost: cost.effect, creates, undo: undo.by })),
    ).toEqual([
      {
        input: { address, password: { $withheld: 'secret' } },
        ...{ cost: 'unknown', creates: [{ kind: 'inbox', name: address, count: 1 }], undo: 'mailbux.deletePrincipal' },
      },
      ...[1, 2].map(() => ({
        ...{ input: own, cost: 'charge', creates: [{ kind: 'inbox', name: own.address, count: 1 }] },
        undo: 'adbtd.deleteMailbox',
      })),
    ]);
    const { rows } = await gateway.owner.query(
      `select i.input::text, i.is_sealed, s.sealed from rollcall.bulk_item i left join rollcall.sealed_secret s
        on s.owner_id = i.bulk_id || '/' || i.ordinal where i.bulk_id = $1 order by i.ordinal`,
      [made.id],
    );
    expect(rows.map(({ is_sealed, sealed }) => [is_sealed, typeof sealed])).toEqual([
      [true, 'string'],
      [false, 'object'],
      [false, 'object'],
    ]);
    expect(JSON.stringify(rows)).not.toContain(password);
  });

  test('warns of items that make the same, and of what one makes where another takes all along', async () => {
    const [{ name: doomed }, { name: other }] = [await acme.thing('domain'), await acme.thing('domain', 1)];
    const creation = (address: string) => ({ connection: 'acme', procedure: 'inboxes.create', items: [{ address }] });
    const made = await plan([
      ...[creation(`twice@${other}`), creation(`twice@${other}`), creation(`once@${other}`), creation(`new@${doomed}`)],
      { connection: 'acme', procedure: 'domains.remove', items: [{ domain: doomed, cascade: true }] },
    ]);
    const isRepeated = made.items.map(({ warnings }) => warnings.some(({ code }) => code === 'repeated'));
    expect(isRepeated).toEqual([true, true, false, true, true]);
  });

  test('is refused with all that is wrong, item by item', async () => {
    const inbox = await acme.thing('inbox');
    const error = await refused([
      {
        connection: 'acme',
        procedure: 'inboxes.create',
        items: [{ address: 'nobody' }, { address: `a@b.example`, colour: 1 }],
      },
      {
        connection: 'acme',
        procedure: 'inboxes.delete',
        items: [{ inbox: 'nobody@nowhere.example' }, { inbox: inbox.name, confirm: 'another' }],
      },
      { connection: 'acme', procedure: 'inboxes.rename', items: [{ inbox: inbox.name, address: 'a@b.example' }] },
      { connection: 'acme', procedure: 'adbtd.listMailboxes', items: [{}] },
      { connection: 'acme', procedure: 'mailbux.deletePrincipal', items: [{ name: 'a' }] },
      { connection: 'acme', procedure: 'domains.remove', items: [{ domain: (await acme.thing('domain')).name }] },
      {
        connection: 'nowhere',
        procedure: 'inboxes.create',
        items: [{ address: 'a@b.example' }, { address: 'b@b.example' }],
      },
    ]);
    expect(error?.code).toBe('invalid_input');
    expect(error?.issues?.map(({ path, message }) => `${path} ${message}`).toSorted()).toEqual([
      expect.stringMatching(/^groups\.0\.items\.0\.address must be an address/),
      expect.stringMatching(/^groups\.0\.items\.1 .*colour/),
      expect.stringMatching(/^groups\.1\.items\.0 The ledger holds no inbox "nobody@nowhere\.example"/),
      expect.stringMatching(/^groups\.1\.items\.1\.confirm must be /),
      expect.stringMatching(/^groups\.2\.items\.0 inboxes\.rename is not possible/),
      expect.stringMatching(/^groups\.3\.items\.0 listMailboxes only reads/),
      expect.stringMatching(/^groups\.4\.items\.0 "acme" is at adbtd, which has no operation "mailbux/),
      expect.stringMatching(/^groups\.5\.items\.0\.cascade must be true: the domain .* takes along inbox /),
      expect.stringMatching(/^groups\.6\.items\.0 There is no connection named "nowhere"/),
    ]);
    const { rows } = await gateway.owner.query(`select 1 from rollcall.bulk where title like '%rename%'`);
    expect(rows).toEqual([]);
  });

  test('has another hash when anything of it is another, a secret included', async () => {
    const address = `two@${(await mail.thing('domain')).name}`;
    const hashOf = async (password: string) =>
      (await plan([{ connection: 'mail', procedure: 'inboxes.create', items: [{ address, password }] }])).hash;
    const first = await hashOf('one secret of two');
    expect(await hashOf('one secret of two')).toBe(first);
    expect(await hashOf('two secrets of two')).not.toBe(first);
    await gateway.owner.query(`update rollcall.resource set version = version + 1 where kind = 'domain'`);
    expect(await hashOf('one secret of two'), 'it acts on no domain').toBe(first);
  });

  test('of thousands of items is made in one request, and has no more than ten thousand', async () => {
    const { name } = await acme.thing('domain');
    const items = Array.from({ length: 10_001 }, (_, n) => ({ address: `box-${n}@${name}` }));
    const group = { connection: 'acme', procedure: 'inboxes.create' };
    const made = await plan([{ ...group, items: items.slice(0, 2_000) }]);
    expect(made).toMatchObject({
      ...{ totals: { items: 2_000, creates: { inbox: 2_000 } }, counts: { planned: 2_000 }, more: true },
    });
    expect(made.items).toHaveLength(100);
    expect((await refused([{ ...group, items }]))?.code).toBe('invalid_input');
  });
});
