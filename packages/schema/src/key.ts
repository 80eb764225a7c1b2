import { z } from 'zod';
import { ApiKeyId, Instant } from './ids.ts';
import { Kind } from './resource.ts';

/** What a gateway key may do. Each procedure declares the one it needs. */
export const KeyScope = z.enum([
  'inventory:read',
  'operations:write',
  'secrets:read',
  'reports:read',
  'audit:read',
  // To say what becomes of findings: acknowledge, assign, accept.
  'findings:write',
  'connections:admin',
  'keys:admin',
  'webhooks:admin',
  // To say when addresses were used last: what sends mail needs no more.
  'use:write',
  // Of the first workspace only: to make others, and to see what they are called.
  'workspaces:admin',
  // Of the first workspace only: figures of the whole installation.
  'metrics:read',
]);

export type KeyScope = z.infer<typeof KeyScope>;

/** What keys of the first workspace alone may have: it reaches beyond a workspace. */
export const scopesOfTheFirst: readonly KeyScope[] = ['workspaces:admin', 'metrics:read'];

/** What a key may be given: a whole scope, or operations on one kind alone, such as `operations:write:dns_record`. */
export const GrantedScope = z.union([KeyScope, z.templateLiteral(['operations:write:', Kind])], {
  error: `must be ${KeyScope.options.join(', ')}, or operations:write:KIND for operations on one kind`,
});
export type GrantedScope = z.infer<typeof GrantedScope>;

/** How much of the gateway a key may use: in units a minute, which it may also spend at once. A read costs one, a call of a provider ten. */
export const unitsPerMinuteMin = 60;
export const unitsPerMinuteMax = 6_000_000;
export const unitsPerMinuteDefault = 6_000;

/** For how long a key works unless told otherwise, and at the longest: a secret that nobody turns is one that somebody has. */
export const keyDaysDefault = 90;
export const keyDaysMax = 366;
/** For how long a key that is rotated works beside its successor. */
export const overlapHoursDefault = 24;
export const overlapHoursMax = 720;

export const KeyState = z.enum(['active', 'replaced', 'expired', 'revoked']);
export type KeyState = z.infer<typeof KeyState>;

export const ApiKey = z.object({
  id: ApiKeyId,
  name: z.string(),
  /** `replaced` still works, until `graceUntil`. */
  state: KeyState,
  scopes: z.array(GrantedScope),
  /** The names of the only connections that exist for it; null for all. */
  connections: z.array(z.string()).nullable(),
  /** From where it may be used; none for everywhere. */
  networks: z.array(z.string()),
  unitsPerMinute: z.int(),
  createdAt: Instant,
  /** Null for one that never ends: the first of an installation, and those from before keys expired. */
  expiresAt: Instant.nullable(),
  lastUsedOn: z.iso.date().nullable(),
  revokedAt: Instant.nullable(),
  /** The key that it was rotated to, and until when it still works. */
  replacedBy: ApiKeyId.nullable(),
  graceUntil: Instant.nullable(),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** A key that was made. */
export const MadeKey = z.object({
  /** The whole of it. It is in this answer and nowhere else. */
  token: z.string(),
  key: ApiKey,
});
export type MadeKey = z.infer<typeof MadeKey>;
