import type { OperationCall } from '@rollcall/provider-kit';
import type { Expectation } from '@rollcall/schema';
import { domainName, domainOf, principalName } from './map.ts';

/**
 * What listings must show once an operation took effect. Whether a list is an alias or a forwarder depends on which
 * domains are the tenant's own; here, where nothing can be asked, a list that leaves its own domain is a forwarder.
 */
export function expectations({ operationId, input }: OperationCall): readonly Expectation[] {
  switch (operationId) {
    case 'createPrincipal':
      return created(input);
    case 'updatePrincipal':
      return changed(principalName(String(input['name'])), input['body']);
    case 'deletePrincipal':
      return deleted(principalName(String(input['name'])));
    case 'createDkim':
      return keyMade(input);
    default:
      return [];
  }
}

function created(input: OperationCall['input']): readonly Expectation[] {
  const name = principalName(String(input['name']));
  switch (input['type']) {
    case 'domain':
      return [present('domain', name)];
    case 'individual':
      return [
        present('inbox', name),
        ...furtherAddresses(input['emails'], name).map((alias) => present('alias', alias)),
      ];
    default:
      return [present(leavesItsDomain(name, input) ? 'forwarder' : 'alias', name)];
  }
}

function leavesItsDomain(name: string, { members, externalMembers }: OperationCall['input']): boolean {
  if (strings(externalMembers).length > 0) return true;
  return strings(members).some((member) => (domainOf(member) ?? domainOf(name)) !== domainOf(name));
}

function changed(name: string, body: unknown): readonly Expectation[] {
  if (!Array.isArray(body)) {
    const fields: OperationCall['input'] = typeof body === 'object' && body !== null ? { ...body } : {};
    return [
      ...(fields['name'] === undefined ? [] : renamed(name, String(fields['name']))),
      ...furtherAddresses(fields['emails'], name).map((alias) => present('alias', alias)),
    ];
  }
  return body.flatMap(({ action, field, value }: Readonly<Record<string, unknown>>) => {
    if (field === 'name' && action === 'set') return renamed(name, String(value));
    if (field !== 'emails') return [];
    if (action === 'set') return furtherAddresses(value, name).map((alias) => present('alias', alias));
    const aliases = strings(value).map(principalName);
    if (action === 'addItem') return aliases.map((alias) => present('alias', alias));
    return aliases.map((alias): Expectation => ({ becomes: 'absent', kind: 'alias', externalId: alias }));
  });
}

/** The name is the identity, so a rename is one resource less and another more. */
function renamed(from: string, to: string): readonly Expectation[] {
  const kind = domainOf(from) === undefined ? 'domain' : 'inbox';
  const name = principalName(to);
  return name === from ? [] : [present(kind, name), { becomes: 'absent', kind, externalId: from }];
}

/** An address may be a mailbox's or a list's; it is none of them any more. */
function deleted(name: string): readonly Expectation[] {
  const kinds = domainOf(name) === undefined ? ['domain'] : ['inbox', 'alias', 'forwarder'];
  return kinds.map((kind) => ({ becomes: 'absent', kind, externalId: name }));
}

/** The key shows among the records that its domain needs, under a name that the server makes up if none was given. */
function keyMade({ domain, selector }: OperationCall['input']): readonly Expectation[] {
  const kinds = ['dkim', 'dns_expectation'];
  if (typeof selector !== 'string' || selector === '')
    return kinds.map((kind) => ({ becomes: 'more', kind, count: 1 }));
  const name = domainName(`${selector}._domainkey.${String(domain)}`);
  return kinds.map((kind) => present(kind, name));
}

function present(kind: string, name: string): Expectation {
  return { becomes: 'present', kind, name };
}

/** All addresses but the primary one, which is the mailbox itself. */
function furtherAddresses(emails: unknown, name: string): readonly string[] {
  const further = strings(emails).slice(1).map(principalName);
  return [...new Set(further)].filter((address) => address !== name);
}

function strings(value: unknown): readonly string[] {
  return [value ?? []].flat().filter((each): each is string => typeof each === 'string');
}
