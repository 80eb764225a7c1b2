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
      ...(fields['name'] === undefined ? redescribed(name, fields) : renamed(name, String(fields['name']))),
      ...furtherAddresses(fields['emails'], name).map((alias) => present('alias', alias)),
    ];
  }
  const called = nameAfter(name, body);
  const sets = body.filter(({ action }) => action === 'set').map(({ field, value }) => [String(field), value]);
  // The value of an action may be a password and is nowhere stored: that something changes has to do.
  const described = called === name ? describedAs(name, Object.fromEntries(sets)) : undefined;
  const others = body.flatMap(({ action, field, value }: Readonly<Record<string, unknown>>) => {
    if (field === 'name' && action === 'set') return renamed(name, String(value));
    if (field !== 'emails') return [];
    if (action === 'set') return furtherAddresses(value, name).map((alias) => present('alias', alias));
    // The address that a mailbox is called by, or was until this change, is no further one.
    const aliases = strings(value)
      .map(principalName)
      .filter((alias) => alias !== called && alias !== name);
    if (action === 'addItem') return aliases.map((alias) => present('alias', alias));
    return aliases.map((alias): Expectation => ({ becomes: 'absent', kind: 'alias', externalId: alias }));
  });
  return described === undefined ? others : [changedOf(described.kind, name), ...others];
}

/** What listings show of a domain or of a mailbox, under the name that it keeps; what has members is a list. */
function describedAs(
  name: string,
  { description, quota, roles, memberOf, members, externalMembers }: OperationCall['input'],
): { readonly kind: string; readonly attributes: Readonly<Record<string, unknown>> } | undefined {
  if (members !== undefined || externalMembers !== undefined) return undefined;
  const isDomain = domainOf(name) === undefined;
  const attributes = {
    ...(roles === undefined || isDomain ? {} : { roles }),
    ...(memberOf === undefined || isDomain ? {} : { memberOf }),
    ...(description === undefined ? {} : { description }),
    ...(quota === undefined || isDomain ? {} : { quotaBytes: quota }),
  };
  return Object.keys(attributes).length === 0 ? undefined : { kind: isDomain ? 'domain' : 'inbox', attributes };
}

function redescribed(name: string, fields: OperationCall['input']): readonly Expectation[] {
  if (fields['members'] !== undefined || fields['externalMembers'] !== undefined) {
    return [changedOf(leavesItsDomain(name, fields) ? 'forwarder' : 'alias', name)];
  }
  const described = describedAs(name, fields);
  return described === undefined ? [] : [{ ...changedOf(described.kind, name), attributes: described.attributes }];
}

function changedOf(kind: string, externalId: string) {
  return { becomes: 'changed', kind, externalId } as const;
}

/** What a principal is called once these actions were taken. */
function nameAfter(name: string, actions: readonly Readonly<Record<string, unknown>>[]): string {
  const renaming = actions.findLast(({ action, field }) => action === 'set' && field === 'name');
  return renaming === undefined ? name : principalName(String(renaming['value']));
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
