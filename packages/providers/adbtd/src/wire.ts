import { wireOf } from '@rollcall/provider-kit';
import { z } from 'zod';
import type { components } from './generated/types.ts';

/**
 * The fields that `map.ts` and `provider.ts` rely on; each is held to the generated type by the compiler. Vocabularies
 * (`status`, `mode`) stay open strings: the provider's API page shows one value of each and calls none of them complete.
 */
type Documented = components['schemas'];

/** Opaque, with a prefix; it also stands in paths, where `.` and `..` would lead elsewhere. */
const id = z.string().regex(/^\w[\w.:~-]{0,127}$/);
const timestamp = z.string().min(1);
const hostName = z.string().min(1).nullable();

export const Ip = wireOf<Documented['Ip']>()({
  id,
  address: z.string().min(1).max(45),
  status: z.string(),
  allocatedAt: timestamp,
  lastReputationAt: timestamp.nullable(),
  reputationFlags: z.custom<unknown>((flags) => flags !== undefined),
});
export type Ip = z.infer<typeof Ip>;

export const Domain = wireOf<Documented['Domain']>()({
  id,
  name: z.string().min(1).max(254),
  mode: z.string(),
  status: z.string(),
  spfOk: z.boolean(),
  dkimOk: z.boolean(),
  dmarcOk: z.boolean(),
  mxOk: z.boolean(),
  dkimSelector: z.string().nullable(),
  createdAt: timestamp,
  lastVerifiedAt: timestamp.nullable(),
});
export type Domain = z.infer<typeof Domain>;

export const Mailbox = wireOf<Documented['Mailbox']>()({
  id,
  email: z
    .string()
    .max(320)
    .regex(/^.+@[^@]+$/),
  smtpHost: hostName,
  imapHost: hostName,
  submissionPort: z.int(),
  imapPort: z.int(),
  status: z.string(),
  createdAt: timestamp,
});
export type Mailbox = z.infer<typeof Mailbox>;

export const Workspace = wireOf<Documented['Workspace']>()({ id, name: z.string() });
export type Workspace = z.infer<typeof Workspace>;
