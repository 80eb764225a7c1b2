import { documentedOperations } from '../document.ts';
import { createRouter } from '../router.ts';
import { createAdmission } from './admission.ts';
import { createAnswerer } from './answerer.ts';
import { createClock, dayDefault } from './clock.ts';
import { answerControl, type Controlled } from './control.ts';
import type { SandboxDefinition } from './definition.ts';
import { createFaultBox } from './fault.ts';
import { createRequestRecorder } from './request-log.ts';
import type { SandboxFactory, SandboxOptions } from './sandbox.ts';
import { SandboxError } from './sandbox-error.ts';
import { startServer } from './server.ts';
import { createValidator } from './validator.ts';

/**
 * Makes the factory of a provider's sandbox: an HTTP server on loopback, routed and validated by the document, with
 * handlers typed by the operations generated from it, and a control interface under `/_sandbox` that asks for no
 * credential.
 */
export function defineSandbox<Operations, State>(definition: SandboxDefinition<Operations, State>): SandboxFactory {
  const { provider, document, basePath } = definition;
  const operations = documentedOperations(document);
  const validate = createValidator(document);
  return async (options) => {
    checkOptions(definition.kinds, options);
    const { seed, sizes = {}, now = dayDefault, clean = false, port = 0, limits = true } = options;
    const clock = createClock(seed, now);
    const state = definition.seed({ seed, sizes, clock, clean });
    const control = definition.control(state);
    const stop = new AbortController();
    const controlled: Controlled = {
      provider,
      seed,
      limits,
      clock,
      pass: () => {
        clock.pass();
        definition.pass?.(state);
      },
      control,
      operationIds: operations.map(({ operationId }) => operationId ?? ''),
      faults: createFaultBox(),
      log: createRequestRecorder(),
      stop: () => stop.abort(),
    };
    const story = definition.story?.(state) ?? [];
    const sizesSeeded = Object.fromEntries(Object.entries(control.kinds).map(([kind, { size }]) => [kind, size]));
    const server = await startServer(port, {
      apiPath: basePath,
      controlPath,
      router: createRouter(operations),
      translate: (request) => (definition.translate ? definition.translate(request, state) : request),
      faults: controlled.faults,
      log: controlled.log,
      refuse: definition.refuse,
      admit: createAdmission(limits ? definition.concurrency : undefined),
      answer: createAnswerer(definition, state, { operations, validate, limits }),
      answerControl: (request) => {
        definition.settle(state, performance.now());
        return answerControl(controlled, request);
      },
      stop: stop.signal,
    });
    return {
      baseUrl: `${server.origin}${basePath}`,
      controlUrl: controlUrlAt(server.origin),
      credential: definition.credential(state),
      settings: definition.settings?.(state) ?? {},
      sizes: sizesSeeded,
      story,
      zones: () => definition.zones?.(state) ?? [],
      closed: server.closed,
      close: server.close,
    };
  };
}

const controlPath = '/_sandbox';
/** More than the largest account that is measured, and still within the memory that Node takes. */
const sizeMax = 1_000_000;

/** Where the sandbox that listens at this origin is controlled: `http://127.0.0.1:PORT/_sandbox`. */
export function controlUrlAt(origin: string): string {
  return `${origin}${controlPath}`;
}

function checkOptions(kinds: readonly string[], { seed, sizes = {}, now = dayDefault }: SandboxOptions): void {
  if (!Number.isSafeInteger(seed)) throw new SandboxError('The seed must be a whole number.');
  if (!isDay(now)) throw new SandboxError('"Now" must be a day such as 2026-06-01.');
  for (const [kind, size] of Object.entries(sizes)) {
    if (!kinds.includes(kind)) throw new SandboxError(`There is no size for ${kind}: choose from ${kinds.join(', ')}.`);
    if (!Number.isSafeInteger(size) || size < 0)
      throw new SandboxError(`The size of ${kind} must be a whole number, 0 or more.`);
    if (size > sizeMax) throw new SandboxError(`The size of ${kind} may be ${sizeMax.toLocaleString('en')} at most.`);
  }
}

function isDay(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
