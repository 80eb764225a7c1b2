import type { Budget } from '../budget.ts';
import type { Item, KindSpec, Page, Provider, Scope, Session } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import type { LoggedRequest, RequestLog } from '../sandbox/request-log.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { stringsIn } from '../sealing.ts';
import { createShapeObserver, type ShapeObserver } from '../shapes/shape-observer.ts';
import type { TransportLimits } from '../transport-limits.ts';
import { unlimitedBudget } from '../unlimited-budget.ts';

/** A sandbox of the provider with a session open to it. Both are closed when it goes out of scope. */
export interface Stage extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly session: Session;
  /** What its answers looked like. */
  readonly shapes: ShapeObserver;
  /** The strings of the credential that the session uses. */
  readonly secrets: readonly string[];
  /** Every bucket that was spent from, in order. */
  readonly spent: readonly string[];
  /** Every bucket whose request has ended, in order. */
  readonly released: readonly string[];
  /** Every bucket that was slowed down, in order. */
  readonly slowed: readonly string[];
  pages(kind: KindSpec): Promise<readonly StagedPage[]>;
  items(kind: KindSpec): Promise<readonly Item[]>;
  plant(fault: Readonly<Record<string, unknown>>): Promise<void>;
  clearFaults(): Promise<void>;
  /** Changes something behind the API's back. Rejects when the sandbox cannot. */
  change(change: Readonly<Record<string, unknown>>): Promise<void>;
  /** What the sandbox really holds of each kind. */
  held(): Promise<Readonly<Record<string, readonly { readonly id: string; readonly name: string }[]>>>;
  requests(): Promise<readonly LoggedRequest[]>;
}

interface StagedPage {
  readonly items: readonly Item[];
  readonly evidence: Page['evidence'];
}

export interface Staging {
  readonly sizes?: Readonly<Record<string, number>>;
  /** With nothing wrong in it: what leads nowhere, nobody can put back. */
  readonly clean?: boolean;
  readonly limits?: Partial<TransportLimits>;
  readonly credential?: Readonly<Record<string, unknown>>;
}

export async function stage(
  provider: Provider,
  { sizes = {}, clean = false, limits = {}, credential }: Staging = {},
): Promise<Stage> {
  const sandbox = await provider.sandbox({ seed: 1, sizes, clean, limits: false });
  const used = provider.credential.parse(credential ?? sandbox.credential);
  const { budget, ...counted } = countingBudget();
  const settings = provider.settings.parse(sandbox.settings);
  const shapes = createShapeObserver(provider.document);
  const session = provider.open({ baseUrl: sandbox.baseUrl, credential: used, settings, budget, limits, shapes });
  const pages = (kind: KindSpec) => pagesOf(provider, session, kind);
  return {
    ...{ sandbox, session, shapes, ...counted, pages },
    secrets: stringsIn(used),
    items: async (kind) => (await pages(kind)).flatMap(({ items }) => items),
    plant: async (fault) => void (await control(sandbox, 'POST /faults', fault)),
    change: async (change) => void (await control(sandbox, 'POST /change', change)),
    clearFaults: async () => void (await control(sandbox, 'DELETE /faults')),
    held: async () => {
      const state = await control(sandbox, 'GET /state');
      // The control interface of every sandbox answers in this shape.
      const { kinds } = state as { kinds: Record<string, { items: { id: string; name: string }[] }> };
      return Object.fromEntries(Object.entries(kinds).map(([kind, { items }]) => [kind, items]));
    },
    // Likewise.
    requests: async () => ((await control(sandbox, 'GET /log')) as RequestLog).requests,
    [Symbol.asyncDispose]: async () => {
      await session.close();
      await sandbox.close();
    },
  };
}

/** The error of a promise that must be rejected by a `ProviderError`. */
export async function providerErrorOf(promise: Promise<unknown>): Promise<ProviderError> {
  const outcome = await promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (outcome instanceof ProviderError) return outcome;
  throw new Error('expected a ProviderError', { cause: outcome });
}

/** A signal for a step that takes milliseconds, unless the machine is busy. */
export function soon(): AbortSignal {
  return AbortSignal.timeout(45_000);
}

async function pagesOf(provider: Provider, session: Session, kind: KindSpec): Promise<readonly StagedPage[]> {
  const pages: StagedPage[] = [];
  for (const scope of await scopesOf(provider, session, kind)) {
    for await (const { items, evidence } of session.list(scope, soon())) pages.push({ items: [...items], evidence });
  }
  return pages;
}

async function scopesOf(provider: Provider, session: Session, kind: KindSpec): Promise<readonly Scope[]> {
  const parentKind = provider.kinds.find((other) => other.kind === kind.perParent);
  if (parentKind === undefined) return [{ kind: kind.kind }];
  const parents = (await pagesOf(provider, session, parentKind)).flatMap(({ items }) => items);
  return parents.map(({ externalId, name }) => ({ kind: kind.kind, parent: { externalId, name } }));
}

function countingBudget(): { readonly budget: Budget } & Pick<Stage, 'spent' | 'released' | 'slowed'> {
  const spent: string[] = [];
  const released: string[] = [];
  const slowed: string[] = [];
  const { take, pause } = unlimitedBudget();
  const counted: Budget['take'] = async (bucket, signal) => {
    await take(bucket, signal);
    spent.push(bucket);
    return async () => void released.push(bucket);
  };
  return {
    budget: { take: counted, pause, slow: async (bucket) => void slowed.push(bucket) },
    spent,
    released,
    slowed,
  };
}

async function control(sandbox: Sandbox, route: string, body?: object): Promise<unknown> {
  const [method = '', path] = route.split(' ');
  const response = await fetch(`${sandbox.controlUrl}${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
  if (!response.ok) throw new Error(`${route}: ${await response.text()}`);
  return response.json();
}
