import { providers } from '@rollcall/provider-registry';
import { isSchema, type JsonSchema } from '../json-schema.ts';
import type { Components } from './components.ts';

/** What one of a provider's own operations takes and answers, by the provider's document. */
interface OwnSchemas {
  readonly input: JsonSchema;
  readonly result: JsonSchema;
}

/**
 * The schemas of a provider's own operation, by the path of its procedure; undefined for what is none. What they refer to in
 * the provider's document is a component from then on, by its name there behind that of the provider.
 */
export function ownSchemasOf(procedure: string, components: Components): OwnSchemas | undefined {
  const [root, name = '', operationId = ''] = procedure.split('.');
  const provider = Object.values(providers).find((known) => known.name === name);
  const spec = provider?.operations[operationId];
  if (root !== 'providers' || provider === undefined || spec === undefined) return undefined;
  const { schemas = {} } = provider.document.components ?? {};
  const adopting = { components, prefix: pascalCase(name), theirs: isSchema(schemas) ? schemas : {} };
  return {
    input: adopted({ ...adopting, isAnswer: false }, spec.inputSchema),
    result: adopted({ ...adopting, isAnswer: true }, spec.resultSchema),
  };
}

/** Taking schemas over from a provider's document. */
interface Adopting {
  readonly components: Components;
  readonly prefix: string;
  /** The provider's own components. */
  readonly theirs: JsonSchema;
  readonly isAnswer: boolean;
}

/** The keywords under which other schemas stand: one, a list of them, and some by their names. */
const one: ReadonlySet<string> = new Set(['additionalProperties', 'contains', 'else', 'if', 'items', 'not', 'then']);
const several: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const named: ReadonlySet<string> = new Set(['patternProperties', 'properties']);

function adopted(adopting: Adopting, schema: JsonSchema): JsonSchema {
  const own = Object.entries(schema).flatMap(([keyword, value]) =>
    keyword.startsWith('x-') ? [] : [[keyword, adoptedPart(adopting, keyword, value)]],
  );
  const plain = Object.fromEntries(own);
  // In the place of what is not told, or not told again, stands a note.
  const isWithheld = adopting.isAnswer && schema['x-rollcall-class'] !== undefined;
  return isWithheld ? { anyOf: [plain, { $ref: '#/components/schemas/Withheld' }] } : plain;
}

function adoptedPart(adopting: Adopting, keyword: string, value: unknown): unknown {
  const taken = (part: unknown): unknown => (isSchema(part) ? adopted(adopting, part) : part);
  if (keyword === '$ref' && typeof value === 'string') return adoptedReference(adopting, value);
  if (one.has(keyword)) return taken(value);
  if (several.has(keyword) && Array.isArray(value)) return value.map(taken);
  if (!named.has(keyword) || !isSchema(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, taken(part)]));
}

function adoptedReference(adopting: Adopting, reference: string): string {
  const { components, prefix, theirs, isAnswer } = adopting;
  const theirName = reference.replace('#/components/schemas/', '');
  const target = theirs[theirName];
  if (!isSchema(target)) throw new TypeError(`${reference} leads to no schema of ${prefix}.`);
  const name = `${prefix}${theirName}${isAnswer ? '' : 'Input'}`;
  if (!components.schemas.has(name)) {
    // Before what it holds is taken over: a schema may hold itself.
    components.add(name, {});
    components.add(name, adopted(adopting, target));
  }
  return `#/components/schemas/${name}`;
}

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
