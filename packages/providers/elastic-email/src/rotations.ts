import type { Item, Provider, Rotation } from '@rollcall/provider-kit';
import { z } from 'zod';

/**
 * v4 cannot change a key in place as the dashboard can. A second one with the same permissions, restrictions and expiry
 * is created under another name, its users are switched over, and the first one is deleted. It takes a free slot of the
 * 15 for as long as that lasts.
 */
export const rotations: NonNullable<Provider['rotations']> = {
  api_key: {
    create: (old, name) => {
      const { accessLevels, ...shared } = Attributes.parse(old.attributes);
      return { operationId: 'createApiKey', input: { Name: name, AccessLevel: accessLevels, ...payloadOf(shared) } };
    },
    revoke: (old) => ({ operationId: 'deleteApiKey', input: named(old) }),
  },
  smtp_credential: {
    create: (old, name) => {
      const shared = Attributes.omit({ accessLevels: true }).parse(old.attributes);
      return { operationId: 'createSmtpCredential', input: { Name: name, ...payloadOf(shared) } };
    },
    revoke: (old) => ({ operationId: 'deleteSmtpCredential', input: named(old) }),
  },
} satisfies Readonly<Record<string, Rotation>>;

/** As `map.ts` writes them. */
const Attributes = z.object({
  subaccount: z.string().nullable(),
  accessLevels: z.array(z.string()),
  ipRanges: z.array(z.string()),
  expiresAt: z.string().nullable(),
});

function payloadOf({ subaccount, ipRanges, expiresAt }: Omit<z.infer<typeof Attributes>, 'accessLevels'>) {
  return {
    ...(expiresAt === null ? {} : { Expires: expiresAt }),
    ...(ipRanges.length === 0 ? {} : { RestrictAccessToIPRange: ipRanges }),
    ...(subaccount === null ? {} : { Subaccount: subaccount }),
  };
}

function named(old: Item): Readonly<Record<string, string>> {
  const { subaccount } = z.object({ subaccount: z.string().nullable() }).parse(old.attributes);
  return { name: old.name, ...(subaccount === null ? {} : { subaccount }) };
}
