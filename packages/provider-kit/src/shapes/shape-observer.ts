import type { SeenAnswer, SeenPlace, SeenType } from '@rollcall/schema';
import { documentedOperations } from '../document.ts';
import type { OpenApiDocument } from '../openapi.ts';
import { createRouter, type Router } from '../router.ts';
import { admits, type DocumentedShape, documentedShapes } from './documented-shape.ts';
import { typeOf } from './type-of.ts';

/**
 * Notes of the answers of one session which types stood where, and what the document says of that place. It keeps types,
 * the names of fields and counts: never a value. Answers are sampled, so that a listing of any length costs next to nothing.
 */
export interface ShapeObserver {
  /** A successful answer, secrets taken out. */
  answered(answer: Answered): void;
  /** What was seen since it was asked last. */
  take(): readonly SeenAnswer[];
}

/** An answer as it came; where it is a list, `body` is the answer with the list empty. */
interface Answered {
  readonly method: string;
  /** Under the base URL, without the query. */
  readonly path: string;
  readonly body: unknown;
  readonly list?: AnsweredList | undefined;
}

export interface AnsweredList {
  /** Leads from the answer to the list. */
  readonly path: readonly string[];
  readonly count: number;
  /** Undefined where it is not JSON. */
  itemAt(index: number): unknown;
}

/** Notes what the answers of one session look like beside this document. */
export function createShapeObserver(document: OpenApiDocument): ShapeObserver {
  const { route, shapes } = read(document);
  const roots = new Map<string, Seen>();
  const listings = new Map<string, Listing>();
  return {
    answered({ method, path, body, list }) {
      const id = route(method, path)?.operation.operationId;
      const documented = id === undefined ? undefined : shapes.get(id);
      if (id === undefined || documented === undefined) return;
      const sampled = list === undefined ? [] : sampledOf(listings, id, list.count);
      if (sampled === undefined) return;
      const root = roots.get(id) ?? newSeen({ path: '', pointer: documented.pointer, documented });
      roots.set(id, root);
      note(root, body);
      if (list !== undefined) noteItems(root, list, sampled);
    },
    take() {
      const taken = [...roots].map(([operationId, root]) => ({ operationId, places: placesOf(root) }));
      roots.clear();
      return taken;
    },
  };
}

/** A document is read once a process. */
const documents = new WeakMap<OpenApiDocument, DocumentRead>();

interface DocumentRead {
  readonly route: Router;
  readonly shapes: ReadonlyMap<string, DocumentedShape>;
}

function read(document: OpenApiDocument): DocumentRead {
  const known = documents.get(document);
  if (known !== undefined) return known;
  const made = { route: createRouter(documentedOperations(document)), shapes: documentedShapes(document) };
  documents.set(document, made);
  return made;
}

/** How far a listing is, of which every page comes by. */
interface Listing {
  pages: number;
  shortest: number;
}

/** Of the first page of a listing so many items are looked at, and of any list inside an answer so many elements. */
const firstItems = 16;
/** Of each later page that is looked at: its ends, and two more. */
const laterItems = 4;

/**
 * Which items of a page are looked at. Pages that are the 1st, 2nd, 4th, 8th … of their operation in this session are, and
 * those that are shorter than any before: the last of a listing is. So a listing of ten thousand pages has some sixty items
 * parsed more than it must. Undefined for a page that is not looked at. Which ones in the middle is left to chance: they all get their turn, over the runs.
 */
function sampledOf(listings: Map<string, Listing>, id: string, count: number): readonly number[] | undefined {
  const listing = listings.get(id) ?? { pages: 0, shortest: Number.POSITIVE_INFINITY };
  listings.set(id, listing);
  listing.pages += 1;
  const isShorter = count < listing.shortest;
  listing.shortest = Math.min(listing.shortest, count);
  const isPowerOfTwo = (listing.pages & (listing.pages - 1)) === 0;
  if (!isShorter && !isPowerOfTwo) return undefined;
  return spread(count, listing.pages === 1 ? firstItems : laterItems);
}

/** The first and the last of `count`, and of the others as many by chance as make `wanted`. */
function spread(count: number, wanted: number): readonly number[] {
  if (count <= wanted) return Array.from({ length: count }, (_, index) => index);
  const chosen = new Set([0, count - 1]);
  while (chosen.size < wanted) chosen.add(1 + Math.floor(Math.random() * (count - 2)));
  return [...chosen];
}

/** One place, and what was seen there so far. */
interface Seen {
  readonly path: string;
  readonly pointer: string;
  /** Undefined for what the document does not have; what is inside of that is not looked at. */
  readonly documented: DocumentedShape | undefined;
  readonly isRequired: boolean;
  readonly isPublished: boolean;
  readonly types: Set<SeenType>;
  readonly strays: Set<string>;
  seen: number;
  strayed: number;
  missed: number;
  readonly inside: Map<string, Seen>;
}

function newSeen(of: {
  readonly path: string;
  readonly pointer: string;
  readonly documented: DocumentedShape | undefined;
  readonly around?: DocumentedShape;
  readonly isRequired?: boolean;
}): Seen {
  const { path, pointer, documented, around, isRequired = false } = of;
  const isPublished = (documented ?? around)?.isPublished ?? false;
  const counts = { seen: 0, strayed: 0, missed: 0 };
  return {
    ...{ path, pointer, documented, isRequired, isPublished, ...counts },
    ...{ types: new Set(), strays: new Set(), inside: new Map() },
  };
}

function note(place: Seen, value: unknown): void {
  const type = typeOf(value);
  place.seen += 1;
  place.types.add(type);
  const { documented } = place;
  if (documented === undefined) return;
  const stray = strayOf(documented, type, value);
  if (stray !== undefined) {
    place.strays.add(stray);
    place.strayed += 1;
    return;
  }
  const held = documented.alternative(value);
  if (Array.isArray(value)) noteElements(place, held, value);
  else if (typeof value === 'object' && value !== null) noteFields(place, held, value);
}

function strayOf({ types, values }: DocumentedShape, type: SeenType, value: unknown): string | undefined {
  if (types !== null && !admits(types, type)) return type;
  return values === null || values.includes(value) || value === null ? undefined : anotherValue;
}

/** What a value is called that is of the documented type and none of the documented values. */
const anotherValue = 'another value';

function noteElements(place: Seen, { items }: DocumentedShape, value: readonly unknown[]): void {
  if (items === undefined || value.length === 0) return;
  const element = insideOf(place, '[]', () => ({ path: `${place.path}[]`, pointer: items.pointer, documented: items }));
  for (const index of spread(value.length, firstItems)) note(element, value[index]);
}

function noteFields(place: Seen, held: DocumentedShape, value: object): void {
  const { fields, others } = held;
  if (fields === undefined && others === undefined) return;
  for (const [name, inner] of Object.entries(value)) {
    const documented = fields?.get(name);
    if (documented !== undefined) note(fieldOf(place, held, { name, documented }), inner);
    else if (others !== undefined) {
      const pointer = others.pointer;
      note(
        insideOf(place, '{}', () => ({ path: `${place.path}{}`, pointer, documented: others })),
        inner,
      );
    } else note(unknownFieldOf(place, held, name), inner);
  }
  for (const [name, documented] of fields ?? []) {
    if (!Object.hasOwn(value, name)) fieldOf(place, held, { name, documented }).missed += 1;
  }
}

function fieldOf(
  place: Seen,
  around: DocumentedShape,
  { name, documented }: { name: string; documented: DocumentedShape },
): Seen {
  return insideOf(place, name, () => ({
    path: under(place.path, name),
    pointer: documented.pointer,
    documented,
    around,
    isRequired: around.required.has(name),
  }));
}

/**
 * A field that the document does not have, by its name where that is a word: a key may also be data, such as an address or a
 * token. The rest of them, and those past the first few of one object, are counted together.
 */
function unknownFieldOf(place: Seen, around: DocumentedShape, name: string): Seen {
  const isWord = /^[A-Za-z_][A-Za-z_-]{0,39}[0-9]{0,2}$/.test(name);
  const isCounted = place.inside.has(name) || place.inside.size < (around.fields?.size ?? 0) + unknownFieldsMax;
  const shown = isWord && isCounted ? name : otherNames;
  return insideOf(place, shown, () => ({
    path: under(place.path, shown),
    pointer: around.pointer,
    documented: undefined,
    around,
  }));
}

const otherNames = '(other names)';
const unknownFieldsMax = 20;

function under(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function insideOf(place: Seen, key: string, of: () => Parameters<typeof newSeen>[0]): Seen {
  const known = place.inside.get(key);
  if (known !== undefined) return known;
  const made = newSeen(of());
  place.inside.set(key, made);
  return made;
}

/** The items of a list that stands where the document has one; that it stands elsewhere, the answer around it shows. */
function noteItems(root: Seen, { path, itemAt }: AnsweredList, sampled: readonly number[]): void {
  let list: Seen | undefined = root;
  for (const name of path) list = list?.inside.get(name);
  const documented = list?.documented;
  const items = documented?.items;
  if (list === undefined || items === undefined) return;
  const element = insideOf(list, '[]', () => ({ path: `${list.path}[]`, pointer: items.pointer, documented: items }));
  for (const index of sampled) {
    const item = itemAt(index);
    if (item !== undefined) note(element, item);
  }
}

function placesOf(place: Seen): readonly SeenPlace[] {
  const { path, pointer, documented, isRequired, isPublished, types, strays, seen, strayed, missed } = place;
  const own: SeenPlace = {
    ...{ path, pointer, isRequired, isPublished, seen, strayed, missed },
    documented: documented === undefined ? null : wordsOf(documented),
    types: [...types].sort(),
    strays: [...strays].sort(),
  };
  return [own, ...[...place.inside.values()].flatMap(placesOf)];
}

function wordsOf({ types, values }: DocumentedShape): string {
  const named = types === null ? 'anything' : [...types].join(' or ');
  return values === null ? named : `${named}, one of ${values.length} values`;
}
