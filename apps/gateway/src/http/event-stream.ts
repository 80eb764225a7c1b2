import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isTrackedEnvelope } from '@trpc/server';
import { textOf } from './answer-text.ts';
import { jsonOnce } from './json-once.ts';
import type { HttpLimits } from './limits.ts';

/** Characters that are handed to a connection at once; so many more wait while it has not taken those. */
const chunkCharsMax = 32_768;

/** What was just told is on its way for so long, when nothing more is to be told. */
const partMsMax = 1_000;

/** An answer of server-sent events, to one client that may read slowly or not at all. */
export interface EventStream {
  /** Says that it is heard. Headers are sent with it. */
  open(): void;
  /** Tells one value. Undefined while there is room for more; else it resolves once there is. */
  tell(value: unknown): Promise<void> | undefined;
  /** From where whoever connects again goes on, though nothing of it was told: at once, or with the next ping. */
  pass(id: string, when: 'now' | 'later'): void;
  /** The last word: it is over by itself, or it cannot go on. */
  say(event: 'return' | 'serialized-error' | 'refused', data?: unknown): void;
  /** Waits no more than a moment for a client that has not taken what it was told. */
  giveUp(): void;
  /** Resolves once everything was taken, or cannot be. Afterwards nothing is sent. */
  close(how: 'patiently' | 'at once'): Promise<void>;
}

/**
 * Memory is bounded: what is told is asked for only when what was told before has been taken, but for two chunks. Who takes
 * nothing for `stallMsMax` has its connection ended.
 */
export function createEventStream(response: ServerResponse, { pingMs, stallMsMax }: HttpLimits): EventStream {
  let pending = '';
  let passed: string | undefined;
  let saidAt = performance.now();
  let flushing: Promise<void> | undefined;
  let waitingSince: number | undefined;

  const flush = async (): Promise<void> => {
    while (pending !== '' && !response.destroyed) {
      // Whatever is told in this turn goes along: a chunk on the wire costs more than an event.
      await nextTurn();
      const text = pending;
      pending = '';
      waitingSince = performance.now();
      await taken(response, text);
      waitingSince = undefined;
    }
  };
  const send = (text: string): Promise<void> | undefined => {
    // Nobody takes it any more, and whoever tells it hears so in a moment.
    if (response.destroyed) return nextTurn();
    saidAt = performance.now();
    pending += text;
    flushing ??= flush().finally(() => {
      flushing = undefined;
    });
    return pending.length < chunkCharsMax ? undefined : flushing;
  };
  const ping = (): void => {
    void send(`event: ping\ndata: \n${passed === undefined ? '' : `id: ${passed}\n`}\n`);
    passed = undefined;
  };
  const look = (): void => {
    const now = performance.now();
    if (waitingSince !== undefined && now - waitingSince > stallMsMax) response.destroy();
    else if (flushing === undefined && now - saidAt >= pingMs) ping();
  };
  let looking: NodeJS.Timeout | undefined;

  return {
    open() {
      looking = setInterval(look, Math.min(pingMs, stallMsMax) / 2).unref();
      response.setHeader('content-type', 'text/event-stream');
      response.setHeader('cache-control', 'no-store, no-transform');
      // What nginx does unless told otherwise.
      response.setHeader('x-accel-buffering', 'no');
      // Whoever hears nothing for three pings connects again; proxies do not take the silence for death.
      void send(`event: connected\ndata: ${JSON.stringify({ reconnectAfterInactivityMs: 3 * pingMs })}\n\n`);
    },
    tell(value) {
      passed = undefined;
      if (!isTrackedEnvelope(value)) return send(`data: ${textOf(value)}\n\n`);
      const [id, data] = value;
      // It may be told to many.
      return send(`data: ${typeof data === 'object' && data !== null ? jsonOnce(data) : textOf(data)}\nid: ${id}\n\n`);
    },
    pass(id, when) {
      passed = id;
      if (when === 'now') ping();
    },
    say: (event, data) => void send(`event: ${event}\ndata: ${data === undefined ? '' : textOf(data)}\n\n`),
    giveUp() {
      if (flushing !== undefined) void withinMs(flushing, partMsMax).then(() => flushing && response.destroy());
    },
    async close(how) {
      clearInterval(looking);
      await withinMs(flushing, how === 'patiently' ? stallMsMax : partMsMax);
      if (flushing === undefined) response.end();
      else response.destroy();
    },
  };
}

/** Resolves when the kernel has it, or will never have it. */
function taken(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('close', done);
      resolve();
    };
    response.once('close', done);
    response.write(text, done);
  });
}

async function withinMs(work: Promise<void> | undefined, ms: number): Promise<void> {
  if (work === undefined) return;
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  await Promise.race([work, late.promise]);
  clearTimeout(timer);
}
