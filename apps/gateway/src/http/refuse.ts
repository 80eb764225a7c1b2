import type { ServerResponse } from 'node:http';
import { errorCodes, type RollcallError } from '@rollcall/schema';
import { note } from '@rollcall/telemetry';
import { envelopeOf } from '../error.ts';
import { requestIdOf } from './request-id.ts';

/** Answers with a refusal made before any procedure was asked, in the form that refusals of procedures have. */
export function refuse(response: ServerResponse, error: RollcallError): void {
  note({ code: error.code });
  response.statusCode = errorCodes[error.code].http;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ error: envelopeOf(error, requestIdOf(response)) }));
}
