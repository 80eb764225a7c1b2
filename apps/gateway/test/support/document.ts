import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { answers } from '../../src/answers/answers.ts';
import { isSchema } from '../../src/rest/json-schema.ts';
import { openApiDocument } from '../../src/rest/openapi/document.ts';
import { routes } from './rest.ts';

/** The document, as its readers take it. */
const document = z
  .object({
    components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
    paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
  })
  .parse(
    JSON.parse(
      JSON.stringify(openApiDocument(routes, answers)).replaceAll('#/components/schemas/', 'document#/$defs/'),
    ),
  );

// Somebody else's understanding of JSON Schema: what it does not know, or what says nothing, is a mistake.
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, validateFormats: false });

ajv.addSchema({ $id: 'document', $defs: document.components.schemas });

/** The names of the document's schemas that are no JSON Schema. */
export function misfits(): readonly string[] {
  return Object.keys(document.components.schemas).filter((name) => !isJsonSchema(`document#/$defs/${name}`));
}

function isJsonSchema(reference: string): boolean {
  try {
    return ajv.getSchema(reference) !== undefined;
  } catch {
    return false;
  }
}

/** What is wrong with what a procedure answered, by the document; empty where nothing is. */
export function problemsOf(operationId: string, answer: unknown): readonly unknown[] {
  const known = checks.get(operationId) ?? ajv.compile(answerSchemaOf(operationId));
  checks.set(operationId, known);
  return known(answer) ? [] : (known.errors ?? []);
}

const checks = new Map<string, ValidateFunction>();

const Answered = z.object({
  200: z.object({ content: z.object({ 'application/json': z.object({ schema: z.unknown() }) }) }),
});

function answerSchemaOf(operationId: string): object {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  const operation = operations.find((one) => one.operationId === operationId);
  const { schema } = Answered.parse(operation?.['responses'])[200].content['application/json'];
  if (!isSchema(schema)) throw new Error(`the document does not say what ${operationId} answers`);
  return schema;
}
