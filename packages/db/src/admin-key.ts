import { type Actor, KeyScope, unitsPerMinuteMax, WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { createApiKey, listApiKeys } from './api-keys.ts';
import { type Db, inWorkspace, openDatabase } from './database.ts';

/**
 * Makes the default workspace an admin key with every scope, when nobody there could make one. It is the one key that
 * never ends and is not limited: whoever installs Rollcall must get in. `keep` stores its token before the key counts: what
 * cannot be kept is not made. Undefined when there is such a key already. As the owner.
 */
export async function ensureAdminKey({
  ownerUrl,
  pepper,
  keep,
}: {
  ownerUrl: string;
  pepper: Buffer;
  keep: (token: string) => void;
}): Promise<{ token: string } | undefined> {
  const db = openDatabase(ownerUrl, { max: 1, name: 'rollcall-start' });
  try {
    const workspaceId = await defaultWorkspace(db);
    return await inWorkspace(db, workspaceId, async (tx) => {
      const keys = await listApiKeys(tx);
      const administer = keys.filter(
        ({ scopes, connections }) => scopes.includes('keys:admin') && connections === null,
      );
      if (administer.some(({ state }) => state === 'active')) return undefined;
      const actor: Actor = { type: 'system', id: 'start', name: 'first start' };
      const unlimited = { unitsPerMinute: unitsPerMinuteMax, expiresAt: null };
      const { token } = await createApiKey(tx, {
        ...{ name: 'admin', scopes: KeyScope.options, actor, pepper },
        ...unlimited,
      });
      keep(token);
      return { token };
    });
  } finally {
    await db.destroy();
  }
}

async function defaultWorkspace(db: Db): Promise<WorkspaceId> {
  const found = await sql<{
    workspace_id: string;
  }>`select workspace_id from rollcall.find_workspace('default')`.execute(db);
  return WorkspaceId.parse(found.rows[0]?.workspace_id);
}
