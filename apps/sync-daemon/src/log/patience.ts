import type { WorkspaceId } from '@rollcall/schema';

/** What is wrong in a workspace is for a person to mend: it is tried again so much later, and told again. */
export const wrongMs = 60_000;

/** The workspaces in which something is not tried again yet. */
export interface Patience {
  hold(workspaceId: WorkspaceId, ms: number): void;
  waiting(): readonly WorkspaceId[];
}

export function createPatience(): Patience {
  const until = new Map<WorkspaceId, number>();
  return {
    hold: (workspaceId, ms) => void until.set(workspaceId, performance.now() + ms),
    waiting() {
      for (const [workspaceId, at] of until) if (at <= performance.now()) until.delete(workspaceId);
      return [...until.keys()];
    },
  };
}
