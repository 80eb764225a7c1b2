import { poolers } from '@rollcall/db';
import { parseEnvironment } from '@rollcall/schema';
import { logLevels } from '@rollcall/telemetry';
import { WebhookNetworks } from '@rollcall/webhooks';
import { z } from 'zod';
import { Network } from './keys/networks.ts';

const Environment = z.object({
  ROLLCALL_GATEWAY_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  ROLLCALL_DATABASE_POOLER: z.enum(poolers).default('none'),
  ROLLCALL_DATA_DIR: z.string().min(1),
  ROLLCALL_HOST: z.string().default('127.0.0.1'),
  ROLLCALL_PORT: z.coerce.number().int().min(0).max(65_535).default(4400),
  /** Told to stop, it goes on being asked for so long, while it says that it is not ready. */
  ROLLCALL_DRAIN_MS: z.coerce.number().int().min(0).max(300_000).default(5_000),
  /** After that, calls under way are waited for so long. The slowest provider takes 10 minutes. */
  ROLLCALL_STOP_MS: z.coerce.number().int().min(0).max(900_000).default(30_000),
  ROLLCALL_LOG_LEVEL: z.enum(logLevels).default('info'),
  ROLLCALL_MASTER_KEY: z.string().optional(),
  ROLLCALL_MASTER_KEY_PREVIOUS: z.string().optional(),
  ROLLCALL_API_KEY_PEPPER: z.string().optional(),
  /** With commas between them: proxies, as addresses or networks, whose `X-Forwarded-For` is believed. */
  ROLLCALL_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(z.array(Network)),
  ROLLCALL_WEBHOOK_NETWORKS: WebhookNetworks,
});

/** The gateway's environment. Throws a sentence that names what is missing or wrong. */
export function readEnvironment(env: NodeJS.ProcessEnv): z.infer<typeof Environment> {
  return parseEnvironment(Environment, env);
}
