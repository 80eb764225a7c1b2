import type { components, operations } from '../generated/types.ts';
import { membersOf, type State, type Stored } from './state.ts';

type Principal = components['schemas']['Principal'];
type Query = NonNullable<operations['listPrincipals']['parameters']['query']>;

/** What a listing answers: the principals of the asked types, by name, one page of them. */
export function listed(state: State, query: Query): { items: Principal[]; total: number } {
  const { types, filter, page = 1, fields, count = false } = query;
  const limit = Math.min(query.limit || Number.POSITIVE_INFINITY, state.pageItemsMax ?? Number.POSITIVE_INFINITY);
  const ordered = ofTypes(state, types.split(','));
  const found = filter === undefined ? ordered : ordered.filter((row) => matches(row, filter));
  if (count) return { items: [], total: found.length };
  const start = page > 1 ? (page - 1) * limit : 0;
  const rows = found.slice(start, start + limit);
  return { items: rows.map((row) => shown(state, row, fields)), total: found.length };
}

/** A principal as the API shows it: empty fields are left out, and what was not asked for, passwords among it. */
export function shown(state: State, row: Stored, fields?: string): Principal {
  const { name, type, id, description, quota, usedQuota, locale } = row;
  const many = (values: readonly string[]) => {
    if (state.dialects.singles === 'text' && values.length === 1) return values[0] ?? null;
    return values.length === 0 ? undefined : [...values];
  };
  const wanted = fields === undefined || state.dialects.fields === 'ignored' ? undefined : fields.split(',');
  const everything = {
    ...{ id, type, name, description, locale },
    tenant: state.dialects.tenant === 'shown' ? state.tenant : undefined,
    quota: type === 'individual' ? quota : undefined,
    usedQuota: usedQuota > 0 ? usedQuota : undefined,
    emails: many(row.emails),
    secrets: many(row.secrets),
    roles: many(row.roles),
    memberOf: many(row.memberOf),
    externalMembers: many(row.externalMembers),
    members: wanted?.includes('members') === false ? undefined : membersShown(state, row),
  };
  const given = Object.entries(everything).filter(([field, value]) => {
    return value !== undefined && value !== null && (wanted === undefined || wanted.includes(field));
  });
  // The fields of `everything` are those of a principal, and these are some of them.
  return Object.fromEntries(given) as unknown as Principal;
}

/** Of a domain, how many are under it. */
function membersShown(state: State, { type, name, members }: Stored): Principal['members'] | undefined {
  if (type === 'domain') return membersOf(state, name).length;
  return members.length === 0 ? undefined : [...members];
}

function ofTypes({ domains, inboxes, lists }: State, types: readonly string[]): readonly Stored[] {
  const all = [
    ...(types.includes('domain') ? [domains] : []),
    ...(types.includes('individual') ? [inboxes] : []),
    ...(types.includes('list') ? [lists] : []),
  ];
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) return only.ordered();
  return all.flatMap((rows) => [...rows.ordered()]).sort(byName);
}

/** The order of a listing. */
export function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}

function matches({ name, description, emails }: Stored, filter: string): boolean {
  const text = [name, description ?? '', ...emails].join(' ').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
