import {
  type Alters,
  alteration,
  type Control,
  type ControlKind,
  createControlKind,
  createSwitch,
  type Fields,
  type Named,
  SandboxError,
  type Target,
} from '@rollcall/provider-kit/sandbox';
import { z } from 'zod';
import { expectationItem } from '../map.ts';
import { Dialects } from './dialects.ts';
import { recordsOf } from './records.ts';
import { add, bare, domainOf, isOwn, remove, replace, type State, type Stored } from './state.ts';

/** What can be done to the tenant behind the API's back, beside planting faults. */
export function controlOf(state: State): Control {
  return {
    describe: () => ({
      dialects: state.dialects,
      tenant: { full: state.isFull },
      pages: { max: state.pageItemsMax },
    }),
    kinds: {
      domain: createControlKind({
        kind: 'domain',
        rows: state.domains,
        create: (name) => add(state, bare({ type: 'domain', name })),
        remove: (domain) => remove(state, domain).map((row) => namedPrincipal(state, row)),
        alters: { description: redescribed },
      }),
      inbox: createControlKind({
        kind: 'inbox',
        rows: state.inboxes,
        create: (name) => {
          requireDomain(state, name);
          return add(state, { ...bare({ type: 'individual', name }), emails: [name], roles: ['user'] });
        },
        remove: (mailbox) => {
          remove(state, mailbox);
          return [];
        },
        alters: {
          description: redescribed,
          quotaBytes: ({ quota }) => ({ quota: quota + 1024 ** 3 }),
          roles: ({ roles }) => ({ roles: [...roles, 'postmaster'] }),
          memberOf: ({ memberOf }) => ({ memberOf: [...memberOf, 'everybody'] }),
        },
      }),
      alias: aliasKind(state),
      forwarder: listKind(state, {
        kind: 'forwarder',
        newTarget: () => 'somebody@elsewhere.example',
        alters: {
          targets: ({ members }) => ({ members: [...members, 'another@elsewhere.example'] }),
          localTargets: ({ name, members }) => ({ members: [...members, firstInboxOf(state, name)] }),
          description: redescribed,
        },
      }),
      dkim: createControlKind({
        kind: 'dkim',
        rows: state.keys,
        create: (name) => {
          const [, selector = '', domain = ''] = /^(.+)\._domainkey\.(.+)$/.exec(name) ?? [];
          if (state.domains.get(domain) === undefined) {
            throw new SandboxError('The name of a DKIM key is SELECTOR._domainkey.DOMAIN, of a domain that is there.');
          }
          const key = { signature: `${selector}-${domain}`, domain, selector, algorithm: 'ed25519' } as const;
          const whole = { ...key, ...state.newPair('ed25519') };
          state.keys.add(whole);
          return whole;
        },
        remove: (key) => {
          state.keys.remove(key);
          return [];
        },
      }),
      dns_expectation: recordKind(state),
    },
    switches: switchesOf(state),
  };
}

function switchesOf(state: State): Control['switches'] {
  return {
    /** How the server speaks from now on; what is left out stays as it is. */
    dialect: createSwitch(Dialects.partial(), (given) => {
      const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      state.dialects = Dialects.parse({ ...state.dialects, ...set });
      return { dialects: state.dialects };
    }),
    /** The plan allows no more principals. */
    tenant: createSwitch(z.strictObject({ full: z.boolean() }), ({ full }) => {
      state.isFull = full;
      return { tenant: { full } };
    }),
    /** The most items that a page holds, as a front in between may have it. */
    pages: createSwitch(z.strictObject({ max: z.int().min(1).nullable() }), ({ max }) => {
      state.pageItemsMax = max;
      return { pages: { max } };
    }),
    /** The mail server gets a new certificate, as it does every few weeks. */
    certificate: createSwitch(z.strictObject({ digest: z.string().min(1) }), ({ digest }) => {
      state.certificateDigest = digest;
      return { certificate: { digest } };
    }),
  };
}

interface ListKind {
  readonly kind: 'alias' | 'forwarder';
  readonly newTarget: (name: string) => string;
  readonly alters: Alters<Stored>;
}

/** Aliases or forwarders among the lists. */
function listKind(state: State, { kind, newTarget, alters }: ListKind): ControlKind {
  const rows = () => Array.from(state.lists.values()).filter((list) => kindOf(state, list) === kind);
  const named = ({ name }: Stored): Named => ({ kind, id: name, name });
  const targeted = (target: Target): readonly Stored[] => {
    if ('first' in target) return rows().slice(0, target.first);
    const name = 'id' in target ? target.id : target.name;
    const row = rows().find((list) => list.name === name);
    if (row === undefined) throw new SandboxError(`There is no ${kind} of the name ${name} among the lists.`);
    return [row];
  };
  const edit = (row: Stored, set: Fields): Named => {
    const next = edited(row, set);
    replace(state, row, next);
    return named(next);
  };
  return {
    get size() {
      return rows().length;
    },
    list: () => rows().map(named),
    create: (name, set) => {
      requireDomain(state, name);
      const list = { ...bare({ type: 'list', name }), emails: [name], members: [newTarget(name)] };
      return [named(add(state, edited(list, set)))];
    },
    edit: (target, set) => targeted(target).map((row) => edit(row, set)),
    alter: (target, attribute) =>
      targeted(target).map((row) => edit(row, alteration(alters, { kind, row, attribute }))),
    delete: (target) =>
      targeted(target).map((row) => {
        remove(state, row);
        return named(row);
      }),
  };
}

/** Lists to the tenant's own addresses, and the further addresses of mailboxes, which can be seen here and not changed. */
function aliasKind(state: State): ControlKind {
  const lists = listKind(state, {
    kind: 'alias',
    newTarget: (name) => firstInboxOf(state, name),
    alters: { targets: ({ name }) => ({ members: [lastInboxOf(state, name)] }), description: redescribed },
  });
  const addresses = () => Array.from(state.furtherAddresses.keys(), (name) => ({ kind: 'alias', id: name, name }));
  return {
    ...{ create: lists.create, edit: lists.edit, alter: lists.alter, delete: lists.delete },
    get size() {
      return lists.size + state.furtherAddresses.size;
    },
    list: () => [...lists.list(), ...addresses()],
  };
}

/** The records that the domains need, told as a listing tells them. */
function recordKind(state: State): ControlKind {
  const list = (): readonly Named[] =>
    Array.from(state.domains.values()).flatMap(({ name: domain }) =>
      recordsOf(state, domain).flatMap((record) => {
        const item = expectationItem(record, domain);
        return item === undefined ? [] : [{ kind: 'dns_expectation', id: item.externalId, name: item.name }];
      }),
    );
  const refuse = (): never => {
    throw new SandboxError('What a domain needs follows from it and its DKIM keys: change those.');
  };
  return {
    get size() {
      return list().length;
    },
    ...{ list, create: refuse, edit: refuse, alter: refuse, delete: refuse },
  };
}

function kindOf(state: State, { members, externalMembers }: Stored): 'alias' | 'forwarder' {
  const leaves = externalMembers.length > 0 || members.some((member) => member.includes('@') && !isOwn(state, member));
  return leaves ? 'forwarder' : 'alias';
}

function namedPrincipal(state: State, row: Stored): Named {
  return { kind: row.type === 'list' ? kindOf(state, row) : 'inbox', id: row.name, name: row.name };
}

function edited(row: Stored, set: Fields): Stored {
  const unknown = Object.keys(set).filter((field) => !Object.hasOwn(row, field));
  if (unknown.length > 0) {
    throw new SandboxError(`"set" names ${unknown.join(', ')}; the fields are ${Object.keys(row).join(', ')}.`);
  }
  // The values may be of any type: what the provider shows may be wrong, and that is what this is for.
  return { ...row, ...set } as Stored;
}

function requireDomain(state: State, name: string): void {
  if (!isOwn(state, name)) throw new SandboxError(`${name} needs its domain ${domainOf(name)}: create that first.`);
}

function firstInboxOf(state: State, name: string): string {
  const [first] = inboxesOf(state, name);
  if (first === undefined) throw new SandboxError(`An alias needs an inbox under ${domainOf(name)}: create one first.`);
  return first;
}

function lastInboxOf(state: State, name: string): string {
  return inboxesOf(state, name).at(-1) ?? firstInboxOf(state, name);
}

function inboxesOf(state: State, name: string): readonly string[] {
  const domain = domainOf(name);
  return Array.from(state.inboxes.values(), (row) => row.name).filter((inbox) => domainOf(inbox) === domain);
}

function redescribed({ description }: Stored): Fields {
  return { description: `${description ?? ''} (changed by hand)` };
}
