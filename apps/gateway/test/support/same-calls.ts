import type { Known } from './foreign.ts';

/** Which of two askers it is: what one of them makes, the other must call otherwise. */
export type Asker = 'asker-one' | 'asker-two';

type Input = (of: Known, as: Asker) => Readonly<Record<string, unknown>>;

const nothing: Input = () => ({});
const connected: Input = ({ connection }) => ({ connection });
const named: Input = ({ connection: name }) => ({ name });
const inbox: Input = ({ connection, externalId }) => ({ connection, kind: 'inbox', externalId });
const common =
  (input: Input): Input =>
  (of, as) => ({ connection: of.connection, input: input(of, as) });

const monthly = { kind: 'wallet', cron: '0 6 1 * *', period: 'last_month', formats: ['json'], folder: 'monthly' };

/**
 * What each procedure is asked by both doors, beside what each is asked: what it answers, lists in pages, and what it refuses by
 * what there is. In this order: what is made is changed and then ended.
 */
export const sameCalls: readonly (readonly [procedure: string, ...inputs: Input[]])[] = [
  ['audit.bundle', nothing],
  ['audit.leaves', () => ({ after: 0 })],
  ['audit.verify', nothing, () => ({ state: 'x' })],
  [
    'audit.range',
    nothing,
    () => ({ from: 2, to: 3 }),
    () => ({ since: '2026-01-01T00:00:00Z' }),
    () => ({ from: 9, to: 3 }),
  ],
  ['audit.checkpoint', nothing],
  ['audit.checkpoints', nothing, () => ({ limit: 1 })],
  ['audit.growth', () => ({ from: 1 }), () => ({ from: 2, to: 1 }), () => ({ from: 1, to: 1_000_000 })],
  ['audit.keys', nothing],
  [
    'audit.proof',
    () => ({ sequence: 1 }),
    ({ eventId: event }) => ({ event }),
    nothing,
    () => ({ sequence: 1, checkpoint: 99 }),
  ],
  ['audit.rotateKey', nothing],
  ['brake.get', nothing, connected],
  ['budgets.list', nothing, connected],
  ['capabilities', nothing, () => ({ provider: 'nobody' })],
  ['certificates.list', ({ runId }) => ({ runId, limit: 1 }), ({ runId }) => ({ runId, kind: 'inbox', parent: 'x/y' })],
  ['connections.list', nothing],
  ['dns.list', nothing, () => ({ limit: 1 })],
  ['dns.get', () => ({ domain: 'nobody.example' })],
  ['dns.check', () => ({ domain: 'nobody.example' })],
  ['doctor.examine', nothing],
  ['documents.diff', connected, () => ({ connection: 'nobody' })],
  ['events.list', nothing, () => ({ limit: 2, severity: 'notice' }), connected, () => ({ type: 'never.was' })],
  [
    'events.list',
    () => ({ type: ['key.created', 'connection.added'], limit: 1 }),
    () => ({ type: 'key.created', limit: 1 }),
  ],
  [
    'events.list',
    () => ({ after: 0, limit: 3, kind: ['key', 'run'] }),
    () => ({ after: 9_999 }),
    () => ({ subject: 'x' }),
  ],
  ['findings.get', ({ findingId: id }) => ({ id })],
  ['findings.list', nothing, () => ({ every: true, limit: 1 }), () => ({ family: 'drift', severity: 'notice' })],
  ['findings.rules', nothing, () => ({ family: 'trust' })],
  ['findings.summary', nothing, connected],
  ['findings.assign', ({ findingId: id }) => ({ id, to: 'ada' })],
  ['findings.acknowledge', ({ findingId: id }) => ({ id })],
  ['findings.accept', ({ findingId: id }) => ({ id, reason: 'it may', until: '2020-01-01T00:00:00Z' })],
  ['findings.reopen', ({ findingId: id }) => ({ id })],
  ['findings.revert', ({ findingId: id }) => ({ id })],
  ['holds.get', ({ holdId: id }) => ({ id, limit: 3 })],
  ['holds.list', nothing, () => ({ every: true })],
  ['keys.list', nothing],
  ['operations.bulk.get', ({ bulkId: id }) => ({ id })],
  ['operations.bulk.items', ({ bulkId: id }) => ({ id, state: 'planned', limit: 1 })],
  ['operations.bulk.list', nothing, () => ({ state: 'planned' })],
  ['operations.get', ({ operationId: id }) => ({ id })],
  ['operations.list', nothing, (of) => ({ connection: of.connection, state: 'succeeded' })],
  ['reports.list', nothing, () => ({ kind: 'inventory', limit: 1 })],
  ['reports.get', ({ reportId: id }) => ({ id })],
  // What there is, REST sends as it is: report-document.test.ts.
  ['reports.document', ({ reportId: id }) => ({ id, format: 'pdf' }), ({ eventId: id }) => ({ id, format: 'json' })],
  ['reports.read', ({ reportId: id }) => ({ id, format: 'json', part: 0 })],
  [
    'reports.make',
    (of) => ({ kind: 'inventory', from: '2026-02-01', to: '2026-01-01', connection: of.connection }),
    () => ({ kind: 'inventory', asOf: 'never' }),
  ],
  ['resources.ages', nothing, (of) => ({ connection: of.connection, kind: 'inbox', limit: 1 })],
  ['resources.counts', nothing, () => ({ kind: 'no_such_kind' })],
  ['resources.explain', inbox, (of, as) => ({ ...inbox(of, as), attribute: 'name' })],
  ['resources.get', inbox, (of, as) => ({ ...inbox(of, as), asOf: '2020-01-01' })],
  ['resources.history', inbox],
  ['resources.list', nothing, () => ({ limit: 2 }), () => ({ presence: 'any', kind: 'inbox', name: 'ä & b/c?+%' })],
  ['resources.list', () => ({ limit: 1, cursor: 'bm8gY3Vyc29y' }), () => ({ asOf: 'yesterday' })],
  ['resources.scopes', nothing, connected],
  ['runs.list', nothing, (of) => ({ connection: of.connection, limit: 1 })],
  ['sync.get', ({ runId }) => ({ runIds: [runId] }), ({ runId, eventId }) => ({ runIds: [runId, eventId] })],
  ['workspaces.list', nothing],
  [
    'use.import',
    ({ inbox: address, runId: id }) => ({ id, lines: [{ line: 1, address, lastUsed: '2020-01-01' }] }),
    ({ runId: id }) => ({ id, end: { lines: 2, sha256: '0'.repeat(64) } }),
  ],
  [
    'reports.schedules.add',
    (_, as) => ({ ...monthly, name: as }),
    (_, as) => ({ ...monthly, name: `never ${as}`, cron: '* * * * *' }),
    (_, as) => ({ ...monthly, name: `never ${as}`, folder: '../up' }),
  ],
  ['reports.schedules.list', nothing],
  ['reports.schedules.get', (_, as) => ({ name: as })],
  ['reports.schedules.update', (_, as) => ({ name: as, formats: ['html', 'csv'], folder: null, webhook: '*' })],
  ['reports.schedules.pause', (_, as) => ({ name: as })],
  ['reports.schedules.resume', (_, as) => ({ name: as })],
  ['reports.schedules.run', (_, as) => ({ name: as })],
  ['reports.schedules.remove', (_, as) => ({ name: as })],
  ['webhooks.add', (_, as) => ({ name: as, url: 'https://hooks.example.com/in', filter: { types: ['key.created'] } })],
  ['webhooks.list', nothing],
  ['webhooks.get', (_, as) => ({ name: as })],
  ['webhooks.deliveries', (_, as) => ({ name: as, state: 'undelivered', limit: 2 })],
  ['webhooks.attempts', (_, as) => ({ name: as, sequence: 1 })],
  ['webhooks.update', (_, as) => ({ name: as, order: 'strict', filter: { severity: 'notice' } })],
  ['webhooks.pause', (_, as) => ({ name: as })],
  ['webhooks.resume', (_, as) => ({ name: as })],
  ['webhooks.rotateSecret', (_, as) => ({ name: as, overlapHours: 2 })],
  ['webhooks.retireSecret', (_, as) => ({ name: as })],
  ['webhooks.test', (_, as) => ({ name: as })],
  ['webhooks.replay', (_, as) => ({ name: as, from: 1, to: 1 })],
  ['webhooks.skip', (_, as) => ({ name: as, sequence: 1 })],
  ['webhooks.remove', (_, as) => ({ name: as })],
  ['brake.set', (of) => ({ connection: of.connection, limits: { lost: { scope: { max: 5 } } } })],
  ['connections.test', named],
  ['connections.update', (of) => ({ name: of.connection, schedule: '0 3 * * *', rates: {} })],
  ['connections.pause', named],
  ['connections.resume', named],
  ['connections.add', (of, as) => ({ ...account(of), name: `added-${as}` })],
  ['connections.remove', (_, as) => ({ name: `added-${as}` })],
  ['credentials.rotateMaster', nothing],
  ['keys.create', (_, as) => ({ name: as, scopes: ['inventory:read', 'operations:write:inbox'], unitsPerMinute: 60 })],
  ['keys.update', ({ keyId: id }) => ({ id, name: 'called otherwise', networks: ['192.0.2.0/24'] })],
  ['keys.revoke', ({ keyId: id }) => ({ id })],
  ['keys.rotate', ({ keyId: id }) => ({ id, overlapHours: 1 })],
  ['sync.request', (of) => ({ connections: [of.connection], kinds: ['inbox'] })],
  ['workspaces.create', (_, as) => ({ name: `made-by-${as}` })],
  ['inboxes.create', common((of, as) => ({ address: `${as}@${of.domain}` }))],
  ['inboxes.setPassword', common((of) => ({ inbox: of.inbox, password: 'correct horse battery' }))],
  ['inboxes.delete', common((of) => ({ inbox: of.inbox, confirm: 'another' }))],
  ['domains.remove', common((of) => ({ domain: of.domain, confirm: of.domain }))],
  ['operations.bulk.cancel', ({ bulkId: id }) => ({ id })],
  [
    'operations.plan',
    (of) => ({ groups: [{ connection: of.connection, procedure: 'inboxes.delete', items: [{ inbox: of.inbox }] }] }),
  ],
];

function account({ inbox: apiKey }: Known) {
  return { provider: 'nobody', credential: { apiKey } };
}
