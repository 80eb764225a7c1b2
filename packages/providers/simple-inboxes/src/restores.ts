import {
  type CallsOf,
  type Drifted,
  each,
  ProviderError,
  type Restores,
  type RestoreWay,
} from '@rollcall/provider-kit';
import { z } from 'zod';
import type { Confirmed } from './common.ts';
import type { operations } from './generated/types.ts';
import { masterWallet } from './map.ts';

type Calls = CallsOf<operations, 'data', never, Confirmed>;
type Way<Id extends keyof Calls> = RestoreWay<
  { readonly [Each in Id]: { readonly operationId: Each; readonly input: Calls[Each]['input'] } }[Id]
>;

const byItself = { notPossible: 'the provider sets it by itself.' };
const ordered = { notPossible: 'it comes and ends with its order: placeOrder, cancelOrder.' };
const money = { notPossible: 'money that was booked or billed is not taken back by its API.' };
const signingIn = {
  notPossible: 'whether a change keeps what it signs in with is not documented, and nobody here knows that.',
};
const history = { notPossible: 'it tells of something that was done, and that is not undone by changing it.' };

/** What can be put back that the common operations cannot. The reasons are those of the provider's page (2026-11-20). */
export const restores: Restores<Calls> = {
  provider_workspace: {
    appeared: { notPossible: 'no operation of its API takes a workspace away; deleteClient does with its client.' },
    vanished: { notPossible: 'its wallet and its orders are gone: createWorkspace makes another of that name.' },
    name: workspaceSettings(),
    attributes: each(['billingMode', 'fallback'], workspaceSettings()),
  },
  provider_client: {
    appeared: {
      operations: ['deleteClient'],
      warning: 'Its workspace, wallet and sending-tool credentials go with it, for good.',
      steps: ({ target: { name: clientName } }) => [
        { operationId: 'deleteClient', input: { clientName, confirm: clientName } },
      ],
    },
    vanished: {
      operations: ['createClient'],
      nearest: 'It comes back as another workspace with an empty wallet, without its credentials.',
      steps: ({ before: { name } }) => [{ operationId: 'createClient', input: { name } }],
    },
    name: {
      operations: ['renameClient'],
      steps: ({ target: { name: clientName }, before: { name: newName } }) => [
        { operationId: 'renameClient', input: { clientName, newName } },
      ],
    },
  },
  wallet: {
    appeared: { notPossible: 'a wallet comes with its workspace.' },
    vanished: { notPossible: 'a wallet goes with its workspace, and what it held with it.' },
    name: { notPossible: 'a wallet is called as its workspace is.' },
    attributes: {
      ...each(['currency', 'balanceRaw'], money),
      ...each(['billingMode', 'fallback'], walletSettings()),
      autoRecharge: autoRecharge(),
      ...each(['autoRechargeThresholdMinor', 'autoRechargeAmountMinor'], {
        notPossible: "an amount goes out in the provider's own unit, of which nobody can be sure.",
      }),
    },
  },
  wallet_transaction: {
    ...{ appeared: money, vanished: money },
    attributes: each(['wallet', 'type', 'currency', 'amountRaw', 'balanceAfterMinor', 'orderId'], money),
  },
  invoice: {
    ...{ appeared: money, vanished: money },
    attributes: each(['source', 'status', 'statusRaw', 'currency', 'amountRaw', 'description', 'transactionId'], money),
  },
  order: {
    appeared: {
      operations: ['cancelOrder'],
      nearest: 'It is queued for cancellation: what was paid is not paid back, and its inboxes stay until then.',
      steps: ({ target: { externalId: orderId } }) => [{ operationId: 'cancelOrder', input: { orderId } }],
    },
    vanished: { notPossible: 'an order that is gone is placed anew, which spends money: placeOrder.' },
    attributes: {
      ...each(['status', 'cancelAt'], orderCancellation()),
      statusRaw: byItself,
      autoRenew: {
        operations: ['setOrderAutoRenew'],
        steps: ({ target: { externalId: orderId }, before }) => [
          { operationId: 'setOrderAutoRenew', input: { orderId, autoRenew: flag(before, 'autoRenew') } },
        ],
      },
      ...each(['provider', 'workspaceId', 'client', 'domains', 'inboxCount'], {
        notPossible: 'what an order is for is settled when it is placed.',
      }),
      ...each(['currency', 'amountRaw', 'renewsAt'], byItself),
    },
  },
  domain: {
    attributes: {
      ...each(['status', 'statusRaw', 'interimStatus', 'provider', 'source', 'cloudflareZoneId'], byItself),
      ...each(['nameservers', 'nameserversMoved'], {
        notPossible: 'where a domain points is changed at its registrar.',
      }),
      ...each(['workspaceId', 'client', 'orderId'], ordered),
      forwardingUrl: forwarding(),
    },
  },
  nameserver_state: {
    appeared: { notPossible: 'it comes with its domain.' },
    vanished: { notPossible: 'it goes with its domain.' },
    attributes: each(['nameservers', 'propagated'], {
      notPossible: 'where a domain points is changed at its registrar.',
    }),
  },
  domain_action: {
    ...{ appeared: history, vanished: history },
    attributes: each(['status', 'statusRaw', 'attempts', 'maxAttempts', 'error', 'startedAt', 'completedAt'], byItself),
  },
  dns_record: {
    vanished: { operations: ['addDnsRecord'], steps: ({ before }) => [recordCreation(before)] },
    attributes: {
      ...each(['type', 'content', 'ttl', 'priority', 'proxied'], remadeRecord()),
      synced: syncing(),
    },
  },
  inbox: {
    ...{ appeared: ordered, vanished: ordered },
    attributes: {
      ...each(['status', 'statusRaw', 'provider'], byItself),
      ...each(['firstName', 'lastName', 'displayName'], personOf()),
      ...each(['orderId', 'workspaceId'], ordered),
    },
  },
  inbox_mutation: {
    appeared: {
      notPossible: 'a job that ran is not taken back; inboxes.setPassword rotates what it may have changed.',
    },
    vanished: history,
    attributes: each(
      ['status', 'statusRaw', 'requestCount', 'domain', 'orderId', 'completedAt', 'failedAt', 'lastError'],
      byItself,
    ),
  },
  recovery_entry: {
    appeared: { notPossible: 'taking a domain back spends money: reactivateRecoveredDomain.' },
    vanished: { notPossible: 'a domain that left the pool was taken back or given up, and neither is undone.' },
    attributes: each(['status', 'health', 'listedOn', 'readyAt'], byItself),
  },
  sending_tool_credential: {
    appeared: {
      operations: ['deleteSendingToolCredential'],
      steps: ({ target: { externalId: credentialId, attributes } }) => [
        {
          operationId: 'deleteSendingToolCredential',
          input: { ...OfClient.parse(attributes), credentialId, confirm: credentialId },
        },
      ],
    },
    vanished: { notPossible: 'what it signs in with is known to whoever gave it: addSendingToolCredential.' },
    name: signingIn,
    attributes: { tool: signingIn, status: byItself },
  },
  api_key: {
    vanished: {
      operations: ['providerKeys.create'],
      nearest: 'It comes back with another secret, which whoever used the former one must be given.',
      steps: ({ before: { name } }) => [{ common: 'providerKeys.create', input: { name, kind: 'api_key' } }],
    },
    attributes: { prefix: { notPossible: 'the secret of a key is known to whoever has it: providerKeys.rotate.' } },
  },
};

/** As `map.ts` writes them. */
const OfDomain = z.object({ domain: z.string() });
const OfClient = z.object({ client: z.string() }).transform(({ client: clientName }) => ({ clientName }));
const Billing = z.object({ billingMode: z.enum(['master', 'dedicated']).nullable(), fallback: z.boolean().nullable() });
const OfWorkspace = z.object({ workspaceId: z.string().nullable() });
const Person = z.object({ firstName: z.string().nullable(), lastName: z.string().nullable() });
const DnsRecord = z.object({
  ...{ domain: z.string(), type: z.string(), content: z.string(), priority: z.int().nullable() },
  ttl: z.union([z.int(), z.literal('automatic')]).nullable(),
  proxied: z.boolean().nullable(),
});

function workspaceSettings(): Way<'updateWorkspace'> {
  return {
    operations: ['updateWorkspace'],
    steps: ({ target: { externalId: id }, before: { name, attributes }, differs }) => {
      const { billingMode, fallback } = Billing.parse(attributes);
      const isOf = (attribute: string) => differs.includes(attribute);
      const settings = {
        ...(isOf('name') ? { name } : {}),
        ...(isOf('billingMode') ? { billingMode: known(billingMode) } : {}),
        ...(isOf('fallback') ? { fallback: known(fallback) } : {}),
      };
      return [{ operationId: 'updateWorkspace', input: { id, ...settings } }];
    },
  };
}

function walletSettings(): Way<'setWalletMode' | 'setWalletFallback'> {
  return {
    operations: ['setWalletMode', 'setWalletFallback'],
    steps: ({ target, before, differs }) => {
      const { workspaceId } = OfWorkspace.parse(target.attributes);
      if (workspaceId === null) throw cannot("the master wallet is nobody's own: this is not set for it.");
      const { billingMode, fallback } = Billing.parse(before.attributes);
      const modes = differs.includes('billingMode') ? [{ workspaceId, mode: known(billingMode) }] : [];
      const fallbacks = differs.includes('fallback') ? [{ workspaceId, enabled: known(fallback) }] : [];
      return [
        ...modes.map((input) => ({ operationId: 'setWalletMode' as const, input })),
        ...fallbacks.map((input) => ({ operationId: 'setWalletFallback' as const, input })),
      ];
    },
  };
}

function autoRecharge(): Way<'setAutoRecharge'> {
  return {
    operations: ['setAutoRecharge'],
    warning: 'Threshold and amount stay as they are now.',
    steps: ({ target, before }) => {
      if (target.externalId !== masterWallet) throw cannot('its API tops up the master wallet alone.');
      return [{ operationId: 'setAutoRecharge', input: { enabled: flag(before, 'autoRecharge') } }];
    },
  };
}

/** A cancellation that is queued is taken back, or queued again. One that was carried out comes back for money alone. */
function orderCancellation(): Way<'cancelOrder' | 'revertOrderCancellation'> {
  return {
    operations: ['revertOrderCancellation', 'cancelOrder'],
    steps: ({ target: { externalId: orderId, attributes: now }, before: { attributes } }) => {
      const [from, to] = [attributes['status'], now['status']];
      if (from === 'active' && to === queued) return [{ operationId: 'revertOrderCancellation', input: { orderId } }];
      if (from === queued && to === 'active') return [{ operationId: 'cancelOrder', input: { orderId } }];
      throw cannot(
        'its API takes back and queues cancellations; reactivateOrder brings a canceled one back, for money.',
      );
    },
  };
}

const queued = 'queued_for_cancellation';

/** Only the override of one domain says that there is none. */
function forwarding(): Way<'setForwarding' | 'setDomainFulfillment'> {
  return {
    operations: ['setForwarding', 'setDomainFulfillment'],
    steps: ({ target: { name: domain }, before: { attributes } }) => {
      const url = attributes['forwardingUrl'];
      if (typeof url === 'string') return [{ operationId: 'setForwarding', input: { domain, url } }];
      return [{ operationId: 'setDomainFulfillment', input: { domain, forwardingUrl: null } }];
    },
  };
}

/**
 * A record cannot be changed: the former one is written again, and the one that there is now is ended. Ended first is what
 * cannot stand beside the other; else a moment without either is avoided.
 */
function remadeRecord(): Way<'addDnsRecord' | 'deleteDnsRecord'> {
  return {
    operations: ['addDnsRecord', 'deleteDnsRecord'],
    warning: 'A record cannot be changed there: the former one comes back under another id.',
    steps: ({ target, before }) => {
      const [former, present] = [DnsRecord.parse(before.attributes), DnsRecord.parse(target.attributes)];
      const [domain, recordId] = [present.domain, target.externalId];
      const input = { domain, recordId, confirm: recordId };
      const steps = [recordCreation(before), { operationId: 'deleteDnsRecord' as const, input }];
      const isSame = former.type === present.type && former.content === present.content;
      return isSame || present.type === 'CNAME' ? steps.toReversed() : steps;
    },
  };
}

function recordCreation({ name, attributes }: Drifted['before']) {
  const { domain, type, content, ttl, priority, proxied } = DnsRecord.parse(attributes);
  const input = {
    ...{ domain, type, name, content },
    // One second is how "automatic" is written.
    ...(ttl === null ? {} : { ttl: ttl === 'automatic' ? 1 : ttl }),
    ...(priority === null ? {} : { priority }),
    ...(proxied === null ? {} : { proxied }),
  };
  return { operationId: 'addDnsRecord' as const, input };
}

function syncing(): Way<'syncDnsRecord'> {
  return {
    operations: ['syncDnsRecord'],
    steps: ({ target: { externalId: recordId, attributes }, before, differs }) => {
      // A record that is written anew is synced by itself.
      if (differs.some((attribute) => attribute !== 'synced')) return [];
      if (!flag(before, 'synced')) throw cannot('a record that is synced cannot be made not to be.');
      return [{ operationId: 'syncDnsRecord', input: { ...OfDomain.parse(attributes), recordId } }];
    },
  };
}

function personOf(): Way<'createInboxMutation'> {
  return {
    operations: ['createInboxMutation'],
    steps: ({ target: { externalId: inboxId, attributes }, before, differs }) => {
      if (!differs.some((attribute) => attribute === 'firstName' || attribute === 'lastName')) {
        throw cannot('a display name follows from the first and the last name, which did not change.');
      }
      const { firstName, lastName } = Person.parse(before.attributes);
      const item = { inboxId, firstName: known(firstName), lastName: known(lastName) };
      return [{ operationId: 'createInboxMutation', input: { ...OfDomain.parse(attributes), items: [item] } }];
    },
  };
}

function flag({ attributes }: Drifted['before'], attribute: string): boolean {
  return known(z.boolean().nullable().parse(attributes[attribute]));
}

/** Throws where it was not said before. */
function known<Value>(value: Value | null): Value {
  if (value === null) throw cannot('the provider did not say what it was before.');
  return value;
}

function cannot(reason: string): ProviderError {
  return new ProviderError('not_supported', reason);
}
