import { z } from 'zod';
import { ApiKeyId, Instant } from './ids.ts';

/** What a gateway key may do. Each procedure declares the one it needs. */
export const KeyScope = z.enum([
  'inventory:read',
  'operations:write',
  'secrets:read',
  'reports:read',
  'audit:read',
  'connections:admin',
  'keys:admin',
  // Of the first workspace only: to make others, and to see what they are called.
  'workspaces:admin',
]);
export type KeyScope = z.infer<typeof KeyScope>;

export const ApiKey = z.object({
  id: ApiKeyId,
  name: z.string(),
  scopes: z.array(KeyScope),
  createdAt: Instant,
  lastUsedOn: z.iso.date().nullable(),
  revokedAt: Instant.nullable(),
});
export type ApiKey = z.infer<typeof ApiKey>;
