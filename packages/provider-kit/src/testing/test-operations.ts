import { Expectation } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import { documentedOperations } from '../document.ts';
import type { OperationSpec } from '../openapi.ts';
import type { Provider } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { exampleInput } from './example-input.ts';
import { providerErrorOf, soon, stage } from './stage.ts';

export function testOperations(provider: Provider): void {
  const examples = documentedOperations(provider.document).map((documented) => ({
    operationId: documented.operationId ?? '',
    input: exampleInput(provider.document, documented),
  }));

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

    test('says of a failure whether it may have been applied', async () => {
      await using on = await stage(provider, { limits: { requestMs: 150 } });
      const { effect, parse } = specOf(provider, operationId);
      const call = { operationId, input: parse(input) };
      for (const { applied, ...fault } of failures) {
        // A read leaves nothing behind that could be asked for.
        if (effect(call.input) === 'read') continue;
        await on.plant({ operation: operationId, ...fault });
        const error = await providerErrorOf(on.session.call(call, soon()));
        expect({ ...fault, applied: error.applied }).toEqual({ ...fault, applied });
      }
    });
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

const failures = [
  { fault: 'status', status: 500, applied: 'maybe' },
  { fault: 'apply_then_drop', applied: 'maybe' },
  { fault: 'apply_then_hang', applied: 'maybe' },
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
