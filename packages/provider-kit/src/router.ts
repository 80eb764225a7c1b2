import type { DocumentedOperation } from './document.ts';

/** The operation that is documented at a path, and what the path says. */
export interface Match {
  readonly operation: DocumentedOperation;
  /** Percent-decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the operation of a request; `path` is without the base path and the query. */
export type Router = (method: string, path: string) => Match | undefined;

/** Routes by the documented paths; where two fit, the one whose earlier segment is written out wins. */
export function createRouter(operations: readonly DocumentedOperation[]): Router {
  const routes = operations
    .map((operation) => ({ operation, segments: operation.path.split('/') }))
    .sort((left, right) => bySpecificity(left.segments, right.segments));

  return (method, path) => {
    const given = path.split('/');
    for (const { operation, segments } of routes) {
      if (operation.method !== method.toLowerCase() || segments.length !== given.length) continue;
      const parameters = parametersOf(segments, given);
      if (parameters !== undefined) return { operation, parameters };
    }
    return undefined;
  };
}

function bySpecificity(left: readonly string[], right: readonly string[]): number {
  for (const [index, segment] of left.entries()) {
    const difference = Number(isParameter(segment)) - Number(isParameter(right[index] ?? ''));
    if (difference !== 0) return difference;
  }
  return 0;
}

function parametersOf(segments: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const text = given[index] ?? '';
    if (isParameter(segment)) {
      const value = decoded(text);
      if (value === undefined || value === '') return undefined;
      parameters[segment.slice(1, -1)] = value;
    } else if (segment !== text) {
      return undefined;
    }
  }
  return parameters;
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{') && segment.endsWith('}');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
