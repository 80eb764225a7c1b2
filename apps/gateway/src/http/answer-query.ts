import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { Caller } from '@rollcall/db';
import { RollcallError } from '@rollcall/schema';
import {
  type AnyTRPCProcedure,
  type AnyTRPCRouter,
  callTRPCProcedure,
  getTRPCErrorShape,
  type TRPCError,
  type TRPCErrorShape,
} from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { trpcError, trpcErrorFrom } from '../error.ts';
import type { AnswerSubscription } from './answer-subscription.ts';
import { textOf } from './answer-text.ts';
import type { HttpLimits } from './limits.ts';
import { problemOfJson } from './scan-json.ts';

/** How the answers of a router are made: which context a request gets, and how many calls it may carry. */
interface Answering<Context> {
  readonly router: AnyTRPCRouter;
  readonly limits: HttpLimits;
  createContext(request: IncomingMessage, response: ServerResponse): Promise<Context>;
  readonly answerSubscription: AnswerSubscription;
}

export type AnswerQuery = (asked: Asked) => Promise<void>;

/** A request, and what its address says behind the place where the API is. */
interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: string;
}

/**
 * Answers queries in tRPC's wire format. tRPC's own adapter makes a Fetch request and response with streams for each
 * call, two thirds of what a small read costs; a query over GET needs none of that, and JSON that PostgreSQL wrote goes
 * out as it is. Subscriptions, which are streamed, have a way of their own; mutations stay with the adapter. See
 * docs/decisions/0003.
 */
export function createQueryHandler<Context extends { caller: Caller | undefined }>(
  answering: Answering<Context>,
): AnswerQuery {
  const { batchMax } = answering.limits;
  return async ({ request, response, url }) => {
    const [path = ''] = url.split('?', 1);
    const query = parseQuery(url.slice(path.length + 1));
    const paths = decodeURIComponent(path.slice(1)).split(',');
    const isBatch = query['batch'] === '1';
    const [first = ''] = paths;
    if (!isBatch && paths.length === 1 && isSubscription(answering.router, first)) {
      const lastEventId = textIn(query['lastEventId']);
      const input = () => inputsOf(query['input'], { isBatch, limits: answering.limits })(0);
      return answering.answerSubscription({ request, response, path: first, input, lastEventId, form: 'tRPC' });
    }
    let context: Context | undefined;
    const answers: Answer[] = [];
    try {
      context = await answering.createContext(request, response);
      if (!isBatch && paths.length > 1) throw badRequest('Several procedures need batch=1.');
      if (paths.length > batchMax) throw badRequest(`A request carries at most ${batchMax} calls.`);
      const inputs = inputsOf(query['input'], { isBatch, limits: answering.limits });
      const ctx = context;
      answers.push(
        ...(await Promise.all(paths.map((path, at) => answer(answering.router, { path, input: inputs(at), ctx })))),
      );
    } catch (error) {
      // A client of a batch waits for an answer to each of its calls.
      const refused = paths.slice(0, isBatch ? batchMax : 1);
      const ctx = context;
      answers.push(...refused.map((path) => refusal(answering.router, { error, path, input: undefined, ctx })));
    }
    // It took too long, and its caller has been told so.
    if (response.headersSent) return;
    const text = answers.map((one) => one.text).join(',');
    response.statusCode = statusOf(answers);
    response.setHeader('content-type', 'application/json');
    response.end(isBatch ? `[${text}]` : text);
  };
}

/** Whether the path names what is streamed. */
function isSubscription(router: AnyTRPCRouter, path: string): boolean {
  if (!Object.hasOwn(router._def.procedures, path)) return false;
  const procedure: AnyTRPCProcedure = router._def.procedures[path];
  return procedure._def.type === 'subscription';
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface Query {
  readonly path: string;
  readonly input: unknown;
  readonly ctx: unknown;
}

async function answer(router: AnyTRPCRouter, { path, input, ctx }: Query): Promise<Answer> {
  try {
    const data = await callTRPCProcedure({
      router,
      path,
      getRawInput: async () => input,
      ctx,
      type: 'query',
      signal: undefined,
      batchIndex: 0,
    });
    return { status: 200, text: `{"result":{"data":${textOf(data)}}}` };
  } catch (error) {
    return refusal(router, { error, path, input, ctx });
  }
}

function refusal(router: AnyTRPCRouter, { error, path, input, ctx }: Query & { error: unknown }): Answer {
  const known = trpcErrorFrom(error);
  const shape: TRPCErrorShape = getTRPCErrorShape({
    config: router._def._config,
    error: known,
    type: 'query',
    path,
    input,
    ctx: ctx ?? {},
  });
  return { status: getHTTPStatusCodeFromError(known), text: JSON.stringify({ error: shape }) };
}

/** One status for all answers, or 207 when they differ, as tRPC has it. */
function statusOf(answers: readonly Answer[]): number {
  const statuses = new Set(answers.map(({ status }) => status));
  const [only] = statuses;
  return statuses.size === 1 && only !== undefined ? only : 207;
}

/** The input of each call, by its place: the whole `input` of a single call, its entry in a batch. */
function inputsOf(
  input: unknown,
  { isBatch, limits }: { isBatch: boolean; limits: HttpLimits },
): (at: number) => unknown {
  if (input === undefined) return () => undefined;
  const problem = problemOfInput(input, limits);
  if (problem !== undefined) throw trpcError(problem);
  const value = parse(String(input));
  if (!isBatch) return () => value;
  if (typeof value !== 'object' || value === null) throw badRequest('The input of a batch is an object.');
  return (at) => Reflect.get(value, String(at));
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Why the input of an address is not even parsed; undefined where it may be. */
function problemOfInput(input: unknown, { jsonDepthMax, jsonKeysMax }: HttpLimits): RollcallError | undefined {
  if (input === undefined) return undefined;
  if (typeof input !== 'string') return new RollcallError('bad_request', 'The input is given once.');
  const problem = problemOfJson(input, { depthMax: jsonDepthMax, keysMax: jsonKeysMax });
  return problem === undefined
    ? undefined
    : new RollcallError('invalid_input', `The input is not valid: it ${problem}.`);
}

function parse(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch (error) {
    throw badRequest('The input is not JSON.', error);
  }
}

function badRequest(message: string, cause?: unknown): TRPCError {
  return trpcError(new RollcallError('bad_request', message, { cause }));
}
