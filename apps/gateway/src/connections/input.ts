import type { ProviderAccess } from '@rollcall/provider-registry';
import { ConnectionName, Kind, ProviderName } from '@rollcall/schema';
import { z } from 'zod';

const Fields = z.record(z.string(), z.unknown());
const BaseUrl = z.string().max(2_000);
const Schedule = z.string().max(200);
/** Requests a minute. */
const Rate = z.int().min(1).max(1_000_000);

const Added = z.strictObject({
  name: ConnectionName,
  provider: ProviderName,
  baseUrl: BaseUrl.optional(),
  credential: Fields,
  config: Fields.default({}),
  schedule: Schedule.nullable()
    .default(null)
    .describe('For all kinds; left out, each is listed when its provider says.'),
  schedules: z.record(Kind, Schedule).default({}).describe('For single kinds.'),
  rates: z
    .record(z.string(), Rate)
    .default({})
    .describe('By rate bucket, where the account is allowed another rate than the provider documents.'),
  sandbox: z.boolean().default(false),
  verify: z.boolean().default(true),
});

const Updated = z.strictObject({
  name: z.string(),
  provider: ProviderName.optional().describe(
    "Whose account it is. Need not be given; where it is, it must be the connection's.",
  ),
  baseUrl: BaseUrl.optional(),
  config: Fields.optional(),
  schedule: Schedule.nullable().optional().describe('Null: each kind is listed when its provider says again.'),
  schedules: z
    .record(Kind, Schedule.nullable())
    .optional()
    .describe("Single kinds, beside those there are; null takes a kind's out."),
  rates: z
    .record(z.string(), Rate.nullable())
    .optional()
    .describe("Single buckets, beside those there are; null takes a bucket's out."),
  credential: Fields.optional(),
  verify: z.boolean().default(true),
});

/** What `connections.add` takes: the credential and the settings have the types of the provider that is named. */
type AddConnection = Omit<z.input<typeof Added>, AccessField> &
  (AccessByProvider | Pick<z.input<typeof Added>, AccessField>);

/** What `connections.update` takes: likewise, where the provider is named. */
type UpdateConnection = Omit<z.input<typeof Updated>, AccessField> &
  (ChangeByProvider | Pick<z.input<typeof Updated>, AccessField>);

type AccessField = 'provider' | 'credential' | 'config';

type AccessByProvider = {
  readonly [Name in keyof ProviderAccess]: {
    provider: Name;
    credential: ProviderAccess[Name]['credential'];
  } & ConfigOf<ProviderAccess[Name]['settings']>;
}[keyof ProviderAccess];

/** A provider whose settings all have defaults may go without any. */
type ConfigOf<Settings> =
  Record<never, never> extends Settings ? { config?: Settings | undefined } : { config: Settings };

type ChangeByProvider = {
  readonly [Name in keyof ProviderAccess]: {
    provider: Name;
    credential?: ProviderAccess[Name]['credential'] | undefined;
    config?: ProviderAccess[Name]['settings'] | undefined;
  };
}[keyof ProviderAccess];

// The types of single providers are for callers; what comes is checked against the provider's own schemas later on.
export const AddInput = z.custom<AddConnection>().pipe(Added);
export const UpdateInput = z.custom<UpdateConnection>().pipe(Updated);
export type UpdateInput = z.output<typeof UpdateInput>;
