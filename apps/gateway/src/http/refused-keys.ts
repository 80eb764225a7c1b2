import { appendEvent, inWorkspace, type NamedKey } from '@rollcall/db';
import type { Actor } from '@rollcall/schema';
import type { Gateway } from '../gateway.ts';

/** Of one key, the log hears so often at most: whoever tries again and again writes no more than whoever tries once. */
const toldMs = 60_000;
/** Keys that are counted at once. */
const keysMax = 10_000;

const actor: Actor = { type: 'system', id: 'gateway', name: 'gateway' };

/** Why a key that exists was refused. */
type Reason = 'wrong_secret' | 'revoked' | 'expired' | 'replaced' | 'address';

interface Refused {
  readonly key: NamedKey;
  readonly reason: Reason;
  readonly address: string | undefined;
}

/**
 * Tells the audit log of keys that were refused: of the first attempt at once, of those that follow once a minute, with how
 * many they were. A key that nobody knows belongs to no workspace, and leaves nothing.
 */
export function createRefusedKeys({ db, log, stopping }: Pick<Gateway, 'db' | 'log' | 'stopping'>) {
  const counted = new Map<string, { count: number; since: Date; last: Refused; timer: NodeJS.Timeout }>();
  const tell = ({ key, reason, address }: Refused, count: number, since: Date): void => {
    const event = {
      ...({
        type: 'key.refused',
        actor,
        subject: { kind: 'gateway_key', externalId: key.id, name: key.name },
      } as const),
      after: { reason, address: address ?? null, count, since: since.toISOString() },
    };
    inWorkspace(db, key.workspaceId, (tx) => appendEvent(tx, event)).catch((error: unknown) =>
      log.error({ err: error, keyId: key.id, workspaceId: key.workspaceId }, 'could not tell of a refused key'),
    );
  };
  const tellRest = (id: string): void => {
    const rest = counted.get(id);
    if (rest === undefined) return;
    if (rest.count === 0) return void counted.delete(id);
    tell(rest.last, rest.count, rest.since);
    rest.count = 0;
    rest.timer = setTimeout(tellRest, toldMs, id).unref();
  };
  stopping.addEventListener('abort', () => {
    for (const [id, { timer }] of counted) {
      clearTimeout(timer);
      tellRest(id);
    }
  });
  return (refused: Refused): void => {
    const { id } = refused.key;
    const known = counted.get(id);
    if (known !== undefined) {
      if (known.count === 0) known.since = new Date();
      known.count += 1;
      known.last = refused;
      return;
    }
    if (counted.size >= keysMax) return;
    counted.set(id, { count: 0, since: new Date(), last: refused, timer: setTimeout(tellRest, toldMs, id).unref() });
    tell(refused, 1, new Date());
  };
}
