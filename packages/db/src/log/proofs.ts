import {
  consistencyPlan,
  type Growth,
  inclusionPlan,
  nodesOf,
  nodesOfPlan,
  type Place,
  type ProofPlan,
  proofOf,
  rootOf,
} from '@rollcall/ledger';
import type { Tx } from '../database.ts';
import { readHashes } from './hashes.ts';

/** What proves that the log of this size has its leaf at this place; from the log as it is. Throws `log_broken`. */
export function inclusionProof(tx: Tx, place: Place): Promise<readonly Uint8Array[]> {
  return prove(tx, inclusionPlan(place));
}

/** The root of the log when it had this size. Throws `log_broken`. */
export async function rootAt(tx: Tx, size: number): Promise<Uint8Array> {
  const nodes = nodesOf({ begin: 0, end: size });
  return rootOf(Buffer.concat(nodes.map(await readHashes(tx, nodes))));
}

/** What proves that the log only grew between two sizes. Throws `log_broken`. */
export function growthProof(tx: Tx, growth: Growth): Promise<readonly Uint8Array[]> {
  return prove(tx, consistencyPlan(growth));
}

async function prove(tx: Tx, plan: ProofPlan): Promise<readonly Uint8Array[]> {
  return proofOf(plan, await readHashes(tx, nodesOfPlan(plan)));
}
