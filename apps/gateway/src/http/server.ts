import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Caller } from '@rollcall/db';
import { RollcallError } from '@rollcall/schema';
import { note } from '@rollcall/telemetry';
import type { AnyTRPCRouter } from '@trpc/server';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import express, { type Express, type NextFunction, type Request, type Response, type Router } from 'express';
import { logRefusal, rollcallErrorOf, trpcErrorFrom } from '../error.ts';
import type { Gateway } from '../gateway.ts';
import { type AnswerRest, createRestHandler } from '../rest/answer-rest.ts';
import { appRouter } from '../router.ts';
import { createSubscriptions } from '../subscriptions.ts';
import type { Context } from '../trpc.ts';
import { type AnswerQuery, createQueryHandler } from './answer-query.ts';
import { createSubscriptionHandler } from './answer-subscription.ts';
import { createAuthenticate } from './authenticate.ts';
import { endSilent } from './end-silent.ts';
import { createGate, type Gate } from './gate.ts';
import { createKeyUnits } from './key-units.ts';
import { type HttpLimits, httpLimits } from './limits.ts';
import { createMetricsPage } from './metrics-page.ts';
import { observe } from './observe.ts';
import { spendingBy, tellRetry } from './rate-limit-headers.ts';
import { errorOfParser, refuseRaw, refuseTunnel } from './raw-refusal.ts';
import { createBodyReader } from './read-body.ts';
import { createReadiness } from './readiness.ts';
import { referencePage, referenceRoot } from './reference-page.ts';
import { refuse } from './refuse.ts';
import { requestIdOf } from './request-id.ts';
import { isRest, restRoot } from './rest-path.ts';

/** The address of a query as the client writes it. What is spelled otherwise and means the same takes Express's way. */
const plainQuery = /^\/trpc(\/[\w.,-]+(?:\?.*)?)$/;

/** How a server differs from the one that is run: tests limit it to what they can wait for, and have it asked other things. */
interface ServerOptions {
  readonly limits?: HttpLimits;
  readonly router?: AnyTRPCRouter;
}

/** The gateway's HTTP server, not yet listening: tRPC under `/trpc`, the same as REST under `/v1`, and three pages for whoever watches it. */
export function createServer(
  gateway: Gateway,
  { limits = httpLimits, router = appRouter }: ServerOptions = {},
): Server {
  const gate = createGate(limits, gateway.draining);
  const { app, answerQuery, answerRest } = createApp(gateway, { limits, gate, router });
  const { metrics } = gateway;
  const watched = metrics.watchUnderWay(gate.underWay);
  const admitted = (request: IncomingMessage, response: ServerResponse): void => {
    if (!gate.admit(request, response)) return;
    // Plain queries go past Express, which takes some 20 µs for its routes, a sixth of a small read: docs/decisions/0003.
    const plain = request.method === 'GET' ? plainQuery.exec(request.url ?? '')?.[1] : undefined;
    if (plain !== undefined) void answerQuery({ request, response, url: plain });
    else if (isRest(request.url)) void answerRest(request, response);
    else app(request, response);
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const route = routeOf(request.url);
    response.once('close', () => metrics.answered(route, response.statusCode));
    observe(gateway.log, { request, response }, () => admitted(request, response));
  };
  const server = createHttpServer(
    {
      maxHeaderSize: limits.headerBytesMax,
      headersTimeout: limits.headMsMax,
      requestTimeout: limits.requestMsMax,
      keepAliveTimeout: limits.idleMsMax,
      connectionsCheckingInterval: limits.lookMs,
      // Two keys are none: otherwise Node takes the first, and whoever looked before us perhaps the last.
      joinDuplicateHeaders: true,
    },
    answer,
  );
  server.maxHeadersCount = limits.headersMax;
  server.maxConnections = limits.connectionsMax;
  server.on('clientError', (error, socket) => {
    if (gate.isMidAnswer(socket)) socket.destroy();
    else refuseRaw(socket, errorOfParser(error));
  });
  server.on('connect', refuseTunnel);
  endSilent(server, gateway.stopping);
  server.on('close', gate.close);
  server.on('close', watched);
  return server;
}

/** What is counted together: the first part of a path that there is, and everything else. */
function routeOf(url = ''): string {
  const route = /^\/(\w+)(?=[/?]|$)/.exec(url)?.[1] ?? '';
  return routes.has(route) ? route : 'other';
}

const routes: ReadonlySet<string> = new Set(['trpc', 'v1', 'docs', 'healthz', 'readyz', 'metrics']);

interface Parts {
  readonly limits: HttpLimits;
  readonly gate: Gate;
  readonly router: AnyTRPCRouter;
}

interface App {
  readonly app: Express;
  readonly answerQuery: AnswerQuery;
  readonly answerRest: AnswerRest;
}

function createApp(gateway: Gateway, { limits, gate, router }: Parts): App {
  const app = express()
    .disable('x-powered-by')
    .disable('etag')
    .set('trust proxy', gateway.trustedProxies ?? false);
  const readiness = createReadiness(gateway);
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (_request, response) => {
    const trouble = await readiness();
    response.status(trouble === undefined ? 200 : 503).json({ status: trouble ?? 'ok' });
  });
  app.use(referenceRoot, referencePage());
  const createContext = contextMaker(gateway, app);
  app.get('/metrics', createMetricsPage(gateway, createContext));
  const { release } = gate;
  const answerSubscription = createSubscriptionHandler({ router, limits, gateway, createContext, release });
  const answerQuery = createQueryHandler({ router, limits, createContext, answerSubscription });
  app.use('/trpc', trpcRoutes({ limits, router, createContext, answerQuery }));
  app.use((request, response) => {
    const message = `There is nothing at ${request.path}: the API is under /trpc, and under ${restRoot} for whoever speaks no tRPC; ${referenceRoot} shows it.`;
    refuse(response, new RollcallError('not_found', message));
  });
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    if (error instanceof URIError) {
      const message = 'The path cannot be decoded: check its % signs.';
      return refuse(response, new RollcallError('bad_request', message));
    }
    const thrown = trpcErrorFrom(error);
    const known = rollcallErrorOf(thrown);
    logRefusal(gateway.log, { known, error: thrown });
    refuse(response, known);
  });
  const answerRest = createRestHandler({ gateway, limits, router, createContext, answerSubscription });
  return { app, answerQuery, answerRest };
}

type CreateContext = (request: IncomingMessage, response: ServerResponse) => Promise<Context>;

/** Makes what a procedure knows of its request. */
function contextMaker(gateway: Gateway, app: Express): CreateContext {
  const authenticate = createAuthenticate(gateway);
  const subscriptions = createSubscriptions(gateway);
  const spendFor = spendingBy(createKeyUnits(gateway.db));
  /** Express tells it of its own requests, by the proxies that are trusted; without any, it is the socket's. */
  const addressOf = (request: IncomingMessage): string | undefined =>
    gateway.trustedProxies === undefined
      ? request.socket.remoteAddress
      : Object.setPrototypeOf(request, app.request).ip;
  return async (request, response) => {
    const requestId = requestIdOf(response);
    const asking = { authorization: request.headers.authorization, address: () => addressOf(request) };
    const { caller, refusal } = await authenticate(asking).catch((error: unknown) => ({
      caller: undefined,
      refusal: rollcallErrorOf(trpcErrorFrom(error)),
    }));
    if (caller !== undefined) note({ workspaceId: caller.workspaceId, keyId: caller.actor.id });
    const callerNow = async (): Promise<Caller> => {
      const now = await authenticate(asking);
      if (now.caller === undefined) throw now.refusal;
      return now.caller;
    };
    if (refusal !== undefined) tellRetry(response, refusal);
    if (refusal?.code === 'unauthenticated') response.setHeader('WWW-Authenticate', 'Bearer');
    const spend = (spent: number) => (caller === undefined ? undefined : spendFor(caller, spent, response));
    const forgetCallers = authenticate.forget;
    const pass = (): void => {};
    return { gateway, requestId, caller, refusal, spend, forgetCallers, callerNow, subscriptions, pass };
  };
}

interface Routing extends Omit<Parts, 'gate'> {
  readonly createContext: CreateContext;
  readonly answerQuery: AnswerQuery;
}

/** tRPC, of which only mutations go the long way. */
function trpcRoutes({ limits, router, createContext, answerQuery }: Routing): Router {
  const routes = express.Router();
  routes.get('/*path', (request, response) => answerQuery({ request, response, url: request.url }));
  routes.use(createBodyReader(limits));
  routes.use(
    createExpressMiddleware({
      router,
      maxBodySize: limits.bodyBytesMax,
      maxBatchSize: limits.batchMax,
      createContext: ({ req, res }) => createContext(req, res),
    }),
  );
  return routes;
}
