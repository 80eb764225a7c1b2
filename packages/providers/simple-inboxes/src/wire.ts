import { wireOf } from '@rollcall/provider-kit';
import { z } from 'zod';
import type { components } from './generated/types.ts';

/**
 * The fields that `map.ts` relies on; each is held to the generated type by the compiler. What a thing is known by must
 * be there and be what it should. All other fields are guesses of ours, as is their form: one that is not there, or is
 * something else, is left out and keeps nobody from reading the list.
 */
type Documented = components['schemas'];

/** What also stands in paths, where `.` and `..` would lead elsewhere. */
const segment = z
  .string()
  .max(254)
  .regex(/^(?!\.{1,2}$)./s);
const id = segment;
const amount = z.union([z.string().min(1).max(60), z.number()]);

function guess<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined);
}

const text = guess(z.string());
const nullableText = guess(z.string().nullable());
const flag = guess(z.boolean());
const count = guess(z.int());
const names = guess(z.array(z.string()));

export const Workspace = wireOf<Documented['Workspace']>()({
  id,
  name: z.string().min(1),
  billingMode: text,
  fallback: flag,
  createdAt: text,
});
export type Workspace = z.infer<typeof Workspace>;

export const Client = wireOf<Documented['Client']>()({
  name: segment,
  workspaceId: nullableText,
  orderCount: count,
  inboxCount: count,
  createdAt: text,
});
export type Client = z.infer<typeof Client>;

export const Order = wireOf<Documented['Order']>()({
  id,
  status: z.string(),
  provider: text,
  workspaceId: nullableText,
  clientName: nullableText,
  domains: names,
  inboxCount: count,
  autoRenew: flag,
  amount: guess(amount),
  currency: text,
  createdAt: text,
  renewsAt: nullableText,
  cancelAt: nullableText,
});
export type Order = z.infer<typeof Order>;

export const Domain = wireOf<Documented['Domain']>()({
  domain: segment,
  status: z.string(),
  id: text,
  interimStatus: nullableText,
  provider: text,
  source: text,
  nameservers: names,
  nameserversMoved: flag,
  cloudflareZoneId: nullableText,
  workspaceId: nullableText,
  clientName: nullableText,
  orderId: nullableText,
  inboxCount: count,
  forwardingUrl: nullableText,
  createdAt: text,
  updatedAt: text,
});
export type Domain = z.infer<typeof Domain>;

export const NameserverState = wireOf<Documented['NameserverState']>()({
  nameservers: z.array(z.string()),
  propagated: z.boolean(),
  checkedAt: nullableText,
});
export type NameserverState = z.infer<typeof NameserverState>;

export const Action = wireOf<Documented['Action']>()({
  id,
  status: z.string(),
  type: text,
  attempts: count,
  maxAttempts: count,
  error: nullableText,
  createdAt: text,
  startedAt: nullableText,
  completedAt: nullableText,
  nextRetryAt: nullableText,
});
export type Action = z.infer<typeof Action>;

export const DnsRecord = wireOf<Documented['DnsRecord']>()({
  id,
  type: z.string().min(1),
  name: z.string(),
  content: z.string(),
  ttl: count,
  priority: guess(z.int().nullable()),
  proxied: flag,
  synced: flag,
  createdAt: text,
});
export type DnsRecord = z.infer<typeof DnsRecord>;

export const Inbox = wireOf<Documented['Inbox']>()({
  id,
  email: z
    .string()
    .max(320)
    .regex(/^.+@[^@]+$/),
  status: z.string(),
  firstName: nullableText,
  lastName: nullableText,
  displayName: nullableText,
  provider: text,
  orderId: nullableText,
  workspaceId: nullableText,
  createdAt: text,
  updatedAt: text,
});
export type Inbox = z.infer<typeof Inbox>;

export const InboxMutation = wireOf<Documented['InboxMutation']>()({
  id,
  status: z.string(),
  requestCount: count,
  domain: nullableText,
  orderId: nullableText,
  requestedAt: text,
  completedAt: nullableText,
  failedAt: nullableText,
  lastError: nullableText,
});
export type InboxMutation = z.infer<typeof InboxMutation>;

export const ApiKey = wireOf<Documented['ApiKey']>()({
  id,
  name: z.string().min(1),
  prefix: nullableText,
  lastUsedAt: nullableText,
  createdAt: text,
});
export type ApiKey = z.infer<typeof ApiKey>;

export const OverviewWallet = wireOf<Documented['OverviewWallet']>()({
  workspaceId: id.nullable(),
  balance: amount,
  name: nullableText,
  currency: text,
  billingMode: text,
  fallback: flag,
  autoRecharge: guess(
    z.object({
      enabled: z.boolean().exactOptional(),
      threshold: amount.exactOptional(),
      amount: amount.exactOptional(),
    }),
  ),
});
export type OverviewWallet = z.infer<typeof OverviewWallet>;

export const WalletTransaction = wireOf<Documented['WalletTransaction']>()({
  id,
  type: z.string(),
  amount,
  currency: text,
  description: nullableText,
  workspaceId: nullableText,
  orderId: nullableText,
  balanceAfter: guess(amount),
  createdAt: text,
});
export type WalletTransaction = z.infer<typeof WalletTransaction>;

export const Invoice = wireOf<Documented['Invoice']>()({
  id,
  amount,
  number: nullableText,
  status: text,
  currency: text,
  description: nullableText,
  transactionId: nullableText,
  createdAt: text,
});
export type Invoice = z.infer<typeof Invoice>;

export const StripeInvoice = wireOf<Documented['StripeInvoice']>()({
  id,
  amountDue: z.int(),
  number: nullableText,
  status: nullableText,
  currency: text,
  description: nullableText,
  created: count,
});
export type StripeInvoice = z.infer<typeof StripeInvoice>;

export const RecoveryEntry = wireOf<Documented['RecoveryEntry']>()({
  id,
  domain: segment,
  status: text,
  health: nullableText,
  listedOn: names,
  readyAt: nullableText,
  createdAt: text,
});
export type RecoveryEntry = z.infer<typeof RecoveryEntry>;

/** Nothing that opens the tool is among these fields. */
export const SendingToolCredential = wireOf<Documented['SendingToolCredential']>()({
  id,
  tool: z.string().min(1),
  name: nullableText,
  status: text,
  createdAt: text,
});
export type SendingToolCredential = z.infer<typeof SendingToolCredential>;
