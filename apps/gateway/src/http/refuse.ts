import type { ServerResponse } from 'node:http';
import { errorCodes, type RollcallError, shownError } from '@rollcall/schema';
import { note } from '@rollcall/telemetry';
import { envelopeOf } from '../error.ts';
import { requestIdOf } from './request-id.ts';
import { isRest } from './rest-path.ts';

/** Answers with a refusal, in the form that refusals have where it was asked: tRPC's envelope is for those who speak tRPC. */
export function refuse(response: ServerResponse, error: RollcallError): void {
  note({ code: error.code });
  const requestId = requestIdOf(response);
  const shown = isRest(response.req.url) ? shownError(error, requestId) : envelopeOf(error, requestId);
  response.statusCode = errorCodes[error.code].http;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ error: shown }));
}
