import { createRollcall, gatewayErrorOf } from '@rollcall/client';

// A small internal app, as somebody would write it. It is compiled, never run: types.test.ts says how long that takes.
const rollcall = createRollcall({ url: 'http://127.0.0.1:4400', apiKey: 'rc_live_…' });

/** The names of the mailboxes that have gone missing, with how old and how complete that answer is. */
export async function missingMailboxes(connection: string): Promise<{ names: string[]; asOf: string | null }> {
  const { data, asOf, coverage } = await rollcall.resources.list.query({
    connection,
    kind: 'inbox',
    presence: 'missing',
  });
  if (coverage.stale + coverage.failed > 0) throw new Error('not every scope is up to date');
  return { names: data.map(({ name }) => name), asOf };
}

/** Orders a mailbox; the same key makes it safe to repeat. */
export async function orderMailbox(connection: string, email: string): Promise<string> {
  try {
    const { result } = await rollcall.providers.adbtd.createMailboxes.mutate({
      connection,
      input: { emails: [email] },
      idempotencyKey: `mailbox ${email}`,
    });
    return result.orderId;
  } catch (error) {
    const refusal = gatewayErrorOf(error);
    if (refusal?.code === 'operation_unknown') return 'unknown until the next sync';
    throw error;
  }
}

/** Gives a key another secret at whichever provider it is: the answer says what is left to do. */
export async function rotateKey(connection: string, key: string): Promise<string | null> {
  const { next } = await rollcall.providerKeys.rotate.mutate({ connection, input: { key, name: `${key} 2` } });
  return next;
}
