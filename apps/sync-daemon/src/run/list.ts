import { setImmediate as breathe } from 'node:timers/promises';
import {
  clearStage,
  countLive,
  inWorkspace,
  liveDigests,
  type ScopeKey,
  type StagedItem,
  stageItems,
} from '@rollcall/db';
import { createDigestSet, type DigestSet, digestOf } from '@rollcall/ledger';
import type { Page } from '@rollcall/provider-kit';
import type { CertifiedPage } from '@rollcall/schema';
import type { RunContext, ScopeContext } from './context.ts';
import { retryLater } from './retry.ts';

/** One reading of one scope: its pages counted, what the ledger does not know staged, the rest ticked off. */
export interface Listed {
  readonly startedAt: Date;
  readonly pages: readonly CertifiedPage[];
  readonly seen: number;
  readonly duplicates: number;
  readonly staged: number;
  readonly knownLive: number;
  /** Live digests that the listing did not show. */
  readonly unseen: readonly string[];
}

/** Items staged in one statement: larger ones gain nothing. */
const batchItems = 2_000;
/** The loop lets heartbeats through after this many items, some 10 ms of work. */
const breatheItems = 5_000;

/**
 * Lists a scope page by page, probing each item's digest against the ledger's. Memory is a page and the digests. A
 * failure that may pass starts the listing over. Throws `ProviderError`.
 */
export async function listScope(run: RunContext, scope: ScopeContext, key: ScopeKey): Promise<Listed> {
  const { db } = run.daemon;
  const known = await inWorkspace(db, run.workspaceId, async (tx) => {
    const set = createDigestSet(await countLive(tx, key));
    for await (const digests of liveDigests(tx, key)) for (const digest of digests) set.add(digest);
    return set;
  });
  const readOnce = async (): Promise<Listed> => {
    known.startOver();
    await inWorkspace(db, run.workspaceId, (tx) => clearStage(tx, { lease: run.lease, scope: key }));
    return readPages(run, { scope, key, known });
  };
  for (let attempt = 1; ; attempt += 1) {
    const listed = await retryLater(readOnce, run.signal);
    // Pages that shifted were read while somebody changed what they show: another reading may be quieter.
    const shifted = listed.pages.some(({ overlaps }) => overlaps === false);
    if (!shifted || attempt === readingsMax) return listed;
  }
}

/** How often a listing whose pages shift is read before it is graded as it is. */
const readingsMax = 3;

interface Reading {
  readonly scope: ScopeContext;
  readonly key: ScopeKey;
  readonly known: DigestSet;
}

async function readPages(run: RunContext, reading: Reading): Promise<Listed> {
  const { scope, known } = reading;
  const startedAt = new Date();
  const pages: CertifiedPage[] = [];
  const sum = { seen: 0, duplicates: 0, staged: 0 };
  const wanted = { kind: scope.spec.kind, ...(scope.parent === undefined ? {} : { parent: scope.parent }) };
  for await (const page of run.session.list(wanted, run.signal)) {
    const read = await readPage(run, reading, page);
    pages.push(read.page);
    sum.seen += read.page.count;
    sum.duplicates += read.duplicates;
    sum.staged += read.staged;
    run.log.debug({ kind: scope.spec.kind, page: pages.length, seen: sum.seen }, 'page read');
  }
  return { startedAt, pages, ...sum, knownLive: known.size, unseen: known.unseen() };
}

async function readPage(
  run: RunContext,
  { scope, key, known }: Reading,
  { items, evidence }: Page,
): Promise<{ page: CertifiedPage; duplicates: number; staged: number }> {
  const volatile = new Set(scope.spec.volatile.map(({ attribute }) => attribute));
  const sum = { count: 0, duplicates: 0, staged: 0 };
  let firstId: string | null = null;
  let lastId: string | null = null;
  let batch: StagedItem[] = [];
  const flush = async (): Promise<void> => {
    const staged = await inWorkspace(run.daemon.db, run.workspaceId, (tx) =>
      stageItems(tx, { lease: run.lease, scope: key }, batch),
    );
    sum.duplicates += batch.length - staged;
    sum.staged += staged;
    batch = [];
  };
  for (const item of items) {
    const digest = digestOf(item, volatile);
    const shown = known.show(digest);
    if (shown === 'again') sum.duplicates += 1;
    if (shown === 'unknown') {
      batch.push({ externalId: item.externalId, name: item.name, attributes: JSON.stringify(item.attributes), digest });
    }
    firstId ??= item.externalId;
    lastId = item.externalId;
    sum.count += 1;
    if (batch.length === batchItems) await flush();
    if (sum.count % breatheItems === 0) {
      await breathe();
      run.signal.throwIfAborted();
    }
  }
  if (batch.length > 0) await flush();
  const { duplicates, staged, count } = sum;
  return { page: { ...evidence, count, firstId, lastId }, duplicates, staged };
}
