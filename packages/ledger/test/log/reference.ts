import { hash } from 'node:crypto';

/** The trees of RFC 6962 as it defines them, by recursion over all leaves: slow, and with nothing in common with ours. */
export function rootByDefinition(leaves: readonly Uint8Array[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return hash('sha256', '', 'buffer');
  if (leaves.length === 1) return hash('sha256', Buffer.concat([Buffer.of(0), only]), 'buffer');
  const middle = splitOf(leaves.length);
  const halves = [rootByDefinition(leaves.slice(0, middle)), rootByDefinition(leaves.slice(middle))];
  return hash('sha256', Buffer.concat([Buffer.of(1), ...halves]), 'buffer');
}

/** PATH(m, D[n]) */
export function pathByDefinition(index: number, leaves: readonly Uint8Array[]): readonly Buffer[] {
  if (leaves.length === 1) return [];
  const middle = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return index < middle
    ? [...pathByDefinition(index, left), rootByDefinition(right)]
    : [...pathByDefinition(index - middle, right), rootByDefinition(left)];
}

/** PROOF(m, D[n]) */
export function growthByDefinition(from: number, leaves: readonly Uint8Array[], isWhole = true): readonly Buffer[] {
  if (from === leaves.length) return isWhole ? [] : [rootByDefinition(leaves)];
  const middle = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return from <= middle
    ? [...growthByDefinition(from, left, isWhole), rootByDefinition(right)]
    : [...growthByDefinition(from - middle, right, false), rootByDefinition(left)];
}

/** The largest power of two below a number. */
function splitOf(count: number): number {
  return 2 ** Math.ceil(Math.log2(count) - 1);
}
