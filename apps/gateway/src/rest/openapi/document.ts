import { Performed, Withheld } from '@rollcall/schema';
import { z } from 'zod';
import manifest from '../../../package.json' with { type: 'json' };
import { restRoot } from '../../http/rest-path.ts';
import { costUnits } from '../../trpc.ts';
import { idempotencyKey, isInQuery, lastEventId } from '../input.ts';
import { fieldsOf, isSchema, type JsonSchema } from '../json-schema.ts';
import type { Route } from '../routes.ts';
import { type Components, createComponents } from './components.ts';
import { ownSchemasOf } from './provider-schemas.ts';
import { refusalResponses, refusalsOf } from './responses.ts';
import { tagOf, tagsOf } from './tags.ts';

/** What each procedure answers, by its path. */
type Answers = Readonly<Record<string, z.ZodType>>;

/** The OpenAPI 3.1 document of what is asked for under `/v1`. */
export function openApiDocument(routes: readonly Route[], answers: Answers): JsonSchema {
  const components = createComponents();
  const responses = refusalResponses(components);
  // Named by what is taken over from providers' documents, wherever a secret may stand.
  components.output(Withheld);
  const byPath = Map.groupBy(routes, ({ path }) => path);
  const paths = [...byPath].map(([path, group]) => {
    const operations = group.map((route) => [route.method.toLowerCase(), operationOf(route, { components, answers })]);
    return [path, Object.fromEntries(operations)] as const;
  });
  const schemas = [...components.schemas].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Rollcall',
      version: manifest.version,
      description,
      license: { name: manifest.license, identifier: manifest.license },
    },
    servers: [{ url: restRoot }],
    security: [{ key: [] }],
    tags: tagsOf(routes),
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key of the gateway: `rc_live_…`.' },
      },
      headers,
      responses,
      schemas: Object.fromEntries(schemas),
    },
  };
}

const description = `The gateway's API for whoever speaks no tRPC: every procedure has a path here, and is answered as there.

Lists are answered in pages: \`nextCursor\` of an answer is the \`cursor\` of the next page, with the same filters; null is the
last. A list in the query is given as the same parameter several times. What stands in a path is percent-encoded, a slash in it
as \`%2F\`. Every refusal is an \`Error\`: switch on its \`code\`. Where a write takes \`idempotencyKey\`, the header
\`Idempotency-Key\` says the same.

Streams (\`text/event-stream\`) tell a message an event, as JSON in its \`data\`; \`event: return\` says that nothing more will come,
\`event: refused\` has an \`Error\`, and a stream that ends without either is asked for again, with \`Last-Event-ID\` where events had
an \`id\`.`;

const headers = {
  RateLimit: {
    description: 'What the key has left: `"key";r=` units, all again in `t=` seconds.',
    schema: { type: 'string' },
  },
  'x-request-id': { description: "The gateway's log has the request under it.", schema: { type: 'string' } },
} as const;

interface Making {
  readonly components: Components;
  readonly answers: Answers;
}

function operationOf(route: Route, making: Making): JsonSchema {
  const { procedure, meta } = route;
  const own = ownSchemasOf(procedure, making.components);
  const taken = making.components.input(route.input);
  const input = own === undefined ? taken : withField(taken, 'input', own.input);
  return {
    operationId: operationIdOf(route),
    summary: meta.summary,
    description: descriptionOf(route),
    tags: [tagOf(route)],
    parameters: parametersOf(route, input),
    ...(isInQuery(route) ? {} : { requestBody: bodyOf(route, input, making.components) }),
    responses: { 200: answerOf(route, { ...making, result: own?.result }), ...refusalsOf(route) },
    'x-rollcall-procedure': procedure,
    'x-rollcall-scope': meta.scope,
    'x-rollcall-units': costUnits[meta.cost],
  };
}

/** Stable, and a good name for a function. */
export function operationIdOf({ procedure }: Route): string {
  return procedure.replaceAll(/[^A-Za-z0-9]/g, '_');
}

/** What generated clients call the types of what it takes and answers. */
function typeNameOf(route: Route): string {
  return operationIdOf(route).replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The schema as a component, unless it is one: generators number what has no name. */
function named(schema: JsonSchema, name: string, { add }: Components): JsonSchema {
  if (Object.hasOwn(schema, '$ref')) return schema;
  add(name, schema);
  return { $ref: `#/components/schemas/${name}` };
}

function descriptionOf({ meta, type }: Route): string {
  const scope = `Needs the scope \`${meta.scope}\`${meta.narrows === undefined ? '' : ', or that of the kinds that it writes to'}`;
  const reach = meta.reach === undefined ? '' : ' and a key that is not limited to some connections';
  const again = type === 'subscription' ? ', once' : '';
  return `${scope}${reach}; costs ${costUnits[meta.cost]} of the key's units a minute${again}.`;
}

function parametersOf(route: Route, input: JsonSchema): readonly JsonSchema[] {
  const fields = fieldsOf(input);
  const inPath = route.fields.map((name) => parameter('path', { name, schema: fields[name], isRequired: true }));
  const others = Object.entries(fields).filter(([name]) => !route.fields.includes(name));
  const required = requiredOf(input);
  // Where to go on from may stand in the query, too; generated clients would take two parameters of one name.
  const inQuery = others
    .filter(([name]) => name !== lastEventId)
    .map(([name, schema]) => parameter('query', { name, schema, isRequired: required.includes(name) }));
  const headerFields = [
    { field: idempotencyKey, name: 'Idempotency-Key', isMeant: !isInQuery(route) },
    { field: lastEventId, name: 'Last-Event-ID', isMeant: route.type === 'subscription' },
  ].filter(({ field, isMeant }) => isMeant && Object.hasOwn(fields, field));
  const inHeader = headerFields.map(({ field, name }) =>
    parameter('header', { name, schema: fields[field], isRequired: false }),
  );
  return [...inPath, ...(isInQuery(route) ? inQuery : []), ...inHeader];
}

function parameter(
  place: 'path' | 'query' | 'header',
  { name, schema = {}, isRequired }: { name: string; schema: JsonSchema | undefined; isRequired: boolean },
): JsonSchema {
  const { description: said, ...own } = schema;
  const about = said === undefined ? {} : { description: said };
  return { name, in: place, ...about, ...(isRequired ? { required: true } : {}), schema: own };
}

function bodyOf(route: Route, input: JsonSchema, components: Components): JsonSchema {
  const properties = Object.entries(isSchema(input['properties']) ? input['properties'] : {});
  const required = requiredOf(input).filter((name) => !route.fields.includes(name));
  const schema =
    route.fields.length === 0
      ? input
      : {
          ...input,
          properties: Object.fromEntries(properties.filter(([name]) => !route.fields.includes(name))),
          required,
        };
  const isRequired = required.length > 0 || !Object.hasOwn(input, 'properties');
  return {
    required: isRequired,
    content: { 'application/json': { schema: named(schema, `${typeNameOf(route)}Input`, components) } },
  };
}

function answerOf(
  route: Route,
  { components, answers, result }: Making & { result: JsonSchema | undefined },
): JsonSchema {
  const told = Object.fromEntries(Object.keys(headers).map((name) => [name, { $ref: `#/components/headers/${name}` }]));
  if (route.meta.answers === 'document') {
    const content = { '*/*': { schema: { type: 'string', format: 'binary' } } };
    return { description: 'The document, as it is.', headers: told, content };
  }
  const answer = Object.hasOwn(answers, route.procedure) ? answers[route.procedure] : undefined;
  const said = answer === undefined ? { type: 'object', additionalProperties: {} } : components.output(answer);
  const performed = () => components.output(z.object(Performed.shape));
  const whole = result === undefined ? said : withField(performed(), 'result', result);
  const schema = named(whole, `${typeNameOf(route)}Answer`, components);
  const content =
    route.type === 'subscription'
      ? { 'text/event-stream': { schema: { type: 'string' }, 'x-rollcall-message': schema } }
      : { 'application/json': { schema } };
  return { description: route.type === 'subscription' ? 'A stream.' : 'The answer.', headers: told, content };
}

function withField(schema: JsonSchema, name: string, field: JsonSchema): JsonSchema {
  const { properties } = schema;
  return { ...schema, properties: { ...(isSchema(properties) ? properties : {}), [name]: field } };
}

function requiredOf({ required }: JsonSchema): readonly string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}
