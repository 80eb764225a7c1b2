import type { Item, Page, Transport } from '@rollcall/provider-kit';
import { invoiceItem, stripeInvoiceItem } from './map.ts';
import type { MoneyUnit } from './money.ts';
import { type ReadPage, readPages } from './paging.ts';
import { Invoice, StripeInvoice } from './wire.ts';

/**
 * The invoices of all three lists as one listing. A top-up is also a one-off Stripe invoice, so an invoice that another
 * list has shown is passed over: the list that tells most about its invoices comes first. Only the last page states a
 * total, and only where all three lists state theirs.
 */
export async function* listInvoices(transport: Transport, unit: MoneyUnit, signal: AbortSignal): AsyncIterable<Page> {
  const shown = new Set<string>();
  let total: number | undefined = 0;
  for (const [index, readSource] of sources.entries()) {
    const own: string[] = [];
    const stated: (number | undefined)[] = [];
    let counted = 0;
    for await (const page of readSource(transport, unit, signal)) {
      const items = [...page.items].filter(({ externalId }) => !shown.has(externalId));
      own.push(...items.map(({ externalId }) => externalId));
      stated.push(page.statedTotal);
      counted += page.count;
      if (page.end !== null) total = sum(total, own.length, missing(stated, counted));
      const isLast = page.end !== null && index === sources.length - 1;
      const facts = isLast ? { end: page.end, statedTotal: total } : { end: null, statedTotal: undefined };
      yield { items, evidence: page.evidence(facts) };
    }
    for (const id of own) shown.add(id);
  }
}

/** By how much a list differs from the totals on its pages; undefined where a page states none. */
function missing(stated: readonly (number | undefined)[], counted: number): number | undefined {
  return stated.reduce<number | undefined>(
    (most, total) =>
      most === undefined || total === undefined ? undefined : Math.max(most, Math.abs(total - counted)),
    0,
  );
}

function sum(...numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.reduce((all, number) => (all === undefined || number === undefined ? undefined : all + number), 0);
}

type ReadSource = (transport: Transport, unit: MoneyUnit, signal: AbortSignal) => AsyncIterable<ReadPage>;

const kind = 'invoice';
const idField = 'id';

const topups: ReadSource = (transport, unit, signal) => {
  const map = (row: Invoice): Item => invoiceItem(row, { source: 'topup', unit });
  return readPages(
    transport,
    { kind, path: '/billing/topup-invoices', plural: 'invoices', wire: Invoice, map, idField, context: 'topup' },
    signal,
  );
};

const custom: ReadSource = (transport, unit, signal) => {
  const map = (row: Invoice): Item => invoiceItem(row, { source: 'custom', unit });
  return readPages(
    transport,
    { kind, path: '/billing/custom-invoices', plural: 'invoices', wire: Invoice, map, idField, context: 'custom' },
    signal,
  );
};

const stripe: ReadSource = (transport, _unit, signal) =>
  readPages(
    transport,
    {
      kind,
      path: '/billing/invoices',
      plural: 'invoices',
      wire: StripeInvoice,
      map: stripeInvoiceItem,
      idField,
    },
    signal,
  );

const sources: readonly ReadSource[] = [topups, custom, stripe];
