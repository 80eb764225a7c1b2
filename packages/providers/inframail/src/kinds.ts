import { content, derived, identity, type KindSpec } from '@rollcall/provider-kit';

/** Every kind that is listed, parents before children. */
export const kinds: readonly KindSpec[] = [
  {
    kind: 'host',
    bestGrade: 'proven',
    gradeReason: 'these are the hosts that the connection is configured for, all of them; no request lists hosts',
    shapedBy: { hostOrderIds: 'which' },
    configured: true,
    schedule: { cron: '0 * * * *', reason: 'it is read from the settings and costs nothing; its inboxes are hourly' },
    attributes: { configured: derived('mapping', 'every host is configured; no request lists hosts') },
    readable: false,
  },
  {
    kind: 'domain',
    // A host whose list came empty by mistake takes its domains along, and nothing here could tell.
    bestGrade: 'plausible',
    gradeReason: 'derived from addresses: a domain without an inbox does not show, and may exist all the same',
    shapedBy: { hostOrderIds: 'which' },
    schedule: { cron: '0 * * * *', reason: 'it shows in the lists of inboxes only, one request for each host' },
    attributes: { derived: derived('mapping', 'every domain is derived; no request lists domains') },
    says: {
      domain: { serves: 'inboxes', isHeld: false, reason: 'it is the domain of some inbox here, and nothing more' },
    },
    readable: false,
  },
  {
    kind: 'inbox',
    bestGrade: 'proven',
    gradeReason:
      "the provider documents this list as complete for the host, in one answer, and the answer's list was there",
    schedule: {
      cron: '0 * * * *',
      reason: 'no limit is documented: one request for each host an hour is well below what anybody would mind',
    },
    // The settings decide which hosts are listed, and nothing of what the list of one shows.
    shapedBy: {},
    perParent: 'host',
    ownedBy: { kind: 'host', attribute: 'hostOrderId' },
    attributes: {
      domain: derived('mapping', 'it is the part of the address behind the @'),
      ...content('hostOrderId', 'displayName', 'status'),
      createdAt: identity('an account that was deleted and made again has another'),
    },
    times: { made: 'createdAt' },
    readable: false,
  },
];
