import {
  type Actor,
  KeyScope,
  type MadeKey,
  RollcallError,
  scopesOfTheFirst,
  type Workspace,
  WorkspaceId,
} from '@rollcall/schema';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { createApiKey } from './api-keys.ts';
import { asWorkspace, type Tx } from './database.ts';
import { appendEvent } from './events.ts';
import { instant } from './json.ts';

/** What the first key of a new workspace may do: all but what reaches beyond it. */
export const firstKeyScopes: readonly KeyScope[] = KeyScope.options.filter(
  (scope) => !scopesOfTheFirst.includes(scope),
);

/**
 * Makes a workspace and its first key, whose token is in the answer and nowhere else, and which never ends: nobody else could
 * make another. Both workspaces have the event
 * `workspace.created`. Only the first workspace may: PostgreSQL refuses it to others. Throws `workspace_exists`.
 */
export async function createWorkspace(
  tx: Tx,
  { name, actor, pepper }: { name: string; actor: Actor; pepper: Buffer },
): Promise<MadeKey & { workspace: Workspace }> {
  const id = WorkspaceId.parse(uuidv7());
  const workspace: Workspace = { id, name, createdAt: instant(await foundWorkspace(tx, { id, name })) };
  const subject = { kind: 'workspace', externalId: id, name };
  const created = { type: 'workspace.created', actor, subject, after: { name } } as const;
  await appendEvent(tx, created);
  const made = await asWorkspace(tx, id, async (own) => {
    await appendEvent(own, created);
    return createApiKey(own, { name: 'admin', scopes: firstKeyScopes, expiresAt: null, actor, pepper });
  });
  return { workspace, ...made };
}

/**
 * Workspaces in the order in which they were made, for a transaction of the first one; no other sees any. Rides the
 * primary key.
 */
export async function listWorkspaces(
  tx: Tx,
  { after, limit }: { after: WorkspaceId | undefined; limit: number },
): Promise<readonly Workspace[]> {
  const { rows } = await sql<{ workspace_id: string; name: string; created_at: Date }>`
    select * from rollcall.workspaces_after(${after ?? null}, ${limit})`.execute(tx);
  return rows.map((row) => ({
    id: WorkspaceId.parse(row.workspace_id),
    name: row.name,
    createdAt: instant(row.created_at),
  }));
}

async function foundWorkspace(tx: Tx, { id, name }: { id: WorkspaceId; name: string }): Promise<Date> {
  try {
    const { rows } = await sql<{ made: Date }>`select rollcall.found_workspace(${id}, ${name}) as made`.execute(tx);
    const [row] = rows;
    if (row === undefined) throw new Error('a function answers one row');
    return row.made;
  } catch (error) {
    if (!(error instanceof Error && 'constraint' in error && error.constraint === 'workspace_name')) throw error;
    const message = `A workspace named "${name}" exists already: choose another name.`;
    throw new RollcallError('workspace_exists', message, { cause: error });
  }
}
