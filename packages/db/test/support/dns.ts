import { sql } from 'kysely';
import {
  type CheckedDomain,
  type ClaimedDomain,
  claimDomains,
  enrolDomains,
  recordDnsChecks,
} from '../../src/index.ts';
import type { GivenConnection } from './given.ts';
import { roll } from './roll.ts';
import type { Store } from './store.ts';

const authority: Omit<CheckedDomain['authority'], 'answers'> = {
  delegation: { state: 'delegated', zone: 'example', nameservers: ['ns'], reason: null },
  spf: {
    ...{ state: 'read', reason: null, records: [], problem: null, ends: null },
    ...{ lookups: 0, voids: 0, includes: [], loops: false },
  },
  dkim: [],
  dmarc: {
    ...{ state: 'missing', problem: null, records: [], recordDomain: null, organizationalDomain: null },
    ...{ policy: null, dkimMode: null, spfMode: null },
  },
};

/** What was found out of a claimed domain, of which `text` is what its servers say; undecided where it begins with a question mark. */
export function checkedAs(claimed: ClaimedDomain, text: string): CheckedDomain {
  const answer: CheckedDomain['authority']['answers'][number] = {
    ...{ name: claimed.domain, type: 'TXT', state: 'found', records: [{ content: text, priority: null }] },
    ...{ aliases: [], ttl: 300, reason: null, servers: ['ns'] },
  };
  const digest = Buffer.from(text.padEnd(32)).toString('hex');
  return {
    ...claimed,
    authority: { ...authority, answers: [answer] },
    resolver: { answers: [answer] },
    isUndecided: text.startsWith('?'),
    digests: { authority: digest, resolver: digest },
    againMs: { standing: 1_800_000, otherwise: 21_600_000 },
  };
}

/** A domain that was asked about twice, so that it has a past. */
export async function givenDns(store: Store, connection: GivenConnection): Promise<void> {
  await roll(store, connection, { kind: 'domain', items: [{ externalId: 'd', name: 'one.example', attributes: {} }] });
  await store.asDaemon((tx) => enrolDomains(tx, { spreadMs: 0 }));
  for (const text of ['one', 'two']) {
    await store.asDaemon(async (tx) => {
      await sql`update rollcall.dns_domain set due_at = clock_timestamp() - interval '1 second'`.execute(tx);
      const claimed = await claimDomains(tx, { most: 10, leaseMs: 60_000 });
      await recordDnsChecks(tx, { checked: claimed.map((one) => checkedAs(one, text)), rules: [] });
    });
  }
}
