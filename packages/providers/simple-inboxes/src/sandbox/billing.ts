import type { Handlers } from '@rollcall/provider-kit/sandbox';
import type { components, operations } from '../generated/types.ts';
import { done, failure, notFound, ok } from './answers.ts';
import { paged } from './paged.ts';
import { book, cents, major, type State, type StoredInvoice } from './state.ts';

export const billing: Pick<
  Handlers<operations, State>,
  | 'getBillingSummary'
  | 'getBillingHistory'
  | 'listStripeInvoices'
  | 'listTopupInvoices'
  | 'listCustomInvoices'
  | 'getCustomInvoice'
  | 'getBillingDetails'
  | 'setBillingDetails'
  | 'createTopup'
  | 'confirmTopup'
  | 'getPaymentMethod'
  | 'createSetupIntent'
  | 'openCustomerPortal'
  | 'listApiKeys'
  | 'createApiKey'
  | 'revokeApiKey'
> = {
  getBillingSummary: ({ state }) => {
    const spent = debits(state);
    const [monthToDate, projected] = [major(spent), major(2 * spent)];
    return ok({ monthToDate, projected, currency: 'USD', breakdown: [{ label: 'inboxes', amount: monthToDate }] });
  },

  getBillingHistory: ({ state, query }) => {
    const history = lastMonths(state.clock.at(0), 3).map((month) => ({
      ...{ id: `statement-${month}`, month, amount: major(debits(state, month)), currency: 'USD' },
    }));
    return paged(state, history, query);
  },

  listStripeInvoices: ({ state, query }) => paged(state, invoices(state, ['stripe', 'topup']).map(asStripe), query),

  listTopupInvoices: ({ state, query }) => paged(state, invoices(state, ['topup']).map(asInvoice), query),

  listCustomInvoices: ({ state, query }) => paged(state, invoices(state, ['custom']).map(asInvoice), query),

  getCustomInvoice: ({ state, path }) => {
    const found = invoices(state, ['custom']).find(({ transactionId }) => transactionId === path.transactionId);
    return found === undefined ? notFound('Invoice') : ok(asInvoice(found));
  },

  getBillingDetails: ({ state }) => ok(state.billingDetails.get('master') ?? noDetails),

  setBillingDetails: ({ state, body }) => {
    const details = { ...noDetails, ...state.billingDetails.get('master'), ...body };
    state.billingDetails.set('master', details);
    return ok(details);
  },

  createTopup: ({ state, body }) => {
    if (!(cents(body.amount) > 0)) return failure(400, 'The amount must be above 0');
    const sessionId = `cs_test_${cents(body.amount)}_${state.newSecret()}`;
    return ok({ sessionId, checkoutUrl: `https://checkout.example/${sessionId}` });
  },

  confirmTopup: ({ state, body }) => {
    const [, amount = ''] = /^cs_test_(\d+)_/.exec(body.sessionId) ?? [];
    if (amount === '') return notFound('Checkout session');
    const credit = book(state, { workspaceId: null, cents: Number(amount), description: 'top-up by card' });
    return credit === undefined ? failure(409, 'The session is confirmed already') : ok(credit);
  },

  getPaymentMethod: () => ok({ id: 'pm_1', brand: 'visa', last4: '4242', expMonth: 12, expYear: 2030 }),

  createSetupIntent: ({ state }) => ok({ id: 'seti_1', clientSecret: `seti_1_secret_${state.newSecret()}` }),

  openCustomerPortal: ({ state }) => ok({ url: `https://portal.example/${state.newSecret()}` }),

  listApiKeys: ({ state, query }) => paged(state, state.keys.ordered(), query),

  createApiKey: ({ state, body }) => {
    if (state.keys.named(body.name) !== undefined) return failure(409, `A key is called ${body.name} already`);
    const key = `si_live_${state.newSecret()}${state.newSecret()}`;
    const shown = addKey(state, body.name, key.slice(0, 12));
    return ok({ ...shown, key });
  },

  revokeApiKey: ({ state, path }) => {
    const key = state.keys.get(path.keyId);
    if (key === undefined) return notFound('API key');
    state.keys.remove(key);
    return done();
  },
};

export function addKey(state: State, name: string, prefix: string) {
  const key = { id: state.newId('key'), name, prefix, createdAt: state.clock.next() };
  state.keys.add({ ...key, lastUsedAt: null });
  return key;
}

/** The months before that of a time, the earliest first. */
function lastMonths(time: string, count: number): readonly string[] {
  const [year = 0, month = 0] = time.split('-').map(Number);
  return Array.from({ length: count }, (_, index) => {
    return new Date(Date.UTC(year, month - 1 - count + index)).toISOString().slice(0, 7);
  });
}

const noDetails = { company: null, address: null, vat: null };

function debits(state: State, month = ''): number {
  const own = state.transactions
    .ordered()
    .filter(({ type, createdAt }) => type === 'debit' && createdAt?.startsWith(month));
  return own.reduce((sum, { amount }) => sum + cents(amount), 0);
}

function invoices(state: State, sources: readonly StoredInvoice['source'][]): readonly StoredInvoice[] {
  return state.invoices.ordered().filter(({ source }) => sources.includes(source));
}

function asInvoice(invoice: StoredInvoice): components['schemas']['Invoice'] {
  const { id, status, description, transactionId, createdAt } = invoice;
  const pdfUrl = `https://files.example/${id}.pdf`;
  const amount = major(invoice.cents);
  return { id, number: null, status, amount, currency: 'USD', description, transactionId, createdAt, pdfUrl };
}

function asStripe(invoice: StoredInvoice): components['schemas']['StripeInvoice'] {
  const { id, status, cents: amountDue, description, createdAt } = invoice;
  const created = Math.floor(Date.parse(createdAt) / 1000);
  const hostedInvoiceUrl = `https://invoice.example/${id}`;
  return { id, number: null, status, amountDue, currency: 'usd', description, created, hostedInvoiceUrl };
}
