import { z } from 'zod';
import { Certificate } from './certificate.ts';
import { Instant } from './ids.ts';
import { KindResult } from './run.ts';

/** One listing of a run: what it showed, and why it is believed or not. */
export const CertifiedListing = KindResult.extend({
  /** Whose part of the kind it covers; null where it covers the connection. Its name is null when the ledger never saw it. */
  parent: z.object({ externalId: z.string(), name: z.string().nullable() }).nullable(),
  startedAt: Instant,
  finishedAt: Instant,
  /** Null where nothing was listed: what it held went with its parent. */
  certificate: Certificate.nullable(),
});
export type CertifiedListing = z.infer<typeof CertifiedListing>;
