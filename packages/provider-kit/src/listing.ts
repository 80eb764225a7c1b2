import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { EndOfListing, PageEvidence } from '@rollcall/schema';
import type { z } from 'zod';
import { type Classify, describeBody, refusalError, unrecognised } from './answer.ts';
import { isObject } from './document.ts';
import { isShallow } from './json-depth.ts';
import { type JsonItems, JsonItemsError, jsonItems } from './json-items.ts';
import type { Item, ItemsInBytes } from './provider.ts';
import type { ProviderError } from './provider-error.ts';
import { isStorable } from './storable.ts';
import type { PageAnswer } from './transport.ts';
import { transportLimits } from './transport-limits.ts';
import { wireFault } from './wire.ts';

/** A page whose frame has been read and whose items have not. */
export interface OpenedPage {
  /** The parsed body with its list empty: totals and cursors stand in it. */
  readonly shell: unknown;
  /** How many items the page holds. */
  readonly count: number;
  /**
   * Parses, checks and maps one item at a time, as they are asked for. Handed on as they are, in `Page.items`, those that
   * the ledger knows by their bytes are not even parsed; a provider that changes, leaves out or adds some pays for all.
   */
  items<Row, Mapped = Item>(reading: ItemReading<Row, Mapped>): OpenedItems<Mapped>;
  evidence(facts: PageFacts): PageEvidence;
}

/** The items of a page, one after the other or by their place. */
export type OpenedItems<Mapped> = Iterable<Mapped> & { readonly inBytes: ItemsInBytes<Mapped> };

export interface ItemReading<Row, Mapped = Item> {
  readonly kind: string;
  /**
   * What `map` knows beyond the row, the parent and the settings: the sub-account whose list this is, say. Rows with the
   * same bytes are the same item only where this is the same.
   */
  readonly context?: string;
  /** The fields that the mapping relies on. */
  readonly wire: z.ZodType<Row>;
  /** Usually to an `Item`; where a row is none, or several, to whatever the provider's package makes them from. */
  readonly map: (row: Row) => Mapped;
  /** The field that tells one malformed item from another in an error. */
  readonly idField: string;
  /** Reads an item's JSON where plain parsing loses something (the digits of a number). Throws what `JSON.parse` throws. */
  readonly parse?: (json: string) => unknown;
}

/** What only the provider's package knows about a page. */
export interface PageFacts {
  readonly cursor: string | null;
  readonly end: EndOfListing | null;
  readonly statedTotal?: number;
  /** Whether this page began with the item that the one before ended with. Left out where pages do not overlap. */
  readonly overlaps?: boolean;
}

/**
 * Reads the frame of a page; `path` leads to its list, key by key. Throws `ProviderError`: what `classify` says of the
 * frame, or `unrecognised` when the body is not the documented JSON.
 */
export function openPage(
  answer: PageAnswer,
  { path, classify }: { readonly path: readonly string[]; readonly classify: Classify },
): OpenedPage {
  const bytes = answer.takeBytes();
  const list = listIn(bytes, { answer, path, classify });
  answer.noteShape?.(list.shell, { path, count: list.count, itemAt: (index) => parseJson(list.bytesAt(index)) });
  return openedPage(answer, { ...list, bytes, within: [] });
}

/**
 * Reads an answer that is one object, as a page of that one item; `path` leads to it. Throws `ProviderError`: what
 * `classify` says of the answer, or `unrecognised` when the body is not the documented JSON.
 */
export function openObject(
  answer: PageAnswer,
  { path, classify }: { readonly path: readonly string[]; readonly classify: Classify },
): OpenedPage {
  const bytes = answer.takeBytes();
  const body = isUtf8(bytes) ? parseJson(bytes) : undefined;
  if (body === undefined) throw unrecognised(describeBody(answer.headers, answer.length), answer);
  if (!isShallow(body)) throw unrecognised('JSON that is nested too deep', answer);
  const shell = answer.seal(body);
  refuse(shell, { answer, classify });
  answer.noteShape?.(shell);
  if (!isObject(valueAt(body, path))) throw unrecognised(`JSON in which "${path.join('.')}" is not an object`, answer);
  return openedPage(answer, { shell, count: 1, bytesAt: () => bytes, bytes, within: path });
}

/** Items in the text that they came in; `within` leads from the text of an item to the item itself. */
interface ItemTexts extends JsonItems {
  readonly bytes: Buffer;
  readonly within: readonly string[];
}

function openedPage(answer: PageAnswer, list: ItemTexts): OpenedPage {
  // Only escapes can hide a secret, or spell what the ledger cannot store; most answers have none.
  const hasEscapes = list.bytes.includes('\\u');
  return {
    shell: list.shell,
    count: list.count,
    items: (reading) => openedItems(list, { ...reading, answer, hasEscapes }),
    evidence: (facts) => ({
      askedAt: answer.askedAt.toISOString(),
      cursor: facts.cursor,
      status: answer.status,
      bytes: answer.length,
      sha256: answer.sha256,
      requestId: answer.headers['x-request-id']?.slice(0, requestIdLengthMax) ?? null,
      statedTotal: facts.statedTotal ?? null,
      overlaps: facts.overlaps ?? null,
      end: facts.end,
    }),
  };
}

/** A request id is a UUID or so; it is copied into the certificate. */
const requestIdLengthMax = 200;

interface Reading {
  readonly answer: PageAnswer;
  readonly path: readonly string[];
  readonly classify: Classify;
}

function listIn(bytes: Buffer, { answer, path, classify }: Reading): JsonItems {
  if (!isUtf8(bytes)) throw unrecognised('a body that is not UTF-8', answer);
  try {
    const list = jsonItems(bytes, path);
    const shell = answer.seal(list.shell);
    refuse(shell, { answer, classify });
    return { ...list, shell };
  } catch (error) {
    if (!(error instanceof JsonItemsError)) throw error;
    // Some providers report an error with a successful status; its body has no list and is small.
    const body = bytes.length <= transportLimits.callBytes ? parseJson(bytes) : undefined;
    if (body !== undefined && isShallow(body)) refuse(answer.seal(body), { answer, classify });
    const looksLikeJson = body !== undefined || /^\s*[[{]/.test(bytes.toString('latin1', 0, 64));
    throw unrecognised(looksLikeJson ? error.message : describeBody(answer.headers, answer.length), answer);
  }
}

function refuse(body: unknown, { answer, classify }: Omit<Reading, 'path'>): void {
  const refusal = classify({ status: answer.status, headers: answer.headers, body });
  if (refusal) throw refusalError(refusal, answer);
}

/**
 * SHA-256 (hex) of the bytes that an item of a page was made of: equal bytes have equal meaning, as long as they are mapped in the
 * same way. Undefined for what was made of something else than one row.
 */
export function rawDigestOf(item: Item): string | undefined {
  return rawDigests.get(item);
}

/** Beside the items and not inside them: an item is compared by what it means. */
const rawDigests = new WeakMap<object, string>();

type OpenedReading<Row, Mapped> = ItemReading<Row, Mapped> & {
  readonly answer: PageAnswer;
  readonly hasEscapes: boolean;
};

function openedItems<Row, Mapped>(list: ItemTexts, reading: OpenedReading<Row, Mapped>): OpenedItems<Mapped> {
  const inContext = reading.context === undefined ? undefined : Buffer.from(`${reading.context}\0`);
  const rawDigestAt = (index: number): string => {
    const bytes = list.bytesAt(index);
    return hash('sha256', inContext === undefined ? bytes : Buffer.concat([inContext, bytes]), 'hex');
  };
  const readAt = (index: number): Mapped => itemAt(list, { ...reading, index });
  return {
    inBytes: { count: list.count, rawDigestAt, readAt },
    *[Symbol.iterator]() {
      for (let index = 0; index < list.count; index += 1) {
        const item = readAt(index);
        if (typeof item === 'object' && item !== null) rawDigests.set(item, rawDigestAt(index));
        yield item;
      }
    },
  };
}

function itemAt<Row, Mapped>(
  list: ItemTexts,
  reading: OpenedReading<Row, Mapped> & { readonly index: number },
): Mapped {
  const parsed = valueAt(parseJson(list.bytesAt(reading.index), reading.parse), list.within);
  const raw = reading.hasEscapes ? reading.answer.seal(parsed) : parsed;
  if (raw === undefined) throw malformed({ ...reading, raw, what: 'is broken JSON' });
  const row = reading.wire.safeParse(raw);
  if (!row.success) throw malformed({ ...reading, raw, what: wireFault(raw, row.error) });
  const item = reading.map(row.data);
  if (reading.hasEscapes && !isStorable(item)) {
    throw malformed({ ...reading, raw, what: 'holds U+0000 or half of a character, which no text may hold' });
  }
  return item;
}

interface Malformed {
  readonly kind: string;
  readonly idField: string;
  readonly answer: PageAnswer;
  readonly index: number;
  readonly raw: unknown;
  readonly what: string;
}

/** Names the item by its place and, where it has one, its id: `inbox #3 (mb_x): "email" is missing`. */
function malformed({ kind, idField, answer, index, raw, what }: Malformed): ProviderError {
  const id: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, idField) : undefined;
  const named = typeof id === 'string' && /^[\x21-\x7e]{1,80}$/.test(id) ? ` (${id})` : '';
  return unrecognised(`a malformed list: ${kind} #${index + 1}${named}: ${what}`, answer);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** Undefined when it is not JSON; JSON itself has no such value. */
function parseJson(text: string | Buffer, parse: (json: string) => unknown = JSON.parse): unknown {
  try {
    return parse(text.toString());
  } catch {
    return undefined;
  }
}
