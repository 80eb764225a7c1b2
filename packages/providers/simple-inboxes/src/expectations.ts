import type { OperationCall } from '@rollcall/provider-kit';
import type { Expectation } from '@rollcall/schema';
import { domainName, recordName } from './names.ts';

type Input = OperationCall['input'];

/**
 * What listings must show once an operation took effect. Changes of an attribute (a cancellation, a new password, a
 * synchronisation) and keys, which are listed by name and revoked by id, cannot be told this way and have none.
 */
export function expectations({ operationId, input }: OperationCall): readonly Expectation[] {
  return Object.hasOwn(traces, operationId) ? (traces[operationId]?.(input) ?? []) : [];
}

const traces: Readonly<Record<string, (input: Input) => readonly Expectation[]>> = {
  placeOrder: ({ domains }) => [more('order'), ...named('domain', domains)],
  createInboxMutation: ({ domain, items }) => [more('inbox_mutation'), ...renamed(domain, items)],
  addDnsRecord: ({ domain, name }) => [recordPresent(domain, name)],
  updateDnsInBulk: ({ domains, records }) =>
    list(domains).flatMap((domain) => list(records).map((record) => recordPresent(domain, field(record, 'name')))),
  deleteDnsRecord: ({ recordId }) => [absent('dns_record', recordId)],
  createWorkspace: ({ name }) => [present('provider_workspace', name)],
  updateWorkspace: ({ name }) => (name === undefined ? [] : [present('provider_workspace', name)]),
  createClient: ({ name }) => [present('provider_client', name)],
  renameClient: ({ clientName, newName }) => [
    present('provider_client', newName),
    ...(clientName === newName ? [] : [absent('provider_client', clientName)]),
  ],
  deleteClient: ({ clientName }) => [absent('provider_client', clientName)],
  addSendingToolCredential: ({ name, tool }) => [present('sending_tool_credential', name ?? tool)],
  updateSendingToolCredential: ({ name }) => (name === undefined ? [] : [present('sending_tool_credential', name)]),
  deleteSendingToolCredential: ({ credentialId }) => [absent('sending_tool_credential', credentialId)],
  submitRecoveryDomains: ({ domains }) => named('recovery_entry', domains),
  deleteRecoveryEntry: ({ id }) => [absent('recovery_entry', id)],
  // At least the one that takes the money away; whether the other wallet shows its own is not documented.
  transferFunds: () => [more('wallet_transaction')],
  createApiKey: ({ name }) => [present('api_key', name)],
};

/** The addresses after a rename, where the domain is known. */
function renamed(domain: unknown, items: unknown): readonly Expectation[] {
  if (typeof domain !== 'string') return [];
  const names = list(items)
    .map((item) => field(item, 'username'))
    .filter((name) => typeof name === 'string');
  return names.map((name) => present('inbox', `${name.toLowerCase()}@${domainName(domain)}`));
}

function named(kind: string, domains: unknown): readonly Expectation[] {
  const names = list(domains).map((entry) => domainName(String(field(entry, 'domain') ?? entry)));
  return [...new Set(names)].map((name) => present(kind, name));
}

function recordPresent(domain: unknown, name: unknown): Expectation {
  return present('dns_record', recordName(String(name), domainName(String(domain))));
}

function present(kind: string, name: unknown): Expectation {
  return { becomes: 'present', kind, name: String(name) };
}

function absent(kind: string, externalId: unknown): Expectation {
  return { becomes: 'absent', kind, externalId: String(externalId) };
}

function more(kind: string): Expectation {
  return { becomes: 'more', kind, count: 1 };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
