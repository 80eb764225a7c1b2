import { type DocumentedOperation, documentedOperations, isObject } from './document.ts';
import { effects, type OpenApiDocument, verbs } from './openapi.ts';

/**
 * What keeps Rollcall from deriving typed operations from the document: a sentence each, none when all is well.
 * The generator refuses a document that has any.
 */
export function documentProblems(document: OpenApiDocument): readonly string[] {
  const operations = documentedOperations(document);
  return [...operations.flatMap(operationProblems), ...repeatedIds(operations), ...strayWords(document)];
}

function operationProblems(operation: DocumentedOperation): readonly string[] {
  const where = `${operation.method.toUpperCase()} ${operation.path}`;
  const problems = [...markProblems(operation), ...parameterProblems(operation), ...bodyProblems(operation)];
  return problems.map((problem) => `${where} ${problem}`);
}

function* markProblems(operation: DocumentedOperation): Iterable<string> {
  if (operation.operationId === undefined) {
    yield 'has no operationId.';
  } else if (!/^[a-zA-Z][a-zA-Z0-9]*$/.test(operation.operationId)) {
    yield 'needs a name as its operationId: letters and digits, a letter first.';
  }
  if (operation.effect === undefined) yield `needs x-rollcall-effect: one of ${effects.join(', ')}.`;
  if (operation.bucket === undefined) yield 'needs x-rollcall-bucket: the rate limit it counts against.';
  if (operation.result === undefined) yield 'does not document its answer: JSON or nothing, with a status of 2xx.';
  for (const { kind, verb } of operation.acts) {
    if (!verbs.some((known) => known === verb)) {
      yield `says "${verb}" of ${kind} in x-rollcall-acts: one of ${verbs.join(', ')}.`;
    }
  }
  const names = inputNames(operation);
  if (operation.confirms !== undefined && !names.includes(operation.confirms)) {
    yield `names "${operation.confirms}" in x-rollcall-confirm, which is no field of its input.`;
  }
  if (operation.effect === 'destroy' && operation.confirms === undefined) {
    yield 'destroys, and needs x-rollcall-confirm: the field whose value callers repeat.';
  }
  for (const field of Object.keys(operation.writeWhen)) {
    if (!names.includes(field)) yield `names "${field}" in x-rollcall-write-when, which is no field of its input.`;
  }
}

function* parameterProblems(operation: DocumentedOperation): Iterable<string> {
  for (const parameter of operation.parameters) {
    if (parameter.in !== 'path' && parameter.in !== 'query') {
      yield `takes "${parameter.name}" in ${parameter.in || 'an unnamed place'}; only path and query are callers' input.`;
    }
    if (parameter.in === 'path' && !operation.path.includes(`{${parameter.name}}`)) {
      yield `takes "${parameter.name}" in path, but the path has no such place.`;
    }
  }
  for (const [, name] of operation.path.matchAll(/\{([^{}]+)\}/g)) {
    if (!operation.parameters.some((parameter) => parameter.in === 'path' && parameter.name === name)) {
      yield `has {${name}} in its path and no parameter of that name.`;
    }
  }
  const names = inputNames(operation);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    yield `has "${name}" twice in its path, query and body; callers pass one flat object, so rename one of them.`;
  }
}

function* bodyProblems(operation: DocumentedOperation): Iterable<string> {
  const { body } = operation;
  if (body === undefined) return;
  // Callers pass one flat object, so whether a body came at all could not be told from an empty one.
  if (!body.required) yield 'has an optional body; make it required and its fields optional.';
  // Marked so, a body that may be a list or an object is passed as it is, under `body`.
  if (body.schema['x-rollcall-body'] === 'whole') return;
  const hasFields = isObject(body.schema['properties']);
  if (!hasFields && body.schema['type'] === 'object') yield 'has an object as its body without naming its properties.';
  if (!hasFields && ('allOf' in body.schema || 'oneOf' in body.schema || 'anyOf' in body.schema)) {
    yield 'combines schemas at the top of its body; write its properties as one object.';
  }
}

function* repeatedIds(operations: readonly DocumentedOperation[]): Iterable<string> {
  const seen = new Set<string>();
  for (const { operationId } of operations) {
    if (operationId === undefined) continue;
    if (seen.has(operationId)) yield `The operationId "${operationId}" is used twice.`;
    seen.add(operationId);
  }
}

/** In `{ description: A name, or an address. }` YAML ends the text at the comma, and takes the rest for a word of its own. */
function* strayWords(part: unknown, at = 'The document'): Iterable<string> {
  if (typeof part !== 'object' || part === null) return;
  for (const [word, value] of Object.entries(part)) {
    if (value === null && word.includes(' '))
      yield `${at} says "${word}" of nothing; quote the text that holds a comma.`;
    yield* strayWords(value, word);
  }
}

/** The names in the flat input, repeated ones as often as they occur. */
function inputNames(operation: DocumentedOperation): readonly string[] {
  const fields = operation.body?.schema['properties'];
  const body = isObject(fields) ? Object.keys(fields) : operation.body === undefined ? [] : ['body'];
  return [...operation.parameters.map((parameter) => parameter.name), ...body];
}
