import { wireOf } from '@rollcall/provider-kit';
import { z } from 'zod';
import type { components } from './generated/types.ts';

/**
 * The fields that `map.ts` and `provider.ts` rely on; each is held to the generated type by the compiler. What the
 * vendor's document may leave out or set to null stays optional here; vocabularies stay open strings.
 */
type Documented = components['schemas'];

/** Names are what keys, credentials and routes are known by, and they stand in paths. */
const name = z.string().min(1).max(500);
const address = z
  .string()
  .max(320)
  .regex(/^.+@[^@]+$/);
/** .NET writes up to seven digits of a second, and no zone. */
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/);
const ipRanges = z.array(z.string()).nullable().optional();
const text = z.string().nullable().optional();
const flag = z.boolean().optional();

const ofKeys = {
  Name: name,
  DateCreated: time,
  LastUse: time.nullable(),
  Expires: time.nullable(),
  RestrictAccessToIPRange: ipRanges,
};

export const ApiKey = wireOf<Documented['ApiKey']>()({ ...ofKeys, AccessLevel: z.array(z.string()) });
export type ApiKey = z.infer<typeof ApiKey>;

export const SmtpCredential = wireOf<Documented['SmtpCredential']>()({ ...ofKeys, AccessLevel: z.string() });
export type SmtpCredential = z.infer<typeof SmtpCredential>;

/** Held to the generated type as a part of the sub-account. */
const EmailSettings = z.object({
  MonthlyRefillCredits: z.int().exactOptional(),
  RequiresEmailCredits: z.boolean().exactOptional(),
  EmailSizeLimit: z.int().exactOptional(),
  DailySendLimit: z.int().exactOptional(),
  MaxContacts: z.int().exactOptional(),
  EnablePrivateIPPurchase: z.boolean().exactOptional(),
  PoolName: z.string().nullable().exactOptional(),
  ValidSenderDomainOnly: z.boolean().nullable().exactOptional(),
});

export const Subaccount = wireOf<Documented['Subaccount']>()({
  PublicAccountID: name,
  Email: address,
  Settings: z.object({ Email: EmailSettings.exactOptional() }).optional(),
  LastActivity: time.nullable().optional(),
  EmailCredits: z.int(),
  TotalEmailsSent: z.int(),
  Reputation: z.number(),
  Status: z.string(),
  ContactsCount: z.int(),
});
export type Subaccount = z.infer<typeof Subaccount>;

export const Domain = wireOf<Documented['Domain']>()({
  Domain: z.string().min(1).max(254),
  DefaultDomain: z.boolean(),
  Spf: z.boolean(),
  Dkim: z.boolean(),
  MX: z.boolean(),
  DMARC: z.boolean(),
  IsRewriteDomainValid: z.boolean(),
  Verify: z.boolean(),
  Type: text,
  TrackingStatus: text,
  CertificateStatus: text,
  CertificateValidationError: text,
  TrackingTypeUserRequest: text,
  VERP: flag,
  CustomBouncesDomain: text,
  IsCustomBouncesDomainDefault: flag,
  IsMarkedForDeletion: flag,
  Ownership: text,
});
export type Domain = z.infer<typeof Domain>;

export const Suppression = wireOf<Documented['Suppression']>()({
  Email: address,
  FriendlyErrorMessage: text,
  ErrorCode: z.int().nullable(),
  DateUpdated: time.nullable(),
});
export type Suppression = z.infer<typeof Suppression>;

export const InboundRoute = wireOf<Documented['InboundRoute']>()({
  PublicId: name,
  Name: name,
  FilterType: z.string(),
  Filter: z.string(),
  ActionType: z.string(),
  ActionParameter: text,
  SortOrder: z.int(),
});
export type InboundRoute = z.infer<typeof InboundRoute>;
