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
  const byId = new Map<string, Readonly<Row>>();
  const byParent = new Map<string, Set<string>>();
  let ordered: readonly Readonly<Row>[] | undefined;

  const put = (row: Readonly<Row>): void => {
    const id = of.id(row);
    byId.set(id, row);
    const parent = parentOf(row);
    if (parent !== undefined) byParent.set(parent, (byParent.get(parent) ?? new Set()).add(id));
    ordered = undefined;
  };
  const take = (row: Readonly<Row>): void => {
    byId.delete(of.id(row));
    byParent.get(parentOf(row) ?? '')?.delete(of.id(row));
    ordered = undefined;
  };
  const inOrder = (): readonly Readonly<Row>[] => {
    ordered ??= [...byId.values()];
    return ordered;
  };
  const refuseTaken = (row: Readonly<Row>): void => {
    if (byId.has(of.id(row))) throw new RangeError(`${of.id(row)} exists already.`);
  };

  return {
    get size() {
      return byId.size;
    },
    get: (id) => byId.get(id),
    named: (name) => inOrder().find((row) => of.name(row).toLowerCase() === name.toLowerCase()),
    values: () => byId.values(),
    id: of.id,
    name: of.name,
    add(row) {
      refuseTaken(row);
      put(row);
    },
    replace(row, next) {
      if (of.id(row) !== of.id(next)) {
        refuseTaken(next);
        take(row);
      }
      put(next);
    },
    remove: take,
    ordered: inOrder,
    listing: () => jsonText([...inOrder()]),
    under: (parent) => [...(byParent.get(parent) ?? [])].flatMap((id) => byId.get(id) ?? []),
  };
}

function parentOf(row: object): string | undefined {
  const parent: unknown = Reflect.get(row, under);
  return typeof parent === 'string' ? parent : undefined;
}
