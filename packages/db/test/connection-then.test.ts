import { describe, expect, test } from 'vitest';
import { confinedTo, inWorkspace, setConnectionState } from '../src/index.ts';
import { connectionThen, type NamedThen } from '../src/reports/index.ts';
import { type GivenConnection, givenConnection, keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const day = (of: number, ms = 0) => new Date(Date.UTC(2026, 2, of) + ms);

/** A connection that was there from one day to another, or is still. */
async function there(name: string, from: number, to?: number): Promise<GivenConnection> {
  const connection = await givenConnection(store, { name });
  if (to !== undefined) {
    const removed = { state: 'removed', nextDueAt: null, actor: keyActor } as const;
    await store.asGateway((tx) => setConnectionState(tx, connection, removed));
  }
  await store.owner.query('update rollcall.connection set created_at = $2, removed_at = $3 where connection_id = $1', [
    connection.id,
    day(from),
    to === undefined ? null : day(to),
  ]);
  return connection;
}

describe('a name means', () => {
  const march = { from: day(1), to: day(32) };

  /** Which connection, asked of March by what was known at a time. */
  async function meant(name: string, knownAt: Date, asked: Partial<NamedThen> = {}, db = store.gateway) {
    const terms = { period: march, asOf: knownAt, knownAt, ...asked };
    return (await inWorkspace(db, store.mine, (tx) => connectionThen(tx, name, terms))).id;
  }

  test('the connection that had it when the report was known, whatever became of it, or was called so, since', async () => {
    const first = await there('shop', 2, 10);
    const second = await there('shop', 12, 20);
    const third = await there('shop', 40);
    expect(await meant('shop', day(5))).toBe(first.id);
    expect(await meant('shop', day(10, -1))).toBe(first.id);
    expect(await meant('shop', day(15))).toBe(second.id);
    expect(await meant('shop', day(50))).toBe(third.id);
  });

  test('the one that lost it last, where nobody had it then, of those that were there in what is asked of', async () => {
    const first = await there('depot', 2, 10);
    const second = await there('depot', 12, 20);
    const later = await there('depot', 40, 45);
    expect(await meant('depot', day(10)), 'the whole millisecond counts').toBe(first.id);
    expect(await meant('depot', day(30))).toBe(second.id);
    expect(await meant('depot', day(50)), 'not one of after the period').toBe(second.id);
    expect(await meant('depot', day(50), { period: { from: day(32), to: day(60) } })).toBe(later.id);
    expect(await meant('depot', day(50), { period: null, asOf: day(5) })).toBe(first.id);
    const never = { code: 'connection_not_found' };
    await expect(meant('depot', day(50), { period: null })).rejects.toMatchObject(never);
    await expect(meant('depot', day(1))).rejects.toMatchObject(never);
    await expect(meant('depot', day(50), { period: { from: day(46), to: day(60) } })).rejects.toMatchObject(never);
  });

  test('to a key that is limited to some connections, one of these', async () => {
    const first = await there('branch', 2, 10);
    const second = await there('branch', 12);
    const only = (one: GivenConnection) => confinedTo(store.gateway, [one.id]);
    expect(await meant('branch', day(30), {}, only(first))).toBe(first.id);
    expect(await meant('branch', day(30), {}, only(second))).toBe(second.id);
    await expect(meant('branch', day(5), {}, only(second))).rejects.toMatchObject({ code: 'connection_not_found' });
    await expect(
      inWorkspace(store.gateway, store.theirs, (tx) =>
        connectionThen(tx, 'branch', { period: march, asOf: day(30), knownAt: day(30) }),
      ),
    ).rejects.toMatchObject({ code: 'connection_not_found' });
  });
});
