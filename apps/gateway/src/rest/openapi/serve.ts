import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { JsonSchema } from '../json-schema.ts';

/** Answers with a document that is the same for everybody, and made when somebody asks for it first. */
export function createDocumentHandler(make: () => JsonSchema) {
  let made: { readonly text: Buffer; readonly packed: Buffer; readonly etag: string } | undefined;
  return (request: IncomingMessage, response: ServerResponse): void => {
    made ??= packed(make());
    response.setHeader('content-type', 'application/json');
    response.setHeader('etag', made.etag);
    // Whoever has this one need not be sent it again.
    response.setHeader('cache-control', 'no-cache');
    response.setHeader('vary', 'accept-encoding');
    if (request.headers['if-none-match'] === made.etag) {
      response.statusCode = 304;
      response.end();
    } else if (/\bgzip\b/.test(String(request.headers['accept-encoding']))) {
      response.setHeader('content-encoding', 'gzip');
      response.end(made.packed);
    } else {
      response.end(made.text);
    }
  };
}

function packed(document: JsonSchema) {
  const text = Buffer.from(JSON.stringify(document));
  return { text, packed: gzipSync(text), etag: `"${hash('sha256', text, 'base64url').slice(0, 27)}"` };
}
