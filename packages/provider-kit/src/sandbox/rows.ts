import { type JsonText, jsonText } from './json-text.ts';

/** The things of one kind that a sandbox holds, exactly as its listing shows them. */
export interface Rows<Row extends object> {
  readonly size: number;
  get(id: string): Readonly<Row> | undefined;
  named(name: string): Readonly<Row> | undefined;
  values(): IterableIterator<Readonly<Row>>;
  id(row: Readonly<Row>): string;
  name(row: Readonly<Row>): string;
  /** Throws `RangeError` when the id or the name is taken. */
  add(row: Readonly<Row>): void;
  /** Puts `next` in the place of `row`, which may change its id and its name. */
  replace(row: Readonly<Row>, next: Readonly<Row>): void;
  remove(row: Readonly<Row>): void;
  /** In the order of the listing, sorted again only when something changed since. */
  ordered(): readonly Readonly<Row>[];
  /** The listing as JSON, written again only when something changed since. */
  listing(): JsonText<Row[]>;
}

/** Empty rows of a kind, listed in the order of `compare`, else as they came. Names are alike whatever their case. */
export function createRows<Row extends object>(of: {
  readonly id: (row: Readonly<Row>) => string;
  readonly name: (row: Readonly<Row>) => string;
  readonly compare?: (left: Readonly<Row>, right: Readonly<Row>) => number;
}): Rows<Row> {
  let byId = new Map<string, Readonly<Row>>();
  const byName = new Map<string, Readonly<Row>>();
  let ordered: Readonly<Row>[] | undefined;
  let listing: JsonText<Row[]> | undefined;
  const forget = (): void => {
    ordered = undefined;
    listing = undefined;
  };
  const inOrder = (): Readonly<Row>[] => {
    ordered ??= of.compare === undefined ? [...byId.values()] : [...byId.values()].sort(of.compare);
    return ordered;
  };
  const nameKey = (row: Readonly<Row>): string => of.name(row).toLowerCase();

  const refuseTaken = (row: Readonly<Row>, besides?: Readonly<Row>): void => {
    for (const taken of [byId.get(of.id(row)), byName.get(nameKey(row))]) {
      if (taken !== undefined && taken !== besides) {
        throw new RangeError(`${of.id(taken)} (${of.name(taken)}) exists already.`);
      }
    }
  };

  return {
    get size() {
      return byId.size;
    },
    get: (id) => byId.get(id),
    named: (name) => byName.get(name.toLowerCase()),
    values: () => byId.values(),
    id: of.id,
    name: of.name,
    add(row) {
      refuseTaken(row);
      byId.set(of.id(row), row);
      byName.set(nameKey(row), row);
      forget();
    },
    replace(row, next) {
      refuseTaken(next, row);
      if (of.id(row) === of.id(next)) byId.set(of.id(next), next);
      else byId = new Map(Array.from(byId, ([id, kept]) => (kept === row ? [of.id(next), next] : [id, kept])));
      byName.delete(nameKey(row));
      byName.set(nameKey(next), next);
      forget();
    },
    remove(row) {
      byId.delete(of.id(row));
      byName.delete(nameKey(row));
      forget();
    },
    ordered: inOrder,
    listing: () => {
      listing ??= jsonText(inOrder());
      return listing;
    },
  };
}
