import { type Context, context, createContextKey, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { traceparentOf } from './traceparent.ts';

// Without it the API remembers nothing; with it, what is said once holds for all that follows, traces sent or not.
context.setGlobalContextManager(new AsyncLocalStorageContextManager());

/** What work is about: on each line that is logged meanwhile, and on its spans where they want it. Ids and names, nothing else. */
export interface About {
  requestId?: string;
  /** What was asked for, as the API calls it; several of a batch with commas between them. */
  procedure?: string;
  keyId?: string;
  workspaceId?: string;
  connectionId?: string;
  /** By its name. */
  connection?: string;
  provider?: string;
  operationId?: string;
  bulkId?: string;
  runId?: string;
  webhookId?: string;
  eventId?: string;
  /** The code of what was refused. */
  code?: string;
}

const key = createContextKey('what work is about');

/** An own class, by which it is known again behind a key that holds anything. */
class Held {
  readonly about: About;

  constructor(about: About) {
    this.about = about;
  }
}

/** Does work that is about this, besides what it is about already. */
export function about<T>(more: About, work: () => T): T {
  return context.with(aboutAlso(more), work);
}

/** The same as a context, for what is called back later. */
export function aboutAlso(more: About): Context {
  const present = context.active();
  return present.setValue(key, new Held({ ...aboutIn(present), ...more }));
}

/** Adds to what the present work is about, from now on; of work that is about nothing, nothing is known. */
export function note(more: About): void {
  const present = aboutIn(context.active());
  if (present !== undefined) Object.assign(present, more);
}

/** What the present work is about. */
export function presentAbout(): Readonly<About> {
  return aboutIn(context.active()) ?? {};
}

function aboutIn(of: Context): About | undefined {
  const held = of.getValue(key);
  return held instanceof Held ? held.about : undefined;
}

/** Where the trace goes on that the present work belongs to; undefined where it belongs to none. */
export function presentTraceparent(): string | undefined {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? undefined : traceparentOf(span);
}
