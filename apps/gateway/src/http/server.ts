import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer, type Server } from 'node:http';
import { assertReady } from '@rollcall/db';
import { RollcallError } from '@rollcall/schema';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Gateway } from '../gateway.ts';
import { appRouter } from '../router.ts';
import { createSubscriptions } from '../subscriptions.ts';
import { type Context, isFault, refusalOf } from '../trpc.ts';
import { createQueryHandler } from './answer-query.ts';
import { createAuthenticate } from './authenticate.ts';

/** The largest request: a bulk input of ten thousand addresses fits in it. */
const bodyBytesMax = 1_048_576;
/** Calls that one HTTP request may carry. */
const batchMax = 20;

/** The gateway's HTTP server, not yet listening: tRPC under `/trpc`, and two pages for whoever watches it. */
export function createServer(gateway: Gateway): Server {
  const app = express().disable('x-powered-by').disable('etag');
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (_request, response) => {
    const trouble = await assertReady(gateway.db).then(() => undefined, troubleOf);
    response.status(trouble === undefined ? 200 : 503).json({ status: trouble ?? 'ok' });
  });
  app.use('/trpc', trpcRoutes(gateway));
  app.use((request, response) => {
    refuse(response, {
      code: 'not_found',
      http: 404,
      message: `There is nothing at ${request.path}: the API is under /trpc.`,
    });
  });
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    if (error instanceof URIError) {
      refuse(response, { code: 'bad_request', http: 400, message: 'The path cannot be decoded: check its % signs.' });
      return;
    }
    gateway.log.error({ err: error }, 'request broke off');
    refuse(response, { code: 'internal', http: 500, message: 'Something went wrong here: the log has it.' });
  });
  return createHttpServer(app);
}

/** tRPC, with its queries answered on the short way. */
function trpcRoutes(gateway: Gateway): Router {
  const authenticate = createAuthenticate(gateway);
  const subscriptions = createSubscriptions();
  const createContext = async (request: Request, response: Response): Promise<Context> => {
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    const caller = await authenticate(request.headers.authorization).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const callerNow = () => authenticate(request.headers.authorization);
    return { gateway, requestId, caller, forgetCallers: authenticate.forget, callerNow, subscriptions };
  };
  const routes = express.Router();
  routes.get('/*path', createQueryHandler({ router: appRouter, batchMax, createContext }));
  routes.use(
    createExpressMiddleware({
      router: appRouter,
      maxBodySize: bodyBytesMax,
      maxBatchSize: batchMax,
      createContext: ({ req, res }) => createContext(req, res),
      // What breaks in a subscription breaks after its procedure has answered, which looks at all others.
      onError: ({ error, type, ctx }) => {
        if (type !== 'subscription' || !isFault(error)) return;
        gateway.log.error({ err: error.cause ?? error, requestId: ctx?.requestId }, 'subscription failed');
      },
    }),
  );
  return routes;
}

function troubleOf(error: unknown): string {
  return error instanceof RollcallError ? error.message : 'the database refuses: the log of PostgreSQL says why';
}

function refuse(response: Response, { code, http, message }: { code: string; http: number; message: string }): void {
  response.status(http).json({ error: { code, message } });
}
