import { dataFolderAt } from '@rollcall/data-folder';
import { poolers } from '@rollcall/db';
import { DnsResolvers } from '@rollcall/dns';
import { parseEnvironment } from '@rollcall/schema';
import { logLevels } from '@rollcall/telemetry';
import { WebhookNetworks } from '@rollcall/webhooks';
import { z } from 'zod';
import { type PinFolder, pinFolderAt } from './log/pin-folder.ts';
import { type ReportFolder, reportFolderAt } from './reports/report-folder.ts';
import type { Retention } from './retention.ts';

/** A week at least: a run looks at what came before it, and so does whoever asks why something is gone. */
const days = z.coerce.number().int().min(7).max(36_500);

/** A day: what is waited for longer is taken for a slip of a clock. */
const waitSecondsMax = 86_400;
const waitsMax = 50;

const Environment = z.object({
  ROLLCALL_DAEMON_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  ROLLCALL_DATABASE_POOLER: z.enum(poolers).default('none'),
  ROLLCALL_DATA_DIR: z.string().min(1),
  ROLLCALL_LOG_LEVEL: z.enum(logLevels).default('info'),
  /** Where the figures of this process are to be had; nowhere unless it is set. Nobody is asked for a key there. */
  ROLLCALL_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  ROLLCALL_METRICS_HOST: z.string().default('127.0.0.1'),
  ROLLCALL_MASTER_KEY: z.string().optional(),
  ROLLCALL_MASTER_KEY_PREVIOUS: z.string().optional(),
  ROLLCALL_API_KEY_PEPPER: z.string().optional(),
  ROLLCALL_VERSIONS_KEPT_DAYS: days.optional(),
  ROLLCALL_RUNS_KEPT_DAYS: days.optional(),
  ROLLCALL_CUTS_KEPT_DAYS: days.optional(),
  /** The log of deliveries always ends: it grows with all that happens, and each line of it has its event, which stays. */
  ROLLCALL_DELIVERIES_KEPT_DAYS: days.default(30),
  /** What servers and resolvers said before: it tells when a record changed that nobody listed. */
  ROLLCALL_DNS_KEPT_DAYS: days.default(90),
  /** Documents of reports: they are made anew of the same bytes when they are wanted. */
  ROLLCALL_REPORTS_KEPT_DAYS: days.default(30),
  /** Where checkpoints of audit logs are kept outside of the database; in the data folder unless it is set. */
  ROLLCALL_PIN_FOLDER: z.string().min(1).optional(),
  /** Into which reports on a schedule are delivered; in the data folder unless it is set. */
  ROLLCALL_REPORT_FOLDER: z.string().min(1).optional(),
  ROLLCALL_WEBHOOK_NETWORKS: WebhookNetworks,
  /** The schedule of attempts: how many seconds each is waited for after the one before, with commas between them. */
  ROLLCALL_WEBHOOK_WAITS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(z.array(z.coerce.number<string>().min(0).max(waitSecondsMax)).min(1).max(waitsMax))
    .transform((seconds) => seconds.map((one) => Math.round(one * 1_000)))
    .optional(),
  /** Who finds names elsewhere for us, as addresses with commas between them, or `off`: then nothing is asked of DNS. */
  ROLLCALL_DNS_RESOLVERS: DnsResolvers,
  /** Networks inside in which servers of domains may be asked: anybody can name any address for a server of his own. */
  ROLLCALL_DNS_NETWORKS: WebhookNetworks,
  /** Where servers of domains are asked; anything else than 53 is for a sandbox. */
  ROLLCALL_DNS_PORT: z.coerce.number().int().min(1).max(65_535).default(53),
});

/** The daemon's environment. Throws a sentence that names what is missing or wrong. */
export function readEnvironment(env: NodeJS.ProcessEnv): z.infer<typeof Environment> {
  return parseEnvironment(Environment, env);
}

/** Where checkpoints are kept outside of the database. */
export function pinFolderOf({ ROLLCALL_PIN_FOLDER, ROLLCALL_DATA_DIR }: z.infer<typeof Environment>): PinFolder {
  return pinFolderAt(ROLLCALL_PIN_FOLDER ?? dataFolderAt(ROLLCALL_DATA_DIR).checkpoints);
}

/** Into which reports are delivered. */
export function reportFolderOf({
  ROLLCALL_REPORT_FOLDER,
  ROLLCALL_DATA_DIR,
}: z.infer<typeof Environment>): ReportFolder {
  return reportFolderAt(ROLLCALL_REPORT_FOLDER ?? dataFolderAt(ROLLCALL_DATA_DIR).reports);
}

/** How long the past is kept, as far as the environment says. */
export function retentionOf(environment: z.infer<typeof Environment>): Retention {
  const { ROLLCALL_VERSIONS_KEPT_DAYS: versions, ROLLCALL_RUNS_KEPT_DAYS: runs } = environment;
  const { ROLLCALL_CUTS_KEPT_DAYS: cuts } = environment;
  return {
    ...(versions === undefined ? {} : { versions }),
    ...(runs === undefined ? {} : { runs }),
    ...(cuts === undefined ? {} : { cuts }),
    deliveries: environment.ROLLCALL_DELIVERIES_KEPT_DAYS,
    dns: environment.ROLLCALL_DNS_KEPT_DAYS,
    reports: environment.ROLLCALL_REPORTS_KEPT_DAYS,
  };
}
