import type { operations } from '../generated/types.ts';
import { alreadyExists, impossible, notFound, unreadable } from './answers.ts';
import {
  bare,
  domainOf,
  isOwn,
  isTaken,
  membersOf,
  principalNamed,
  replace,
  type State,
  type Stored,
} from './state.ts';

type Body<Id extends 'createPrincipal' | 'updatePrincipal'> =
  operations[Id]['requestBody']['content']['application/json'];
type Refused = ReturnType<typeof notFound> | ReturnType<typeof alreadyExists> | ReturnType<typeof unreadable>;
type Made = { readonly principal: Stored } | { readonly refused: Refused };

const gigabyte = 1024 ** 3;

/** The principal that a request to create one describes, not yet added; or why it is refused. */
export function made(state: State, body: Body<'createPrincipal'>): Made {
  const { type, description = null, quota = 0, roles = [], secrets = [] } = body;
  const name = body.name.toLowerCase();
  const { errors } = state.dialects;
  if (isTaken(state, name)) return { refused: alreadyExists(errors, { field: 'name', value: name }) };
  if (type !== 'domain' && !isOwn(state, name)) return { refused: notFound(errors, domainOf(name)) };
  if (quota > 0 && quota < gigabyte) {
    return { refused: impossible(errors, { details: 'The quota must be 1 GB at least, or none.' }) };
  }
  const principal: Stored = {
    ...bare({ type, name }),
    ...{ description, quota, roles, secrets },
    emails: (body.emails ?? []).map((email) => email.toLowerCase()),
    members: (body.members ?? []).map((member) => member.toLowerCase()),
    externalMembers: body.externalMembers ?? [],
  };
  const refused = obstacle(state, principal);
  return refused === undefined ? { principal } : { refused };
}

/** Changes a principal as asked; answers why not. */
export function change(state: State, principal: Stored, body: Body<'updatePrincipal'>): Refused | undefined {
  const { patch } = state.dialects;
  const form = Array.isArray(body) ? 'stalwart' : 'guide';
  if (patch !== 'both' && patch !== form) return unreadable('The body could not be parsed.');
  const next = Array.isArray(body) ? body.reduce(afterAction, principal) : afterReplacement(principal, body);
  const refused = obstacle(state, next, principal);
  if (refused === undefined) replace(state, principal, next);
  return refused;
}

type Action = Extract<Body<'updatePrincipal'>, readonly unknown[]>[number];

function afterAction(principal: Stored, { action, field, value }: Action): Stored {
  const values = [value].flat().map(String);
  switch (field) {
    case 'name':
      return { ...principal, name: values.join('').toLowerCase() };
    case 'description':
    case 'locale':
      return { ...principal, [field]: values.join('') };
    case 'quota':
      return { ...principal, quota: Number(value) };
    case 'lists':
      // The lists that it is a member of are kept with those.
      return principal;
    case 'secrets':
      return { ...principal, secrets: secretsAfter(principal.secrets, action, values) };
    default: {
      const lower = values.map((each) => each.toLowerCase());
      return { ...principal, [field]: valuesAfter(principal[field], action, lower) };
    }
  }
}

/** Taking out no secret in particular takes out the password; app passwords and the second factor stay. */
function secretsAfter(secrets: readonly string[], action: Action['action'], values: readonly string[]) {
  if (action === 'removeItem' && values.includes('')) {
    return secrets.filter((secret) => /^(\$app\$|otpauth:)/.test(secret));
  }
  return valuesAfter(secrets, action, values);
}

function valuesAfter(known: readonly string[], action: Action['action'], values: readonly string[]): readonly string[] {
  switch (action) {
    case 'set':
      return values;
    case 'addItem':
      return [...new Set([...known, ...values])];
    case 'removeItem':
      return known.filter((each) => !values.includes(each));
    default:
      return action satisfies never;
  }
}

function afterReplacement(principal: Stored, body: Exclude<Body<'updatePrincipal'>, readonly unknown[]>): Stored {
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  const next: Stored = { ...principal, ...given };
  return { ...next, name: next.name.toLowerCase() };
}

/** What stands in the way of a principal being so; `before` is what it was, which is no obstacle to itself. */
function obstacle(state: State, next: Stored, before?: Stored): Refused | undefined {
  const { errors } = state.dialects;
  const added = (values: readonly string[], known: readonly string[] | undefined) =>
    values.filter((value) => !(known ?? []).includes(value));
  if (before !== undefined && next.name !== before.name) {
    if (isTaken(state, next.name)) return alreadyExists(errors, { field: 'name', value: next.name });
    if (next.type !== 'domain' && !isOwn(state, next.name)) return notFound(errors, domainOf(next.name));
    if (next.type === 'domain' && membersOf(state, before.name).length > 0) {
      return impossible(errors, { details: 'Domain has members', reason: 'It cannot be renamed.' });
    }
  }
  for (const email of added(next.emails, before?.emails)) {
    const isFree = email === next.name || !isTaken(state, email);
    if (!isFree) return alreadyExists(errors, { field: 'emails', value: email });
    if (!isOwn(state, email)) return notFound(errors, domainOf(email));
  }
  const stranger = added(next.members, before?.members).find((member) => !isMember(state, member));
  return stranger === undefined ? undefined : notFound(errors, stranger);
}

/** Stalwart has only its own principals for members; the guide puts addresses elsewhere among them, too. */
function isMember(state: State, member: string): boolean {
  if (principalNamed(state, member) !== undefined || state.furtherAddresses.has(member)) return true;
  return state.dialects.lists === 'guide' && !isOwn(state, member);
}
