import type { Kind } from '@rollcall/schema';
import { z } from 'zod';
import type { Verb } from '../openapi.ts';
import { Address, DomainName, Network } from './names.ts';

/** An operation that means the same at every provider. */
export interface CommonOperation {
  readonly summary: string;
  /** What it does to one resource of any of these kinds. */
  readonly verb: Verb;
  readonly kinds: readonly Kind[];
  readonly input: z.ZodType<Readonly<Record<string, unknown>>>;
  /**
   * The field that says which resource is meant, by its name or external id, and the kinds it may be of: where there are
   * several, the input's `kind` tells which.
   */
  readonly target?: { readonly field: string; readonly kinds: readonly Kind[] };
  /** `confirm` repeats the target's name: what is destroyed cannot be brought back. */
  readonly confirms?: true;
  /** What the ledger holds of the target is said again, so it must hold what we changed ourselves. */
  readonly repeats?: true;
  /** The fields of the input that hold a secret: nothing of them is kept or shown. */
  readonly secrets?: readonly string[];
  /** What is left for a person to do once it has succeeded. */
  readonly next?: string;
}

const Named = z.string().min(1).max(400);
const Password = z.string().min(1).max(400);
const Ttl = z.int().min(1).optional().describe('Seconds; 1 is automatic.');
const Priority = z.int().min(0).max(65_535).optional();
const KeyKind = z.enum(['api_key', 'smtp_credential']).default('api_key');
const Permissions = z.array(z.string().min(1)).optional().describe("In the provider's own words.");
const Networks = z.array(Network).optional().describe('From where it may be used; none for everywhere.');
const ExpiresAt = z.iso.datetime({ offset: true }).optional();

const inbox = { field: 'inbox', kinds: ['inbox'] } as const;
const domain = { field: 'domain', kinds: ['domain'] } as const;
const record = { field: 'record', kinds: ['dns_record'] } as const;
const key = { field: 'key', kinds: ['api_key', 'smtp_credential'] } as const;

/** The operations that mean the same across providers: one input shape each, which every provider maps or says why not. */
export const commonOperations = {
  'inboxes.create': {
    summary: 'Creates an inbox. Where a password cannot be given, the provider makes one.',
    verb: 'create',
    kinds: ['inbox'],
    input: z.strictObject({ address: Address, password: Password.optional(), displayName: Named.optional() }),
    secrets: ['password'],
  },
  'inboxes.setPassword': {
    summary: 'Gives an inbox another password.',
    verb: 'rotate',
    kinds: ['inbox'],
    input: z.strictObject({ inbox: Named, password: Password }),
    target: inbox,
    secrets: ['password'],
  },
  'inboxes.rename': {
    summary: 'Gives an inbox another address; its mail stays.',
    verb: 'update',
    kinds: ['inbox'],
    input: z.strictObject({ inbox: Named, address: Address }),
    target: inbox,
  },
  'inboxes.delete': {
    summary: 'Deletes an inbox with its mail, for good.',
    verb: 'delete',
    kinds: ['inbox'],
    input: z.strictObject({ inbox: Named, confirm: Named }),
    target: inbox,
    confirms: true,
  },
  'domains.add': {
    summary: 'Adds a domain that you have.',
    verb: 'create',
    kinds: ['domain'],
    input: z.strictObject({ domain: DomainName }),
  },
  'domains.remove': {
    summary: 'Removes a domain, for good. With cascade, also one that takes inboxes or aliases along.',
    verb: 'delete',
    kinds: ['domain'],
    input: z.strictObject({ domain: Named, confirm: Named, cascade: z.boolean().default(false) }),
    target: domain,
    confirms: true,
  },
  'dns.add': {
    summary: 'Adds a DNS record to a domain.',
    verb: 'create',
    kinds: ['dns_record'],
    input: z
      .strictObject({
        domain: Named,
        type: z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,9}$/, 'must be the type of a record, such as TXT'),
        name: Named.describe('The whole name, the part before the domain, or @.'),
        content: z.string().min(1).max(10_000),
        ttl: Ttl,
        priority: Priority,
      })
      .refine(isAddressWhereOneIs, {
        path: ['content'],
        error: 'must be an IP address, as in each record of this type',
      }),
    target: domain,
  },
  'dns.remove': {
    summary: 'Removes a DNS record, for good.',
    verb: 'delete',
    kinds: ['dns_record'],
    input: z.strictObject({ record: Named, confirm: Named }),
    target: record,
    confirms: true,
  },
  'dns.replace': {
    summary: 'Has a DNS record say something else.',
    verb: 'update',
    kinds: ['dns_record'],
    input: z.strictObject({ record: Named, content: z.string().min(1).max(10_000), ttl: Ttl, priority: Priority }),
    target: record,
  },
  'aliases.add': {
    summary: 'Has a further address deliver to an inbox.',
    verb: 'create',
    kinds: ['alias'],
    input: z.strictObject({ alias: Address, inbox: Named }),
    target: inbox,
  },
  'aliases.remove': {
    summary: 'Ends a further address of an inbox; the inbox stays.',
    verb: 'delete',
    kinds: ['alias'],
    input: z.strictObject({ alias: Named, confirm: Named }),
    target: { field: 'alias', kinds: ['alias'] },
    confirms: true,
  },
  'providerKeys.create': {
    summary: "Creates a key to the provider's own API, or an SMTP credential. Its secret is in the answer, once.",
    verb: 'create',
    kinds: ['api_key', 'smtp_credential'],
    input: z.strictObject({
      name: Named,
      kind: KeyKind,
      permissions: Permissions,
      networks: Networks,
      expiresAt: ExpiresAt,
      subaccount: Address.optional(),
    }),
  },
  'providerKeys.restrict': {
    summary: 'Changes what a key may do, from where, and until when; what is left out stays as it was last listed.',
    verb: 'update',
    kinds: ['api_key', 'smtp_credential'],
    input: z
      .strictObject({
        key: Named,
        kind: KeyKind,
        permissions: Permissions,
        networks: Networks,
        expiresAt: ExpiresAt,
      })
      .refine(
        ({ permissions, networks, expiresAt }) => (permissions ?? networks ?? expiresAt) !== undefined,
        'must name permissions, networks or expiresAt: nothing else can be restricted',
      ),
    target: key,
    repeats: true,
  },
  'providerKeys.rotate': {
    summary: 'Creates a second key like the one given, under another name. Its secret is in the answer, once.',
    verb: 'rotate',
    kinds: ['api_key', 'smtp_credential'],
    input: z.strictObject({ key: Named, kind: KeyKind, name: Named }),
    target: key,
    repeats: true,
    next: 'Switch every user of the old key over to the new one, then end the old one with providerKeys.revoke.',
  },
  'providerKeys.revoke': {
    summary: 'Ends a key, for good.',
    verb: 'delete',
    kinds: ['api_key', 'smtp_credential'],
    input: z.strictObject({ key: Named, kind: KeyKind, confirm: Named }),
    target: key,
    confirms: true,
  },
} as const satisfies Readonly<Record<string, CommonOperation>>;

/** What an A or AAAA record says is known whoever keeps it. */
function isAddressWhereOneIs({ type, content }: { readonly type: string; readonly content: string }): boolean {
  if (type.toUpperCase() === 'A') return z.ipv4().safeParse(content).success;
  return type.toUpperCase() !== 'AAAA' || z.ipv6().safeParse(content).success;
}

export type CommonName = keyof typeof commonOperations;

/** What a caller passes. */
export type CommonInput<Name extends CommonName> = z.input<(typeof commonOperations)[Name]['input']>;

/** What a provider maps: checked, with names in one form. */
export type ParsedInput<Name extends CommonName> = z.output<(typeof commonOperations)[Name]['input']>;

export function isCommonName(name: string): name is CommonName {
  return Object.hasOwn(commonOperations, name);
}

/** All of them, in the order of the table. */
export const commonNames: readonly CommonName[] = Object.keys(commonOperations).filter(isCommonName);

/** The same table for code that treats all of them alike. */
export function commonOperation(name: CommonName): CommonOperation {
  return commonOperations[name];
}
