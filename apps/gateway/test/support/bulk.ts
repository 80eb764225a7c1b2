import { setTimeout as sleep } from 'node:timers/promises';
import type { BulkItem, BulkProgress } from '@rollcall/schema';
import type { Answer, TestGateway } from './gateway.ts';

export type Planned = BulkProgress & { readonly items: readonly BulkItem[]; readonly more: boolean };

/** A group of a plan. */
export interface Group {
  readonly connection: string;
  readonly procedure: string;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/** Makes a plan; fails the test when it is refused. */
export async function plan(gateway: TestGateway, groups: readonly Group[]): Promise<Planned> {
  return dataOf<Planned>(await gateway.mutate('operations.plan', { groups }));
}

/** Makes a plan and applies it. */
export async function apply(gateway: TestGateway, groups: readonly Group[]): Promise<BulkProgress> {
  const { id: planId, hash } = await plan(gateway, groups);
  return dataOf<BulkProgress>(await gateway.mutate('operations.applyPlan', { planId, hash }));
}

/** How far a bulk operation is, once that is enough. */
export async function bulkOnce(
  gateway: TestGateway,
  id: string,
  isEnough: (bulk: BulkProgress) => boolean,
): Promise<BulkProgress> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const bulk = dataOf<BulkProgress>(await gateway.query('operations.bulk.get', { id }));
    if (isEnough(bulk)) return bulk;
    if (performance.now() > until) throw new Error(`it is not enough by now: ${JSON.stringify(bulk)}`);
    await sleep(20);
  }
}

/** Less than a test may take, so that what it waits for is told. */
const patienceMs = 20_000;

export const hasEnded = ({ finishedAt }: BulkProgress): boolean => finishedAt !== null;

/** All items of a bulk operation, page by page. */
export async function itemsOf(gateway: TestGateway, id: string, state?: string): Promise<readonly BulkItem[]> {
  const items: BulkItem[] = [];
  for (let cursor: string | undefined; ; ) {
    const { data, error } = await gateway.query('operations.bulk.items', { id, state, cursor, limit: 500 });
    if (error !== undefined) throw new Error(error.message);
    const page = data as { data: BulkItem[]; nextCursor: string | null }; // A page, by the procedure's type.
    items.push(...page.data);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

/** How many inputs of a bulk operation wait sealed. */
export async function sealedInputs(gateway: TestGateway, id: string): Promise<number> {
  const { rows } = await gateway.owner.query(
    `select count(*)::int as count from rollcall.sealed_secret where purpose = 'input' and owner_id like $1`,
    [`${id}/%`],
  );
  return rows[0].count;
}

function dataOf<Data>({ data, text, status }: Answer): Data {
  if (status !== 200) throw new Error(text);
  return (data as { data: Data }).data; // By the procedure's type.
}
