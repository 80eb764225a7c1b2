import { follow, isObject, type JsonSchema } from './document.ts';
import { methods, type OpenApiDocument, type Source, sources } from './openapi.ts';

/** How many there are, and how many of each source. */
type Tally = Readonly<Record<Source | 'total', number>>;

/** How large a provider's document is, and how much of it is somebody's conclusion. */
export interface Surface {
  readonly operations: Tally;
  readonly fields: Tally;
}

/**
 * Counts the operations and the fields of a document by their source.
 *
 * A **field** is a path, a parameter, or a property of a schema. Each counts once, where it is written: a parameter or a
 * schema that ten operations refer to is written once, under `components`.
 *
 * Its **source** is its own `x-rollcall-source`, or that of what it refers to; else that of the nearest part around it
 * that has one; else the document's, which stands in `info`. The tag of an operation speaks for its method and its path.
 * So a path without a tag has the most certain one of its operations, while what an operation holds becomes less certain
 * by the operation's tag and never more: that an endpoint is documented says nothing of its fields.
 */
export function surfaceOf(document: OpenApiDocument): Surface {
  const byDefault = tagOf(document, document.info) ?? 'inferred';
  const tallies = { operations: emptyTally(), fields: emptyTally() };
  for (const item of Object.values(document.paths)) countPath({ document, tallies }, item, byDefault);
  const { parameters = {}, ...sections } = document.components ?? {};
  countFields({ document, tallies }, { parameters }, byDefault);
  for (const section of Object.values(sections)) {
    for (const part of values(section)) countFields({ document, tallies }, part, byDefault);
  }
  return tallies;
}

interface Counting {
  readonly document: OpenApiDocument;
  readonly tallies: { readonly operations: MutableTally; readonly fields: MutableTally };
}

type MutableTally = Record<keyof Tally, number>;

function countPath(counting: Counting, item: JsonSchema, around: Source): void {
  const { document, tallies } = counting;
  const ofItem = tagOf(document, item) ?? around;
  const tags: Source[] = [];
  for (const method of methods) {
    const operation = item[method];
    if (!isObject(operation)) continue;
    const ofOperation = tagOf(document, operation) ?? ofItem;
    tags.push(ofOperation);
    count(tallies.operations, ofOperation);
    const { 'x-rollcall-source': _tag, ...parts } = operation;
    countFields(counting, parts, lessCertain(ofOperation, ofItem));
  }
  count(tallies.fields, tagOf(document, item) ?? sources.find((source) => tags.includes(source)) ?? ofItem);
  countFields(counting, { parameters: item['parameters'] }, ofItem);
}

/** Counts the parameters and properties inside a part whose surroundings are of the source `around`. */
function countFields(counting: Counting, part: unknown, around: Source): void {
  if (Array.isArray(part)) for (const each of part) countFields(counting, each, around);
  if (!isObject(part)) return;
  const source = ownTag(part) ?? around;
  for (const [key, value] of Object.entries(part)) {
    if (valueKeys.has(key)) continue;
    // The keys under these two are names, which may be any word, or places in a list.
    const fields = key === 'properties' ? values(value) : key === 'parameters' ? values(value).filter(isWritten) : [];
    for (const field of fields) count(counting.tallies.fields, tagOf(counting.document, field) ?? source);
    const inside = key === 'properties' || key === 'parameters' ? fields : [value];
    for (const each of inside) countFields(counting, each, source);
  }
}

/** Under these stand values, whose keys are no fields of the document. */
const valueKeys: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'example', 'examples']);

/** A parameter that is a reference is written elsewhere. */
function isWritten(parameter: unknown): boolean {
  return isObject(parameter) && parameter['$ref'] === undefined;
}

function tagOf(document: OpenApiDocument, part: unknown): Source | undefined {
  return isObject(part) ? ownTag(follow(document, part)) : undefined;
}

function ownTag(part: JsonSchema): Source | undefined {
  return sources.find((source) => source === part['x-rollcall-source']);
}

function lessCertain(one: Source, other: Source): Source {
  return sources.indexOf(one) > sources.indexOf(other) ? one : other;
}

function emptyTally(): MutableTally {
  return { total: 0, seed: 0, public: 0, inferred: 0 };
}

function count(tally: MutableTally, source: Source): void {
  tally.total += 1;
  tally[source] += 1;
}

function values(of: unknown): readonly unknown[] {
  return typeof of === 'object' && of !== null ? Object.values(of) : [];
}
