import { jsonText, type Rows } from '@rollcall/provider-kit/sandbox';

/** Where a row stands under a parent that its listing does not show: a key that JSON leaves out. */
export const under: unique symbol = Symbol('under');

/** A row under a parent. */
export type Under<Row> = Row & { readonly [under]: string };

/** The things of one kind, as `createRows` keeps them, but several may have the same name, and each may have a parent. */
export interface Table<Row extends object> extends Rows<Row> {
  /** The rows under one parent, in the order they came. */
  under(parent: string): readonly Readonly<Row>[];
}

/** An empty table, listed newest last. */
export function createTable<Row extends object>(of: {
  readonly id: (row: Readonly<Row>) => string;
  readonly name: (row: Readonly<Row>) => string;
}): Table<Row> {
  let byId = new Map<string, Readonly<Row>>();
  const byName = createIndex();
  const byParent = createIndex();
  let ordered: readonly Readonly<Row>[] | undefined;

  const note = (row: Readonly<Row>): void => {
    byName.add(of.name(row), of.id(row));
    byParent.add(parentOf(row), of.id(row));
    ordered = undefined;
  };
  const forget = (row: Readonly<Row>): void => {
    byName.remove(of.name(row), of.id(row));
    byParent.remove(parentOf(row), of.id(row));
    ordered = undefined;
  };
  const refuseTaken = (row: Readonly<Row>): void => {
    if (byId.has(of.id(row))) throw new RangeError(`${of.id(row)} exists already.`);
  };
  const inOrder = (): readonly Readonly<Row>[] => {
    ordered ??= [...byId.values()];
    return ordered;
  };
  const rowsOf = (ids: readonly string[]): readonly Readonly<Row>[] => ids.flatMap((id) => byId.get(id) ?? []);

  return {
    get size() {
      return byId.size;
    },
    get: (id) => byId.get(id),
    named: (name) => rowsOf(byName.ids(name))[0],
    values: () => byId.values(),
    id: of.id,
    name: of.name,
    add(row) {
      refuseTaken(row);
      byId.set(of.id(row), row);
      note(row);
    },
    replace(row, next) {
      if (of.id(row) !== of.id(next)) refuseTaken(next);
      forget(row);
      if (of.id(row) === of.id(next)) byId.set(of.id(next), next);
      else byId = new Map(Array.from(byId, ([id, kept]) => (id === of.id(row) ? [of.id(next), next] : [id, kept])));
      note(next);
    },
    remove(row) {
      forget(row);
      byId.delete(of.id(row));
    },
    ordered: inOrder,
    listing: () => jsonText([...inOrder()]),
    under: (parent) => rowsOf(byParent.ids(parent)),
  };
}

/** Ids by a text, whatever its case, in the order they came. */
function createIndex() {
  const sets = new Map<string, Set<string>>();
  return {
    ids: (text: string): readonly string[] => [...(sets.get(text.toLowerCase()) ?? [])],
    add(text: string, id: string): void {
      const key = text.toLowerCase();
      sets.set(key, (sets.get(key) ?? new Set()).add(id));
    },
    remove(text: string, id: string): void {
      sets.get(text.toLowerCase())?.delete(id);
    },
  };
}

function parentOf(row: object): string {
  const parent: unknown = Reflect.get(row, under);
  return typeof parent === 'string' ? parent : '';
}
