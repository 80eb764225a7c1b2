import { inWorkspace, listConnections, type RunLease } from '@rollcall/db';
import { type KindSpec, type Page, ProviderError, type Scope, type Session } from '@rollcall/provider-kit';
import { providers } from '@rollcall/provider-registry';
import type { EndOfListing } from '@rollcall/schema';
import type { RunContext } from '../../src/run/context.ts';
import { createProgress } from '../../src/run/progress.ts';
import type { Connected, Installation } from './installation.ts';
import { providerName } from './sandboxes.ts';

/** One page of a listing, or the failure that comes in its place. */
type Turn =
  | ProviderError
  | {
      readonly items: Page['items'];
      readonly end?: EndOfListing;
      readonly overlaps?: boolean;
      readonly cursor?: string;
      readonly total?: number;
    };

/** What a provider of several pages answers to each listing, one reading after the other; the last one is repeated. */
export type Readings = Readonly<Record<string, readonly (readonly Turn[])[]>>;

/**
 * A run of a connection whose provider lists page by page, by parent, or with less than a proof, as those of the tests'
 * own provider do not: the provider's contract, kept by a script. Scopes are named `kind` or `kind parent`.
 */
export async function scriptedRun(
  installation: Installation,
  { lease, connected, readings }: { lease: RunLease; connected: Connected; readings: Readings },
): Promise<RunContext & { readonly listed: readonly string[] }> {
  const { daemon, workspaceId } = installation;
  const connections = await inWorkspace(daemon.db, workspaceId, listConnections);
  const connection = connections.find(({ id }) => id === connected.id);
  const provider = providers[providerName];
  if (connection === undefined || provider === undefined) throw new Error('there is no such connection or provider');
  const listed: string[] = [];
  const { signal } = new AbortController();
  const session = scripted(readings, listed);
  const progress = createProgress();
  const betweenPages = async (): Promise<void> => signal.throwIfAborted();
  const own = { session, signal, log: daemon.log, progress, betweenPages, listed };
  return { daemon, workspaceId, lease, connection, provider, ...own };
}

/** A kind as a provider declares it. */
export function kindOf(kind: string, given: Partial<KindSpec> = {}): KindSpec {
  const schedule = { cron: '0 * * * *', reason: 'it is asked for here alone' };
  return { kind, bestGrade: 'proven', gradeReason: 'it is whole', schedule, attributes: {}, readable: false, ...given };
}

function scripted(readings: Readings, listed: string[]): Session {
  const unused = () => Promise.reject(new ProviderError('not_supported', 'the script has no such request'));
  return {
    identify: unused,
    read: unused,
    call: unused,
    close: () => Promise.resolve(),
    async *list(scope: Scope) {
      const name = scope.parent === undefined ? scope.kind : `${scope.kind} ${scope.parent.externalId}`;
      const reading = listed.filter((one) => one === name).length;
      listed.push(name);
      for (const turn of readings[name]?.[reading] ?? readings[name]?.at(-1) ?? []) {
        if (turn instanceof ProviderError) throw turn;
        yield page(turn);
      }
    },
  };
}

function page({ items, end, overlaps, cursor, total }: Exclude<Turn, ProviderError>): Page {
  const read = { status: 200, bytes: 2, sha256: '', requestId: null };
  const stands = { cursor: cursor ?? null, statedTotal: total ?? null, overlaps: overlaps ?? null, end: end ?? null };
  return { items, evidence: { ...read, ...stands } };
}
