import { z } from 'zod';
import { Instant, WorkspaceId } from './ids.ts';

/** The name of a workspace, without the spaces around it: no two have the same. */
export const WorkspaceName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, 'must not hold a control character, such as a line break');

export const Workspace = z.object({ id: WorkspaceId, name: z.string(), createdAt: Instant });
export type Workspace = z.infer<typeof Workspace>;
