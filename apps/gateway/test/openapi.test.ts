import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createMatch } from '../src/rest/match.ts';
import { operationIdOf } from '../src/rest/openapi/document.ts';
import { appRouter } from '../src/router.ts';
import { useGateway } from './support/gateway.ts';
import { routes } from './support/rest.ts';

const gateway = useGateway();

let document: z.infer<typeof Document>;
let text: string;
beforeAll(async () => {
  const answer = await gateway.request('/v1/openapi.json');
  text = answer.text;
  document = Document.parse(answer.data);
});

const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(1),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })),
  responses: z.record(z.string(), z.unknown()),
});
const Document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

test('every procedure has a path, and none has that of another', () => {
  expect(routes.map(({ procedure }) => procedure).toSorted()).toEqual(
    Object.keys(appRouter._def.procedures).toSorted(),
  );
  createMatch(routes);
});

test('the document is OpenAPI 3.1, by somebody else’s judgement', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(text));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test('the document has every procedure, under a name of its own', () => {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  const ids = operations.map(({ operationId }) => operationId);
  expect(ids.toSorted()).toEqual(routes.map(operationIdOf).toSorted());
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z0-9_]+$/);
});

test('all that the document refers to is in it, and nothing that is not referred to', () => {
  const referred = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name));
  expect([...referred].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted());
});

test('no schema is nothing but a name of itself, which generators follow for ever', () => {
  const circles = Object.entries(document.components.schemas).filter(
    ([name, schema]) => z.object({ $ref: z.literal(`#/components/schemas/${name}`) }).safeParse(schema).success,
  );
  expect(circles).toEqual([]);
});
