import type { KeyState } from '@rollcall/schema';

/** What has become of a key by this time. One that is `replaced` works until its grace ends. */
export function keyState(
  key: { revoked_at: Date | null; expires_at: Date | null; grace_until: Date | null },
  at: Date,
): KeyState {
  if (key.revoked_at !== null) return 'revoked';
  if (key.expires_at !== null && key.expires_at <= at) return 'expired';
  return key.grace_until === null ? 'active' : 'replaced';
}
