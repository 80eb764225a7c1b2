import { cursorOf } from '../../src/cursor.ts';
import type { Known } from './foreign.ts';

/** How a procedure is asked for what another workspace has, and what must be answered. */
export interface Attempt {
  readonly what: string;
  input(of: Known): unknown;
  /**
   * `not found`: the same words as for what never was; `issue`: those, of one thing among others. `nothing`: an empty list.
   * These write nothing anywhere. `own`: it
   * names nothing of another's, or only where a list goes on, and neither tells nor touches anything of the other.
   */
  readonly wants: 'not found' | 'issue' | 'nothing' | 'own' | 'scope missing';
}

const notFound = (what: string, input: Attempt['input']): Attempt => ({ what, input, wants: 'not found' });
const nothing = (what: string, input: Attempt['input'] = () => ({})): Attempt => ({ what, input, wants: 'nothing' });
const own = (what: string, input: Attempt['input'] = () => ({})): Attempt => ({ what, input, wants: 'own' });

const connected = notFound('its connection', ({ connection }) => ({ connection }));
const named = notFound('its connection', ({ connection: name }) => ({ name }));
export const inbox = ({ connection, externalId }: Known) => ({ connection, kind: 'inbox', externalId });
const webhook = notFound('its webhook', ({ webhook: name }) => ({ name }));
const schedule = notFound('its schedule', ({ schedule: name }) => ({ name }));
const scheduled = { kind: 'wallet', cron: '0 6 1 * *', period: 'last_month', formats: ['json'], folder: 'monthly' };
export const common = (input: (of: Known) => object) =>
  notFound('its connection, under its idempotency key', (of) => ({
    ...{ connection: of.connection, idempotencyKey: of.idempotencyKey, input: input(of) },
  }));
const cursor = (filter: unknown, position: (of: Known) => unknown) =>
  own('its cursor', (of) => ({ cursor: cursorOf(filter, position(of)) }));

/** A line for every procedure; one that is added without a line fails the test. The providers' own have one together. */
export const attempts: Readonly<Record<string, readonly Attempt[]>> = {
  'aliases.add': [common((of) => ({ alias: `more@${of.domain}`, inbox: of.inbox }))],
  'aliases.remove': [common((of) => ({ alias: of.inbox, confirm: of.inbox }))],
  'audit.checkpoint': [own('its own log')],
  'audit.checkpoints': [own('its own log'), cursor({}, () => 1_000_000)],
  'audit.growth': [own('its own log', () => ({ from: 1 }))],
  'audit.keys': [own('its own keys')],
  'audit.proof': [notFound('its event', ({ eventId: event }) => ({ event }))],
  'audit.rotateKey': [own('its own key')],
  'audit.bundle': [own('its own log')],
  'audit.leaves': [own('its own log', () => ({ after: 0 }))],
  'audit.range': [own('its own log')],
  'audit.verify': [own('its own log')],
  'brake.get': [connected, own('that of no connection')],
  'brake.set': [notFound('its connection', ({ connection }) => ({ connection, limits: {} }))],
  'budgets.list': [connected, nothing('all')],
  capabilities: [own('those of providers')],
  'certificates.list': [notFound('its run', ({ runId }) => ({ runId }))],
  'connections.add': [own('its name', ({ connection }) => ({ name: connection, provider: 'nobody', credential: {} }))],
  'connections.list': [nothing('all')],
  'connections.pause': [named],
  'connections.remove': [named],
  'connections.resume': [named],
  'connections.test': [named],
  'connections.update': [notFound('its connection', ({ connection: name }) => ({ name, schedule: null }))],
  'credentials.rotateMaster': [own('the master key')],
  'dns.add': [common((of) => ({ domain: of.domain, type: 'TXT', name: '@', content: 'x' }))],
  'dns.check': [notFound('its domain', ({ domain }) => ({ domain }))],
  'dns.get': [notFound('its domain', ({ domain }) => ({ domain }))],
  'dns.list': [nothing('all'), cursor({}, (of) => of.domain)],
  'dns.remove': [common((of) => ({ record: of.externalId, confirm: of.externalId }))],
  'dns.replace': [common((of) => ({ record: of.externalId, content: 'x' }))],
  'doctor.examine': [own('the installation')],
  'documents.diff': [connected],
  'domains.add': [common((of) => ({ domain: of.domain }))],
  'domains.remove': [common((of) => ({ domain: of.domain, confirm: of.domain }))],
  'events.accept': [notFound('its event', ({ eventId: id }) => ({ id, reason: 'it is right' }))],
  'events.revert': [notFound('its event', ({ eventId: id }) => ({ id }))],
  'events.list': [connected, cursor({}, (of) => of.eventId)],
  'events.watch': [connected],
  'findings.accept': [
    notFound('its finding', ({ findingId: id }) => ({
      id,
      reason: 'it may',
      until: new Date(Date.now() + 86_400_000),
    })),
  ],
  'findings.acknowledge': [notFound('its finding', ({ findingId: id }) => ({ id }))],
  'findings.assign': [notFound('its finding', ({ findingId: id }) => ({ id, to: 'ada' }))],
  'findings.get': [notFound('its finding', ({ findingId: id }) => ({ id }))],
  'findings.list': [
    ...[connected, nothing('all', () => ({ every: true }))],
    cursor({ every: false }, ({ findingId: id }) => ({ weight: '1', id })),
  ],
  'findings.reopen': [notFound('its finding', ({ findingId: id }) => ({ id }))],
  'findings.revert': [notFound('its finding', ({ findingId: id }) => ({ id }))],
  'findings.rules': [own('the rules')],
  'findings.summary': [connected, own('all')],
  'holds.approve': [notFound('its checksum', ({ checksum }) => ({ checksum }))],
  'holds.get': [notFound('its hold', ({ holdId: id }) => ({ id }))],
  'holds.list': [nothing('all', () => ({ every: true })), cursor({ every: false }, (of) => of.holdId)],
  'holds.reject': [
    notFound('its hold', ({ holdId: id }) => ({ id })),
    notFound('its checksum', ({ checksum }) => ({ checksum })),
  ],
  'inboxes.create': [common((of) => ({ address: `more@${of.domain}` }))],
  'inboxes.delete': [common((of) => ({ inbox: of.inbox, confirm: of.inbox }))],
  'inboxes.rename': [common((of) => ({ inbox: of.inbox, address: `more@${of.domain}` }))],
  'inboxes.setPassword': [common((of) => ({ inbox: of.inbox, password: 'correct horse battery' }))],
  'keys.create': [own('a key', () => ({ name: 'more', scopes: ['audit:read'] }))],
  'keys.list': [own('all')],
  'keys.rotate': [notFound('its key', ({ keyId: id }) => ({ id }))],
  'keys.update': [notFound('its key', ({ keyId: id }) => ({ id, name: 'renamed' }))],
  'keys.revoke': [notFound('its key', ({ keyId: id }) => ({ id }))],
  'operations.applyPlan': [notFound('its plan', ({ bulkId: planId, checksum: hash }) => ({ planId, hash }))],
  'operations.bulk.cancel': [notFound('its plan', ({ bulkId: id }) => ({ id }))],
  'operations.bulk.get': [notFound('its plan', ({ bulkId: id }) => ({ id }))],
  'operations.bulk.items': [notFound('its plan', ({ bulkId: id }) => ({ id }))],
  'operations.bulk.list': [nothing('all'), cursor({}, (of) => of.bulkId)],
  'operations.bulk.resume': [notFound('its plan', ({ bulkId: id }) => ({ id }))],
  'operations.bulk.watch': [notFound('its plan', ({ bulkId: id }) => ({ id }))],
  'operations.get': [notFound('its operation', ({ operationId: id }) => ({ id }))],
  'operations.list': [connected, nothing('all'), cursor({}, (of) => of.operationId)],
  'operations.takeSecrets': [notFound('its operation', ({ operationId: id }) => ({ id }))],
  'operations.plan': [
    {
      what: 'its inbox',
      input: (of) => ({
        groups: [{ connection: of.connection, procedure: 'inboxes.delete', items: [{ inbox: of.inbox }] }],
      }),
      wants: 'issue',
    },
  ],
  'providerKeys.create': [common(() => ({ name: 'more' }))],
  'providerKeys.restrict': [common((of) => ({ key: of.externalId, networks: ['192.0.2.0/24'] }))],
  'providerKeys.revoke': [common((of) => ({ key: of.externalId, confirm: of.externalId }))],
  'providerKeys.rotate': [common((of) => ({ key: of.externalId, name: 'more' }))],
  'reports.document': [notFound('its report', ({ reportId: id }) => ({ id, format: 'json' }))],
  'reports.get': [notFound('its report', ({ reportId: id }) => ({ id }))],
  'reports.list': [own('all'), cursor({}, (of) => ({ madeAt: new Date(), id: of.reportId }))],
  'reports.make': [
    notFound('its connection', ({ connection }) => ({ kind: 'inventory', connection })),
    own('one of its own', () => ({ kind: 'inventory' })),
  ],
  'reports.read': [notFound('its report', ({ reportId: id }) => ({ id, format: 'json', part: 0 }))],
  'reports.schedules.add': [
    notFound('its connection', ({ connection }) => ({ ...scheduled, name: 'own', filters: { connection } })),
    notFound('its webhook', ({ webhook: hook }) => ({ ...scheduled, name: 'own', webhook: hook })),
  ],
  'reports.schedules.get': [schedule],
  'reports.schedules.list': [nothing('all')],
  'reports.schedules.pause': [schedule],
  'reports.schedules.remove': [schedule],
  'reports.schedules.resume': [schedule],
  'reports.schedules.run': [schedule],
  'reports.schedules.update': [notFound('its schedule', ({ schedule: name }) => ({ name, cron: '0 7 * * *' }))],
  'resources.ages': [connected, nothing('all')],
  'resources.counts': [connected, nothing('all')],
  'resources.explain': [notFound('its inbox', inbox)],
  'resources.get': [notFound('its inbox', inbox)],
  'resources.history': [notFound('its inbox', inbox)],
  'resources.list': [
    ...[connected, nothing('all'), nothing('its inbox', ({ inbox: name }) => ({ name }))],
    nothing('what it had then', () => ({ asOf: new Date().toISOString() })),
    cursor({}, (of) => ['inbox', of.inbox, of.connectionId, of.externalId]),
  ],
  'resources.scopes': [connected, nothing('all'), cursor({}, (of) => [of.connectionId, 'inbox', ''])],
  'runs.list': [connected, nothing('all'), cursor({}, (of) => of.runId)],
  'runs.watch': [connected, nothing('its run', ({ runId }) => ({ runIds: [runId] }))],
  'sync.get': [nothing('its run', ({ runId }) => ({ runIds: [runId] }))],
  'sync.request': [
    notFound('its connection', ({ connection }) => ({ connections: [connection] })),
    own('all', () => ({ connections: null })),
  ],
  'use.import': [
    own('its inbox', ({ inbox: address, runId: id }) => ({
      ...{ id, lines: [{ line: 1, address, lastUsed: null }] },
      end: { lines: 1, sha256: '0'.repeat(64) },
    })),
  ],
  'webhooks.add': [own('its name', ({ webhook: name }) => ({ name, url: 'ftp://hooks.nobody.example.com' }))],
  'webhooks.attempts': [webhook],
  'webhooks.deliveries': [webhook],
  'webhooks.get': [webhook],
  'webhooks.list': [nothing('all')],
  'webhooks.pause': [webhook],
  'webhooks.remove': [webhook],
  'webhooks.replay': [notFound('its webhook', ({ webhook: name }) => ({ name, from: 1, to: 1 }))],
  'webhooks.resume': [webhook],
  'webhooks.retireSecret': [webhook],
  'webhooks.rotateSecret': [webhook],
  'webhooks.skip': [notFound('its webhook', ({ webhook: name }) => ({ name, sequence: 1 }))],
  'webhooks.test': [webhook],
  'webhooks.update': [notFound('its webhook', ({ webhook: name }) => ({ name, order: 'strict' }))],
  'workspaces.create': [{ what: 'a workspace', input: () => ({ name: 'third' }), wants: 'scope missing' }],
  'workspaces.list': [{ what: 'all', input: () => ({}), wants: 'scope missing' }],
};
