import type { BodyFault } from './fault.ts';

/** A body after a fault. */
export interface Spoilt {
  readonly body: unknown;
}

/**
 * What a fault makes of the body of an answer. Undefined when it has nothing to take hold of there: an answer without
 * a list, an item or a field that does not exist.
 */
export function spoil(fault: BodyFault, body: unknown): Spoilt | undefined {
  switch (fault.fault) {
    case 'empty_list':
      return withList(body, () => []);
    case 'missing_item':
      return withList(body, (list) =>
        fault.index < list.length ? list.toSpliced(fault.index, fault.count) : undefined,
      );
    case 'duplicate_item':
      return withList(body, (list) => (fault.index < list.length ? [...list, list[fault.index]] : undefined));
    case 'malformed':
      return malform(body, fault);
    case 'extra_fields':
      return { body: withFields(body, fault.fields) };
    default:
      return fault satisfies never;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** The list of an answer: the array of objects that stands nearest to its root. */
function withList(
  body: unknown,
  change: (list: readonly unknown[]) => readonly unknown[] | undefined,
): Spoilt | undefined {
  const way = wayTo(body, isList);
  return way === undefined ? undefined : changeAt(body, way, (list) => (isList(list) ? change(list) : undefined));
}

/** Spoils an item of the list or, in an answer without one, the innermost object that is the only one beside others. */
function malform(body: unknown, fault: Extract<BodyFault, { fault: 'malformed' }>): Spoilt | undefined {
  const listWay = wayTo(body, isList);
  const way = listWay === undefined ? wayToLoneObject(body) : [...listWay, String(fault.index)];
  return changeAt(body, way, (item) => {
    if (!isObject(item)) return undefined;
    const field = fault.field ?? Object.keys(item)[0];
    if (field === undefined || !Object.hasOwn(item, field)) return undefined;
    if ('value' in fault) return { ...item, [field]: fault.value };
    return Object.fromEntries(Object.entries(item).filter(([name]) => name !== field));
  });
}

function withFields(value: unknown, fields: Fields): unknown {
  if (Array.isArray(value)) return value.map((element) => withFields(element, fields));
  if (!isObject(value)) return value;
  const own = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withFields(part, fields)]));
  return { ...fields, ...own };
}

/** The names that lead to the nearest part of a value that is what is sought, breadth first. */
function wayTo(value: unknown, isSought: (part: unknown) => boolean): readonly string[] | undefined {
  let level: readonly { readonly way: readonly string[]; readonly part: unknown }[] = [{ way: [], part: value }];
  while (level.length > 0) {
    const found = level.find(({ part }) => isSought(part));
    if (found !== undefined) return found.way;
    level = level.flatMap(({ way, part }) =>
      isObject(part) ? Object.entries(part).map(([name, inner]) => ({ way: [...way, name], part: inner })) : [],
    );
  }
  return undefined;
}

function wayToLoneObject(value: unknown): readonly string[] {
  const way: string[] = [];
  let part = value;
  while (isObject(part)) {
    // A flag may stand beside it in the envelope; an object with two in it is the thing itself.
    const [only, ...others] = Object.entries(part).filter(([, inner]) => isObject(inner));
    if (only === undefined || others.length > 0) break;
    way.push(only[0]);
    part = only[1];
  }
  return way;
}

/** A copy of a value in which the part at the end of the way is changed. */
function changeAt(value: unknown, way: readonly string[], change: (part: unknown) => unknown): Spoilt | undefined {
  const [name, ...rest] = way;
  if (name === undefined) {
    const changed = change(value);
    return changed === undefined ? undefined : { body: changed };
  }
  const inner = changeAt(partAt(value, name), rest, change);
  if (inner === undefined) return undefined;
  if (Array.isArray(value)) return { body: value.with(Number(name), inner.body) };
  return { body: { ...(isObject(value) ? value : {}), [name]: inner.body } };
}

function partAt(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isList(part: unknown): part is readonly unknown[] {
  return Array.isArray(part) && part.every(isObject);
}

function isObject(part: unknown): part is Fields {
  return typeof part === 'object' && part !== null && !Array.isArray(part);
}
