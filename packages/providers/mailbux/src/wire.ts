import { wireOf } from '@rollcall/provider-kit';
import { z } from 'zod';
import type { components } from './generated/types.ts';

/**
 * The fields that the mapping relies on; each is held to the generated type by the compiler. The guide shows a
 * principal's name and type only, so everything else may be absent.
 */
type Documented = components['schemas'];

/** A name or an address: an address has at most 320 characters, a domain 254. */
const name = z.string().min(1).max(320);
/** One value is plain text up to Stalwart 0.11, and a list of one after that. */
const oneOrMany = z.union([z.string(), z.array(z.string())]).nullish();

export const Principal = wireOf<Documented['Principal']>()({
  name,
  type: z.string().min(1),
  id: z.int().min(0).optional(),
  description: z.string().nullish(),
  emails: oneOrMany,
  quota: z.int().nullish(),
  usedQuota: z.int().nullish(),
  roles: oneOrMany,
  memberOf: oneOrMany,
  members: z.union([z.string(), z.array(z.string()), z.int()]).nullish(),
  externalMembers: oneOrMany,
});
export type Principal = z.infer<typeof Principal>;

export const DnsRecord = wireOf<Documented['DnsRecord']>()({
  type: z
    .string()
    .max(20)
    .regex(/^[A-Za-z0-9]+$/),
  name: z.string().min(1).max(255),
  content: z.string().min(1),
});
export type DnsRecord = z.infer<typeof DnsRecord>;

/** The third party's client that this is known from reads either name of each field. */
export const Forwarder = wireOf<Documented['Forwarder']>()({
  id: z.union([z.string(), z.int()]),
  source: z.string().nullish(),
  from_email: z.string().nullish(),
  fromEmail: z.string().nullish(),
  destination: z.string().nullish(),
  to: z.string().nullish(),
  keep_copy: z.boolean().nullish(),
  keepLocal: z.boolean().nullish(),
  description: z.string().nullish(),
})
  .refine(({ source, from_email, fromEmail }) => Boolean(source ?? from_email ?? fromEmail), { path: ['fromEmail'] })
  .refine(({ destination, to }) => Boolean(destination ?? to), { path: ['to'] });
export type Forwarder = z.infer<typeof Forwarder>;
