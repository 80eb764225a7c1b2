import { dnsMeaning, type OperationCall } from '@rollcall/provider-kit';
import type { Expectation } from '@rollcall/schema';
import { masterWallet } from './map.ts';
import { domainName } from './names.ts';

type Input = OperationCall['input'];

/**
 * What listings must show once an operation took effect; of what the provider carries out later, once that has come to
 * its end. What no listing shows (a new photo, a check) has none, and neither has the revocation of a key: keys are listed
 * by name and revoked by id.
 */
export function expectations({ operationId, input }: OperationCall): readonly Expectation[] {
  return Object.hasOwn(traces, operationId) ? (traces[operationId]?.(input) ?? []) : [];
}

const traces: Readonly<Record<string, (input: Input) => readonly Expectation[]>> = {
  placeOrder: ({ domains, inboxesPerDomain }) => [
    more('order', 1, { status: 'active' }),
    ...named('domain', domains),
    ...(typeof inboxesPerDomain === 'number' ? [more('inbox', inboxesPerDomain * list(domains).length)] : []),
  ],
  setOrderAutoRenew: ({ orderId, autoRenew }) => [changed('order', orderId, { autoRenew })],
  // What an order is called while it waits for its cancellation, and when that comes, is not documented.
  cancelOrder: ({ orderId }) => [changed('order', orderId)],
  revertOrderCancellation: ({ orderId }) => [changed('order', orderId)],
  reactivateOrder: ({ orderId }) => [changed('order', orderId)],
  createInboxMutation: ({ domain, items }) => [
    more('inbox_mutation', 1, { status: 'completed' }),
    ...list(items).flatMap((item) => changedInbox(domain, item)),
  ],
  rotateInboxPassword: () => [more('inbox_mutation', 1, { status: 'completed' })],
  setDomainFulfillment: ({ domain, forwardingUrl }) =>
    forwardingUrl === undefined ? [] : [changed('domain', domain, { forwardingUrl })],
  setForwarding: ({ domain, url }) => [changed('domain', domain, { forwardingUrl: url })],
  syncDnsRecord: ({ recordId }) => [changed('dns_record', recordId, { synced: true })],
  // The list has what is queued or going on, and what failed: an action that leaves it is done.
  retryDomainAction: ({ actionId }) => [changed('domain_action', actionId), absent('domain_action', actionId)],
  addDnsRecord: ({ domain, ...record }) => [recordPresent(domain, record)],
  updateDnsInBulk: ({ domains, records }) =>
    list(domains).flatMap((domain) => list(records).map((record) => recordPresent(domain, record))),
  deleteDnsRecord: ({ recordId }) => [absent('dns_record', recordId)],
  createWorkspace: ({ name }) => [present('provider_workspace', name)],
  updateWorkspace: ({ id, name, billingMode, fallback }) => [
    ...(name === undefined ? [] : [present('provider_workspace', name)]),
    ...billed(id, { billingMode, fallback }),
  ],
  setWalletMode: ({ workspaceId, mode }) => billed(workspaceId, { billingMode: mode }),
  setWalletFallback: ({ workspaceId, enabled }) => billed(workspaceId, { fallback: enabled }),
  useMasterBilling: ({ workspaceId }) => billed(workspaceId, { billingMode: 'master' }),
  setAutoRecharge: ({ enabled }) =>
    enabled === undefined
      ? [changed('wallet', masterWallet)]
      : [changed('wallet', masterWallet, { autoRecharge: enabled })],
  // A client is a name for a workspace.
  createClient: ({ name }) => [present('provider_client', name), present('provider_workspace', name)],
  renameClient: ({ clientName, newName }) => [
    present('provider_client', newName),
    present('provider_workspace', newName),
    ...(clientName === newName ? [] : [absent('provider_client', clientName)]),
  ],
  deleteClient: ({ clientName }) => [absent('provider_client', clientName)],
  addSendingToolCredential: ({ name, tool }) => [present('sending_tool_credential', name ?? tool)],
  updateSendingToolCredential: ({ credentialId, name, tool }) => [
    ...(name === undefined ? [] : [present('sending_tool_credential', name)]),
    ...(tool === undefined ? [] : [changed('sending_tool_credential', credentialId, { tool })]),
  ],
  deleteSendingToolCredential: ({ credentialId }) => [absent('sending_tool_credential', credentialId)],
  // A domain leaves the account for as long as it is in the pool.
  submitRecoveryDomains: ({ domains }) => [
    ...named('recovery_entry', domains),
    ...namesIn(domains).map((name) => absent('domain', name)),
  ],
  reactivateRecoveredDomain: ({ id }) => [changed('recovery_entry', id), more('domain')],
  deleteRecoveryEntry: ({ id }) => [absent('recovery_entry', id)],
  // At least the one that takes the money away; whether the other wallet shows its own is not documented.
  transferFunds: ({ fromWorkspaceId, toWorkspaceId }) => [
    more('wallet_transaction'),
    changed('wallet', fromWorkspaceId ?? masterWallet),
    changed('wallet', toWorkspaceId ?? masterWallet),
  ],
  confirmTopup: () => [more('wallet_transaction')],
  createApiKey: ({ name }) => [present('api_key', name)],
};

/** One change of a job: the address after a rename, where the domain is known, and what else listings show. */
function changedInbox(domain: unknown, item: unknown): readonly Expectation[] {
  const [inboxId, username] = [field(item, 'inboxId'), field(item, 'username')];
  const person = given({ firstName: field(item, 'firstName'), lastName: field(item, 'lastName') });
  const isNamed = typeof username === 'string' && typeof domain === 'string';
  const address = isNamed ? [present('inbox', `${username.toLowerCase()}@${domainName(domain)}`)] : [];
  if (Object.keys(person).length > 0) return [...address, changed('inbox', inboxId, person)];
  return typeof username === 'string' && !isNamed ? [changed('inbox', inboxId)] : address;
}

/** Workspaces and wallets both say who pays. */
function billed(workspaceId: unknown, attributes: Readonly<Record<string, unknown>>): readonly Expectation[] {
  const asked = given(attributes);
  if (Object.keys(asked).length === 0) return [];
  return [changed('provider_workspace', workspaceId, asked), changed('wallet', workspaceId, asked)];
}

function named(kind: string, domains: unknown): readonly Expectation[] {
  return namesIn(domains).map((name) => present(kind, name));
}

function namesIn(domains: unknown): readonly string[] {
  return [...new Set(list(domains).map((entry) => domainName(String(field(entry, 'domain') ?? entry))))];
}

/** Many records may bear one name: this one is the one that says so. */
function recordPresent(domain: unknown, record: unknown): Expectation {
  const priority = field(record, 'priority');
  const written = {
    ...{ type: String(field(record, 'type')), name: String(field(record, 'name')) },
    ...{ content: String(field(record, 'content')), priority: typeof priority === 'number' ? priority : null },
  };
  const meaning = dnsMeaning(written, domainName(String(domain)));
  const { name, type, content } = meaning;
  // What a priority is that nobody gave is for the provider to say.
  return present(
    'dns_record',
    name,
    meaning.priority === null ? { type, content } : { type, content, priority: meaning.priority },
  );
}

/** With attributes, where a name alone does not tell it from others. */
function present(kind: string, name: unknown, attributes?: Readonly<Record<string, unknown>>): Expectation {
  return { becomes: 'present', kind, name: String(name), ...(attributes && { attributes }) };
}

function absent(kind: string, externalId: unknown): Expectation {
  return { becomes: 'absent', kind, externalId: String(externalId) };
}

/** With attributes, as what is more of shows them once it is done. */
function more(kind: string, count = 1, attributes?: Readonly<Record<string, unknown>>): Expectation {
  return { becomes: 'more', kind, count, ...(attributes && { attributes }) };
}

/** Without attributes, in a way that cannot be told beforehand. */
function changed(kind: string, externalId: unknown, attributes?: Readonly<Record<string, unknown>>): Expectation {
  return { becomes: 'changed', kind, externalId: String(externalId), ...(attributes && { attributes }) };
}

function given(attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
