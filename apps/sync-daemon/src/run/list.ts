import { clearStage, countUnshown, inWorkspace, liveDigests, type ScopeKey, scopeState, type Use } from '@rollcall/db';
import {
  createDigestSet,
  createPass,
  type DigestSet,
  movementOf,
  type Pass,
  rebaselineOf,
  wantsSecondPass,
} from '@rollcall/ledger';
import { type Page, ProviderError } from '@rollcall/provider-kit';
import type { CertifiedPage, ListingWindow, Restart, SecondPass } from '@rollcall/schema';
import { presentSpan } from '@rollcall/telemetry';
import type { RunContext, ScopeContext } from './context.ts';
import { passOver, RawDigestsMislead, type Reading, readPage } from './page.ts';
import { readWith } from './read-with.ts';
import { retryLater } from './retry.ts';
import { pagesInWindow } from './window.ts';

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
  /** What an incremental listing read, and all that is known and unseen here is of; null of a full one. */
  readonly window: ListingWindow | null;
  /** When what it shows was used last, as far as the ledger does not know it by its bytes. */
  readonly uses: readonly Use[];
  /** Why an incremental listing before it was not to be trusted, in words. */
  readonly fullBecause?: string;
}

/** What a listing leaves behind as it is read: all there is to say of one that fails. */
export interface Trail {
  /** Of the newest reading. */
  pages: CertifiedPage[];
  readonly restarts: Restart[];
  knownLive: number;
}

export function newTrail(): Trail {
  return { pages: [], restarts: [], knownLive: 0 };
}

/**
 * Lists a scope, or the window of it, page by page, probing the digests of each item against the ledger's. Memory is a page
 * and the digests. A failure that may pass starts the listing over. Throws `ProviderError`.
 */
export async function listScope(
  run: RunContext,
  scope: ScopeContext,
  { key, trail }: { key: ScopeKey; trail: Trail },
): Promise<Listed> {
  const known = await knownOf(run, scope, key);
  trail.knownLive = known.size;
  let failure: string | undefined;
  const readOnce = async (): Promise<FirstPass> => {
    if (failure !== undefined) restart(trail, { because: 'failed', evidence: failure });
    failure = undefined;
    trail.pages = [];
    known.startOver();
    await inWorkspace(run.daemon.db, run.workspaceId, (tx) => clearStage(tx, { lease: run.lease, scope: key }));
    try {
      return await readPages(run, { scope, key, known, pass: createPass(), uses: [] }, trail.pages);
    } catch (error) {
      if (error instanceof ProviderError) failure = error.message;
      throw error;
    }
  };
  for (let reading = 1; ; reading += 1) {
    const first = await retryLater(() => trusting(run, known, readOnce), run);
    // What moved was changed by somebody while it was read: another reading may be quieter.
    const movement = movementOf(first);
    if (movement === undefined || reading === readingsMax) {
      const passed = await withSecondPass(run, { scope, key, known, pass: createPass(), uses: [] }, first);
      return { ...passed, restarts: trail.restarts };
    }
    restart(trail, { because: 'moved', evidence: movement });
  }
}

function restart({ restarts }: Trail, why: Restart): void {
  restarts.push(why);
  if (restarts.length > restartsKept) restarts.shift();
}

/** What the ledger holds live, by its raw digests too unless the scope is read otherwise than it was. */
async function knownOf(run: RunContext, scope: ScopeContext, key: ScopeKey): Promise<DigestSet> {
  // What is listed by a parent that was renamed is in the ledger under the parent's former external id.
  const inLedger = { ...key, parent: scope.parent?.formerly ?? key.parent };
  return inWorkspace(run.daemon.db, run.workspaceId, async (tx) => {
    const before = await scopeState(tx, inLedger);
    const isReadAsBefore = rebaselineOf(before, readWith(run), scope.spec.shapedBy) === undefined;
    // As many as were shown last, about; it grows when there are more.
    const known = createDigestSet(scope.window === undefined ? (before.counts.at(-1) ?? 0) : 0);
    for await (const packed of liveDigests(tx, inLedger, scope.window)) known.addPacked(packed);
    if (!isReadAsBefore) known.forgetRaw();
    return known;
  });
}

/** Reads again, and everything, where equal bytes turn out to mean something else: our mapping changed, and does not say so. */
async function trusting<T>(run: RunContext, known: DigestSet, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof RawDigestsMislead)) throw error;
    run.log.warn('equal bytes mean something else than before: was the mapping version raised?');
    known.forgetRaw();
    return read();
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
async function withSecondPass(run: RunContext, reading: Reading, first: FirstPass): Promise<Omit<Listed, 'restarts'>> {
  const { pass, ...listed } = first;
  const { bestGrade: grade, gradeReason: reason } = reading.scope.spec;
  const best = { grade, reason };
  const vanishing = await unshown(run, reading, first);
  const { window, ...shown } = listed;
  if (!wantsSecondPass({ ...shown, best, vanishing, ...(window === null ? {} : { window }) }))
    return { ...listed, secondPass: null };
  return {
    ...listed,
    secondPass: await retryLater(() => readAgain(run, { ...reading, pass: createPass() }, pass), run),
  };
}

/** How much of what the ledger holds the listing would have vanish, or go on under another external id. */
async function unshown(run: RunContext, { key }: Reading, { unseen, staged }: FirstPass): Promise<number> {
  // Each that is not shown as it was may be shown otherwise, and be staged.
  if (unseen.length === 0 || staged === 0) return unseen.length;
  const { daemon, workspaceId, lease } = run;
  return inWorkspace(daemon.db, workspaceId, (tx) => countUnshown(tx, { lease, scope: key, unseen }));
}

/** Reads a scope to compare it with its first pass. Nothing of it is kept but three numbers. */
async function readAgain(run: RunContext, reading: Reading, first: Pass): Promise<SecondPass> {
  const { pass } = reading;
  let pages = 0;
  let hasEnded = false;
  for await (const page of pagesOf(run, reading.scope)) {
    const before = pass.seen;
    await passOver(run, reading, page);
    pages += 1;
    hasEnded = page.evidence.end !== null;
    await pageRead(run, reading.scope, pass.seen - before);
  }
  return { pages, seen: pass.seen, agreed: hasEnded && pass.equals(first) };
}

/** The pages of a scope, up to one that stands where an earlier one stood: what goes round in a circle has no end. */
async function* pagesOf(run: RunContext, { spec, parent, window }: ScopeContext): AsyncIterable<Page> {
  const cursors = new Set<string>();
  const listed = run.session.list({ kind: spec.kind, ...(parent === undefined ? {} : { parent }) }, run.signal);
  for await (const page of window === undefined ? listed : pagesInWindow(listed, window)) {
    yield page;
    const { cursor } = page.evidence;
    if (cursor === null) continue;
    if (cursors.has(cursor)) return;
    cursors.add(cursor);
  }
}

async function pageRead(run: RunContext, scope: ScopeContext, items: number): Promise<void> {
  run.progress.page(scope, items);
  presentSpan()?.addEvent('page read', { 'rollcall.items': items });
  await run.betweenPages();
}

function windowOf({ window }: ScopeContext): ListingWindow | null {
  return window === undefined ? null : { since: window.since.toISOString(), older: window.older };
}

/** Lists a scope once, from its first page to its last. The pages are kept as they come, should a later one fail. */
async function readPages(run: RunContext, reading: Reading, pages: CertifiedPage[]): Promise<FirstPass> {
  const { scope, known, pass } = reading;
  const startedAt = run.daemon.now();
  const sum = { seen: 0, duplicates: 0, staged: 0 };
  for await (const page of pagesOf(run, scope)) {
    const read = await readPage(run, reading, page);
    pages.push(read.page);
    sum.seen += read.page.count;
    sum.duplicates += read.duplicates;
    sum.staged += read.staged;
    run.log.debug({ kind: scope.spec.kind, page: pages.length, seen: sum.seen }, 'page read');
    await pageRead(run, scope, read.page.count);
  }
  known.countShown(pass);
  const { uses } = reading;
  const shown = { ...sum, knownLive: known.size, unseen: known.unseen(), window: windowOf(scope), uses };
  return { startedAt: beganAt(startedAt, pages), pages, ...shown, pass };
}

/** A listing whose answer another kind has read before began when that was asked for. */
function beganAt(startedAt: Date, pages: readonly CertifiedPage[]): Date {
  const askedAt = pages.map((page) => (page.askedAt === undefined ? startedAt.getTime() : Date.parse(page.askedAt)));
  return new Date(Math.min(startedAt.getTime(), ...askedAt));
}
