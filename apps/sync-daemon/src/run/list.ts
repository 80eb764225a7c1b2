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
import {
  createDigestSet,
  createPass,
  type DigestSet,
  digestOf,
  movementOf,
  type Pass,
  wantsSecondPass,
} from '@rollcall/ledger';
import { noiseOf, type Page, ProviderError, rawDigestOf } from '@rollcall/provider-kit';
import type { CertifiedPage, Restart, SecondPass } from '@rollcall/schema';
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
  /** Null where the listing itself says whether it is whole. */
  readonly secondPass: SecondPass | null;
  /** Each time it was begun anew, oldest first. */
  readonly restarts: readonly Restart[];
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
  // What is listed by a parent that was renamed is in the ledger under the parent's former external id.
  const inLedger = { ...key, parent: scope.parent?.formerly ?? key.parent };
  const known = await inWorkspace(db, run.workspaceId, async (tx) => {
    const set = createDigestSet(await countLive(tx, inLedger));
    for await (const digests of liveDigests(tx, inLedger)) for (const digest of digests) set.add(digest);
    return set;
  });
  const restarts: Restart[] = [];
  const readOnce = async (): Promise<FirstPass> => {
    known.startOver();
    await inWorkspace(db, run.workspaceId, (tx) => clearStage(tx, { lease: run.lease, scope: key }));
    try {
      return await readPages(run, { scope, key, known, pass: createPass() });
    } catch (error) {
      if (error instanceof ProviderError) restarts.push({ because: 'failed', evidence: error.message });
      throw error;
    }
  };
  for (let reading = 1; ; reading += 1) {
    const listed = await retryLater(readOnce, run);
    // What moved was changed by somebody while it was read: another reading may be quieter.
    const movement = movementOf(listed);
    if (movement === undefined || reading === readingsMax) {
      return withSecondPass(run, scope, { ...listed, restarts: restarts.slice(-restartsKept) });
    }
    restarts.push({ because: 'moved', evidence: movement });
  }
}

/** A reading, and what it is compared by. */
interface FirstPass extends Omit<Listed, 'secondPass' | 'restarts'> {
  readonly pass: Pass;
}

/** How often a listing that moves is read before it is graded as it is: what moves all the time is refused. */
const readingsMax = 3;
/** A provider that asks for a try at once, again and again, gets many within the minute; the newest tell enough. */
const restartsKept = 20;

/** Where nothing in a listing says whether it is whole, the scope is read again: two passes that agree missed nothing. */
async function withSecondPass(
  run: RunContext,
  scope: ScopeContext,
  first: FirstPass & Pick<Listed, 'restarts'>,
): Promise<Listed> {
  const { pass, ...listed } = first;
  const best = { grade: scope.spec.bestGrade, reason: scope.spec.gradeReason };
  if (!wantsSecondPass({ ...listed, best })) return { ...listed, secondPass: null };
  return { ...listed, secondPass: await retryLater(() => readAgain(run, scope, pass), run) };
}

/** Reads a scope to compare it with its first pass. Nothing of it is kept but three numbers. */
async function readAgain(run: RunContext, scope: ScopeContext, first: Pass): Promise<SecondPass> {
  const noise = new Set(noiseOf(scope.spec));
  const pass = createPass();
  let pages = 0;
  let hasEnded = false;
  for await (const { items, evidence } of pagesOf(run, scope)) {
    for (const item of items) {
      pass.add(digestOf(item, noise));
      if (pass.seen % breatheItems === 0) await pause(run);
    }
    pages += 1;
    hasEnded = evidence.end !== null;
  }
  return { pages, seen: pass.seen, agreed: hasEnded && pass.equals(first) };
}

/** The pages of a scope, up to one that stands where an earlier one stood: what goes round in a circle has no end. */
async function* pagesOf(run: RunContext, { spec, parent }: ScopeContext): AsyncIterable<Page> {
  const cursors = new Set<string>();
  for await (const page of run.session.list(
    { kind: spec.kind, ...(parent === undefined ? {} : { parent }) },
    run.signal,
  )) {
    yield page;
    const { cursor } = page.evidence;
    if (cursor === null) continue;
    if (cursors.has(cursor)) return;
    cursors.add(cursor);
  }
}

async function pause(run: RunContext): Promise<void> {
  await breathe();
  run.signal.throwIfAborted();
}

interface Reading {
  readonly scope: ScopeContext;
  readonly key: ScopeKey;
  readonly known: DigestSet;
  readonly pass: Pass;
}

async function readPages(run: RunContext, reading: Reading): Promise<FirstPass> {
  const { scope, known, pass } = reading;
  const startedAt = run.daemon.now();
  const pages: CertifiedPage[] = [];
  const sum = { seen: 0, duplicates: 0, staged: 0 };
  for await (const page of pagesOf(run, scope)) {
    const read = await readPage(run, reading, page);
    pages.push(read.page);
    sum.seen += read.page.count;
    sum.duplicates += read.duplicates;
    sum.staged += read.staged;
    run.log.debug({ kind: scope.spec.kind, page: pages.length, seen: sum.seen }, 'page read');
  }
  return { startedAt: beganAt(startedAt, pages), pages, ...sum, knownLive: known.size, unseen: known.unseen(), pass };
}

/** A listing whose answer another kind has read before began when that was asked for. */
function beganAt(startedAt: Date, pages: readonly CertifiedPage[]): Date {
  const askedAt = pages.map((page) => (page.askedAt === undefined ? startedAt.getTime() : Date.parse(page.askedAt)));
  return new Date(Math.min(startedAt.getTime(), ...askedAt));
}

async function readPage(
  run: RunContext,
  { scope, key, known, pass }: Reading,
  { items, evidence }: Page,
): Promise<{ page: CertifiedPage; duplicates: number; staged: number }> {
  const noise = new Set(noiseOf(scope.spec));
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
    const digest = digestOf(item, noise);
    pass.add(digest);
    const shown = known.show(digest);
    if (shown === 'again') sum.duplicates += 1;
    if (shown === 'unknown') {
      const { externalId, name } = item;
      const rawDigest = rawDigestOf(item) ?? null;
      batch.push({ externalId, name, attributes: JSON.stringify(item.attributes), digest, rawDigest });
    }
    firstId ??= item.externalId;
    lastId = item.externalId;
    sum.count += 1;
    if (batch.length === batchItems) await flush();
    if (sum.count % breatheItems === 0) await pause(run);
  }
  if (batch.length > 0) await flush();
  const { duplicates, staged, count } = sum;
  return { page: { ...evidence, count, firstId, lastId }, duplicates, staged };
}
