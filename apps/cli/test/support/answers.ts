import {
  ApiKey,
  AuditEvent,
  Connection,
  Coverage,
  Instant,
  KindResult,
  Operation,
  OperationId,
  OperationState,
  Resource,
  ResourceVersion,
  Run,
  RunId,
  RunOutcome,
} from '@rollcall/schema';
import { z } from 'zod';

/** A list as `--json` prints it. Strict: a field more or less is a change of the contract. */
const listOf = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({
    data: z.array(row),
    coverage: Coverage,
    asOf: Instant.nullable(),
    nextCursor: z.string().nullable(),
  });

/** What each command answers with `--json`. */
export const answers = {
  connections: listOf(z.strictObject(Connection.shape)),
  resources: listOf(z.strictObject(Resource.shape)),
  history: listOf(z.strictObject(ResourceVersion.shape)),
  runs: listOf(z.strictObject(Run.shape)),
  events: listOf(z.strictObject(AuditEvent.shape)),
  operations: listOf(z.strictObject(Operation.shape)),
  keys: z.strictObject({ data: z.array(ApiKey), nextCursor: z.null() }),
  sync: z.strictObject({
    data: z.array(
      z.strictObject({
        connection: z.string(),
        runId: RunId,
        outcome: RunOutcome,
        reason: z.string().nullable(),
        kinds: z.array(z.strictObject(KindResult.shape)),
      }),
    ),
  }),
  call: z.strictObject({
    result: z.unknown(),
    operation: z.strictObject({ id: OperationId, state: OperationState }).nullable(),
    replayed: z.boolean(),
  }),
  connection: z.strictObject({ data: z.strictObject(Connection.shape) }),
  connectionState: z.strictObject({ data: z.strictObject({ name: z.string(), state: z.string() }) }),
  newKey: z.strictObject({ data: z.strictObject({ ...ApiKey.shape, token: z.string() }) }),
};
