import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { operations } from '../generated/types.ts';
import { failure } from './answers.ts';
import { addInboundRoute, routeFields } from './creating.ts';
import { renumberRoutes, type State } from './state.ts';

type RouteOperations = Pick<
  operations,
  | 'listInboundRoutes'
  | 'createInboundRoute'
  | 'getInboundRoute'
  | 'updateInboundRoute'
  | 'deleteInboundRoute'
  | 'sortInboundRoutes'
>;

/** What happens to mail that comes in. */
export const routeHandlers: Handlers<RouteOperations, State> = {
  listInboundRoutes: ({ state }) => ({ status: 200, body: state.routes.listing() }),

  createInboundRoute: ({ state, body }) => {
    if (state.routes.named(body.Name) !== undefined) return failure(`Inbound route ${body.Name} already exists.`);
    return { status: 200, body: addInboundRoute(state, body) };
  },

  getInboundRoute: ({ state, path }) => {
    const route = state.routes.get(path.id);
    return route === undefined ? noRoute(path.id) : { status: 200, body: route };
  },

  updateInboundRoute: ({ state, path, body }) => {
    const route = state.routes.get(path.id);
    if (route === undefined) return noRoute(path.id);
    const taken = state.routes.named(body.Name);
    if (taken !== undefined && taken !== route) return failure(`Inbound route ${body.Name} already exists.`);
    const next = { ...route, ...routeFields(body) };
    state.routes.replace(route, next);
    return { status: 200, body: next };
  },

  deleteInboundRoute: ({ state, path }) => {
    const route = state.routes.get(path.id);
    if (route === undefined) return noRoute(path.id);
    state.routes.remove(route);
    renumberRoutes(state);
    return { status: 200, body: undefined };
  },

  sortInboundRoutes: ({ state, body }) => {
    const missing = body.find(({ PublicInboundId }) => state.routes.get(PublicInboundId) === undefined);
    if (missing !== undefined) return noRoute(missing.PublicInboundId);
    for (const { PublicInboundId, SortOrder } of body) {
      const route = state.routes.get(PublicInboundId);
      // Half a place before whoever stands there.
      if (route !== undefined) state.routes.replace(route, { ...route, SortOrder: SortOrder - 0.5 });
    }
    renumberRoutes(state);
    return { status: 200, body: state.routes.listing() };
  },
};

function noRoute(id: string) {
  return failure(`Inbound route ${id} was not found.`);
}
