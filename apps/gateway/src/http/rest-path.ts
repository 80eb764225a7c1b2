/** Where the API is for whoever speaks no tRPC. */
export const restRoot = '/v1';

/** Where it is described: an OpenAPI 3.1 document. */
export const documentAddress = `${restRoot}/openapi.json`;

/** Whether the address of a request is below it. */
export function isRest(url: string | undefined): boolean {
  return url?.startsWith(restRoot) === true && /^[/?]?$/.test(url.charAt(restRoot.length));
}
