import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { KindSpec, Provider } from '../provider.ts';
import { exampleSecret, secretInputs } from './example-input.ts';
import { itemFields } from './item-fields.ts';
import { type Stage, soon, stage } from './stage.ts';

export function testSecrecy(provider: Provider): void {
  test('the credential, in an open session', async () => {
    await using on = await stage(provider);
    expectSealed(on, on.session);
  });

  describe.each(provider.kinds.filter(({ configured }) => !configured))(
    'the credential, when the provider repeats it in a list of $kind:',
    (kind) => {
      test('in fields that are not documented', async () => {
        await using on = await stage(provider);
        await on.plant({ operation: '*', fault: 'extra_fields', times: 0, fields: { leak: on.secrets.join(' ') } });
        expectSealed(on, await on.items(kind));
        expect((await on.items(kind)).length).toBeGreaterThan(0);
      });

      test('in each documented field', async () => {
        await using on = await stage(provider);
        await on.items(kind);
        const operationId = (await on.requests()).at(-1)?.operationId ?? '';
        const fields = itemFields(provider.document, operationId);
        expect(fields.length).toBeGreaterThan(0);
        for (const { name: field } of fields) {
          await on.plant({ operation: operationId, fault: 'malformed', field, value: on.secrets.join(' ') });
          expectSealed(on, await itemsOrError(on, kind));
          await on.clearFaults();
        }
      });

      test('in an error', async () => {
        await using on = await stage(provider);
        await on.plant({ operation: '*', fault: 'status', status: 400, code: on.secrets.join(' ') });
        expectSealed(on, await itemsOrError(on, kind));
      });
    },
  );

  test.for(secretInputs(provider.document))(
    'the secrets in the input of $operationId',
    async ({ operationId, input }) => {
      await using on = await stage(provider);
      const spec = provider.operations[operationId];
      const parsed = spec?.parse(input) ?? {};
      expect(spec?.secrets(parsed)).toContain(exampleSecret);
      expectSealed({ secrets: [exampleSecret] }, spec?.redact(parsed));
      expectSealed({ secrets: [exampleSecret] }, provider.expectations({ operationId, input: parsed }));
      await on.plant({ operation: operationId, fault: 'status', status: 400, code: exampleSecret });
      const error: unknown = await on.session.call({ operationId, input: parsed }, soon()).catch((reason) => reason);
      expect(error).toMatchObject({ name: 'ProviderError' });
      expectSealed({ secrets: [exampleSecret] }, error);
    },
  );

  test('the credential, when the provider repeats it in the result of an operation', async () => {
    await using on = await stage(provider);
    const reads = Object.values(provider.operations).filter(({ effect }) => effect({}) === 'read');
    await on.plant({ operation: '*', fault: 'extra_fields', times: 0, fields: { leak: on.secrets.join(' ') } });
    for (const { operationId } of reads) {
      const result = await on.session.call({ operationId, input: { id: 'x', uid: 1 } }, soon()).catch((error) => error);
      expectSealed(on, result);
    }
  });
}

async function itemsOrError(on: Stage, kind: KindSpec): Promise<unknown> {
  return on.items(kind).catch((error: unknown) => error);
}

function expectSealed({ secrets }: Pick<Stage, 'secrets'>, shown: unknown): void {
  const printed = `${inspect(shown, { depth: 20, showHidden: true, maxArrayLength: null })} ${JSON.stringify(shown)}`;
  expect(secrets.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(printed).not.toContain(secret);
}
