import { describe, expect, test } from 'vitest';
import type { Provider } from '../provider.ts';
import { unlimitedBudget } from '../unlimited-budget.ts';
import { itemFields, valueOfNone } from './item-fields.ts';
import { providerErrorOf, type Stage, soon, stage } from './stage.ts';

export function testErrors(provider: Provider): void {
  describe.each(provider.kinds.filter(({ configured }) => !configured))('while it lists $kind:', (kind) => {
    test.each(answers)('$case', async ({ fault, kind: errorKind, retryAfterMs }) => {
      await using on = await stage(provider);
      await on.plant({ operation: '*', ...fault });
      expect(await providerErrorOf(on.items(kind))).toMatchObject({ kind: errorKind, retryAfterMs });
      expect([...on.released].sort(), 'what was under way is given back').toEqual([...on.spent].sort());
      expect(on.slowed.length > 0, 'only one request too many slows the next ones down').toBe(
        errorKind === 'rate_limited',
      );
      // One bad answer spoils nothing for the next request.
      await on.clearFaults();
      expect((await on.items(kind)).length).toBeGreaterThan(0);
    });

    test('a documented field that is missing or mistyped: named, unless nothing relies on it', async () => {
      await using on = await stage(provider);
      const before = await on.items(kind);
      const operationId = (await on.requests()).at(-1)?.operationId ?? '';
      const fields = itemFields(provider.document, operationId);
      const reliedOn = new Set<string>();
      for (const { name, types } of fields) {
        for (const spoilt of [{}, { value: valueOfNone(types) }]) {
          await on.plant({ operation: operationId, fault: 'malformed', field: name, ...spoilt });
          const outcome = await outcomeOf(on, () => on.items(kind));
          if (outcome.error === undefined) {
            expect(outcome.items).toEqual(before);
          } else {
            reliedOn.add(name);
            expect(outcome.error).toContain(`"${name}"`);
            expect(outcome.error).toContain(`${kind.kind} #1`);
          }
        }
      }
      // An id and a name, at least; where a resource is known by its name, they are one field.
      expect(reliedOn.size).toBeGreaterThanOrEqual(Math.min(2, fields.length));
    });
  });

  test('an answer that never comes, whatever is listed: unavailable', async () => {
    // Side by side, since each of them waits for its deadline.
    const listed = provider.kinds.filter(({ configured }) => !configured);
    const hangs = listed.map(async (kind) => {
      await using on = await stage(provider, { limits: { requestMs: 300 } });
      await on.plant({ operation: '*', fault: 'hang' });
      expect((await providerErrorOf(on.items(kind))).kind, kind.kind).toBe('unavailable');
      expect([...on.released].sort(), kind.kind).toEqual([...on.spent].sort());
    });
    await Promise.all(hangs);
  });

  test('a credential that is not accepted: unauthorized', async () => {
    const { credential } = await closed(provider);
    const wrong = Object.fromEntries(Object.entries(credential).map(([name, value]) => [name, `${value}x`]));
    await using on = await stage(provider, { credential: wrong });
    expect((await providerErrorOf(on.session.identify(soon()))).kind).toBe('unauthorized');
  });

  test('a provider that is not there: unavailable, and certainly not applied', async () => {
    const sandbox = await closed(provider);
    const session = provider.open({
      baseUrl: sandbox.baseUrl,
      credential: provider.credential.parse(sandbox.credential),
      settings: provider.settings.parse(sandbox.settings),
      budget: unlimitedBudget(),
    });
    expect(await providerErrorOf(session.identify(soon()))).toMatchObject({ kind: 'unavailable', applied: 'no' });
    await session.close();
  });

  test('an aborted signal: unavailable', async () => {
    await using on = await stage(provider);
    await on.plant({ operation: '*', fault: 'hang' });
    expect((await providerErrorOf(on.session.identify(AbortSignal.timeout(50)))).kind).toBe('unavailable');
  });
}

const answers: readonly {
  readonly case: string;
  readonly fault: Readonly<Record<string, unknown>>;
  readonly kind: string;
  readonly retryAfterMs?: number;
}[] = [
  { case: '401', fault: { fault: 'status', status: 401 }, kind: 'unauthorized' },
  { case: '403', fault: { fault: 'status', status: 403 }, kind: 'forbidden' },
  { case: '404', fault: { fault: 'status', status: 404 }, kind: 'not_found' },
  { case: '409', fault: { fault: 'status', status: 409 }, kind: 'conflict' },
  {
    case: '429 with Retry-After',
    fault: { fault: 'status', status: 429, retryAfter: 7 },
    kind: 'rate_limited',
    retryAfterMs: 7000,
  },
  {
    case: '429 without Retry-After',
    fault: { fault: 'status', status: 429 },
    kind: 'rate_limited',
  },
  { case: '500', fault: { fault: 'status', status: 500 }, kind: 'unavailable' },
  { case: 'a dropped connection', fault: { fault: 'drop' }, kind: 'unavailable' },
  { case: 'a body whose connection breaks', fault: { fault: 'truncate' }, kind: 'unavailable' },
  { case: 'a body that ends too early', fault: { fault: 'truncate', quietly: true }, kind: 'unrecognised' },
  { case: 'HTML instead of JSON', fault: { fault: 'not_json' }, kind: 'unrecognised' },
  { case: 'HTML under 502', fault: { fault: 'not_json', status: 502 }, kind: 'unavailable' },
];

async function outcomeOf<Item>(on: Stage, list: () => Promise<readonly Item[]>) {
  try {
    return { items: await list() };
  } catch (error) {
    return { error: (await providerErrorOf(Promise.reject(error))).message };
  } finally {
    await on.clearFaults();
  }
}

/** A sandbox that ran and is gone. */
async function closed(provider: Provider) {
  const sandbox = await provider.sandbox({ seed: 1 });
  await sandbox.close();
  return sandbox;
}
