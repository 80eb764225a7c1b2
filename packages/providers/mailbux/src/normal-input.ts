import { type OperationCall, ProviderError } from '@rollcall/provider-kit';
import { domainName, domainOf, principalName } from './map.ts';

type Input = OperationCall['input'];

/**
 * The input as the provider knows things: names in lower case, domains in their ASCII form. Throws `ProviderError`
 * (`rejected`, never sent) when a domain or an address is none, or when passwords are asked for.
 */
export function normalInput({ operationId, input }: OperationCall): Input {
  switch (operationId) {
    case 'listPrincipals':
      return { ...input, fields: safeFields(input['fields']) };
    case 'createPrincipal':
      return {
        ...input,
        name: input['type'] === 'domain' ? domain('name', input['name']) : address('name', input['name']),
        ...addresses(input, ['emails', 'members', 'externalMembers']),
      };
    case 'getPrincipal':
    case 'deletePrincipal':
      return { ...input, name: principalName(String(input['name'])) };
    case 'updatePrincipal':
      return { ...input, name: principalName(String(input['name'])), body: normalChange(input['body']) };
    case 'createDkim':
    case 'listDnsRecords':
    case 'listDnsRecordsOfStalwart':
    case 'listForwarders':
      return { ...input, domain: domain('domain', input['domain']) };
    case 'createForwarder':
      return { ...input, fromEmail: address('fromEmail', input['fromEmail']), to: address('to', input['to']) };
    default:
      return input;
  }
}

/** Everything but passwords: without `fields`, the provider would send those too. */
const fieldsShown =
  'id,name,type,description,emails,quota,usedQuota,roles,memberOf,lists,members,externalMembers,tenant,locale';

function safeFields(fields: unknown): string {
  const asked = typeof fields === 'string' ? fields : fieldsShown;
  if (!asked.split(',').includes('secrets')) return asked;
  throw rejected('"fields" must not name "secrets": Rollcall never asks for passwords.');
}

/** A change in either form, whose names and addresses are brought into the provider's. */
function normalChange(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(normalAction);
  if (typeof body !== 'object' || body === null) return body;
  const fields: Input = { ...body };
  return {
    ...fields,
    ...(fields['name'] === undefined ? {} : { name: newName(fields['name']) }),
    ...addresses(fields, ['emails', 'members', 'externalMembers']),
  };
}

function normalAction(action: Input): Input {
  const { field, value } = action;
  if (field === 'name') return { ...action, value: newName(value) };
  if (field !== 'emails' && field !== 'members' && field !== 'externalMembers') return action;
  if (Array.isArray(value)) return { ...action, value: value.map((each) => address(field, each)) };
  return { ...action, value: address(field, value) };
}

function newName(value: unknown): string {
  return String(value).includes('@') ? address('name', value) : domain('name', value);
}

function addresses(input: Input, fields: readonly string[]): Input {
  const given = fields.filter((field) => Array.isArray(input[field]));
  return Object.fromEntries(
    given.map((field) => [field, [input[field]].flat().map((each: unknown) => address(field, each))]),
  );
}

function domain(field: string, value: unknown): string {
  const name = domainName(String(value));
  if (isDomain(name)) return name;
  throw rejected(`"${field}" must be a domain name such as example.com.`);
}

function address(field: string, value: unknown): string {
  const name = principalName(String(value));
  if (/^[^\s@]{1,64}@/.test(name) && isDomain(domainOf(name) ?? '')) return name;
  throw rejected(`"${field}" must be an address such as agent@example.com.`);
}

/** Two labels or more, the last of which is no number. */
function isDomain(name: string): boolean {
  return (
    name.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/.test(name)
  );
}

function rejected(what: string): ProviderError {
  return new ProviderError('rejected', `${what} Nothing was sent.`, { applied: 'no' });
}
