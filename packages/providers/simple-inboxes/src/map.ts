import { asWritten, dnsMeaning, type Item } from '@rollcall/provider-kit';
import { certaintyOf, currencyCode, type MoneyUnit, minorUnits } from './money.ts';
import { domainName, inboxName } from './names.ts';
import type {
  Action,
  ApiKey,
  Client,
  DnsRecord,
  Domain,
  Inbox,
  InboxMutation,
  Invoice,
  NameserverState,
  Order,
  OverviewWallet,
  RecoveryEntry,
  SendingToolCredential,
  StripeInvoice,
  WalletTransaction,
  Workspace,
} from './wire.ts';

export function workspaceItem(workspace: Workspace): Item {
  return {
    externalId: workspace.id,
    name: workspace.name,
    attributes: {
      billingMode: workspace.billingMode ?? null,
      fallback: workspace.fallback ?? null,
      createdAt: workspace.createdAt ?? null,
    },
  };
}

/** Every endpoint knows a client by its name; the workspace behind it tells a rename from another client. */
export function clientItem(client: Client): Item {
  return {
    externalId: client.name,
    name: client.name,
    attributes: {
      workspaceId: client.workspaceId ?? null,
      orderCount: client.orderCount ?? null,
      inboxCount: client.inboxCount ?? null,
      createdAt: client.createdAt ?? null,
    },
  };
}

export function orderItem(order: Order, unit: MoneyUnit): Item {
  return {
    externalId: order.id,
    name: order.id,
    attributes: {
      ...status(order.status, orderStatuses),
      provider: order.provider ?? null,
      workspaceId: order.workspaceId ?? null,
      client: order.clientName ?? null,
      domains: sorted((order.domains ?? []).map(domainName)),
      inboxCount: order.inboxCount ?? null,
      autoRenew: order.autoRenew ?? null,
      ...money(order, unit),
      createdAt: order.createdAt ?? null,
      renewsAt: order.renewsAt ?? null,
      cancelAt: order.cancelAt ?? null,
    },
  };
}

/** Every endpoint knows a domain by its name. */
export function domainItem(domain: Domain): Item {
  const name = domainName(domain.domain);
  return {
    externalId: name,
    name,
    attributes: {
      domainId: domain.id ?? null,
      ...status(domain.status, domainStatuses),
      interimStatus: domain.interimStatus ?? null,
      provider: domain.provider ?? null,
      source: domain.source ?? null,
      nameservers: sorted((domain.nameservers ?? []).map(domainName)),
      nameserversMoved: domain.nameserversMoved ?? null,
      cloudflareZoneId: domain.cloudflareZoneId ?? null,
      workspaceId: domain.workspaceId ?? null,
      client: domain.clientName ?? null,
      orderId: domain.orderId ?? null,
      inboxCount: domain.inboxCount ?? null,
      forwardingUrl: domain.forwardingUrl ?? null,
      createdAt: domain.createdAt ?? null,
      updatedAt: domain.updatedAt ?? null,
    },
  };
}

export function nameserverStateItem(state: NameserverState, domain: string): Item {
  return {
    externalId: domain,
    name: domain,
    attributes: {
      domain,
      nameservers: sorted(state.nameservers.map(domainName)),
      propagated: state.propagated,
      checkedAt: state.checkedAt ?? null,
    },
  };
}

export function domainActionItem(action: Action, domain: string): Item {
  return {
    externalId: action.id,
    name: action.type ?? action.id,
    attributes: {
      domain,
      ...status(action.status, jobStatuses),
      attempts: action.attempts ?? null,
      maxAttempts: action.maxAttempts ?? null,
      error: action.error ?? null,
      createdAt: action.createdAt ?? null,
      startedAt: action.startedAt ?? null,
      completedAt: action.completedAt ?? null,
      nextRetryAt: action.nextRetryAt ?? null,
    },
  };
}

export function dnsRecordItem(record: DnsRecord, domain: string): Item {
  const { type, name, content, ttl, priority } = dnsMeaning(record, domain);
  return {
    externalId: record.id,
    name,
    attributes: {
      ...{ domain, type, content, ttl, priority },
      proxied: record.proxied ?? null,
      synced: record.synced ?? null,
      createdAt: record.createdAt ?? null,
      asWritten: asWritten(record, domain),
    },
  };
}

/** The domain is read from the address: beside it, the provider may answer with the domain's name or the whole domain. */
export function inboxItem(inbox: Inbox): Item {
  const name = inboxName(inbox.email);
  return {
    externalId: inbox.id,
    name,
    attributes: {
      domain: name.slice(name.lastIndexOf('@') + 1),
      ...status(inbox.status, inboxStatuses),
      firstName: inbox.firstName ?? null,
      lastName: inbox.lastName ?? null,
      displayName: inbox.displayName ?? null,
      provider: inbox.provider ?? null,
      orderId: inbox.orderId ?? null,
      workspaceId: inbox.workspaceId ?? null,
      createdAt: inbox.createdAt ?? null,
      updatedAt: inbox.updatedAt ?? null,
    },
  };
}

export function inboxMutationItem(mutation: InboxMutation): Item {
  return {
    externalId: mutation.id,
    name: mutation.id,
    attributes: {
      ...status(mutation.status, mutationStatuses),
      requestCount: mutation.requestCount ?? null,
      domain: typeof mutation.domain === 'string' ? domainName(mutation.domain) : null,
      orderId: mutation.orderId ?? null,
      requestedAt: mutation.requestedAt ?? null,
      completedAt: mutation.completedAt ?? null,
      failedAt: mutation.failedAt ?? null,
      lastError: mutation.lastError ?? null,
    },
  };
}

export function apiKeyItem(key: ApiKey): Item {
  return {
    externalId: key.name,
    name: key.name,
    attributes: {
      keyId: key.id,
      prefix: key.prefix ?? null,
      createdAt: key.createdAt ?? null,
      lastUsedAt: key.lastUsedAt ?? null,
    },
  };
}

/** A workspace has one wallet, known by the workspace's id; the master wallet belongs to none. */
export function walletItem(wallet: OverviewWallet, unit: MoneyUnit): Item {
  const { autoRecharge } = wallet;
  const currency = currencyCode(wallet.currency);
  const minor = (amount: string | number | undefined) => minorOf(amount, { currency, unit });
  return {
    externalId: wallet.workspaceId ?? masterWallet,
    name: wallet.workspaceId === null ? masterWallet : (wallet.name ?? wallet.workspaceId),
    attributes: {
      workspaceId: wallet.workspaceId,
      balanceMinor: minor(wallet.balance),
      currency,
      balanceRaw: String(wallet.balance),
      unit: certaintyOf(unit),
      billingMode: wallet.billingMode ?? null,
      fallback: wallet.fallback ?? null,
      autoRecharge: autoRecharge?.enabled ?? null,
      autoRechargeThresholdMinor: minor(autoRecharge?.threshold),
      autoRechargeAmountMinor: minor(autoRecharge?.amount),
    },
  };
}

/** What the wallet is known by that belongs to no workspace. */
export const masterWallet = 'master';

export function walletTransactionItem(transaction: WalletTransaction, unit: MoneyUnit): Item {
  const currency = currencyCode(transaction.currency);
  return {
    externalId: transaction.id,
    name: transaction.description || transaction.id,
    attributes: {
      wallet: transaction.workspaceId ?? masterWallet,
      type: transaction.type.toLowerCase(),
      ...money(transaction, unit),
      balanceAfterMinor: minorOf(transaction.balanceAfter, { currency, unit }),
      orderId: transaction.orderId ?? null,
      createdAt: transaction.createdAt ?? null,
    },
  };
}

export function invoiceItem(invoice: Invoice, { source, unit }: { source: 'topup' | 'custom'; unit: MoneyUnit }): Item {
  return {
    externalId: invoice.id,
    name: invoice.number || invoice.id,
    attributes: {
      source,
      ...status(invoice.status ?? null, invoiceStatuses),
      ...money(invoice, unit),
      description: invoice.description ?? null,
      transactionId: invoice.transactionId ?? null,
      createdAt: invoice.createdAt ?? null,
    },
  };
}

/** Stripe documents its amounts to be in the minor unit, whatever the connection says of the provider's own. */
export function stripeInvoiceItem(invoice: StripeInvoice): Item {
  const { id, number, amountDue: amount, currency, description, created } = invoice;
  return {
    externalId: id,
    name: number || id,
    attributes: {
      source: 'stripe',
      ...status(invoice.status ?? null, invoiceStatuses),
      ...money({ amount, currency }, { unit: 'minor', isConfirmed: true }),
      description: description ?? null,
      transactionId: null,
      createdAt: created === undefined ? null : timeOf(created),
    },
  };
}

export function recoveryEntryItem(entry: RecoveryEntry): Item {
  return {
    externalId: entry.id,
    name: domainName(entry.domain),
    attributes: {
      status: entry.status ?? null,
      health: entry.health ?? null,
      listedOn: sorted(entry.listedOn ?? []),
      readyAt: entry.readyAt ?? null,
      createdAt: entry.createdAt ?? null,
    },
  };
}

export function sendingToolCredentialItem(credential: SendingToolCredential, client: string): Item {
  return {
    externalId: credential.id,
    name: credential.name || credential.tool,
    attributes: {
      client,
      tool: credential.tool,
      status: credential.status ?? null,
      createdAt: credential.createdAt ?? null,
    },
  };
}

// Words that the platform is known to use. `canceled` is the spelling of the provider's page, `cancelled` its workers'.
const orderStatuses = ['pending', 'active', 'queued_for_cancellation', 'canceled', 'expired', 'unpaid'];
const domainStatuses = [
  ...['pending', 'in_progress', 'active', 'queued_for_cancellation', 'suspended', 'canceled', 'expired'],
];
const inboxStatuses = ['pending', 'provisioning', 'active', 'queued_for_cancellation', 'canceled', 'deleted'];
const jobStatuses = ['pending', 'queued', 'in_progress', 'completed', 'failed', 'canceled'];
const mutationStatuses = [
  ...['queued', 'processing', 'completed', 'partially_completed', 'failed', 'canceled', 'needs_attention'],
];
const invoiceStatuses = ['draft', 'open', 'paid', 'void', 'uncollectible', 'unpaid', 'canceled'];

/** A status in one spelling; a word that is not known says `unknown` and is kept beside it as it came. */
function status(
  raw: string | null,
  known: readonly string[],
): { readonly status: string | null; statusRaw: string | null } {
  if (raw === null) return { status: null, statusRaw: null };
  const word = raw
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
    .replace(/cancelled$/, 'canceled');
  return known.includes(word) ? { status: word, statusRaw: null } : { status: 'unknown', statusRaw: raw };
}

/** What an amount comes to, how it came, and how sure that is. Where the unit is not known nothing can be summed. */
function money(
  of: { readonly amount?: string | number | undefined; readonly currency?: string | undefined },
  unit: MoneyUnit,
): Readonly<Record<'amountMinor' | 'currency' | 'amountRaw' | 'unit', string | null>> {
  const currency = currencyCode(of.currency);
  return {
    amountMinor: minorOf(of.amount, { currency, unit }),
    currency,
    amountRaw: of.amount === undefined ? null : String(of.amount),
    unit: certaintyOf(unit),
  };
}

function minorOf(
  amount: string | number | undefined,
  { currency, unit }: { readonly currency: string | null; readonly unit: MoneyUnit },
): string | null {
  return amount === undefined ? null : minorUnits(String(amount), { currency, unit: unit.unit });
}

/** The order of such lists means nothing. */
function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

function timeOf(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
