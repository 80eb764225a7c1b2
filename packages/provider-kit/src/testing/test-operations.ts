import { Expectation } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';

import type { OperationCall, OperationSpec } from '../openapi.ts';
import type { Provider } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { noiseOf } from '../roles.ts';
import { exampleInputs } from './example-input.ts';
import { providerErrorOf, type Stage, soon, stage } from './stage.ts';

export function testOperations(provider: Provider): void {
  const examples = exampleInputs(provider.document);

  describe.each(examples)('$operationId', ({ operationId, input }) => {
    test('reaches its own endpoint, by its own bucket, once, after the reads that it declares', async () => {
      await using on = await stage(provider);
      const { parse, bucket, checks } = specOf(provider, operationId);
      const outcome = await on.session.call({ operationId, input: parse(input) }, soon()).then(() => undefined, kindOf);
      // The invented ids exist nowhere; what matters is that the provider understood the request.
      expect([undefined, 'not_found', 'conflict', 'rejected', 'payment_required']).toContain(outcome);
      expect((await on.requests()).map((request) => request.operationId)).toEqual([...checks, operationId]);
      expect(on.spent).toEqual([...checks.map((check) => specOf(provider, check).bucket), bucket]);
    });

    test('refuses an unknown field without repeating its value', () => {
      const { parse } = specOf(provider, operationId);
      expect(() => parse({ ...input, surplus: 'hunter2' })).toThrow('"surplus" is not a documented field');
      expect(() => parse({ ...input, surplus: 'hunter2' })).not.toThrow('hunter2');
    });

    test('expects of the listings only what they can show, and nothing of a read', () => {
      const { effect, parse } = specOf(provider, operationId);
      const expectations = provider.expectations({ operationId, input: parse(input) });
      const kinds = provider.kinds.map(({ kind }) => kind);
      for (const expectation of expectations) expect(kinds).toContain(Expectation.parse(expectation).kind);
      if (effect(parse(input)) === 'read') expect(expectations).toEqual([]);
    });

    test('expects only attributes that are listed of what is there or changes, and not those that move by themselves', async () => {
      const { parse } = specOf(provider, operationId);
      for (const expectation of provider.expectations({ operationId, input: parse(input) })) {
        if (expectation.becomes !== 'present' && expectation.becomes !== 'changed') continue;
        if (expectation.attributes === undefined) continue;
        const kind = provider.kinds.find((each) => each.kind === expectation.kind);
        await using on = await stage(provider);
        const listed = kind === undefined ? [] : Object.keys((await on.items(kind))[0]?.attributes ?? {});
        const noise = kind === undefined ? [] : noiseOf(kind);
        const still = listed.filter((name) => !noise.includes(name));
        expect(still).toEqual(expect.arrayContaining(Object.keys(expectation.attributes)));
      }
    });

    test('says of a failure whether it may have been applied, and sends nothing twice', async () => {
      const { effect, parse } = specOf(provider, operationId);
      const call = { operationId, input: parse(input) };
      // A read leaves nothing behind that could be asked for.
      if (effect(call.input) === 'read') return;
      await using on = await stage(provider);
      for (const { applied, ...fault } of failures) {
        await on.plant({ operation: operationId, ...fault });
        const error = await providerErrorOf(on.session.call(call, soon()));
        expect({ ...fault, applied: error.applied }).toEqual({ ...fault, applied });
      }
      const sent = (await on.requests()).filter((request) => request.operationId === operationId);
      expect(sent.length).toBe(failures.length);
    });
  });

  test('those that are never answered may have been applied, and are sent once', async () => {
    const writes = examples
      .map(({ operationId, input }) => ({ operationId, input: specOf(provider, operationId).parse(input) }))
      .filter(({ operationId, input }) => specOf(provider, operationId).effect(input) !== 'read');
    await using stages = new AsyncDisposableStack();
    const hanging: { readonly call: OperationCall; readonly on: Stage }[] = [];
    for (const call of writes) {
      const on = stages.use(await stage(provider, { limits: { requestMs: hangMs } }));
      // The first call makes both sides ready, so that the deadline of the second one is for the answer alone.
      await on.plant({ operation: call.operationId, fault: 'status', status: 409 });
      await providerErrorOf(on.session.call(call, soon()));
      await on.plant({ operation: call.operationId, fault: 'apply_then_hang', times: 0 });
      hanging.push({ call, on });
    }
    // Side by side, since each of them waits for its deadline.
    const outcomes = hanging.map(async ({ call, on }) => {
      const { applied } = await providerErrorOf(on.session.call(call, soon()));
      const sent = (await on.requests()).filter(({ operationId }) => operationId === call.operationId);
      return { operationId: call.operationId, applied, sent: sent.length };
    });
    expect(await Promise.all(outcomes)).toEqual(
      writes.map(({ operationId }) => ({ operationId, applied: 'maybe', sent: 2 })),
    );
  });

  test('and no other', async () => {
    await using on = await stage(provider);
    const call = { operationId: 'unheardOf', input: {} };
    expect(await providerErrorOf(on.session.call(call, soon()))).toMatchObject({
      kind: 'not_supported',
      applied: 'no',
    });
  });
}

/** What a machine that does much else at the time needs for the reads before a write. */
const hangMs = 1_500;

const failures = [
  { fault: 'status', status: 500, applied: 'maybe' },
  { fault: 'apply_then_drop', applied: 'maybe' },
  { fault: 'not_json', applied: 'maybe' },
  { fault: 'truncate', applied: 'maybe' },
  { fault: 'status', status: 409, applied: 'no' },
  { fault: 'status', status: 429, applied: 'no' },
];

function specOf({ operations }: Provider, operationId: string): OperationSpec {
  const spec = operations[operationId];
  if (spec === undefined) throw new Error(`${operationId} is documented and not implemented.`);
  return spec;
}

function kindOf(error: unknown): string {
  if (error instanceof ProviderError) return error.kind;
  throw error;
}
