import type { IncomingMessage, ServerResponse } from 'node:http';
import { RollcallError } from '@rollcall/schema';
import { type AnyTRPCRouter, callTRPCProcedure } from '@trpc/server';
import { answers } from '../answers/answers.ts';
import { logRefusal, rollcallErrorOf, trpcErrorFrom } from '../error.ts';
import type { Gateway } from '../gateway.ts';
import { bytesWith, sendBytes } from '../http/answer-bytes.ts';
import type { AnswerSubscription } from '../http/answer-subscription.ts';
import { textOf } from '../http/answer-text.ts';
import type { HttpLimits } from '../http/limits.ts';
import { readBody } from '../http/read-body.ts';
import { refuse } from '../http/refuse.ts';
import { documentAddress, restRoot } from '../http/rest-path.ts';
import { answerSame } from '../http/same-for-all.ts';
import { restMethods } from '../trpc.ts';
import { inputOf, isInQuery } from './input.ts';
import { createMatch, type FindRoutes, type Match } from './match.ts';
import { openApiDocument } from './openapi/document.ts';
import { type Route, routesOf, segmentsOf } from './routes.ts';

interface Answering {
  readonly gateway: Gateway;
  readonly router: AnyTRPCRouter;
  readonly limits: HttpLimits;
  createContext(request: IncomingMessage, response: ServerResponse): Promise<object>;
  readonly answerSubscription: AnswerSubscription;
}

export type AnswerRest = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Answers what is asked for under `/v1`: finds the procedure, makes its input of the request, and calls it, in the very
 * context in which tRPC would. What it answers is the body; see docs/decisions/0024.
 */
export function createRestHandler(answering: Answering): AnswerRest {
  const routes = routesOf(answering.router);
  const find = createMatch(routes);
  const answerDocument = answerSame({
    type: 'application/json',
    make: () => JSON.stringify(openApiDocument(routes, answers)),
  });
  return async (request, response) => {
    const exchange = { request, response };
    try {
      if (isDocument(request)) answerDocument(request, response);
      else await answer(answering, find, exchange);
    } catch (error) {
      refuseAndLog(answering, error, exchange);
    }
  };
}

/** The document is for everybody: it is of this program, and says nothing of an installation. */
function isDocument({ method, url = '' }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && url === documentAddress;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer(answering: Answering, find: FindRoutes, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const { headers, method, url = '' } = request;
  const [path = ''] = url.split('?', 1);
  const match = find(segmentsIn(path));
  if (match === undefined) {
    throw new RollcallError(
      'not_found',
      `There is nothing at ${path}: ${restRoot}/openapi.json says what can be asked.`,
    );
  }
  const route = routeBy(method, match);
  if (route === undefined) {
    const allowed = methodsOf(match);
    response.setHeader('allow', allowed.join(', '));
    const message = `${path} is asked by ${allowed.join(' or ')}.`;
    throw new RollcallError('method_not_allowed', message, { details: { allowed } });
  }
  const body = await bodyOf(request, route, answering.limits);
  const input = inputOf(route, { values: match.values, query: url.slice(path.length + 1), headers, body });
  await call(answering, { route, input }, exchange);
}

async function call(
  { router, createContext, answerSubscription }: Answering,
  { route, input }: { route: Route; input: unknown },
  { request, response }: Exchange,
): Promise<void> {
  const { procedure: path, type } = route;
  if (type === 'subscription') {
    const asked = { request, response, path, input: () => input, lastEventId: undefined };
    return answerSubscription({ ...asked, form: 'REST' });
  }
  const leaving = new AbortController();
  response.once('close', () => leaving.abort());
  const ctx = await createContext(request, response);
  const calling = callTRPCProcedure({
    ...{ router, path, ctx, type, batchIndex: 0 },
    getRawInput: async () => input,
    // Whoever reads is not waited for: what it takes is bounded.
    signal: type === 'query' ? undefined : leaving.signal,
  });
  const answered = await calling.then(
    (data: unknown) => ({ data }),
    (error: unknown): undefined => {
      // The log has what a procedure refused: see `procedureFor`.
      if (!response.headersSent) refuse(response, rollcallErrorOf(trpcErrorFrom(error)));
    },
  );
  if (answered === undefined) return;
  const sent = bytesWith(answered.data);
  if (sent !== undefined) return sendBytes(sent, { request, response });
  const text = textOf(answered.data);
  // It took too long, and its caller has been told so.
  if (response.headersSent) return;
  response.setHeader('content-type', 'application/json');
  response.end(text);
}

function refuseAndLog({ gateway }: Answering, error: unknown, { request, response }: Exchange): void {
  // Whoever was sending has gone, or was cut off for being slow.
  if (request.destroyed && !request.complete) return;
  const thrown = trpcErrorFrom(error);
  const known = rollcallErrorOf(thrown);
  logRefusal(gateway.log, { known, error: thrown });
  if (response.headersSent) response.destroy();
  else refuse(response, known);
}

/** The segments of a path below the root. A slash that is part of a name is sent as %2F. */
function segmentsIn(path: string): readonly string[] {
  try {
    return segmentsOf(path.slice(restRoot.length)).map(decodeURIComponent);
  } catch (cause) {
    throw new RollcallError('bad_request', 'The path cannot be decoded: check its % signs.', { cause });
  }
}

function routeBy(method: string | undefined, { routes }: Match): Route | undefined {
  if (method !== 'HEAD') return routes.get(method ?? '');
  const route = routes.get('GET');
  return route?.type === 'query' ? route : undefined;
}

function methodsOf(match: Match): readonly string[] {
  return ['GET', 'HEAD', ...restMethods.slice(1)].filter((method) => routeBy(method, match) !== undefined);
}

/** The text of the body; undefined where there is none. Throws `bad_request` for one that nobody would read. */
async function bodyOf(request: IncomingMessage, route: Route, limits: HttpLimits): Promise<string | undefined> {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && length === '0') return undefined;
  if (!isInQuery(route)) return readBody(request, limits);
  throw new RollcallError('bad_request', `A ${route.method} has no body: what it takes stands in its address.`);
}
