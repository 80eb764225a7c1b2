import { createHash } from 'node:crypto';
import { type Item, type Session, unlimitedBudget } from '@rollcall/provider-kit';
import { openSession, providerNamed } from '@rollcall/provider-registry';
import type { TestGateway } from './gateway.ts';
import type { TestSandbox } from './sandboxes.ts';

/** A resource as the provider lists it now. */
export interface Listed extends Item {
  readonly kind: string;
  readonly parent: string;
}

/** Everything that the sandbox lists, as a first run would find it. */
export async function listed(sandbox: TestSandbox): Promise<readonly Listed[]> {
  const { provider, baseUrl, settings: config, credential } = sandbox;
  const session = openSession({ provider, baseUrl, config }, { credential, budget: unlimitedBudget() });
  try {
    return await listAll(provider, session);
  } finally {
    await session.close();
  }
}

/** Has the ledger hold what the sandbox lists, all of it live: no daemon runs in these tests. */
export async function fillLedger(test: TestGateway, connection: string, sandbox: TestSandbox): Promise<void> {
  const rows = (await listed(sandbox)).map((item) => ({ ...item, digest: digestOf(item) }));
  await test.owner.query(
    `insert into rollcall.resource (workspace_id, connection_id, kind, external_id, parent, name, presence, attributes,
      digest, version, first_seen_at, last_changed_at)
    select c.workspace_id, c.connection_id, i.kind, i."externalId", i.parent, i.name, 'live', i.attributes,
      decode(i.digest, 'hex'), 1, now(), now()
    from rollcall.connection c, jsonb_to_recordset($2::jsonb)
      as i(kind text, "externalId" text, parent text, name text, attributes jsonb, digest text)
    where c.name = $1 and c.state <> 'removed'`,
    [connection, JSON.stringify(rows)],
  );
  await keepVersions(test);
}

/** Keeps what the ledger holds now as versions, as whatever records does. */
export async function keepVersions(test: TestGateway): Promise<void> {
  await test.owner.query(
    `insert into rollcall.resource_version (workspace_id, connection_id, kind, external_id, version, name, presence, attributes,
        recorded_at, run_id, event_id)
      select workspace_id, connection_id, kind, external_id, version, name, presence, attributes, last_changed_at,
        gen_random_uuid(), gen_random_uuid() from rollcall.resource on conflict do nothing`,
  );
}

async function listAll(provider: string, session: Session): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  const signal = AbortSignal.timeout(10_000);
  for (const { kind, perParent } of providerNamed(provider).kinds) {
    const parents = perParent === undefined ? [undefined] : found.filter((item) => item.kind === perParent);
    for (const parent of parents) {
      const scope = parent === undefined ? { kind } : { kind, parent };
      for await (const { items } of session.list(scope, signal)) {
        found.push(...[...items].map((item) => ({ ...item, kind, parent: parent?.externalId ?? '' })));
      }
    }
  }
  return found;
}

function digestOf(item: Listed): string {
  return createHash('sha256').update(JSON.stringify(item)).digest('hex');
}
