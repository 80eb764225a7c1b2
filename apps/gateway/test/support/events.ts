import { ErrorShape } from '@rollcall/schema';
import { expect } from 'vitest';
import { z } from 'zod';
import type { TestGateway } from './gateway.ts';

/** One event of a stream: `connected`, `ping`, `return`, `serialized-error`, or `message` for what was subscribed to. */
interface StreamEvent {
  readonly event: string;
  readonly data: unknown;
  /** Where it has one. */
  readonly id?: string;
}

/** What a subscription is opened with. `query` is more of its address. */
interface Subscribing {
  readonly input?: unknown;
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

/** A stream of events as the gateway sends it, read as it comes. */
export interface Stream {
  readonly status: number;
  readonly contentType: string | null;
  /** Undefined once the stream has ended. */
  next(): Promise<StreamEvent | undefined>;
  /** The next of that sort; those before it are passed over. */
  nextOf(event: string): Promise<StreamEvent | undefined>;
  close(): void;
}

/** Subscribes as a client does that can send headers. */
export function subscribe(
  gateway: Pick<TestGateway, 'url' | 'adminKey'>,
  procedure: string,
  { input, query = '', ...asking }: Subscribing = {},
): Promise<Stream> {
  const given = input === undefined ? '' : `input=${encodeURIComponent(JSON.stringify(input))}`;
  return listen(gateway, `/trpc/${procedure}?${given}${query}`, asking);
}

/** Listens to what is at an address. */
export async function listen(
  gateway: Pick<TestGateway, 'url' | 'adminKey'>,
  path: string,
  { key = gateway.adminKey, headers = {} }: Pick<Subscribing, 'key' | 'headers'> = {},
): Promise<Stream> {
  const leaving = new AbortController();
  const response = await fetch(gateway.url + path, {
    headers: { accept: 'text/event-stream', ...headers, ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
    signal: leaving.signal,
  });
  const events = eventsIn(response);
  const next: Stream['next'] = async () => {
    const { value } = await events.next();
    return value ?? undefined;
  };
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    next,
    async nextOf(wanted) {
      for (;;) {
        const event = await next();
        if (event === undefined || event.event === wanted) return event;
      }
    },
    close: () => leaving.abort(),
  };
}

const Refusal = z.object({
  code: z.int(),
  message: z.string(),
  data: ErrorShape.extend({ httpStatus: z.int() }),
});

/** tRPC's code for whatever a client tries again. */
const codeRetried = -32603;

/** The refusal that a stream begins with, as a call would have been answered; undefined when it is let in. */
export async function refusalOf(stream: Stream) {
  await stream.nextOf('connected');
  const first = await stream.next();
  stream.close();
  if (first?.event !== 'serialized-error') return undefined;
  const { message, data, ...refused } = Refusal.parse(first.data);
  // By this a client knows whether to connect again; an internal error and what is away for a moment are the only ones.
  expect(refused.code === codeRetried).toBe(data.httpStatus >= 500);
  const { code, issues, details = {} } = data;
  return { status: data.httpStatus, error: { code, message, details, ...(issues && { issues }) } };
}

async function* eventsIn(response: Response): AsyncGenerator<StreamEvent, void> {
  if (response.body === null) return;
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2).replace(/^\n+/, '');
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field('data');
      if (data === undefined && field('event') === undefined) continue;
      const id = field('id');
      const told = {
        event: field('event') ?? 'message',
        data: data === undefined || data === '' ? null : JSON.parse(data),
      };
      yield id === undefined ? told : { ...told, id };
    }
  }
}
