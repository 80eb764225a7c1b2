import { isDeepStrictEqual } from 'node:util';
import { JsonText } from '@rollcall/db';
import { Performed } from '@rollcall/schema';
import { type AnyTRPCProcedure, type AnyTRPCRouter, isTrackedEnvelope } from '@trpc/server';
import type { z } from 'zod';
import { answers } from '../../src/answers/answers.ts';
import { appRouter } from '../../src/router.ts';

/**
 * The router, with every answer held to its schema: `depart` is told of each that does not fit, and of each field that its
 * schema does not have. The answers are given all the same.
 */
export function heldRouter(depart: (what: string) => void): AnyTRPCRouter {
  // tRPC types this record by its own nesting, and keeps it flat, by path: without a prototype, whose names are no paths.
  const procedures: Record<string, AnyTRPCProcedure> = Object.create(null);
  for (const [path, procedure] of Object.entries<unknown>(appRouter._def.procedures)) {
    procedures[path] = held(path, procedure as AnyTRPCProcedure, depart);
  }
  return { ...appRouter, _def: { ...appRouter._def, procedures } };
}

function held(path: string, procedure: AnyTRPCProcedure, depart: (what: string) => void): AnyTRPCProcedure {
  const schema = path.startsWith('providers.') ? Performed : schemaOf(path);
  const look = (answer: unknown) => {
    for (const departure of departuresOf(answer, schema)) depart(`${path} ${departure}`);
  };
  const call = async (options: Parameters<AnyTRPCProcedure>[0]): Promise<unknown> => {
    const answer: unknown = await procedure(options);
    // What a subscription answers is what it streams.
    if (procedure._def.type === 'subscription') return heldMessages(answer as AsyncGenerator<unknown>, look);
    look(answer);
    return answer;
  };
  return Object.assign(call, procedure);
}

function schemaOf(path: string): z.ZodType {
  const found = Object.entries(answers).find(([name]) => name === path)?.[1];
  if (found === undefined) throw new Error(`no schema says what ${path} answers`);
  return found;
}

/** Looks at each message as it passes, and leaves it to the stream itself how it ends. */
function heldMessages(stream: AsyncGenerator<unknown>, look: (message: unknown) => void): AsyncGenerator<unknown> {
  const following = stream.next.bind(stream);
  const next = async (): Promise<IteratorResult<unknown>> => {
    const message = await following();
    if (message.done !== true) look(isTrackedEnvelope(message.value) ? message.value[1] : message.value);
    return message;
  };
  return Object.assign(stream, { next });
}

/** What of an answer its schema does not say. What a schema drops as unknown is missing from what it parses. */
export function departuresOf(answer: unknown, schema: z.ZodType): readonly string[] {
  const text = answer instanceof JsonText ? answer.text : JSON.stringify(answer);
  const sent: unknown = JSON.parse(text ?? 'null');
  const { success, data, error } = schema.safeParse(sent);
  if (!success) return error.issues.map((issue) => `departs at ${issue.path.join('.')}: ${issue.message}`);
  return differences(sent, data).map((at) => `answers ${at}, of which its schema knows nothing`);
}

function differences(sent: unknown, said: unknown, at = ''): readonly string[] {
  if (isDeepStrictEqual(sent, said)) return [];
  if (typeof sent !== 'object' || sent === null || typeof said !== 'object' || said === null) return [at];
  const fields = new Set([...Object.keys(sent), ...Object.keys(said)]);
  return [...fields].flatMap((field) =>
    differences(Reflect.get(sent, field), Reflect.get(said, field), `${at}.${field}`),
  );
}
