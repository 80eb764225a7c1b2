import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import type { DocumentedOperation } from '../document.ts';
import type { Match } from '../router.ts';
import type { SandboxDefinition } from './definition.ts';
import type { AnyReply } from './handler.ts';
import type { ReadBody } from './http.ts';
import { createLimiter } from './limiter.ts';
import type { Validator, ValidInput } from './validator.ts';

/** A request of the API, read whole. */
export interface ApiRequest {
  /** Undefined when no operation is documented at its path. */
  readonly match: Match | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly body: ReadBody;
}

interface Answering {
  readonly operations: readonly DocumentedOperation[];
  readonly validate: Validator;
  /** Whether it is refused what comes too often. */
  readonly limits: boolean;
}

/** Answers requests as the provider does: who calls, how often, whether the document allows the input, what it does. */
export function createAnswerer<Operations, State>(
  definition: SandboxDefinition<Operations, State>,
  state: State,
  { operations, validate, limits }: Answering,
): (request: ApiRequest) => AnyReply {
  const { refuse } = definition;
  const limiter = createLimiter(limits ? definition.buckets : {});
  const handlers = handlersOf(definition, operations);

  return ({ match, headers, query, body }) => {
    const nowMs = performance.now();
    definition.settle(state, nowMs);
    const caller = definition.authenticate(headers, state);
    if (caller === undefined) return refuse({ reason: 'unauthorized', headers });
    if (match === undefined) return refuse({ reason: 'no_route' });
    const { operation, parameters } = match;
    const retryAfterSeconds = limiter.take({ caller, bucket: operation.bucket, nowMs });
    if (retryAfterSeconds > 0) return refuse({ reason: 'rate_limited', retryAfterSeconds });
    const denied = definition.authorize?.({ state, caller, operation });
    if (denied !== undefined) return denied;
    if (body.state === 'too_large') return refuse({ reason: 'invalid', message: 'the body is too large' });
    if (body.state === 'not_json') return refuse({ reason: 'invalid', message: 'the body is not JSON' });
    if (body.state === 'json' && (body.isForm ?? false) !== (operation.body?.isForm ?? false)) {
      return refuse({ reason: 'invalid', message: 'the body is of another media type than the documented one' });
    }

    const value = body.state === 'json' ? body.value : undefined;
    const verdict = validate(operation, { path: parameters, query, body: value });
    if (!verdict.ok) return refuse({ reason: 'invalid', message: verdict.message });
    const handler = handlers.get(operation);
    assert(handler !== undefined, 'every operation has a handler');
    return handler({ state, ...verdict.input });
  };
}

type AnyHandler<State> = (call: ValidInput & { readonly state: State }) => AnyReply;

/** The handler of each operation. Throws when the document has an operation that the generated types do not know. */
function handlersOf<Operations, State>(
  { handlers }: SandboxDefinition<Operations, State>,
  operations: readonly DocumentedOperation[],
): ReadonlyMap<DocumentedOperation, AnyHandler<State>> {
  return new Map(
    operations.map((operation) => {
      const handler: unknown = Reflect.get(handlers, operation.operationId ?? '');
      assert(typeof handler === 'function', `${operation.operationId} has a handler: generate the types again`);
      // A handler takes what the document says of its operation, and the validator has seen to that.
      return [operation, handler as AnyHandler<State>];
    }),
  );
}
