import { poolers } from '@rollcall/db';
import { logLevels } from '@rollcall/telemetry';
import { z } from 'zod';
import type { Retention } from './retention.ts';

/** A week at least: a run looks at what came before it, and so does whoever asks why something is gone. */
const days = z.coerce.number().int().min(7).max(36_500).optional();

const Environment = z.object({
  ROLLCALL_DAEMON_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  ROLLCALL_DATABASE_POOLER: z.enum(poolers).default('none'),
  ROLLCALL_DATA_DIR: z.string().min(1),
  ROLLCALL_LOG_LEVEL: z.enum(logLevels).default('info'),
  ROLLCALL_MASTER_KEY: z.string().optional(),
  ROLLCALL_MASTER_KEY_PREVIOUS: z.string().optional(),
  ROLLCALL_API_KEY_PEPPER: z.string().optional(),
  ROLLCALL_VERSIONS_KEPT_DAYS: days,
  ROLLCALL_RUNS_KEPT_DAYS: days,
});

/** The daemon's environment. Throws a `ZodError` that names what is missing or wrong. */
export function readEnvironment(env: NodeJS.ProcessEnv): z.infer<typeof Environment> {
  return Environment.parse(env);
}

/** How long the past is kept, as far as the environment says. */
export function retentionOf(environment: z.infer<typeof Environment>): Retention {
  const { ROLLCALL_VERSIONS_KEPT_DAYS: versions, ROLLCALL_RUNS_KEPT_DAYS: runs } = environment;
  return { ...(versions === undefined ? {} : { versions }), ...(runs === undefined ? {} : { runs }) };
}
