import { type AnsweredSecrets, sealFor } from '@rollcall/db';
import type { OperationSpec } from '@rollcall/provider-kit';
import type { OperationId } from '@rollcall/schema';
import type { CallerContext } from '../trpc.ts';

/** How long a sealed result waits to be taken. */
export interface Sealing {
  readonly ttlSeconds: number;
}

/** Long enough to start again and ask once more; what waits longer than it must is only there to be stolen. */
export const sealSecondsDefault = 600;
/** Less, and it may be over before whoever was told of it has asked. */
export const sealSecondsMin = 60;
/** Ten thousand items at thirty requests a minute take six hours, and whoever asked for them may be asleep. */
export const sealSecondsMax = 86_400;

/** A write that was answered. */
interface Answered {
  readonly id: OperationId;
  readonly spec: OperationSpec;
  readonly result: unknown;
  /** Undefined where the secrets go to the caller. */
  readonly sealing: Sealing | undefined;
}

/** What becomes of the secrets in an answer; undefined where it holds none. */
export async function secretsOf(ctx: CallerContext, answered: Answered): Promise<AnsweredSecrets | undefined> {
  const { id, spec, result, sealing } = answered;
  if (!spec.holdsSecrets(result)) return undefined;
  if (sealing === undefined) return { become: 'shown' };
  const owner = { workspaceId: ctx.caller.workspaceId, purpose: 'result', id } as const;
  try {
    const sealed = await sealFor(result, { ring: ctx.gateway.ring, owner });
    return { become: 'sealed', ttlMs: sealing.ttlSeconds * 1_000, ...sealed };
  } catch (error) {
    // The provider did it: what is recorded is that, and that the secret is gone.
    ctx.gateway.log.error({ err: error }, 'could not seal the secrets of an answer');
    return { become: 'lost' };
  }
}
