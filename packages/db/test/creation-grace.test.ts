import { type Claim, creationGraceMs, type Meaning } from '@rollcall/ledger';
import { type Expectation, Instant, OperationId } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { claimsNow, givenOperation, onRecord } from './support/operation.ts';
import { type Rolled, roll, type Showing } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const times = { made: 'createdAt' };
const others = [inbox('x'), inbox('y')];

let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

describe('what one of our operations made', () => {
  const expectations: Expectation[] = [{ becomes: 'present', kind: 'inbox', name: 'a@one.example' }];
  let sentAt: number;
  beforeEach(async () => {
    await list(others, new Date());
    const outcome = { state: 'succeeded', result: {} } as const;
    const { id } = await givenOperation(store, connection, { expectations, outcome });
    sentAt = Date.parse(Instant.parse((await onRecord(store, connection, id))?.dispatchedAt));
    const claims = (await claimsNow(store, connection)).map((claim) => ({ ...claim, defers: false }));
    await list([...others, inbox('a')], new Date(), { claims });
  });

  test.each([
    { afterMs: creationGraceMs - 1, want: { vanished: 0, deferred: 1, young: 1 } },
    { afterMs: creationGraceMs, want: { vanished: 1, deferred: 0, young: 0 } },
  ])('is missing from a listing that began $afterMs ms after it was sent: $want', async ({ afterMs, want }) => {
    const startedAt = new Date(sentAt + afterMs);
    expect((await list(others, startedAt, { plan: true })).counts).toMatchObject(want);
    expect((await list(others, startedAt)).counts).toMatchObject(want);
    expect(await presences()).toMatchObject({ a: want.vanished === 1 ? 'missing' : 'live' });
  });

  test('is left to the next run, which finds it there or not', async () => {
    const next = new Date(sentAt + 60_000);
    const { runId } = await list(others, next);
    expect(await eventsOf(runId)).toEqual([]);
    const shown = await list([...others, inbox('a')], new Date(sentAt + 120_000));
    expect(shown.counts).toMatchObject({ appeared: 0, changed: 0, deferred: 0 });
    const lacking = await list(others, new Date(sentAt + creationGraceMs));
    expect(await eventsOf(lacking.runId)).toEqual(['resource.vanished a']);
  });

  test('does not wait where another operation of ours was to delete it', async () => {
    const claims: Claim[] = [
      {
        ...{ operationId: OperationId.parse('018f0000-0000-7000-8000-000000000001'), change: 'vanished' },
        ...{ externalId: 'a', name: null, ownerExternalId: null, attributes: null, count: 0, defers: false },
        ...{ evidence: 'it was sent', confidence: 'certain' },
      },
    ];
    const { counts } = await list(others, new Date(sentAt + 60_000), { claims });
    expect(counts).toMatchObject({ vanished: 1, deferred: 0, young: 0 });
  });
});

describe('what the provider says was made', () => {
  const made = new Date('2026-11-01T12:00:00Z');
  const soon = (ms: number) => new Date(made.getTime() + ms);
  const young = inbox('a', { createdAt: made.toISOString() });

  test.each([
    { afterMs: creationGraceMs - 1, want: { vanished: 0, deferred: 1, young: 1 } },
    { afterMs: creationGraceMs, want: { vanished: 1, deferred: 0, young: 0 } },
  ])('is missing from a listing that began $afterMs ms after that: $want', async ({ afterMs, want }) => {
    await list(others, soon(-60_000));
    await list([...others, young], soon(1));
    expect((await list(others, soon(afterMs))).counts).toMatchObject(want);
  });

  test('does not wait where it was there at first sight', async () => {
    await list([...others, young], soon(1));
    expect((await list(others, soon(60_000))).counts).toMatchObject({ vanished: 1, deferred: 0 });
  });

  test('does not wait for a time that nobody could know, nor for one that lies ahead for ever', async () => {
    await list(others, soon(-60_000));
    const ahead = inbox('ahead', { createdAt: '2099-01-01T00:00:00Z' });
    await list([...others, ahead, inbox('never', { createdAt: null })], soon(1));
    expect((await list(others, soon(60_000))).counts).toMatchObject({ vanished: 1, young: 1 });
    expect((await list(others, soon(1 + creationGraceMs))).counts).toMatchObject({ vanished: 1, young: 0 });
  });

  test('waits again when it came back', async () => {
    await list(others, soon(-60_000));
    await list([...others, young], soon(1));
    await list(others, soon(creationGraceMs));
    const again = { createdAt: soon(2 * creationGraceMs).toISOString() };
    await list([...others, inbox('a', again)], soon(2 * creationGraceMs + 1));
    expect((await list(others, soon(2 * creationGraceMs + 2))).counts).toMatchObject({ vanished: 0, young: 1 });
  });
});

function inbox(id: string, attributes: Readonly<Record<string, unknown>> = {}): Meaning {
  return { externalId: id, name: `${id}@one.example`, attributes };
}

function list(items: readonly Meaning[], startedAt: Date, more: Partial<Showing> = {}): Promise<Rolled> {
  return roll(store, connection, { items, startedAt, times, ...more });
}

async function presences(): Promise<Record<string, string>> {
  const { rows } = await store.owner.query<{ id: string; presence: string }>(
    'select external_id as id, presence from rollcall.resource where connection_id = $1',
    [connection.id],
  );
  return Object.fromEntries(rows.map(({ id, presence }) => [id, presence]));
}

async function eventsOf(runId: string): Promise<readonly string[]> {
  const { rows } = await store.owner.query<{ event: string }>(
    `select type || ' ' || subject_id as event from rollcall.audit_event where run_id = $1 and type like 'resource.%'`,
    [runId],
  );
  return rows.map(({ event }) => event);
}
