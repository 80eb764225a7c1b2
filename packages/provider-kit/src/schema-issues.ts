import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { isObject, type JsonSchema } from './document.ts';
import type { OpenApiDocument } from './openapi.ts';

/** A field at fault and what is expected of it. Values are never repeated: they may be secret. */
export interface InputIssue {
  /** Dotted, from the top of the input; empty for the input itself. */
  readonly path: string;
  readonly message: string;
}

/** A validator for a schema that may refer to the document's components. */
export function compileSchema(
  document: OpenApiDocument,
  schema: JsonSchema,
  purpose: 'input' | 'result',
): ValidateFunction {
  return compilers[purpose].compile({ ...schema, components: document.components });
}

/** What the validator finds wrong with the value, at most `issuesMax` of it; nothing when it is as documented. */
export function schemaIssues(validate: ValidateFunction, value: unknown): readonly InputIssue[] {
  if (validate(value)) return [];
  const errors = validate.errors ?? [];
  const unmet = errors.filter(isUnmetRequirement);
  const issues = errors
    .filter((error) => unmet.includes(error) || !unmet.some((parent) => isUnder(parent, error)))
    // The branches of an alternative have said what is wrong.
    .filter((error) => unmet.includes(error) || (error.keyword !== 'anyOf' && error.keyword !== 'oneOf'))
    .map((error) => ({ path: pathOf(error), message: messageOf(error), isBranch: isBranch(error) }));
  return merged(issues).slice(0, issuesMax);
}

/** The issues as the middle of a sentence. */
export function sentence(issues: readonly InputIssue[]): string {
  return issues.map(({ path, message }) => (path ? `"${path}" ${message}` : message)).join('; ');
}

const compilers = {
  input: createCompiler({ allErrors: true, useDefaults: true }),
  // What a provider sent is judged by its structure and passed on as it is.
  result: createCompiler({ validateFormats: false }),
};

function createCompiler(options: { allErrors?: boolean; useDefaults?: boolean; validateFormats?: boolean }): Ajv2020 {
  return formats.default(
    new Ajv2020({
      ...options,
      verbose: true,
      // The document holds OpenAPI's own keywords and ours beside those of JSON Schema.
      strict: false,
      // A document is checked when it is generated, not each time that a process starts.
      validateSchema: false,
    }),
  );
}

/** Enough to see what is wrong; a list of a thousand bad addresses is not told one by one. */
const issuesMax = 20;
const nameLengthMax = 80;

/** "One of these fields is required", which JSON Schema reports once for each field. */
function isUnmetRequirement({ keyword, schema }: ErrorObject): boolean {
  const isAlternative = keyword === 'anyOf' || keyword === 'oneOf';
  return isAlternative && Array.isArray(schema) && schema.every((branch) => Object.keys(branch).join() === 'required');
}

function isUnder(parent: ErrorObject, error: ErrorObject): boolean {
  return error.instancePath === parent.instancePath && error.schemaPath.startsWith(`${parent.schemaPath}/`);
}

function pathOf({ instancePath, keyword, params }: ErrorObject): string {
  const path = instancePath.split('/').slice(1);
  if (keyword === 'required') path.push(String(params['missingProperty']));
  if (keyword === 'additionalProperties') path.push(String(params['additionalProperty']).slice(0, nameLengthMax));
  return path.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');
}

function messageOf(error: ErrorObject): string {
  const { keyword, params, schema } = error;
  if (isUnmetRequirement(error)) return `one of these is required: ${requirements(schema).join(', ')}`;
  if (keyword === 'required') return 'is required';
  if (keyword === 'additionalProperties') return 'is not a documented field';
  if (keyword === 'enum' && Array.isArray(schema)) return `must be one of ${schema.map(String).join(', ')}`;
  if (keyword === 'format') return `must be a valid ${String(params['format'])}`;
  if (keyword === 'pattern') return patternMessage(error);
  if (keyword === 'type') return `must be of type ${[schema].flat().map(String).join(' or ')}`;
  return error.message ?? 'is not what is documented';
}

/** People read an example more easily than a regular expression. */
function patternMessage({ parentSchema, message }: ErrorObject): string {
  const examples: unknown = parentSchema?.['examples'];
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return typeof example === 'string' ? `must be of the form of ${example}` : (message ?? 'is not what is documented');
}

function requirements(branches: unknown): readonly string[] {
  if (!Array.isArray(branches)) return [];
  return branches.map((branch: unknown) =>
    isObject(branch) ? [branch['required']].flat().map(String).join(' and ') : '',
  );
}

/** One issue a field: what it must be is added up, what its alternatives want is a choice. */
function merged(issues: readonly (InputIssue & { readonly isBranch: boolean })[]): readonly InputIssue[] {
  const byPath = Map.groupBy(issues, ({ path }) => path);
  return [...byPath].map(([path, group]) => {
    const messages = [...new Set(group.map(({ message }) => message))];
    return { path, message: messages.join(group.every(({ isBranch }) => isBranch) ? ', or ' : ' and ') };
  });
}

function isBranch({ schemaPath }: ErrorObject): boolean {
  return /\/(?:anyOf|oneOf)\/\d/.test(schemaPath);
}
