import type { Automatism } from '@rollcall/schema';

type Of<Change extends Automatism['change']> = Omit<Automatism, 'change' | 'attributes' | 'isDocumented'> & {
  readonly change?: Change;
};

/** The page says so, if in half a sentence (A in the README). */
const said = { isDocumented: true } as const;
/** It follows from what the page says elsewhere, or from words that the platform's own code uses (B and D). */
const concluded = { isDocumented: false } as const;

function changed(attributes: readonly string[], of: Of<'changed'>): Omit<Automatism, 'isDocumented'> {
  return { ...of, change: 'changed', attributes };
}

const comes = (of: Of<'appeared'>) => ({ ...of, change: 'appeared', attributes: [] }) as const;
const goes = (of: Of<'vanished'>) => ({ ...of, change: 'vanished', attributes: [] }) as const;

const cancellation = {
  from: { status: ['queued_for_cancellation'] },
  to: { status: ['canceled', 'deleted'] },
  reason: 'a cancellation is queued, and carried out by the provider when its time comes',
};
const expiry = {
  from: { status: ['active'] },
  to: { status: ['expired', 'unpaid', 'suspended'] },
  reason: 'what is not renewed or paid ends by itself',
};

/** What the provider changes by itself, by kind. */
export const automatisms: Readonly<Record<string, readonly Automatism[]>> = {
  wallet: [
    {
      ...concluded,
      ...changed(['balanceMinor', 'balanceRaw'], {
        reason: 'renewals are taken from the wallet, and automatic top-ups are added to it',
      }),
    },
  ],
  wallet_transaction: [
    { ...concluded, ...comes({ reason: 'renewals and automatic top-ups are booked by the provider itself' }) },
  ],
  invoice: [
    { ...concluded, ...comes({ reason: 'renewals and automatic top-ups are billed by the provider itself' }) },
    {
      ...concluded,
      ...changed(['status'], {
        ...{ from: { status: ['draft', 'open'] }, to: { status: ['open', 'paid', 'uncollectible'] } },
        reason: 'an invoice is opened and settled by itself',
      }),
    },
  ],
  order: [
    {
      ...said,
      ...changed(['renewsAt'], {
        ...{ rises: ['renewsAt'], to: { autoRenew: [true, null], status: ['active'] } },
        reason: 'an order renews itself unless that is turned off',
      }),
    },
    {
      ...said,
      ...changed(['status', 'inboxCount', 'renewsAt'], {
        ...{ from: { status: ['pending'] }, to: { status: ['active'] } },
        reason: 'an order that was placed is carried out by the provider',
      }),
    },
    { ...said, ...changed(['status', 'inboxCount', 'renewsAt'], cancellation) },
    { ...concluded, ...changed(['status'], expiry) },
  ],
  domain: [
    {
      ...said,
      ...changed(['status', 'interimStatus', 'cloudflareZoneId', 'nameservers'], {
        ...{ from: { status: ['pending', 'in_progress'] }, to: { status: ['in_progress', 'active'] } },
        reason: 'a domain is provisioned by the provider, step by step',
      }),
    },
    {
      ...said,
      ...changed(['nameserversMoved'], {
        reason: 'the provider checks by itself whether the nameservers of a domain have propagated',
      }),
    },
    { ...concluded, ...changed(['interimStatus'], { reason: 'it is the step that the provider has come to' }) },
    { ...said, ...changed(['status'], cancellation) },
    { ...concluded, ...changed(['status'], expiry) },
  ],
  nameserver_state: [
    {
      ...said,
      ...changed(['propagated'], { reason: 'the provider checks by itself whether the nameservers have propagated' }),
    },
  ],
  domain_action: [
    {
      ...said,
      ...changed(['status', 'attempts', 'error', 'startedAt', 'completedAt'], {
        ...{ rises: ['attempts', 'startedAt', 'completedAt'] },
        reason: 'actions are queued, and carried out and tried again by the provider',
      }),
    },
    {
      ...said,
      ...goes({
        from: { status: ['pending', 'queued', 'in_progress', 'completed'] },
        reason: 'the list has what is queued or in progress: an action leaves it once it is done',
      }),
    },
    { ...concluded, ...comes({ reason: 'the provider provisions a domain by actions of its own' }) },
  ],
  dns_record: [
    {
      ...said,
      ...changed(['synced'], {
        to: { synced: [true] },
        reason: 'every edit is synced to the nameservers by the provider',
      }),
    },
  ],
  inbox: [
    {
      ...said,
      ...changed(['status'], {
        ...{ from: { status: ['pending', 'provisioning'] }, to: { status: ['provisioning', 'active'] } },
        reason: 'an inbox that was ordered is set up by the provider',
      }),
    },
    { ...said, ...changed(['status'], cancellation) },
  ],
  inbox_mutation: [
    {
      ...said,
      ...changed(['status', 'completedAt', 'failedAt', 'lastError'], {
        from: { status: ['queued', 'processing'] },
        reason: 'jobs are queued, and carried out by the provider',
      }),
    },
  ],
  recovery_entry: [
    {
      ...said,
      ...changed(['status', 'health', 'listedOn', 'readyAt'], {
        ...{ from: { status: ['recovering'] }, to: { status: ['recovering', 'ready'] } },
        reason: 'a domain heals in the Recovery Pool, until it is ready to be taken back',
      }),
    },
  ],
};
