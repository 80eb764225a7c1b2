import type { Rows } from './rows.ts';
import { SandboxError } from './sandbox-error.ts';

/** A thing as the control interface names it. */
export interface Named {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
}

/** Which things a change is about. */
export type Target = { readonly id: string } | { readonly name: string } | { readonly first: number };

export type Fields = Readonly<Record<string, unknown>>;

/** What the control interface can do to one kind. Every method throws `SandboxError` when it cannot. */
export interface ControlKind {
  readonly size: number;
  list(): readonly Named[];
  /** Creates one as somebody in the provider's dashboard would; answers all that came of it. */
  create(name: string, set: Fields): readonly Named[];
  /** Gives fields other values, whether the provider could do so or not. */
  edit(target: Target, set: Fields): readonly Named[];
  /** Gives an attribute of the inventory, or the `name`, another value, as somebody in the provider's dashboard would. */
  alter(target: Target, attribute: string): readonly Named[];
  /** Deletes as somebody in the provider's dashboard would; answers all that went with it. */
  delete(target: Target): readonly Named[];
}

/** How a row is altered, by the attribute of the inventory that is another then. */
export type Alters<Row extends object> = Readonly<Record<string, (row: Readonly<Row>) => Fields>>;

/** The fields that alter this attribute of a row. Throws `SandboxError` where nobody could. */
export function alteration<Row extends object>(
  alters: Alters<Row> = {},
  { kind, row, attribute }: { readonly kind: string; readonly row: Readonly<Row>; readonly attribute: string },
): Fields {
  const fields = Object.hasOwn(alters, attribute) ? alters[attribute]?.(row) : undefined;
  if (fields !== undefined) return fields;
  const known = Object.keys(alters).join(', ') || 'none';
  throw new SandboxError(`Of a ${kind}, "attribute" must be one of those that somebody could alter: ${known}.`);
}

/** The control over a kind whose rows are kept in `rows`. */
export function createControlKind<Row extends object>(of: {
  readonly kind: string;
  readonly rows: Rows<Row>;
  /** Makes a row of that name and stores it. */
  readonly create: (name: string) => Readonly<Row>;
  /** Removes a row and what cannot be without it; answers the latter. */
  readonly remove: (row: Readonly<Row>) => readonly Named[];
  /** By attribute: the fields that make of a row one with another value of it, as somebody in the dashboard would. */
  readonly alters?: Alters<Row>;
}): ControlKind {
  const { kind, rows } = of;
  const named = (row: Readonly<Row>): Named => ({ kind, id: rows.id(row), name: rows.name(row) });
  const edit = (row: Readonly<Row>, set: Fields): Named => {
    const next = edited(row, set);
    if (typeof rows.id(next) !== 'string' || typeof rows.name(next) !== 'string') {
      throw new SandboxError(`The id and the name of a ${kind} must stay strings: plant the fault malformed instead.`);
    }
    sentenced(() => rows.replace(row, next));
    return named(next);
  };

  return {
    get size() {
      return rows.size;
    },
    list: () => Array.from(rows.values(), named),
    create: (name, set) => {
      const row = sentenced(() => of.create(name));
      try {
        return [edit(row, set)];
      } catch (error) {
        of.remove(row);
        throw error;
      }
    },
    edit: (target, set) => targeted(kind, rows, target).map((row) => edit(row, set)),
    alter: (target, attribute) =>
      targeted(kind, rows, target).map((row) => edit(row, alteration(of.alters, { kind, row, attribute }))),
    delete: (target) => targeted(kind, rows, target).flatMap((row) => [named(row), ...of.remove(row)]),
  };
}

function targeted<Row extends object>(kind: string, rows: Rows<Row>, target: Target): readonly Readonly<Row>[] {
  if ('first' in target) return Array.from(rows.values()).slice(0, target.first);
  const row = 'id' in target ? rows.get(target.id) : rows.named(target.name);
  if (row === undefined) {
    const sought = 'id' in target ? `id ${target.id}` : `name ${target.name}`;
    throw new SandboxError(`There is no ${kind} with the ${sought}: GET /state lists those there are.`);
  }
  return [row];
}

function edited<Row extends object>(row: Readonly<Row>, set: Fields): Readonly<Row> {
  const unknown = Object.keys(set).filter((field) => !Object.hasOwn(row, field));
  if (unknown.length > 0) {
    throw new SandboxError(`"set" names ${unknown.join(', ')}; the fields are ${Object.keys(row).join(', ')}.`);
  }
  // The values may be of any type: what the provider shows may be wrong, and that is what this is for.
  return { ...row, ...set } as Readonly<Row>;
}

function sentenced<Result>(change: () => Result): Result {
  try {
    return change();
  } catch (error) {
    throw error instanceof RangeError ? new SandboxError(error.message, { cause: error }) : error;
  }
}
