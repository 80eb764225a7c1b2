import { ErrorShape, errorCodes } from '@rollcall/schema';
import { z } from 'zod';
import { fieldsOfRoute } from '../input.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { Route } from '../routes.ts';
import type { Components } from './components.ts';

/** The refusals of the document: one response for each status, with the codes that have it. */
export function refusalResponses(components: Components): Readonly<Record<string, JsonSchema>> {
  components.add('Error', components.output(z.object({ error: ErrorShape })));
  const statuses = [...new Set(Object.values(errorCodes).map(({ http }) => http))].toSorted(
    (one, other) => one - other,
  );
  const byStatus = statuses.map((status) => {
    const codes = Object.entries(errorCodes).filter(([, { http }]) => http === status);
    const [[code = ''] = []] = codes;
    return [nameOf(status), refusal(codes.map(([each]) => `\`${each}\``).join(', '), code)] as const;
  });
  return Object.fromEntries([...byStatus, ['Refused', refusal('What else keeps it from being answered.', 'internal')]]);
}

/** The statuses with which a procedure may be refused, each with a reference to its response. */
export function refusalsOf(route: Route): Readonly<Record<string, JsonSchema>> {
  const responses = statusesOf(route).map((status) => [status, reference(nameOf(status))] as const);
  return { ...Object.fromEntries(responses), default: reference('Refused') };
}

function statusesOf(route: Route): readonly number[] {
  const fields = Object.keys(fieldsOfRoute(route));
  const isAction = route.type === 'mutation';
  return [
    ...[400, 401, 403],
    ...(fields.length > 0 ? [404] : []),
    ...(isAction || fields.includes('after') || isOfLog(route) ? [409] : []),
    ...(isAction ? [413, 415] : []),
    ...(isAction || fields.includes('asOf') ? [422] : []),
    ...[429, 500],
    ...(route.meta.cost === 'call' ? [502] : []),
    503,
    ...(route.type === 'query' ? [504] : []),
  ];
}

/** What is asked of the audit log may not be signed yet. */
function isOfLog({ path }: Route): boolean {
  return path.startsWith('/audit/');
}

function nameOf(status: number): string {
  return `Refused${status}`;
}

function reference(name: string): JsonSchema {
  return { $ref: `#/components/responses/${name}` };
}

function refusal(description: string, code: string): JsonSchema {
  const schema = { $ref: '#/components/schemas/Error' };
  const error = { code, message: 'What is wrong, and what to do.', requestId: '0b9f2c1e-5d0a-4f0e-9a53-2f6f3c8f4a11' };
  return { description, content: { 'application/json': { schema, example: { error } } } };
}
