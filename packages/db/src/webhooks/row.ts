import { RollcallError, type SigningSecret, type Webhook, type WebhookFilter, WebhookId } from '@rollcall/schema';
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';
import { openStates, plannedNow } from './lanes.ts';
import { signingSecrets } from './secrets.ts';
import type { StoredFilter, WebhookTables } from './tables.ts';

/** Each costs the daemons a look every second or so, and each of its events a row. */
export const webhooksMax = 100;

/** Every webhook of the workspace that is not removed, by name. */
export async function listWebhooks(tx: Tx): Promise<readonly Webhook[]> {
  const rows = await webhookRows(tx).orderBy('webhook.name').limit(webhooksMax).execute();
  const secrets = await signingSecrets(tx);
  const names = await connectionNames(tx);
  return rows.map((row) => webhookOf(row, { secrets: secrets.get(row.webhook_id) ?? [], names }));
}

/** Throws `not_found`. */
export async function webhookNamed(tx: Tx, name: string): Promise<Webhook> {
  const row = await webhookRows(tx).where('webhook.name', '=', name).executeTakeFirst();
  if (row === undefined) throw notFound(name);
  const secrets = await signingSecrets(tx);
  return webhookOf(row, { secrets: secrets.get(row.webhook_id) ?? [], names: await connectionNames(tx) });
}

/** The webhook's row, which whoever changes its queue holds. Throws `not_found`. */
export async function lockWebhook(tx: Tx, name: string): Promise<Selectable<WebhookTables['webhook']>> {
  const row = await tx
    .selectFrom('webhook')
    .selectAll()
    .select(plannedNow.as('planned'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('name', '=', name)
    .where('state', '<>', 'removed')
    // What is queued meanwhile refers to the row, and need not wait.
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound(name);
  return row;
}

function notFound(name: string): RollcallError {
  return new RollcallError('not_found', `There is no webhook named "${name}": "webhooks list" shows those there are.`);
}

function webhookRows(tx: Tx) {
  const open = sql`from rollcall.webhook_delivery d where d.workspace_id = webhook.workspace_id
    and d.webhook_id = webhook.webhook_id and d.state in (${sql.join(openStates.map((state) => sql.lit(state)))})`;
  return tx
    .selectFrom('webhook')
    .leftJoin('audit_tail', 'audit_tail.workspace_id', 'webhook.workspace_id')
    .selectAll('webhook')
    .select([
      'audit_tail.size',
      sql<number>`(select count(*)::int ${open} and d.state = 'dead')`.as('dead'),
      sql<Date | null>`(select min(d.queued_at) ${open})`.as('waiting_since'),
    ])
    .where('webhook.workspace_id', '=', tx.workspaceId)
    .where('webhook.state', '<>', 'removed');
}

type WebhookRow = Selectable<WebhookTables['webhook']> & {
  readonly size: string | null;
  readonly dead: number;
  readonly waiting_since: Date | null;
};

/** What a webhook's row does not say itself. */
interface Beside {
  readonly secrets: readonly SigningSecret[];
  readonly names: ReadonlyMap<string, string>;
}

function webhookOf(row: WebhookRow, { secrets, names }: Beside): Webhook {
  const [newest] = secrets;
  if (newest === undefined || row.state === 'removed') throw new Error('a webhook that is not removed has a secret');
  return {
    id: WebhookId.parse(row.webhook_id),
    ...{ name: row.name, url: row.url, filter: shownFilter(row.filter, names), order: row.ordering, state: row.state },
    ...{ scheme: newest.scheme, secrets: [...secrets] },
    stopped:
      row.stopped_at === null || row.stop_reason === null
        ? null
        : { at: instant(row.stopped_at), reason: row.stop_reason },
    createdAt: instant(row.created_at),
    sequence: Number(row.expanded_to),
    behind: Math.max(0, Number(row.size ?? 0) - Number(row.expanded_to)),
    ...{ undelivered: row.undelivered, dead: row.dead },
    waitingSince: instantOrNull(row.waiting_since),
    failingSince: instantOrNull(row.failing_since),
    deliveredAt: instantOrNull(row.delivered_at),
  };
}

function shownFilter(stored: StoredFilter, names: ReadonlyMap<string, string>): WebhookFilter {
  const { types, kinds, connectionIds, severity } = stored;
  return {
    types: types === null ? null : [...types],
    kinds: kinds === null ? null : [...kinds],
    connections: connectionIds?.map((id) => names.get(id) ?? id) ?? null,
    severity,
  };
}

/** Of all connections, also those that were removed: a filter may still name them. */
async function connectionNames(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .selectFrom('connection')
    .select(['connection_id', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .execute();
  return new Map(rows.map(({ connection_id, name }) => [connection_id, name]));
}
