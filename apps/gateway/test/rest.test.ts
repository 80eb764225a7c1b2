import { describe, expect, test } from 'vitest';
import { refusalOf, subscribe } from './support/events.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { askRest, routeNamed, routes } from './support/rest.ts';

const gateway = useGateway();

/** What is answered, but for what differs from one request to the next. */
function comparable({ status, data, error }: Pick<Answer, 'status' | 'error'> & { readonly data?: unknown }) {
  return { status, data, error };
}

async function askTrpc(procedure: string, input: unknown, key?: string | null) {
  const { type } = routeNamed(procedure);
  if (type === 'query') return gateway.query(procedure, input, key);
  if (type === 'mutation') return gateway.mutate(procedure, input, key);
  const refused = await refusalOf(
    await subscribe(gateway, procedure, { input, ...(key === undefined ? {} : { key }) }),
  );
  return refused ?? { status: 200, error: undefined };
}

const procedures = routes.map(({ procedure, fields, input }) => ({
  ...{ procedure, fields },
  takesNothing: input === undefined,
}));

describe.each(procedures)('$procedure, asked as REST', ({ procedure, fields, takesNothing }) => {
  const inPath = Object.fromEntries(fields.map((field) => [field, 'nobody']));

  test('refuses as it refuses by tRPC', async () => {
    for (const { input, key } of [
      { input: { ...inPath, unheardOf: 'x' }, key: gateway.adminKey },
      { input: inPath, key: null },
      { input: inPath, key: 'rc_live_nonsense' },
    ]) {
      const answer = await askRest(gateway, procedure, { input, key });
      expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
      // tRPC does not look at what is sent to a procedure that takes nothing.
      if (takesNothing && key === gateway.adminKey) expect(answer.error?.code).toBe('invalid_input');
      else expect(comparable(answer)).toEqual(comparable(await askTrpc(procedure, input, key)));
    }
  });
});
