import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '@rollcall/db';
import { type KeyScope, RollcallError } from '@rollcall/schema';
import type { RequestHandler, Response } from 'express';
import { logRefusal, rollcallErrorOf, trpcErrorFrom } from '../error.ts';
import type { Gateway } from '../gateway.ts';
import { isInNetworks } from '../keys/networks.ts';
import { hasScope, scopeMissing } from '../keys/scopes.ts';
import { keyLimited } from '../keys/within.ts';
import { type Context, costUnits } from '../trpc.ts';
import { refuse } from './refuse.ts';

/** What a key needs, which only those of the first workspace may have: figures are of all workspaces. */
const scope: KeyScope = 'metrics:read';
/** Answered at once: a few Prometheuses, and whoever looks by hand. */
const atOnceMax = 16;
const retryMs = 1_000;
const contentType = 'text/plain; version=0.0.4; charset=utf-8';

type CreateContext = (request: IncomingMessage, response: ServerResponse) => Promise<Context>;

/**
 * What Prometheus asks for: figures of this process, and of the whole installation. Without its database the gateway cannot look
 * who asks; whoever was let in before is, then, and gets what the process itself can say.
 */
export function createMetricsPage({ metrics, log }: Gateway, createContext: CreateContext): RequestHandler {
  const letIn = rememberLetIn();
  let underWay = 0;
  const textFor = async (request: Parameters<RequestHandler>[0], response: Response): Promise<string> => {
    if (underWay >= atOnceMax) throw tooMany();
    underWay += 1;
    try {
      const context = await createContext(request, response);
      const caller = await callerOf(context).catch((error: unknown) => {
        const known = rollcallErrorOf(trpcErrorFrom(error));
        if (known.code === 'unauthenticated') letIn.forget(request);
        if (known.code === 'database_unavailable' && letIn.knows(request)) return undefined;
        throw error;
      });
      if (caller !== undefined) letIn.remember(request, caller);
      const figures = caller === undefined ? metrics.figures.whenDown : await metrics.figures.text(caller.workspaceId);
      return (await metrics.own()) + figures;
    } finally {
      underWay -= 1;
    }
  };
  return async (request, response) => {
    try {
      const text = await textFor(request, response);
      response.setHeader('content-type', contentType);
      response.end(text);
    } catch (error) {
      const thrown = trpcErrorFrom(error);
      const known = rollcallErrorOf(thrown);
      logRefusal(log, { known, error: thrown });
      refuse(response, known);
    }
  };
}

/** Who asks, if they may, once they have paid. Throws what refuses them. */
async function callerOf({ caller, refusal, spend }: Context): Promise<Caller> {
  if (caller === undefined) throw refusal ?? new RollcallError('internal', 'No caller.');
  await spend(costUnits.page);
  if (!hasScope(caller, scope)) throw scopeMissing(scope);
  if (caller.connections !== null) {
    throw keyLimited('is limited to some connections, and this is of the whole installation');
  }
  return caller;
}

type Request = Parameters<RequestHandler>[0];

/** Keys remembered at once; the one that came first is forgotten first. */
const rememberedMax = 100;
/** Whoever has not been let in for so long is not let in unlooked at. */
const rememberedMs = 86_400_000;

/** Whom this process let in, by what they showed. */
function rememberLetIn() {
  const callers = new Map<string, { readonly caller: Caller; readonly until: number }>();
  const shown = (request: Request): string => request.headers.authorization ?? '';
  return {
    remember(request: Request, caller: Caller): void {
      const key = shown(request);
      callers.delete(key);
      callers.set(key, { caller, until: performance.now() + rememberedMs });
      const [first] = callers.keys();
      if (callers.size > rememberedMax && first !== undefined) callers.delete(first);
    },
    forget: (request: Request): void => void callers.delete(shown(request)),
    knows(request: Request): boolean {
      const known = callers.get(shown(request));
      if (known === undefined || known.until < performance.now()) return false;
      const { endsAt, networks } = known.caller;
      if (endsAt !== null && endsAt <= Date.now()) return false;
      return networks.length === 0 || isInNetworks(networks, request.ip);
    },
  };
}

function tooMany(): RollcallError {
  const message = 'As many ask this gateway for its figures as it answers at once: ask again in a second.';
  return new RollcallError('overloaded', message, { details: { retryAfterMs: retryMs } });
}
