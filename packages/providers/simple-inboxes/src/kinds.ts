import type { KindSpec } from '@rollcall/provider-kit';

const paged = {
  bestGrade: 'proven',
  gradeReason:
    'paging is not documented: a list is proven where it states a total that its count matches, else it is plausible',
} as const;

/** Every kind that is listed, parents before children. */
export const kinds: readonly KindSpec[] = [
  { ...paged, kind: 'provider_workspace', volatile: [], readable: false },
  {
    ...paged,
    kind: 'provider_client',
    renamedBy: { attribute: 'workspaceId', reason: 'a client is a name for a workspace, whose id stays' },
    volatile: [
      { attribute: 'orderCount', reason: 'follows from the orders, each of which is listed' },
      { attribute: 'inboxCount', reason: 'follows from the inboxes, each of which is listed' },
    ],
    readable: true,
  },
  {
    kind: 'wallet',
    bestGrade: 'proven',
    gradeReason: 'the provider documents the overview as the master wallet and that of every workspace',
    volatile: [],
    readable: false,
  },
  { ...paged, kind: 'wallet_transaction', volatile: [], readable: false },
  { ...paged, kind: 'invoice', volatile: [], readable: false },
  { ...paged, kind: 'order', volatile: [], readable: true },
  {
    ...paged,
    kind: 'domain',
    volatile: [
      { attribute: 'inboxCount', reason: 'follows from the inboxes, each of which is listed' },
      {
        attribute: 'updatedAt',
        reason: 'moves whenever the provider looks at the domain; what changed stands beside it',
      },
    ],
    readable: true,
  },
  {
    kind: 'nameserver_state',
    bestGrade: 'proven',
    gradeReason: 'the provider answers with the one state of the domain',
    perParent: 'domain',
    ownedBy: { kind: 'domain', attribute: 'domain' },
    volatile: [{ attribute: 'checkedAt', reason: 'the provider checks by itself; what it found stands beside it' }],
    readable: false,
  },
  {
    ...paged,
    kind: 'domain_action',
    perParent: 'domain',
    ownedBy: { kind: 'domain', attribute: 'domain' },
    volatile: [{ attribute: 'nextRetryAt', reason: 'the provider moves it by itself with every attempt' }],
    readable: false,
  },
  {
    ...paged,
    kind: 'dns_record',
    perParent: 'domain',
    ownedBy: { kind: 'domain', attribute: 'domain' },
    volatile: [],
    readable: false,
  },
  {
    ...paged,
    kind: 'inbox',
    ownedBy: { kind: 'domain', attribute: 'domain' },
    volatile: [
      {
        attribute: 'updatedAt',
        reason: 'moves whenever the provider looks at the inbox; what changed stands beside it',
      },
    ],
    readable: true,
  },
  { ...paged, kind: 'inbox_mutation', volatile: [], readable: true },
  { ...paged, kind: 'recovery_entry', volatile: [], readable: true },
  {
    ...paged,
    kind: 'sending_tool_credential',
    perParent: 'provider_client',
    ownedBy: { kind: 'provider_client', attribute: 'client' },
    volatile: [],
    readable: false,
  },
  {
    ...paged,
    kind: 'api_key',
    renamedBy: { attribute: 'keyId', reason: 'the id of a key is what it is revoked by' },
    volatile: [{ attribute: 'lastUsedAt', reason: 'moves with every request, ours among them' }],
    readable: false,
  },
];
