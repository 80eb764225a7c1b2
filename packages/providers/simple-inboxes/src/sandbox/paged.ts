import type { components } from '../generated/types.ts';
import type { State } from './state.ts';

/** A page of these rows as the provider is taken to page, in the way that the state is set to. */
export function paged<Row>(
  state: State,
  rows: readonly Row[],
  { page = 1, limit = 50 }: { readonly page?: number; readonly limit?: number },
): {
  readonly status: 200;
  readonly body: { success: boolean; data: Row[]; pagination?: components['schemas']['Pagination'] };
} {
  const { paging } = state.dialect;
  if (paging === 'whole') return { status: 200, body: { success: true, data: [...rows] } };
  const data = rows.slice((page - 1) * limit, page * limit);
  if (paging === 'silent') return { status: 200, body: { success: true, data } };
  const total = rows.length;
  const pagination = { page, limit, total, totalPages: Math.ceil(total / limit) };
  return { status: 200, body: { success: true, data, pagination } };
}
