import { type BundleHead, formatVerifierKey, type Handover, type nodesOf, originOf, partPlan } from '@rollcall/ledger';
import { RollcallError } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { newestCheckpoint } from './checkpoints.ts';
import { readHashes } from './hashes.ts';
import { type LogKey, logKeys } from './keys.ts';
import { leafOf } from './leaves.ts';
import { inclusionProof } from './proofs.ts';

/** Which events; both ends included. `last` is the newest that was signed for, unless it is given. */
export interface BundleRange {
  readonly first: number;
  readonly last?: number | undefined;
}

/**
 * The first line of a bundle of these events, held against the newest checkpoint. Throws `log_state` while that does not hold the
 * last of them, and `log_broken` when the tree is not whole.
 */
export async function bundleHead(tx: Tx, { first, last: wanted }: BundleRange): Promise<BundleHead> {
  const checkpoint = await newestCheckpoint(tx);
  const size = checkpoint?.size ?? 0;
  const last = wanted ?? size;
  if (checkpoint === undefined || last > size || first > last) {
    const message = `The log is signed up to ${size}, and sequences ${first} to ${Math.max(last, first)} are asked for: what is new is signed within a minute, by a sync daemon.`;
    throw new RollcallError('log_state', message, { details: { state: 'unsigned' } });
  }
  const plan = partPlan({ begin: first - 1, end: last, size });
  const hashOf = await readHashes(tx, [...plan.before, ...plan.after]);
  const hashes = (nodes: ReturnType<typeof nodesOf>): string[] =>
    nodes.map((node) => Buffer.from(hashOf(node)).toString('base64'));
  const keys = (await logKeys(tx)).filter(({ nth }) => nth <= checkpoint.lastKey);
  return {
    ...{ origin: originOf(tx.workspaceId), first, last, checkpoint: checkpoint.note },
    ...{ keys: keys.map(({ key }) => formatVerifierKey(key)), handovers: await handoversOf(tx, keys) },
    ...{ before: hashes(plan.before), after: hashes(plan.after) },
  };
}

/** What proves that keys follow each other; nothing does of one that came after a lost one. */
async function handoversOf(tx: Tx, keys: readonly LogKey[]): Promise<readonly Handover[]> {
  const handovers: Handover[] = [];
  for (const { nth, eventId, afterLost } of keys) {
    if (eventId === null || afterLost) continue;
    const { sequence, text } = await leafOf(tx, { id: eventId });
    const signed = await tx
      .selectFrom('audit_checkpoint')
      .select(['note', 'size'])
      .where('workspace_id', '=', tx.workspaceId)
      .where('last_key', '=', nth)
      .orderBy('number')
      .limit(1)
      .executeTakeFirst();
    if (signed === undefined) continue;
    const proof = await inclusionProof(tx, { index: sequence - 1, size: Number(signed.size) });
    const path = proof.map((hash) => Buffer.from(hash).toString('base64'));
    handovers.push({ note: signed.note, sequence, leaf: text, proof: path });
  }
  return handovers;
}

/** A leaf as it goes into a bundle. */
export interface BundledLeaf {
  /** The hash that is kept of it, in base64. */
  readonly leaf: string;
  readonly text: string;
}

/**
 * The leaves that follow a sequence, in their order, as they stand in the database: whoever verifies the bundle finds what was
 * altered. Throws `log_broken` where one is missing. Rides the primary keys.
 */
export async function leavesAfter(tx: Tx, after: number, limit: number): Promise<readonly BundledLeaf[]> {
  const { rows } = await sql<{ seq: string; leaf: Buffer | null; text: string | null }>`
    select s.seq, l.leaf, rollcall.leaf_text(e, s.seq, s.sealed_at) as text
    from rollcall.sealed_event s
      left join rollcall.audit_leaf l on l.workspace_id = s.workspace_id and l.seq = s.seq
      left join rollcall.audit_event e on e.workspace_id = s.workspace_id and e.event_id = s.event_id
    where s.workspace_id = ${tx.workspaceId} and s.seq > ${after} order by s.seq limit ${limit}`.execute(tx);
  return rows.map(({ seq, leaf, text }, index) => {
    if (Number(seq) === after + index + 1 && leaf !== null && text !== null)
      return { leaf: leaf.toString('base64'), text };
    throw new RollcallError(
      'log_broken',
      `The log is not whole at sequence ${after + index + 1}: "verify" says what is wrong.`,
    );
  });
}
