import { fieldIn, type Route, segmentsOf } from './routes.ts';

/** What is at a path: by method, the route, and what stands in the places of its fields. */
export interface Match {
  readonly routes: ReadonlyMap<string, Route>;
  readonly values: readonly string[];
}

/** Finds what is at a path, given as its decoded segments; undefined where nothing is. */
export type FindRoutes = (segments: readonly string[]) => Match | undefined;

/**
 * Where a word and a field stand in the same place, the word is meant. Throws for two routes of one method at one path: what
 * they are told apart by is not in the request.
 */
export function createMatch(routes: readonly Route[]): FindRoutes {
  const root = newPlace();
  for (const route of routes) add(root, route);
  return (segments) => {
    let place: Place | undefined = root;
    const values: string[] = [];
    for (const segment of segments) {
      const word: Place | undefined = place.words.get(segment);
      if (word === undefined) values.push(segment);
      place = word ?? place.field;
      if (place === undefined) return undefined;
    }
    return place.routes.size === 0 ? undefined : { routes: place.routes, values };
  };
}

interface Place {
  readonly words: Map<string, Place>;
  field: Place | undefined;
  readonly routes: Map<string, Route>;
}

function newPlace(): Place {
  return { words: new Map(), field: undefined, routes: new Map() };
}

function add(root: Place, route: Route): void {
  let place = root;
  for (const segment of segmentsOf(route.path)) place = below(place, segment);
  const other = place.routes.get(route.method);
  if (other !== undefined) {
    throw new TypeError(`${route.procedure} and ${other.procedure} are both at ${route.method} ${route.path}.`);
  }
  place.routes.set(route.method, route);
}

function below(place: Place, segment: string): Place {
  if (fieldIn(segment) !== undefined) {
    place.field ??= newPlace();
    return place.field;
  }
  const word = place.words.get(segment) ?? newPlace();
  place.words.set(segment, word);
  return word;
}
