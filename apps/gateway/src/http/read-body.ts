import type { IncomingMessage } from 'node:http';
import { RollcallError } from '@rollcall/schema';
import type { NextFunction, Request, Response } from 'express';
import type { HttpLimits } from './limits.ts';
import { refuse } from './refuse.ts';
import { problemOfJson } from './scan-json.ts';

/**
 * Reads what is posted, within the limits, and leaves its text in `request.body` for tRPC's adapter, which would take any
 * type and has no limit but the size. Refuses everything that is not one JSON text in UTF-8.
 */
export function createBodyReader(limits: HttpLimits) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    try {
      if (request.method !== 'POST') return next();
      assertFewCalls(request, limits);
      const text = await readBody(request, limits);
      request.body = text === '' ? undefined : text;
      next();
    } catch (error) {
      // Whoever was sending has gone, or was cut off for being slow.
      if (request.destroyed && !request.complete) return;
      if (!(error instanceof RollcallError)) return next(error);
      refuse(response, error);
    }
  };
}

/**
 * The text of what is sent with a request, within the limits. Throws `unsupported_media_type`, `request_too_large`,
 * `bad_request` for what is not UTF-8, and `invalid_input` for JSON that nobody should parse.
 */
export async function readBody(request: IncomingMessage, limits: HttpLimits): Promise<string> {
  assertReadable(request, limits);
  const text = await textOf(request, limits.bodyBytesMax);
  const problem = problemOfJson(text, { depthMax: limits.jsonDepthMax, keysMax: limits.jsonKeysMax });
  if (problem !== undefined) throw new RollcallError('invalid_input', `The input is not valid: it ${problem}.`);
  return text;
}

function assertFewCalls({ path, query }: Request, { batchMax }: HttpLimits): void {
  if (query['batch'] === '1' && path.split(',').length > batchMax) {
    throw new RollcallError('bad_request', `A request carries at most ${batchMax} calls.`);
  }
}

function assertReadable({ headers }: IncomingMessage, { bodyBytesMax }: HttpLimits): void {
  if (!/^application\/json *(; *charset="?utf-8"? *)?$/i.test(headers['content-type'] ?? '')) {
    throw new RollcallError(
      'unsupported_media_type',
      'A body is JSON in UTF-8: send it with "Content-Type: application/json".',
    );
  }
  if (!/^identity$/i.test(headers['content-encoding'] ?? 'identity')) {
    throw new RollcallError('unsupported_media_type', 'A body is sent as it is: compressed ones are not read.');
  }
  if (Number(headers['content-length'] ?? 0) > bodyBytesMax) throw tooLarge(bodyBytesMax);
}

/** Throws `request_too_large`, also where nobody had said how long it would be, and `bad_request` for what is not UTF-8. */
async function textOf(request: IncomingMessage, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > bytesMax) reject(tooLarge(bytesMax));
      else chunks.push(chunk);
    });
    request.once('end', resolve);
    request.once('error', reject);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new RollcallError('bad_request', 'The body is not UTF-8.', { cause });
  }
}

function tooLarge(bytesMax: number): RollcallError {
  return new RollcallError('request_too_large', `The body is too large: at most ${bytesMax} bytes are read.`);
}
