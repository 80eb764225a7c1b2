import { z } from 'zod';

/** How the server speaks where the guide, Stalwart and its versions differ. By default it takes every documented form. */
export const Dialects = z.strictObject({
  /** Errors with status 200, or with the status that they mean. */
  errors: z.enum(['stalwart', 'guide']),
  /** A change as a list of actions, as an object, or as either. */
  patch: z.enum(['both', 'stalwart', 'guide']),
  /** External addresses among the members of a list, or apart. */
  lists: z.enum(['guide', 'stalwart']),
  /** Which paths of DNS records there are. */
  dns: z.enum(['both', 'stalwart', 'guide']),
  /** Whose names of the DKIM algorithms are known. */
  dkim: z.enum(['both', 'stalwart', 'guide']),
  /** A domain goes with everything under it, or not at all. */
  deletion: z.enum(['cascade', 'refuse']),
  /** Whether the front passes `fields` on; if not, passwords come along. */
  fields: z.enum(['honoured', 'ignored']),
  /** A single value as a list of one, or as text (up to Stalwart 0.11). */
  singles: z.enum(['list', 'text']),
  /** Whether forwarders are kept beside the lists. */
  forwarders: z.enum(['there', 'absent']),
  /** Whether principals say whose they are. */
  tenant: z.enum(['shown', 'hidden']),
  /** Stalwart 0.16 has dropped this whole API. */
  api: z.enum(['there', 'dropped']),
});
export type Dialects = z.infer<typeof Dialects>;

export const dialectsDefault: Dialects = {
  errors: 'stalwart',
  patch: 'both',
  lists: 'guide',
  dns: 'both',
  dkim: 'both',
  deletion: 'cascade',
  fields: 'honoured',
  singles: 'list',
  forwarders: 'there',
  tenant: 'shown',
  api: 'there',
};

/** Whether there is an endpoint at this path. */
export function hasEndpoint({ api, dns, forwarders }: Dialects, path: string): boolean {
  if (api === 'dropped') return false;
  if (path.startsWith('/api/forwarders')) return forwarders === 'there';
  if (path.startsWith('/api/dns/records/')) return dns !== 'guide';
  if (path.startsWith('/api/dns/')) return dns !== 'stalwart';
  return true;
}
