import createClient from 'openapi-fetch';
import { isObject } from './document.ts';
import type { Method, OperationCall, OperationSpec } from './openapi.ts';
import { ProviderError } from './provider-error.ts';
import type { Transport } from './transport.ts';

/** Makes one documented operation and answers its result, out of the envelope. Throws `ProviderError`. */
export type Caller = (call: OperationCall, signal: AbortSignal) => Promise<unknown>;

export interface CallerOptions {
  readonly transport: Transport;
  readonly operations: Readonly<Record<string, OperationSpec>>;
  /** The field of each answer that holds the result, where the provider wraps it. */
  readonly envelope?: string;
  /** Brings a result into the documented form, where a provider has several. */
  readonly decode?: (result: unknown) => unknown;
}

/** A caller for every operation of a document, over one connection's transport. */
export function createCaller({ transport, operations, envelope, decode }: CallerOptions): Caller {
  const client = createClient({ baseUrl: transport.baseUrl });
  // The client is typed by literal paths; here the path comes from the same document at run time.
  const request = client.request as unknown as LooseRequest;
  return async ({ operationId, input }, signal) => {
    const spec = operations[operationId];
    if (spec === undefined) {
      throw new ProviderError('not_supported', `The provider documents no operation "${operationId}".`);
    }
    const { path, query, body } = spec.request(input);
    const { data } = await request(spec.method, spec.path, {
      params: { path, query },
      ...(body === undefined ? {} : { body }),
      fetch: transport.fetch({
        bucket: spec.bucket,
        secrets: spec.secrets(input),
        answersNothing: spec.answersNothing,
        operation: { id: operationId, path: spec.path },
      }),
      signal,
    });
    if (spec.answersNothing) return null;
    const result = envelope === undefined ? data : unwrapped(operationId, data, envelope);
    return spec.parseResult(decode === undefined ? result : decode(result));
  };
}

type LooseRequest = (
  method: Method,
  path: string,
  init: {
    params: { path: object; query: object };
    body?: unknown;
    fetch: (request: Request) => Promise<Response>;
    signal: AbortSignal;
  },
) => Promise<{ data?: unknown }>;

function unwrapped(operationId: string, data: unknown, envelope: string): unknown {
  if (isObject(data) && Object.hasOwn(data, envelope)) return data[envelope];
  const message = `${operationId}: the provider's answer is not what it documents: "${envelope}" is missing.`;
  throw new ProviderError('unrecognised', message, { applied: 'maybe' });
}
