import { isInQuery } from '../../src/rest/input.ts';
import { type Route, routesOf } from '../../src/rest/routes.ts';
import { appRouter } from '../../src/router.ts';
import type { Answer, TestGateway } from './gateway.ts';

/** Every procedure as it is asked for as REST. */
export const routes: readonly Route[] = routesOf(appRouter);

export function routeNamed(procedure: string): Route {
  const route = routes.find((known) => known.procedure === procedure);
  if (route === undefined) throw new Error(`there is no route to ${procedure}`);
  return route;
}

/** Asks for a procedure as REST, with an input as tRPC takes it: each field goes where it belongs. */
export function askRest(
  gateway: TestGateway,
  procedure: string,
  { input = {}, key = gateway.adminKey }: { input?: Readonly<Record<string, unknown>>; key?: string | null } = {},
): Promise<Answer> {
  const route = routeNamed(procedure);
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));
  const others = Object.entries(input).filter(([name]) => !route.fields.includes(name));
  const query = isInQuery(route) ? queryOf(others) : '';
  const body = isInQuery(route) ? {} : { body: JSON.stringify(Object.fromEntries(others)) };
  const headers = { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) };
  return gateway.request(`/v1${path}${query}`, { method: route.method, headers, ...body });
}

function queryOf(fields: readonly (readonly [name: string, value: unknown])[]): string {
  const pairs = fields.flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, String(each)]));
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
