import { emptyGuardMin } from '@rollcall/ledger';
import {
  type AnyCommonMappings,
  type Item,
  type Page,
  type Provider,
  ProviderError,
  type Scope,
  type Session,
} from '@rollcall/provider-kit';
import { spoilPages } from '@rollcall/provider-kit/faults';
import type { EndOfListing, PageEvidence } from '@rollcall/schema';
import { z } from 'zod';
import type { SimulatedKind, Style } from './kinds.ts';
import type { PlannedFault } from './steps.ts';
import type { Thing, World } from './world.ts';

/** Small pages, so that small worlds have several. */
const pageSize = 3;

/** A fault of the run under way, and how many listings it will still meet. */
interface PendingFault extends PlannedFault {
  left: number;
  /** Whether it met one. */
  met: boolean;
}

/** What an account of the simulated provider answers by. */
export interface Account {
  readonly world: World;
  mappingVersion: number;
  faults: PendingFault[];
  /** What was asked for by name and is not there, since this was emptied: `kind id`. */
  readonly denied: Set<string>;
  /** How often anything was listed. */
  looks: number;
  /** How many the ledger holds of a scope that are there, and that nothing on record says are not. */
  expected(kind: string, parent: string): number;
}

/** The simulated provider as it is now. Its sandbox is the simulation itself. */
export function simulatedProvider({ world, mappingVersion }: Account): Provider {
  return {
    name: 'simulated',
    title: 'Simulated',
    document: { openapi: '3.1.0', info: { title: 'Simulated', version: '1' }, paths: {} },
    mappingVersion,
    credential: z.object({ key: z.string() }),
    settings: z.object({}),
    baseUrl: 'http://simulated.invalid',
    buckets: {},
    kinds: world.kinds.map(({ spec }) => spec),
    operations: {},
    expectations: () => [],
    common,
    restores: {},
    open: () => {
      throw new Error('it is opened by the simulation');
    },
    sandbox: () => Promise.reject(new Error('it has no sandbox')),
  };
}

const notSupported = { notSupported: 'The simulation performs its operations itself.' };
const common: AnyCommonMappings = {
  'inboxes.create': notSupported,
  'inboxes.setPassword': notSupported,
  'inboxes.rename': notSupported,
  'inboxes.delete': notSupported,
  'domains.add': notSupported,
  'domains.remove': notSupported,
  'dns.add': notSupported,
  'dns.remove': notSupported,
  'dns.replace': notSupported,
  'aliases.add': notSupported,
  'aliases.remove': notSupported,
  'providerKeys.create': notSupported,
  'providerKeys.restrict': notSupported,
  'providerKeys.rotate': notSupported,
  'providerKeys.revoke': notSupported,
};

/** A session of the account. `hook` is awaited before each request: there the world changes, and processes die. */
export function openAccount(account: Account, hook: () => Promise<void>): Session {
  const { world } = account;
  return {
    async identify() {
      await hook();
      return { id: 'account-1', name: 'the simulated account' };
    },
    list: (scope) => listed(account, scope, hook),
    async read(kind, externalId) {
      await hook();
      const fault = meet(account, kind, ({ fault: { fault } }) => fault === 'status');
      if (fault !== undefined) throw new ProviderError('unavailable', 'answered 500', { status: 500 });
      const thing = world.find(kind, externalId);
      if (thing === undefined) account.denied.add(`${kind} ${externalId}`);
      return thing === undefined ? undefined : itemOf(thing, account);
    },
    call: () => Promise.reject(new ProviderError('not_supported', 'the simulation performs its operations itself')),
    close: () => Promise.resolve(),
  };
}

async function* listed(account: Account, scope: Scope, hook: () => Promise<void>): AsyncIterable<Page> {
  const kind = account.world.kinds.find(({ spec }) => spec.kind === scope.kind);
  if (kind === undefined) throw new ProviderError('not_supported', `there is no kind ${scope.kind}`);
  const pages = pagesOf(account, { kind, scope }, hook);
  // Where few are known, an empty answer is believed: that limit is documented, and small accounts do empty themselves.
  const isDoubted = account.expected(scope.kind, scope.parent?.externalId ?? '') >= emptyGuardMin;
  const planned = meet(account, scope.kind, ({ fault: { fault } }) => isDoubted || fault !== 'empty_list');
  yield* planned === undefined ? pages : spoilPages(pages, planned.fault);
}

/** The first fault of this kind that fits, with one meeting less left. */
function meet(account: Account, kind: string, fits: (fault: PendingFault) => boolean): PendingFault | undefined {
  const { kinds } = account.world;
  const found = account.faults.find(
    (fault) => fault.left > 0 && kinds[fault.kind % kinds.length]?.spec.kind === kind && fits(fault),
  );
  if (found !== undefined) {
    found.left -= 1;
    found.met = true;
  }
  return found;
}

interface Asked {
  readonly kind: SimulatedKind;
  readonly scope: Scope;
}

async function* pagesOf(account: Account, { kind, scope }: Asked, hook: () => Promise<void>): AsyncIterable<Page> {
  const { world } = account;
  let offset = 0;
  let last: Thing | undefined;
  for (let page = 0; ; page += 1) {
    await hook();
    account.looks += 1;
    if (kind.style === 'forbidden') throw new ProviderError('forbidden', 'answered 403', { status: 403 });
    if (scope.parent !== undefined && world.find(kind.spec.perParent ?? '', scope.parent.externalId) === undefined) {
      throw new ProviderError('not_found', 'answered 404', { status: 404 });
    }
    const held = world.live(kind.spec.kind).filter(({ parent }) => parent === (scope.parent?.externalId ?? ''));
    if (kind.style === 'whole') {
      yield pageOf(held, { account, end: 'whole_document', total: null, overlaps: null });
      return;
    }
    // An overlapping page begins with the item that the one before ended with; that one is looked at and not listed again.
    const overlap = kind.style === 'overlapping' && page > 0 ? 1 : 0;
    const window = held.slice(offset - overlap, offset + pageSize);
    const overlaps = overlap === 0 ? null : window[0]?.id === last?.id;
    const things = overlaps === true ? window.slice(1) : window;
    const isLast = window.length - overlap < pageSize;
    const total = kind.style === 'counted' ? held.length : null;
    yield pageOf(things, { account, end: isLast ? endOf(kind.style, things) : null, total, overlaps });
    if (isLast) return;
    last = window.at(-1);
    offset += pageSize;
  }
}

function endOf(style: Style, things: readonly Thing[]): EndOfListing {
  if (style === 'counted') return 'no_next_cursor';
  return things.length === 0 ? 'empty_page' : 'short_page';
}

function pageOf(
  things: readonly Thing[],
  { account, total, ...told }: { account: Account; total: number | null } & Pick<PageEvidence, 'end' | 'overlaps'>,
): Page {
  const read = { cursor: null, status: 200, bytes: 2, sha256: '0'.repeat(64), requestId: null, statedTotal: total };
  return { items: things.map((thing) => itemOf(thing, account)), evidence: { ...read, ...told } };
}

/** A thing as the mapping of this version shows it. `looks` is never the same twice, and means nothing. */
function itemOf(thing: Thing, { mappingVersion, looks }: Pick<Account, 'mappingVersion' | 'looks'>): Item {
  return { externalId: thing.id, name: thing.name, attributes: { ...meaningOf(thing, mappingVersion), looks } };
}

/** What of a thing means something. */
export function meaningOf({ uid, value, domain }: Thing, mappingVersion: number): Readonly<Record<string, unknown>> {
  return { uid, value, domain, scheme: mappingVersion };
}
