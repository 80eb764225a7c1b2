import type { IncomingMessage, ServerResponse } from 'node:http';
import { formFields } from '../form.ts';
import type { AnyReply } from './handler.ts';
import { jsonBytes } from './json-text.ts';

/** Bodies above this are refused: the largest documented input is a list of some thousand addresses. */
const bodyBytesMax = 1_048_576;

/** A request's body: parsed (a form like JSON, its files in base64), absent, or why it could not be read. */
export type ReadBody =
  | { readonly state: 'json'; readonly value: unknown; readonly isForm?: boolean }
  | { readonly state: 'none' }
  | { readonly state: 'not_json' }
  | { readonly state: 'too_large' };

/** Reads and parses a body. Rejects when the client goes away meanwhile. */
export async function readBody(request: IncomingMessage): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    // What is beyond the limit is read all the same, so that the client gets to read the refusal.
    if (bytes <= bodyBytesMax) chunks.push(chunk);
  }
  if (bytes > bodyBytesMax) return { state: 'too_large' };
  if (bytes === 0) return { state: 'none' };
  const whole = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  try {
    const isForm = /^multipart\/form-data\b/i.test(type);
    return { state: 'json', value: isForm ? await formFields(whole, type) : JSON.parse(whole.toString()), isForm };
  } catch {
    return { state: 'not_json' };
  }
}

/** Sends a reply as JSON, without a body where its status allows none. */
export function sendReply(response: ServerResponse, reply: AnyReply): void {
  if (reply.status === 204 || reply.status === 304) {
    response.writeHead(reply.status, reply.headers).end();
    return;
  }
  const chunks = jsonBytes(reply.body);
  writeHead(response, { ...reply, type: jsonType, bytes: byteLength(chunks) });
  for (const chunk of chunks) response.write(chunk);
  response.end();
}

/**
 * Sends the first half of a reply. The stated length is that of the whole and the connection is cut; or, `quietly`,
 * the half is all that is announced.
 */
export function sendHalf(response: ServerResponse, reply: AnyReply, { quietly }: { quietly: boolean }): void {
  const whole = Buffer.concat(jsonBytes(reply.body));
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  // Nothing has no half: of an empty body, one byte is announced that never comes.
  const announced = Math.max(whole.length, 1);
  writeHead(response, { ...reply, type: jsonType, bytes: quietly ? half.length : announced });
  if (quietly) response.end(half);
  else response.write(half, () => response.destroy());
}

/** Sends a web page, as a proxy in front of an API does. */
export function sendPage(response: ServerResponse, status: number): void {
  const page = Buffer.from('<!doctype html>\n<title>Maintenance</title>\n<h1>We will be right back</h1>\n');
  writeHead(response, { status, type: 'text/html; charset=utf-8', bytes: page.length });
  response.end(page);
}

const jsonType = 'application/json; charset=utf-8';

interface Head {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly type: string;
  readonly bytes: number;
}

function writeHead(response: ServerResponse, { status, headers, type, bytes }: Head): void {
  response.writeHead(status, { 'content-type': type, 'content-length': bytes, ...headers });
}

function byteLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
}
