import { openPage, type Page, type PageFacts, ProviderError, readRow } from '@rollcall/provider-kit';
import { z } from 'zod';
import { classify } from './classify.ts';
import type { MailbuxClient } from './client.ts';
import { principalName } from './map.ts';
import { Principal } from './wire.ts';

/** One page of the principals of a type, with what the one before already showed taken off. */
export interface PrincipalPage {
  readonly principals: readonly Principal[];
  /** How many there are in all, by the provider. */
  readonly total: number;
  /** How many of those were on the pages so far. */
  readonly counted: number;
  /** False when this page does not go on where the last one ended: what is shown changed while it was read. */
  readonly isSteady: boolean;
  readonly end: Exclude<PageFacts['end'], undefined>;
  evidence(facts: Pick<PageFacts, 'end' | 'statedTotal'>): Page['evidence'];
}

export interface Reading {
  /** Named in errors. */
  readonly kind: string;
  readonly type: PrincipalType;
  /** The fields to ask for. Never `secrets`. */
  readonly fields: readonly string[];
}

export type PrincipalType = 'domain' | 'individual' | 'list';

/** What each type is asked for: what the mapping reads, and no more. */
export const fieldsOf: Readonly<Record<PrincipalType, readonly string[]>> = {
  domain: ['id', 'name', 'type', 'description'],
  individual: ['id', 'name', 'type', 'description', 'emails', 'quota', 'usedQuota', 'roles', 'memberOf'],
  list: ['name', 'type', 'description', 'members', 'externalMembers'],
};

/** Some 60 KB. No limit is documented; a server that gives less is asked for less. */
export const pageItemsMax = 200;

/**
 * The principals of a type, page by page in the order of their names. Pages are numbered and shift when something is
 * created or deleted before them, so each begins with an item that the one before showed, and all must state the same
 * total. The last page has an end, and so has the first one that is not steady: nothing after it can be believed.
 */
export async function* principalPages(
  client: MailbuxClient,
  reading: Reading,
  signal: AbortSignal,
): AsyncIterable<PrincipalPage> {
  let limitMax = pageItemsMax;
  let statedTotal: number | undefined;
  let counted = 0;
  let tail: readonly string[] = [];
  for (;;) {
    const window = windowAfter(counted, limitMax);
    const { rows, total, evidence } = await readPage(client, { ...reading, window }, signal);
    const repeated = rows.slice(0, window.overlap).map(({ name }) => principalName(name));
    const isSteady =
      total === (statedTotal ?? total) &&
      repeated.length === window.overlap &&
      repeated.every((name, index) => name === tail.at(index - window.overlap));
    const principals = isSteady ? rows.slice(window.overlap) : [];
    if (counted === 0 && rows.length > 0) limitMax = Math.max(2, Math.min(limitMax, rows.length));
    counted += principals.length;
    statedTotal = total;
    tail = [...tail, ...principals.map(({ name }) => principalName(name))].slice(-limitMax);
    const end = counted >= total ? 'no_next_cursor' : principals.length === 0 ? 'empty_page' : null;
    const overlaps = window.overlap === 0 ? {} : { overlaps: isSteady };
    yield {
      ...{ principals, total, counted, isSteady, end },
      evidence: (facts) => evidence({ ...facts, ...overlaps, cursor: cursorOf(reading, window) }),
    };
    if (end !== null) return;
  }
}

/** A listing may be of two types, one after the other: the same page of each is another place. */
function cursorOf({ type }: Reading, { cursor }: Pick<Window, 'cursor'>): string | null {
  return cursor === null ? null : `types=${type}&${cursor}`;
}

/**
 * The provider states how many lists and mailboxes there are, not how many of them are of this kind. What it states
 * beyond what it showed is therefore added to what was shown: equal to the count exactly when all was shown.
 */
export function lastFacts(page: PrincipalPage, { shown, unseen }: { shown: number; unseen: number }) {
  return page.end === null ? { end: null } : { end: page.end, statedTotal: shown + unseen };
}

/** Every principal of a type. Throws `ProviderError` (`unavailable`) when they change while they are read. */
export async function* allPrincipals(
  client: MailbuxClient,
  reading: Reading,
  signal: AbortSignal,
): AsyncIterable<Principal> {
  for await (const page of principalPages(client, reading, signal)) {
    if (!page.isSteady || (page.end !== null && page.counted !== page.total)) {
      throw new ProviderError('unavailable', `The ${reading.type}s changed while they were read: try again.`);
    }
    yield* page.principals;
  }
}

/** Which page of which length to ask for. */
interface Window {
  readonly page: number;
  readonly limit: number;
  /** How many items of the page were seen already. */
  readonly overlap: number;
  readonly cursor: string | null;
}

/**
 * The window that begins with, or just before, the last of `counted` items and shows the most new ones. The API counts
 * in whole pages, so an overlap takes a page length whose multiple lies right there. Where a server shows a handful of
 * items a page, there may be none; the listing then ends before its total, and is not believed.
 */
export function windowAfter(counted: number, limitMax: number): Window {
  if (counted === 0) return { page: 1, limit: limitMax, overlap: 0, cursor: null };
  const last = counted - 1;
  let limit = limitMax;
  for (let candidate = limitMax; candidate > limitMax / 2; candidate -= 1) {
    if (candidate - (last % candidate) > limit - (last % limit)) limit = candidate;
  }
  const page = Math.floor(last / limit) + 1;
  return { page, limit, overlap: (last % limit) + 1, cursor: `page=${page}&limit=${limit}` };
}

async function readPage(
  { transport }: MailbuxClient,
  { kind, type, fields, window }: Reading & { readonly window: Window },
  signal: AbortSignal,
) {
  const { page, limit } = window;
  const query = `types=${type}&page=${page}&limit=${limit}&fields=${fields.join(',')}`;
  const answer = await transport.getPage(`/api/principal?${query}`, { bucket: 'default', signal });
  const opened = openPage(answer, { path: ['data', 'items'], classify });
  const { data } = readRow(opened.shell, { wire: Shell, what: 'GET /api/principal' });
  const rows = [...opened.items({ kind, wire: Principal, map: (row) => row, idField: 'name' })];
  const stranger = rows.find((row) => row.type !== type);
  if (stranger === undefined) return { rows, total: data.total, evidence: opened.evidence };
  throw new ProviderError(
    'unrecognised',
    `GET /api/principal: asked for the type ${type}, the provider answered with others as well.`,
  );
}

const Shell = z.object({ data: z.object({ total: z.int().min(0) }) });
