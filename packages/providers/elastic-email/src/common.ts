import { type AnyCommonMappings, type OperationCall, ProviderError, type Target } from '@rollcall/provider-kit';
import { z } from 'zod';

/**
 * What the operations that all providers share are here. Permissions are the caller's words until the document's closed
 * list has been held against them, so the calls are not typed by it.
 */
export const common: AnyCommonMappings = {
  ...withoutMail(),
  'domains.add': {
    operations: ['addDomain'],
    call: ({ domain }) => ({ operationId: 'addDomain', input: { Domain: domain } }),
  },
  'domains.remove': {
    operations: ['deleteDomain'],
    call: (_input, { name: domain }) => ({ operationId: 'deleteDomain', input: { domain, confirm: domain } }),
  },
  ...withoutDns(),
  'providerKeys.create': {
    operations: ['createApiKey', 'createSmtpCredential'],
    call: ({ name, kind, permissions, networks = [], expiresAt = null, subaccount = null }) =>
      creation(kind, { name, permissions, held: { subaccount, ipRanges: networks, expiresAt } }),
  },
  'providerKeys.restrict': {
    operations: ['updateApiKey', 'updateSmtpCredential'],
    call: ({ kind, permissions, networks, expiresAt }, key) => {
      const held = Held.parse(key.attributes);
      const next = { ...held, ipRanges: networks ?? held.ipRanges, expiresAt: expiresAt ?? held.expiresAt };
      // The request replaces everything, so what is to stay is said again, and that nothing restricts it as well.
      const body = { Name: key.name, ...payloadOf(next), RestrictAccessToIPRange: next.ipRanges };
      const { operationId, input } = withPermissions(kind, { permissions: permissions ?? held.accessLevels, body });
      return { operationId: operationId.replace('create', 'update'), input: { name: key.name, ...input } };
    },
  },
  /**
   * v4 cannot give a key another secret, as the dashboard can. A second one with the same permissions, restrictions and
   * expiry is created under another name; it takes a free slot of the 15 until the first one is revoked.
   */
  'providerKeys.rotate': {
    operations: ['createApiKey', 'createSmtpCredential'],
    call: ({ kind, name }, { attributes }) => {
      const held = Held.parse(attributes);
      return creation(kind, { name, permissions: held.accessLevels, held });
    },
  },
  'providerKeys.revoke': {
    operations: ['deleteApiKey', 'deleteSmtpCredential'],
    call: ({ kind }, key) => ({
      operationId: kind === 'api_key' ? 'deleteApiKey' : 'deleteSmtpCredential',
      input: { name: key.name, confirm: key.name, ...ofSubaccount(key) },
    }),
  },
};

type KeyKind = 'api_key' | 'smtp_credential';

/** A key as it was: what it is called, and its attributes. */
interface FormerKey {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A key of that name with the permissions, restrictions and expiry that it had. */
export function keyCreation(kind: string, { name, attributes }: FormerKey): OperationCall {
  const held = Held.parse(attributes);
  return creation(keyKindOf(kind), { name, permissions: held.accessLevels, held });
}

/** Gives a key the name and all the settings that it had. */
export function keyUpdate(key: Pick<Target, 'kind' | 'name'>, { name, attributes }: FormerKey): OperationCall {
  const held = Held.parse(attributes);
  const body = { Name: name, ...payloadOf(held), RestrictAccessToIPRange: held.ipRanges, Expires: held.expiresAt };
  const { operationId, input } = withPermissions(keyKindOf(key.kind), { permissions: held.accessLevels, body });
  return { operationId: operationId.replace('create', 'update'), input: { name: key.name, ...input } };
}

function keyKindOf(kind: string): KeyKind {
  return kind === 'smtp_credential' ? 'smtp_credential' : 'api_key';
}

/** As `map.ts` writes them; a credential has one permission, which nobody chooses. */
const Held = z.object({
  subaccount: z.string().nullable(),
  accessLevels: z.array(z.string()).optional(),
  ipRanges: z.array(z.string()),
  expiresAt: z.string().nullable(),
});
type Held = z.infer<typeof Held>;

function creation(
  kind: KeyKind,
  { name, permissions, held }: { name: string; permissions: readonly string[] | undefined; held: Held },
): OperationCall {
  return withPermissions(kind, { permissions, body: { Name: name, ...payloadOf(held) } });
}

function withPermissions(
  kind: KeyKind,
  { permissions, body }: { permissions: readonly string[] | undefined; body: Readonly<Record<string, unknown>> },
): OperationCall {
  if (kind === 'api_key') {
    if (permissions === undefined) {
      throw new ProviderError('rejected', 'an API key without permissions opens nothing: name them in "permissions".');
    }
    return { operationId: 'createApiKey', input: { ...body, AccessLevel: permissions } };
  }
  if (permissions !== undefined) {
    throw new ProviderError('not_supported', 'an SMTP credential may send, and nothing else: leave "permissions" out.');
  }
  return { operationId: 'createSmtpCredential', input: body };
}

function payloadOf({ subaccount, ipRanges, expiresAt }: Held) {
  return {
    ...(expiresAt === null ? {} : { Expires: expiresAt }),
    ...(ipRanges.length === 0 ? {} : { RestrictAccessToIPRange: ipRanges }),
    ...(subaccount === null ? {} : { Subaccount: subaccount }),
  };
}

function ofSubaccount({ attributes }: Target): Readonly<Record<string, string>> {
  const { subaccount } = Held.parse(attributes);
  return subaccount === null ? {} : { subaccount };
}

function withoutMail() {
  const notSupported = 'it sends mail and keeps none: there are no inboxes.';
  return {
    'inboxes.create': { notSupported },
    'inboxes.setPassword': { notSupported },
    'inboxes.rename': { notSupported },
    'inboxes.delete': { notSupported },
    'aliases.add': { notSupported },
    'aliases.remove': { notSupported },
  };
}

function withoutDns() {
  const notSupported = 'it checks the records of a domain and has none; publish them where the domain is.';
  return { 'dns.add': { notSupported }, 'dns.remove': { notSupported }, 'dns.replace': { notSupported } };
}
