import { currentVersion, type ResourceKey, type Tx, unseenChange } from '@rollcall/db';
import type { Connection, Expectation } from '@rollcall/schema';
import { RollcallError } from '@rollcall/schema';

/** A resource of a connection, as a caller saw it. */
export interface Seen {
  readonly kind: string;
  readonly externalId: string;
  readonly version: number;
}

/**
 * Throws `version_moved` where the ledger holds another version of the resource than its caller saw, or where an operation
 * of ours changes it that no listing has shown yet. The caller holds its lock (`lockVersion`).
 */
export async function assertVersion(tx: Tx, connection: Connection, { version, ...seen }: Seen): Promise<void> {
  const key: ResourceKey = { connectionId: connection.id, ...seen };
  const current = await currentVersion(tx, key);
  const details = {
    kind: seen.kind,
    name: current?.name ?? seen.externalId,
    expectedVersion: version,
    version: current?.version ?? null,
  };
  const what = `The ${seen.kind} ${details.name}`;
  if (current === undefined) throw moved(`${what} is not in the ledger, and was not at version ${version}`, details);
  if (current.version !== version) {
    const { type = null, cause = null } = current.change ?? {};
    const why = [type, cause === null ? null : `cause: ${cause.kind}`].filter((part) => part !== null).join(', ');
    throw moved(`${what} is at version ${current.version}, not ${version}${why === '' ? '' : ` (${why})`}`, {
      ...details,
      change: current.change,
    });
  }
  const unseen = await unseenChange(tx, key);
  if (unseen === undefined) return;
  const { operationId, procedure, state } = unseen;
  throw moved(`${what} is changed by ${procedure} (${state}), which no listing has shown yet`, {
    ...details,
    operationId,
    by: { procedure, state },
  });
}

/** The one resource that an operation changes or ends, by what listings must show of it; undefined where it is not one. */
export function changedBy(
  expectations: readonly Expectation[],
): { readonly kind: string; readonly externalId: string } | undefined {
  const changed = expectations.flatMap((expectation) =>
    expectation.becomes === 'changed' || expectation.becomes === 'absent' ? [expectation] : [],
  );
  const [first, ...others] = changed;
  if (first === undefined) return undefined;
  const isOne = others.every(({ kind, externalId }) => kind === first.kind && externalId === first.externalId);
  return isOne ? { kind: first.kind, externalId: first.externalId } : undefined;
}

function moved(what: string, details: Record<string, unknown>): RollcallError {
  return new RollcallError('version_moved', `${what}: look at it again before you change it. Nothing was sent.`, {
    details,
  });
}
