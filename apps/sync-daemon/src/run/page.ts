import { hash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { inWorkspace, type ScopeKey, type StagedItem, stageItems, type Use } from '@rollcall/db';
import { type DigestSet, digestOf, type Pass } from '@rollcall/ledger';
import { type Item, noiseOf, type Page, rawDigestOf } from '@rollcall/provider-kit';
import type { CertifiedPage } from '@rollcall/schema';
import type { RunContext, ScopeContext } from './context.ts';

/** What a scope is read against. */
export interface Reading {
  readonly scope: ScopeContext;
  readonly key: ScopeKey;
  /** The ledger's digests; the raw ones among them only where equal bytes mean what they meant. */
  readonly known: DigestSet;
  readonly pass: Pass;
  /** Of keys: when each was used last, of those that the ledger does not know by their bytes. */
  readonly uses: Use[];
}

export interface ReadPage {
  readonly page: CertifiedPage;
  readonly duplicates: number;
  readonly staged: number;
}

/** Equal bytes mean something else than when they were recorded, though nothing says that they are read in another way. */
export class RawDigestsMislead extends Error {
  override readonly name = 'RawDigestsMislead';
}

/** Items staged in one statement: larger ones gain nothing. */
const batchItems = 2_000;
/** The loop lets heartbeats through after this many items, some 10 ms of work. */
const breatheItems = 5_000;

/**
 * Reads a page: what the ledger knows by its bytes is ticked off unparsed, what it knows by its meaning is ticked off, and
 * the rest is staged. The first and the last item are parsed all the same: the certificate names them, and they show
 * whether equal bytes mean what they meant. Throws `ProviderError` and `RawDigestsMislead`.
 */
export async function readPage(run: RunContext, reading: Reading, { items, evidence }: Page): Promise<ReadPage> {
  const { known, scope } = reading;
  const taken = createTaken(run, reading);
  const { inBytes } = items;
  if (inBytes === undefined) {
    for (const item of items) {
      taken.item(item, rawDigestIn(scope, rawDigestOf(item)));
      if (taken.wantsRest()) await taken.rest();
    }
    return taken.page(evidence);
  }
  for (let index = 0; index < inBytes.count; index += 1) {
    const raw = rawDigestIn(scope, inBytes.rawDigestAt(index));
    const isEdge = index === 0 || index === inBytes.count - 1;
    const shown = isEdge ? 'unknown' : known.showRaw(raw);
    if (shown === 'unknown') taken.item(inBytes.readAt(index), raw);
    else taken.known(shown);
    if (taken.wantsRest()) await taken.rest();
  }
  return taken.page(evidence);
}

/** Counts a page's items in the pass, and keeps nothing of them. */
export async function passOver(run: RunContext, { known, pass, scope }: Reading, { items }: Page): Promise<void> {
  const noise = new Set(noiseOf(scope.spec));
  const { inBytes } = items;
  if (inBytes === undefined) {
    for (const item of items) {
      pass.add(digestOf(item, noise));
      if (pass.seen % breatheItems === 0) await pause(run);
    }
    return;
  }
  for (let index = 0; index < inBytes.count; index += 1) {
    const raw = rawDigestIn(scope, inBytes.rawDigestAt(index));
    if (!known.countRaw(raw, pass)) pass.add(digestOf(inBytes.readAt(index), noise));
    if (pass.seen % breatheItems === 0) await pause(run);
  }
}

/**
 * Some mappings give what is listed by parents their parent's name: under a parent of another name, equal bytes are another
 * thing.
 */
function rawDigestIn<Raw extends string | undefined>({ parent }: ScopeContext, raw: Raw): Raw | string {
  return parent === undefined || raw === undefined ? raw : hash('sha256', `${raw} ${parent.name}`, 'hex');
}

/** What was taken of a page so far. */
interface Taken {
  item(item: Item, raw: string | undefined): void;
  /** One that needs no parsing. */
  known(shown: 'seen' | 'again'): void;
  wantsRest(): boolean;
  /** Stages what waits for it, and lets others have a turn. */
  rest(): Promise<void>;
  page(evidence: Page['evidence']): Promise<ReadPage>;
}

function createTaken(run: RunContext, { scope, key, known, pass, uses }: Reading): Taken {
  const usedAt = scope.spec.key?.usedAt;
  const noise = new Set(noiseOf(scope.spec));
  let sum = { count: 0, duplicates: 0, staged: 0 };
  let ends: { firstId: string | null; lastId: string | null } = { firstId: null, lastId: null };
  let batch: StagedItem[] = [];
  const flush = async (): Promise<void> => {
    const items = batch;
    batch = [];
    const staged = await inWorkspace(run.daemon.db, run.workspaceId, (tx) =>
      stageItems(tx, { lease: run.lease, scope: key }, items),
    );
    sum = { ...sum, duplicates: sum.duplicates + items.length - staged, staged: sum.staged + staged };
  };
  const count = (shown: 'unknown' | 'seen' | 'again'): void => {
    sum.count += 1;
    if (shown === 'again') sum.duplicates += 1;
  };
  return {
    item(item, raw) {
      const digest = digestOf(item, noise);
      if (raw !== undefined && known.contradicts(raw, digest)) throw new RawDigestsMislead();
      const shown = known.show(digest);
      count(shown);
      const { externalId, name } = item;
      ends = { firstId: ends.firstId ?? externalId, lastId: externalId };
      // What makes no drift is not recorded with the resource.
      const used = usedAt === undefined ? undefined : item.attributes[usedAt];
      if (typeof used === 'string') uses.push({ externalId, usedAt: used });
      // What is known is counted in the pass at the end, from what was shown.
      if (shown !== 'unknown') return;
      pass.add(digest);
      batch.push({ externalId, name, attributes: JSON.stringify(item.attributes), digest, rawDigest: raw ?? null });
    },
    known: count,
    wantsRest: () => batch.length === batchItems || sum.count % breatheItems === 0,
    async rest() {
      if (batch.length === batchItems) await flush();
      if (sum.count % breatheItems === 0) await pause(run);
    },
    async page(evidence) {
      if (batch.length > 0) await flush();
      const { count: shown, duplicates, staged } = sum;
      return { page: { ...evidence, count: shown, ...ends }, duplicates, staged };
    },
  };
}

async function pause(run: RunContext): Promise<void> {
  await breathe();
  run.signal.throwIfAborted();
}
