import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { spanContextOf } from './traceparent.ts';

/** A piece of work as traces show it. What is in here leaves the process: ids and names, no input, no address, no secret. */
export interface Work {
  /** One of few: what differs from call to call stands in the attributes. */
  readonly name: string;
  readonly kind?: keyof typeof SpanKind;
  readonly attributes?: Attributes;
  /** The `traceparent` that it goes on from; the present one where that is left out, null or none. */
  readonly from?: string | null | undefined;
  /** Others that it belongs to as well. */
  readonly also?: readonly (string | null | undefined)[];
  /** Begins a trace where there is none to go on with. What does not is no span then. */
  readonly begins?: boolean;
}

const none = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
const making: { tracer: Tracer | undefined } = { tracer: undefined };

/** Has spans be made by this from now on. Without it none are, and traces of callers are passed on as they came. */
export function makeSpans(tracer: Tracer | undefined): void {
  making.tracer = tracer;
}

/** Does work in a span of its own, which ends with it. What is thrown is told by its kind or code alone. */
export async function inSpan<T>(work: Work, run: (span: Span) => T | Promise<T>): Promise<T> {
  const { span, present } = startSpan(work);
  if (present === undefined) return run(span);
  if (span === none) return context.with(present, run, undefined, span);
  try {
    return await context.with(present, run, undefined, span);
  } catch (error) {
    failSpan(span, errorType(error));
    throw error;
  } finally {
    span.end();
  }
}

/** A span that its work ends itself, and the context to do it in, where that is another than the present one. */
export function startSpan({ name, kind = 'INTERNAL', attributes, from, also = [], begins = false }: Work): {
  readonly span: Span;
  readonly present: Context | undefined;
} {
  const kept = from == null ? undefined : spanContextOf(from);
  const { tracer } = making;
  if (tracer === undefined && kept === undefined) return { span: none, present: undefined };
  const present = context.active();
  const parent = kept === undefined ? present : trace.setSpanContext(present, kept);
  if (tracer === undefined) return { span: none, present: parent };
  if (!begins && trace.getSpanContext(parent) === undefined) return { span: none, present: undefined };
  const links = also.flatMap((traceparent): Link[] => {
    const linked = spanContextOf(traceparent);
    return linked === undefined ? [] : [{ context: linked }];
  });
  const span = tracer.startSpan(name, { kind: SpanKind[kind], ...(attributes && { attributes }), links }, parent);
  return { span, present: trace.setSpan(parent, span) };
}

/**
 * Does work without spans: what goes on for hours would add some each second to a trace that nobody could open then. It is about
 * the same all the while.
 */
export function untraced<T>(work: () => T): T {
  return context.with(trace.deleteSpan(context.active()), work);
}

/** The span of the present work, where it is recorded. */
export function presentSpan(): Span | undefined {
  const span = trace.getSpan(context.active());
  return span?.isRecording() === true ? span : undefined;
}

/** Says that the work of a span failed. The message of an error may hold what was sent or answered, so none is told. */
export function failSpan(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Names of errors, kinds and codes are words of ours or of a library's; anything else is not told. */
const wordForm = /^[A-Za-z][\w.-]{0,60}$/;

function errorType(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER';
  const kind: unknown = 'kind' in error ? error.kind : 'code' in error ? error.code : error.name;
  return typeof kind === 'string' && wordForm.test(kind) ? kind : '_OTHER';
}
