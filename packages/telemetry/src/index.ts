export { describeError } from './describe-error.ts';
export { createLogger, logLevels } from './logger.ts';
export { type About, about, aboutAlso, note, presentAbout, presentTraceparent } from './present.ts';
export { scrubbed, sealedNote } from './scrub.ts';
export { failSpan, inSpan, presentSpan, startSpan, untraced } from './span.ts';
export { startTracing, type Tracing } from './start-tracing.ts';
export { spanContextOf, traceparentOf } from './traceparent.ts';
