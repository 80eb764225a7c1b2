/** Which page goes wrong, counted from 0. A listing that has no such page is left as it is. */
interface AtPage {
  readonly page: number;
}

/** What can go wrong with a listing between a provider and its reader, by name. */
export type ListingFault =
  /** An error in place of the page. */
  | (AtPage & { readonly fault: 'status'; readonly status: 403 | 429 | 500 })
  /** The page's body breaks off. */
  | (AtPage & { readonly fault: 'truncated_body' })
  /** An item of the page has lost a field that the document says it has. */
  | (AtPage & { readonly fault: 'lost_field' })
  /** A success with nothing in it, as an account whose replica has not been filled answers. */
  | { readonly fault: 'empty_list' }
  /** The second half of the page is missing, and where only a short page tells the end, it looks like the end. */
  | (AtPage & { readonly fault: 'short_page' })
  /** Nothing comes after the page, and it does not say that it is the last. */
  | (AtPage & { readonly fault: 'lost_end' })
  /** The page comes twice. */
  | (AtPage & { readonly fault: 'duplicate_page' })
  /** The page's last item comes twice. */
  | (AtPage & { readonly fault: 'duplicate_item' })
  /** Something before the page went while it was read: its first item is passed over. */
  | (AtPage & { readonly fault: 'shifted_up' })
  /** Something before the page came while it was read: it begins with the last item of the page before. */
  | (AtPage & { readonly fault: 'shifted_down' })
  /** The page's items come in the reverse order: no fault, since no order is promised. */
  | (AtPage & { readonly fault: 'reordered_items' })
  /** After the page comes the first one again, and all the others. */
  | (AtPage & { readonly fault: 'cursor_loop' })
  /** The stated total is another one. */
  | { readonly fault: 'wrong_total'; readonly by: number };

/** One of each, at the first page that can show it; what a second page is needed for is at the second. */
export const listingFaults: readonly ListingFault[] = [
  { fault: 'status', page: 0, status: 403 },
  { fault: 'status', page: 0, status: 500 },
  { fault: 'truncated_body', page: 0 },
  { fault: 'lost_field', page: 0 },
  { fault: 'empty_list' },
  { fault: 'short_page', page: 0 },
  { fault: 'lost_end', page: 0 },
  { fault: 'duplicate_page', page: 0 },
  { fault: 'duplicate_item', page: 0 },
  { fault: 'shifted_up', page: 1 },
  { fault: 'shifted_down', page: 1 },
  { fault: 'reordered_items', page: 0 },
  { fault: 'cursor_loop', page: 1 },
  { fault: 'wrong_total', by: 1 },
];
