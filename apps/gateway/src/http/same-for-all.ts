import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** What is answered the same to everybody: of this program, and of no installation. */
interface Same {
  readonly type: string;
  /** Called when somebody asks for it first. */
  make(): string | Buffer;
}

/** Answers with what is the same for everybody; whoever has it already is not sent it again. */
export function answerSame({ type, make }: Same): (request: IncomingMessage, response: ServerResponse) => void {
  let made: ReturnType<typeof packed> | undefined;
  return (request, response) => {
    made ??= packed(make());
    response.setHeader('content-type', type);
    response.setHeader('etag', made.etag);
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

function packed(content: string | Buffer) {
  const text = Buffer.from(content);
  return { text, packed: gzipSync(text), etag: `"${hash('sha256', text, 'base64url').slice(0, 27)}"` };
}
