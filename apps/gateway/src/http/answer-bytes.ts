import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { ReportDocument } from '@rollcall/schema';

/** A document that is told of, and can be sent as it is. */
interface SentDocument {
  readonly document: ReportDocument;
  /** Its bytes, part by part, each as it is taken. */
  bytes(): AsyncIterable<Uint8Array>;
}

/** JSON leaves it out: whoever speaks tRPC is told of the document, and fetches it under `/v1`. */
const sentWith = Symbol('sent with');

/** An answer in whose place REST sends a document. */
export function withBytes<Answer extends object>(answer: Answer, sent: SentDocument): Answer {
  return { ...answer, [sentWith]: sent };
}

/** What is sent in the place of an answer; undefined where that is sent itself. */
export function bytesWith(answer: unknown): SentDocument | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const sent: unknown = Reflect.get(answer, sentWith);
  return isSent(sent) ? sent : undefined;
}

/** `withBytes` alone puts something under the symbol. */
function isSent(sent: unknown): sent is SentDocument {
  return sent !== undefined;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Sends a document with its name, its length and its digest, in the memory of a part. Rejects where it cannot be read: then nothing
 * has been sent, or the connection is cut before its length.
 */
export async function sendBytes({ document, bytes }: SentDocument, { request, response }: Exchange): Promise<void> {
  const { mediaType, fileName, size, sha256 } = document;
  const tag = `"${sha256}"`;
  const parts = bytes()[Symbol.asyncIterator]();
  const first = await parts.next();
  if (response.headersSent) return;
  response.setHeader('etag', tag);
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('content-type', mediaType);
  response.setHeader('content-length', size);
  response.setHeader('content-disposition', `attachment; filename="${fileName}"`);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(async function* () {
    let sent = 0;
    for (let part = first; part.done !== true; part = await parts.next()) {
      sent += part.value.length;
      yield part.value;
    }
    // Whoever waits for the rest would wait for ever.
    if (sent !== size) throw new Error(`${fileName} ended after ${sent} of ${size} bytes: it was deleted meanwhile`);
  }, response);
}
