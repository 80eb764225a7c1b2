import {
  assertKept,
  connectionNamed,
  countPastResources,
  type Moment,
  pastFreshness,
  pastResource,
  pastResources,
  type Tx,
} from '@rollcall/db';
import type { Freshness, Presence, Resource, ResourceCount, UsedResource } from '@rollcall/schema';
import { z } from 'zod';
import { cursorOf, positionOf } from '../cursor.ts';
import { assertKind } from './kinds.ts';
import { isUseTold } from './told-use.ts';

interface PastFilter {
  readonly connection?: string | undefined;
  readonly kind?: string | undefined;
}

interface ListInput extends PastFilter {
  readonly presence?: Presence | 'any' | undefined;
  readonly name?: string | undefined;
  readonly asOf?: string | undefined;
  readonly knownAt?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Where a page of the past ended. All pages of a list are of the moment that its first one was of. */
const Position = z.object({
  moment: z.object({ asOf: z.coerce.date(), knownAt: z.coerce.date() }),
  after: z.tuple([z.string(), z.string(), z.uuid(), z.string()]),
});

/** `resources.list` of a moment. */
export async function listPast(
  tx: Tx,
  { cursor, limit, ...filter }: ListInput,
  asked: Moment,
): Promise<Freshness & { data: Resource[]; nextCursor: string | null }> {
  const { moment = asked, after } = cursor === undefined ? {} : positionOf(cursor, filter, Position);
  const scopes = await scopesOf(tx, filter);
  const { presence, name } = filter;
  const page = await pastResources(tx, { ...scopes, presence, namePrefix: name, after, limit }, moment);
  const nextCursor = page.last === null ? null : cursorOf(filter, { moment, after: page.last });
  return answered(tx, { moment, scopes, answer: { data: [...page.data], nextCursor } });
}

/** `resources.get` of a moment; undefined when no resource bore this external id then, nor one that bears it since. */
export async function getPast(
  tx: Tx,
  one: { connection: string; kind: string; externalId: string },
  moment: Moment,
): Promise<(Freshness & { data: UsedResource }) | undefined> {
  const connectionId = (await connectionNamed(tx, one.connection)).id;
  const data = await pastResource(tx, { ...one, connectionId }, moment);
  // Checked before it is said that there was none: it may just not be kept.
  if (data === undefined) await assertKept(tx, moment);
  if (data === undefined) return undefined;
  // No use but the newest is kept, and when that was known says nothing of before.
  const use = isUseTold(data) ? 'unknown' : null;
  return answered(tx, { moment, scopes: { connectionId, kind: one.kind }, answer: { data: { ...data, use } } });
}

/** `resources.counts` of a moment. */
export async function countPast(
  tx: Tx,
  filter: PastFilter,
  moment: Moment,
): Promise<Freshness & { data: ResourceCount[]; nextCursor: null }> {
  const scopes = await scopesOf(tx, filter);
  const data = await countPastResources(tx, scopes, moment);
  return answered(tx, { moment, scopes, answer: { data: [...data], nextCursor: null } });
}

type Scopes = Awaited<ReturnType<typeof scopesOf>>;

/** The scopes behind a filter. Throws `connection_not_found` and `unknown_kind`. */
export async function scopesOf(tx: Tx, { connection, kind }: PastFilter) {
  const found = connection === undefined ? undefined : await connectionNamed(tx, connection);
  if (kind !== undefined) assertKind(kind, found?.provider);
  return { connectionId: found?.id, kind };
}

async function answered<Answer>(
  tx: Tx,
  { moment, scopes, answer }: { moment: Moment; scopes: Scopes; answer: Answer },
): Promise<Answer & Freshness> {
  const freshness = await pastFreshness(tx, scopes, moment);
  await assertKept(tx, moment);
  return { ...answer, ...freshness };
}
