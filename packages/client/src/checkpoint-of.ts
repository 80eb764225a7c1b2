import type { CloudEvent } from '@rollcall/schema';

/**
 * The newest checkpoint of the audit log when this event was sent: a signed note, which proves later that the log only grew.
 * Undefined where none was signed yet. Whoever keeps it beyond the reach of the log's operator has a pin: `rollcall verify --pin`
 * reads a file with a line `{"note": …}` for each.
 */
export function checkpointOf({ checkpoint }: Pick<CloudEvent, 'checkpoint'>): string | undefined {
  return checkpoint === undefined
    ? undefined
    : new TextDecoder().decode(Uint8Array.from(atob(checkpoint), (byte) => byte.charCodeAt(0)));
}
