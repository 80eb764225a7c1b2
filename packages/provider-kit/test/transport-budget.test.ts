import { describe, expect, test } from 'vitest';
import {
  type Budget,
  budgetTermsOf,
  type Classify,
  callMsOf,
  createTransport,
  patientBudget,
  type Transport,
  unlimitedBudget,
} from '../src/index.ts';
import { httpServer } from './loopback.ts';

/** The two ways of asking, which must not differ in what they pay and give back. */
const ways: readonly { readonly way: string; ask(transport: Transport, signal: AbortSignal): Promise<unknown> }[] = [
  {
    way: 'a call',
    ask: (transport, signal) =>
      transport.fetch({ bucket: 'default' })(new Request(`${transport.baseUrl}/things`, { signal })),
  },
  { way: 'a page', ask: (transport, signal) => transport.getPage('/things', { bucket: 'default', signal }) },
];

/** A budget that notes what is done with it, in order. */
function noting(): { readonly budget: Budget; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const budget: Budget = {
    take: async (bucket) => {
      notes.push(`take ${bucket}`);
      return async () => void notes.push(`release ${bucket}`);
    },
    pause: async (bucket, ms) => void notes.push(`pause ${bucket} ${ms}`),
    slow: async (bucket) => void notes.push(`slow ${bucket}`),
  };
  return { budget, notes };
}

const classify: Classify = ({ body }) =>
  JSON.stringify(body) === '{"error":"tooMany"}' ? { kind: 'rate_limited', applied: 'no' } : undefined;

interface Answer {
  readonly what: string;
  readonly status: number | 'never' | 'broken';
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
}

const answers: readonly Answer[] = [
  { what: 'a success', status: 200, body: '{}' },
  { what: 'a refusal', status: 409, body: '{}' },
  { what: 'a failure of the provider', status: 500, body: 'sorry' },
  { what: 'a redirect', status: 302, headers: { location: '/elsewhere' } },
  { what: 'more than is read', status: 200, body: ' '.repeat(3_000) },
  { what: 'a broken connection', status: 'broken' },
  { what: 'no answer in time', status: 'never' },
  { what: '429', status: 429, body: '{}', notes: ['slow default'] },
  {
    what: '429 with Retry-After',
    status: 429,
    headers: { 'retry-after': '7' },
    notes: ['pause default 7000', 'slow default'],
  },
  { what: '503 with Retry-After', status: 503, headers: { 'retry-after': '7' }, notes: ['pause default 7000'] },
  { what: 'too many, in its own words', status: 400, body: '{"error":"tooMany"}', notes: ['slow default'] },
  { what: 'too many, under a success', status: 200, body: '{"error":"tooMany"}', notes: ['slow default'] },
];

describe.each(ways)('$way', ({ ask }) => {
  test.each(answers)(
    'that is answered by $what gives back what it took',
    async ({ status, body, headers, notes = [] }) => {
      await using server = await httpServer((_request, response) => {
        if (status === 'broken') response.destroy();
        else if (status !== 'never') response.writeHead(status, headers).end(body);
      });
      const { budget, notes: noted } = noting();
      const transport = createTransport({
        ...{ baseUrl: server.origin, headers: {}, secrets: [], budget, classify },
        limits: { requestMs: 100, connectMs: 90, callBytes: 2_000, pageBytes: 2_000 },
      });
      await ask(transport, new AbortController().signal).catch(() => {});
      expect(noted.filter((note) => !note.startsWith('release'))).toEqual(['take default', ...notes]);
      expect(noted.filter((note) => note.startsWith('release'))).toEqual(['release default']);
      await transport.close();
    },
  );

  test('that is given up gives back what it took', async () => {
    await using server = await httpServer(() => {});
    const { budget, notes } = noting();
    const transport = createTransport({ baseUrl: server.origin, headers: {}, secrets: [], budget, classify });
    await ask(transport, AbortSignal.timeout(50)).catch(() => {});
    expect(notes).toEqual(['take default', 'release default']);
    await transport.close();
  });
});

describe('a patient budget', () => {
  test('passes on what it took, what is paused and what is slowed', async () => {
    const { budget, notes } = noting();
    const patient = patientBudget(budget);
    await (await patient.take('default', new AbortController().signal))();
    await patient.pause('send', 5);
    await patient.slow('send');
    expect(notes).toEqual(['take default', 'release default', 'pause send 5', 'slow send']);
  });

  test('rejects with the reason of an aborted signal, as an unlimited one does', async () => {
    const stopped = AbortSignal.abort(new Error('stop'));
    await expect(patientBudget(unlimitedBudget()).take('default', stopped)).rejects.toThrow('stop');
  });
});

test.each([
  { requestMsMax: undefined, callMs: 120_000, because: 'the transport waits half a minute by itself' },
  { requestMsMax: 605_000, callMs: 695_000, because: 'the provider takes its time' },
])('a call may take $callMs ms when $because', ({ requestMsMax, callMs }) => {
  const declared = requestMsMax === undefined ? {} : { requestMsMax };
  expect(callMsOf(declared)).toBe(callMs);
  expect(
    budgetTermsOf({ ...declared, buckets: {} }, { baseUrl: 'https://api.acme.example:8443/v4', rates: {} }),
  ).toEqual({
    ...{ buckets: {}, address: 'api.acme.example:8443' },
    requestMsMax: requestMsMax ?? 30_000,
  });
});

test("an account's own rates go before the declared ones, and no more than a minute's worth is saved up", () => {
  const capped = { perMinute: 60, burst: 10, concurrent: { max: 4, per: 'credential' } } as const;
  const buckets = { list: capped, send: { perMinute: 30, burst: 5 } };
  const rates = { list: 600, send: 2, other: 1 };
  expect(budgetTermsOf({ buckets }, { baseUrl: 'https://api.acme.example', rates }).buckets).toEqual({
    list: { ...capped, perMinute: 600 },
    send: { perMinute: 2, burst: 2 },
  });
});
