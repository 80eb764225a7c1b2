import { growRange, type Node } from '@rollcall/ledger';
import { WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, databaseError } from '../database.ts';

/** A workspace whose log cannot grow, since something in the database is not as it was left; and what. */
export interface LogFault {
  readonly workspaceId: WorkspaceId;
  readonly fault: string;
}

/** What a growing did. */
export interface Grown {
  readonly leaves: number;
  readonly faults: readonly LogFault[];
  /** Whether there may be more to do at once. */
  readonly isFull: boolean;
}

/**
 * Takes the first of the sealed events that are no leaves yet into the logs of their workspaces; none while another process is
 * at it. Leaves and trees are written in one transaction: a growing that breaks off was none. Any number of processes may ask
 * at any time. For the daemon's login alone. Throws `RollcallError` for a database that is down or full.
 */
export async function growLogs(db: Db, butNot: readonly WorkspaceId[] = []): Promise<Grown> {
  try {
    return await db.transaction().execute(async (tx) => {
      const { rows } = await sql<Part>`
        select g.workspace_id, g.size, g.frontier, g.leaves, g.fault
        from rollcall.grow_leaves(${grownAtOnce}, ${[...butNot]}::uuid[]) g`.execute(tx);
      const grown = rows.flatMap(({ leaves, ...part }) => (leaves === null ? [] : [grow({ ...part, leaves })]));
      if (grown.length > 0) {
        const nodes = grown.flatMap((tree) => tree.nodes.map((node) => ({ ...node, workspaceId: tree.workspaceId })));
        await sql`select rollcall.store_trees(${grown.map((tree) => tree.workspaceId)}::uuid[],
          ${grown.map((tree) => tree.size)}::bigint[], ${grown.map((tree) => tree.frontier)}::bytea[],
          ${nodes.map((node) => node.workspaceId)}::uuid[], ${nodes.map((node) => node.level)}::smallint[],
          ${nodes.map((node) => node.index)}::bigint[], ${nodes.map((node) => node.hash)}::bytea[])`.execute(tx);
      }
      const leaves = grown.reduce((sum, tree) => sum + tree.leaves, 0);
      return { leaves, faults: rows.flatMap(faultOf), isFull: leaves >= grownAtOnce };
    });
  } catch (error) {
    throw databaseError(error);
  }
}

/** In one transaction: some 100 ms, so that what is asked of the log meanwhile shows much come in parts. */
const grownAtOnce = 10_000;

interface Part {
  readonly workspace_id: string;
  readonly size: string;
  readonly frontier: Buffer;
  readonly leaves: Buffer | null;
  readonly fault: string | null;
}

interface KeptNode extends Node {
  readonly hash: Buffer;
}

/** One tree, with its new leaves. */
function grow({ workspace_id, size, frontier, leaves }: Part & { readonly leaves: Buffer }) {
  const nodes: KeptNode[] = [];
  const from = { begin: 0, end: Number(size), hashes: frontier };
  const tree = growRange(from, (node, hash) => nodes.push({ ...node, hash: Buffer.from(hash) }));
  tree.append(leaves);
  return {
    ...{ workspaceId: workspace_id, size: tree.end, leaves: tree.end - from.end, nodes },
    frontier: Buffer.from(tree.range().hashes),
  };
}

function faultOf({ workspace_id, fault }: Part): readonly LogFault[] {
  return fault === null ? [] : [{ workspaceId: WorkspaceId.parse(workspace_id), fault }];
}
