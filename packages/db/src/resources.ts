import type { Presence, WorkspaceId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from './database.ts';
import { knownSince } from './facts/meanings.ts';
import { freshnessText } from './freshness.ts';
import { jsonInstant, jsonOf, jsonText } from './json-of.ts';
import { type PlaceOf, prepareQuestion } from './question.ts';
import { inboxUse, type ToldUse, use } from './use/use-of.ts';

/** Where a page of resources ended: kind, name, connection id, external id. */
export type ResourcePosition = readonly [kind: string, name: string, connectionId: string, externalId: string];

export interface ResourceFilter {
  /** A connection's name. */
  readonly connection?: string | undefined;
  readonly kind?: string | undefined;
  /** Undefined for everything that is not gone. */
  readonly presence?: Presence | 'any' | undefined;
  /** The beginning of a name. */
  readonly namePrefix?: string | undefined;
  readonly after?: ResourcePosition | undefined;
  readonly limit: number;
}

/** One page, as the JSON that PostgreSQL wrote. */
export interface ResourcePage {
  /** A list of `Resource`. */
  readonly data: string;
  /** A `Freshness`. */
  readonly freshness: string;
  /** Where the next page begins; null on the last. */
  readonly last: ResourcePosition | null;
  /** The provider of the connection that was asked for; null when there is no such connection, or none was named. */
  readonly provider: string | null;
}

/**
 * A page of resources by kind and name, read in one round trip. Rides `resource_by_name` or, for one connection,
 * `resource_of_connection_by_name`.
 */
export async function readResources(db: Db, workspaceId: WorkspaceId, filter: ResourceFilter): Promise<ResourcePage> {
  const [afterKind, afterName, afterConnectionId, afterExternalId] = filter.after ?? [];
  const nameFrom = filter.namePrefix;
  const nameBefore = nameFrom === undefined ? undefined : afterPrefix(nameFrom);
  const after = { afterKind, afterName, afterConnectionId, afterExternalId };
  const given = { ...filter, ...after, nameFrom, nameBefore };
  return questionOf(given)(db, workspaceId, given);
}

interface ResourceGiven {
  /** A connection's name. */
  readonly connection: string;
  readonly kind: string;
  readonly externalId: string;
}

/** One resource, as the JSON that PostgreSQL wrote. */
interface OneResource {
  /** A `UsedResource`; null when the ledger has never seen it. */
  readonly data: string | null;
  readonly freshness: string;
  readonly provider: string | null;
}

/** One resource with its freshness, and with its use by the attributes that tell of it, in one round trip. */
export function readResource(
  db: Db,
  workspaceId: WorkspaceId,
  { told = {}, ...one }: ResourceGiven & { readonly told?: ToldUse },
): Promise<OneResource> {
  return resourceQuestion(db, workspaceId, { ...one, told: JSON.stringify(told) });
}

const resourceQuestion = prepareQuestion<ResourceGiven & { told: string }, OneResource>((workspaceId, at) => ({
  with: sql`c as materialized (
    select n.connection_id, n.name, n.provider, ${at('told')}::jsonb -> n.provider as told from rollcall.connection n
    where n.workspace_id = ${workspaceId} and n.name = ${at('connection')} and n.state <> 'removed')`,
  select: sql`
    (select ${jsonOf({ ...resource, use: useText(workspaceId) })} from c join rollcall.resource r on r.workspace_id = ${workspaceId}
      and r.connection_id = c.connection_id and r.kind = ${at('kind')} and r.external_id = ${at('externalId')}) as data,
    ${freshnessText(workspaceId, { connections: sql`c`, kind: at('kind') })} as freshness,
    (select c.provider from c) as provider`,
}));

/** Questions about a page, by which filters are given; compiling one takes longer than PostgreSQL takes for a resource. */
const questions = new Map<string, ReturnType<typeof pageQuestion>>();
/** With every limit that a caller may give there are thousands. */
const questionsMax = 200;

function questionOf(given: PageGiven): ReturnType<typeof pageQuestion> {
  const named = Object.keys(given).filter((name) => Reflect.get(given, name) !== undefined);
  const shape = [given.limit, given.presence === 'any', ...named].join();
  const known = questions.get(shape);
  if (known !== undefined) return known;
  const question = pageQuestion(given);
  if (questions.size < questionsMax) questions.set(shape, question);
  return question;
}

/** What a page's question is given, a field for each place. */
interface PageGiven extends ResourceFilter {
  readonly nameFrom: string | undefined;
  readonly nameBefore: string | undefined;
  readonly afterKind: string | undefined;
  readonly afterName: string | undefined;
  readonly afterConnectionId: string | undefined;
  readonly afterExternalId: string | undefined;
}

function pageQuestion(given: PageGiven) {
  const { connection, kind, limit } = given;
  return prepareQuestion<PageGiven, ResourcePage>((workspaceId, at) => {
    const named = sql`n.workspace_id = ${workspaceId} and n.state <> 'removed'
      ${connection === undefined ? sql`` : sql`and n.name = ${at('connection')}`}`;
    const provider = sql`(select n.provider from rollcall.connection n where ${named})`;
    return {
      // The limit as a literal: with a parameter PostgreSQL cannot know how little is wanted.
      with: sql`
        page as materialized (
          select row_number() over (order by r.kind, r.name, r.connection_id, r.external_id) as nth, r.kind, r.name,
            r.connection_id, r.external_id, ${jsonOf(resource)} as json
          from rollcall.resource r
          join rollcall.connection c on c.workspace_id = r.workspace_id and c.connection_id = r.connection_id
            and c.state <> 'removed'
          where r.workspace_id = ${workspaceId} and ${matching(given, { named, at })}
          order by r.kind, r.name, r.connection_id, r.external_id limit ${sql.lit(limit + 1)}
        )`,
      select: sql`
        (select '[' || coalesce(string_agg(r.json, ',' order by r.nth), '') || ']' from page r
          where r.nth <= ${sql.lit(limit)}) as data,
        ${freshnessText(workspaceId, {
          connections: sql`(select n.connection_id from rollcall.connection n where ${named})`,
          kind: kind === undefined ? undefined : at('kind'),
        })} as freshness,
        (select json_build_array(r.kind, r.name, r.connection_id, r.external_id) from page r
          where r.nth = ${sql.lit(limit)} and exists (select from page more where more.nth > ${sql.lit(limit)})) as last,
        ${connection === undefined ? sql`null` : provider} as provider`,
    };
  });
}

/** The texts of what a `Resource` has, from its row `r` and its connection `c`. */
const resource = {
  connection: jsonText(sql`c.name`),
  provider: jsonText(sql`c.provider`),
  kind: jsonText(sql`r.kind`),
  externalId: jsonText(sql`r.external_id`),
  name: jsonText(sql`r.name`),
  presence: jsonText(sql`r.presence`),
  version: sql`r.version::text`,
  attributes: sql`r.attributes::text`,
  firstSeenAt: jsonInstant(sql`r.first_seen_at`),
  lastChangedAt: jsonInstant(sql`r.last_changed_at`),
};

/** So many inboxes of an account are looked at for one that holds mail, and no more: nobody waits for all of a large one. */
const lookedAtMax = 10_000;

/** What a `UsedResource` says of its use: of what is not there, nothing is known. */
function useText(workspaceId: RawBuilder<unknown>): RawBuilder<unknown> {
  const ofIt = sql`s.workspace_id = ${workspaceId} and s.connection_id = r.connection_id and s.kind = r.kind`;
  const since = sql`(select ${knownSince} from rollcall.scope s where ${ofIt})`;
  // A listing in which no mailbox holds mail may be of an account whose answers lack the field.
  const saysUnused = sql`r.attributes -> (c.told ->> 'holdsMail') = 'false' and exists (select from (
      select t.attributes from rollcall.resource t
      where t.workspace_id = ${workspaceId} and t.connection_id = r.connection_id and t.kind = r.kind and t.presence = 'live'
      order by t.name limit ${sql.lit(lookedAtMax)}
    ) t where t.attributes -> (c.told ->> 'holdsMail') = 'true')`;
  const inbox = sql`(select ${inboxUse({ saysUnused, since })} from (values (1)) one
    left join rollcall.resource_use u on u.workspace_id = ${workspaceId} and u.address = r.name)`;
  const usedAt = sql`greatest(rollcall.instant_in(r.attributes ->> (c.told ->> 'usedAt')), (select l.used_at from rollcall.last_use l
    where l.workspace_id = ${workspaceId} and l.connection_id = r.connection_id and l.kind = r.kind and l.external_id = r.external_id))`;
  const key = sql`(select ${use('listing', sql`s.believed_at`, usedAt)} from rollcall.scope s
    where ${ofIt} and s.parent = r.parent and s.believed_at is not null and s.trouble is null)`;
  return sql`case when r.kind <> 'inbox' and not coalesce(c.told ? 'usedAt', false) then 'null'
    else coalesce(case when r.presence <> 'live' then null when r.kind = 'inbox' then ${inbox}
      when r.attributes ? (c.told ->> 'usedAt') then ${key} end::text, '"unknown"') end`;
}

function matching(
  { connection, kind, presence, nameFrom, nameBefore, after }: PageGiven,
  { named, at }: { named: RawBuilder<unknown>; at: PlaceOf<PageGiven> },
): RawBuilder<unknown> {
  const conditions = [
    ...(presence === undefined ? [sql`r.presence <> 'gone'`] : []),
    ...(presence === undefined || presence === 'any' ? [] : [sql`r.presence = ${at('presence')}`]),
    ...(connection === undefined
      ? []
      : [sql`r.connection_id = (select n.connection_id from rollcall.connection n where ${named})`]),
    ...(kind === undefined ? [] : [sql`r.kind = ${at('kind')}`]),
    ...(nameFrom === undefined ? [] : [sql`r.name >= ${at('nameFrom')}`]),
    ...(nameBefore === undefined ? [] : [sql`r.name < ${at('nameBefore')}`]),
    ...(after === undefined ? [] : [afterPosition({ connection, kind }, at)]),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/**
 * What comes after the position. Only what is not fixed is compared: beside `kind = …`, PostgreSQL does not begin where a
 * comparison of (kind, name, …) says, and would pass over all that came before.
 */
function afterPosition(
  { connection, kind }: Pick<ResourceFilter, 'connection' | 'kind'>,
  at: PlaceOf<PageGiven>,
): RawBuilder<unknown> {
  const parts = [
    ...(kind === undefined ? [[sql`r.kind`, at('afterKind')] as const] : []),
    [sql`r.name`, at('afterName')] as const,
    ...(connection === undefined ? [[sql`r.connection_id`, at('afterConnectionId', 'uuid')] as const] : []),
    [sql`r.external_id`, at('afterExternalId')] as const,
  ];
  return sql`(${sql.join(parts.map(([column]) => column))}) > (${sql.join(parts.map(([, place]) => place))})`;
}

/** Names with this prefix, as a range instead of LIKE, which is not leakproof: under row-level security no index would serve it. */
export function namesFrom(name: RawBuilder<unknown>, prefix: string): RawBuilder<unknown> {
  const end = afterPrefix(prefix);
  return end === undefined ? sql`${name} >= ${prefix}` : sql`${name} >= ${prefix} and ${name} < ${end}`;
}

/** The first text after every text with this prefix, in code point order; undefined when there is none. */
function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix];
  while (points.length > 0) {
    const last = points.pop()?.codePointAt(0) ?? 0;
    // Surrogates are no characters of their own: the step goes over them.
    if (last < 0x10ffff) return points.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
}
