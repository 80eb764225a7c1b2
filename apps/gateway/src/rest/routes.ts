import type { AnyTRPCProcedure, AnyTRPCRouter } from '@trpc/server';
import { z } from 'zod';
import { type Meta, type RestMethod, restMethods } from '../trpc.ts';

/** A procedure as whoever speaks no tRPC asks for it. */
export interface Route {
  /** Its path in the router, such as `connections.list`. */
  readonly procedure: string;
  readonly type: AnyTRPCProcedure['_def']['type'];
  readonly method: RestMethod;
  /** Below `/v1`. */
  readonly path: string;
  /** The fields of the input that stand in the path, in its order. */
  readonly fields: readonly string[];
  /** What it takes; undefined for one that takes nothing. */
  readonly input: z.ZodType | undefined;
  readonly meta: Meta;
}

/** A route for every procedure of the router that declares one. */
export function routesOf(router: AnyTRPCRouter): readonly Route[] {
  return Object.entries<unknown>(router._def.procedures).flatMap(([procedure, made]) => {
    const { success, data } = Made.safeParse(made);
    return success ? [routeOf(procedure, data._def)] : [];
  });
}

/** The segments of a path, as they stand in it. */
export function segmentsOf(path: string): readonly string[] {
  return path.slice(1).split('/');
}

/** The name of the field that stands for this segment of a route's path; undefined for a word. */
export function fieldIn(segment: string): string | undefined {
  return /^\{(\w+)\}$/.exec(segment)?.[1];
}

/** What tRPC keeps of a procedure. Its own types know the meta data of none. */
const Definition = z.object({
  type: z.enum(['query', 'mutation', 'subscription']),
  meta: z.custom<Meta>((meta) => z.object({ rest: z.string(), summary: z.string() }).safeParse(meta).success),
  inputs: z.array(z.instanceof(z.ZodType)).max(1),
});

const Made = z
  .custom<{ readonly _def: unknown }>((made) => typeof made === 'function' && '_def' in made)
  .transform(({ _def }, { addIssue }) => {
    const { success, data } = Definition.safeParse(_def);
    if (success) return { _def: data };
    addIssue('it declares no route');
    return z.NEVER;
  });

function routeOf(procedure: string, { type, meta, inputs }: z.output<typeof Definition>): Route {
  const at = meta.rest.indexOf(' ');
  const method = restMethods.find((known) => known === meta.rest.slice(0, at));
  if (method === undefined) throw new TypeError(`${procedure} is asked by ${meta.rest}, which is no method.`);
  const path = meta.rest.slice(at + 1);
  const fields = segmentsOf(path).flatMap((segment) => fieldIn(segment) ?? []);
  return { procedure, type, method, path, fields, input: inputs[0], meta };
}
