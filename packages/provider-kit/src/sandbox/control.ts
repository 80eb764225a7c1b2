import { z } from 'zod';
import type { SandboxClock } from './clock.ts';
import type { ControlKind, Fields, Named, Target } from './control-kind.ts';
import { type FaultBox, parseFault, sentenceOf } from './fault.ts';
import type { AnyReply } from './handler.ts';
import type { RequestRecorder } from './request-log.ts';
import { SandboxError } from './sandbox-error.ts';

/** What a provider's sandbox lets the control interface do, beside planting faults. */
export interface Control {
  /** What `GET /state` shows beside the kinds: the account, and what the switches are set to. */
  describe(): Fields;
  readonly kinds: Readonly<Record<string, ControlKind>>;
  /** Further things that `POST /change` can do, each by its name in `do`. */
  readonly switches: Readonly<Record<string, ControlSwitch>>;
}

/** One further thing that `POST /change` can do. */
export interface ControlSwitch {
  /** Reads the fields beside `do` and applies them. Throws `SandboxError` or `ZodError`; answers what it did. */
  readonly apply: (fields: Fields) => Fields;
}

/** A switch whose fields have this shape. */
export function createSwitch<Schema extends z.ZodType>(
  schema: Schema,
  apply: (fields: z.output<Schema>) => Fields,
): ControlSwitch {
  return { apply: (fields) => apply(schema.parse(fields)) };
}

/** What the control interface acts on. */
export interface Controlled {
  readonly provider: string;
  readonly seed: number;
  /** Whether the documented rate limits hold. */
  readonly limits: boolean;
  readonly clock: SandboxClock;
  /** Makes it the next day, with what the provider does by itself. */
  readonly pass: () => void;
  readonly control: Control;
  readonly operationIds: readonly string[];
  readonly faults: FaultBox;
  readonly log: RequestRecorder;
  /** Has the server stop once this answer is sent. */
  readonly stop: () => void;
}

/**
 * Answers the control interface. It has no credential: it listens on loopback only and what it governs is invented.
 * What it does not understand is answered with 400 and a sentence that names the choices.
 */
export function answerControl(
  controlled: Controlled,
  request: { method: string; path: string; body: unknown },
): AnyReply {
  const route = `${request.method} ${request.path}`;
  const answer = routes[route];
  if (answer === undefined) {
    return { status: 404, body: { error: { message: `${route} is not one of ${Object.keys(routes).join(', ')}.` } } };
  }
  try {
    return { status: 200, body: answer(controlled, request.body) };
  } catch (error) {
    if (error instanceof SandboxError) return { status: 400, body: { error: { message: error.message } } };
    if (error instanceof z.ZodError) return { status: 400, body: { error: { message: sentenceOf(error) } } };
    const mistake = error instanceof Error ? error.stack : error;
    return { status: 500, body: { error: { message: `The sandbox has a mistake: ${mistake}` } } };
  }
}

const routes: Readonly<Record<string, (controlled: Controlled, body: unknown) => unknown>> = {
  'GET /state': stateOf,
  'POST /change': change,
  'POST /faults': ({ faults, operationIds }, body) => faults.plant(parseFault(body, operationIds)),
  'GET /faults': ({ faults }) => ({ faults: faults.planted() }),
  'DELETE /faults': ({ faults }) => ({ cleared: faults.clear() }),
  'GET /log': ({ log }) => log.read(),
  'POST /shutdown': ({ stop }) => {
    stop();
    return { stopping: true };
  },
};

function stateOf({ provider, seed, limits, clock, control }: Controlled): unknown {
  const kinds = Object.entries(control.kinds).map(([kind, rows]) => {
    const items = rows.list().map(({ id, name }) => ({ id, name }));
    return [kind, { count: items.length, items }];
  });
  return { provider, seed, now: clock.day, limits, ...control.describe(), kinds: Object.fromEntries(kinds) };
}

/** Some ten years: a sandbox does the work of every one of these days at once. */
const daysMax = 3_660;

const target = {
  id: z.string().optional(),
  name: z.string().optional(),
  first: z.int().min(1).optional(),
};

const Change = {
  create: z.strictObject({
    do: z.literal('create'),
    kind: z.string(),
    name: z.string().min(1),
    set: z.record(z.string(), z.unknown()).default({}),
  }),
  edit: z.strictObject({
    do: z.literal('edit'),
    kind: z.string(),
    ...target,
    set: z.record(z.string(), z.unknown()),
  }),
  delete: z.strictObject({
    do: z.literal('delete'),
    kind: z.string(),
    ...target,
  }),
  alter: z.strictObject({
    do: z.literal('alter'),
    kind: z.string(),
    ...target,
    attribute: z.string(),
  }),
  pass: z.strictObject({ do: z.literal('pass'), days: z.int().min(1).max(daysMax).default(1) }),
};

function change({ control, clock, pass }: Controlled, body: unknown): unknown {
  const fields = z.record(z.string(), z.unknown()).safeParse(body).data ?? {};
  const { do: verb, ...others } = fields;
  switch (verb) {
    case 'create': {
      const { kind, name, set } = Change.create.parse(fields);
      return changed(kindOf(control, kind).create(name, set));
    }
    case 'edit': {
      const { kind, set, ...given } = Change.edit.parse(fields);
      return changed(kindOf(control, kind).edit(targetOf(given), set));
    }
    case 'alter': {
      const { kind, attribute, ...given } = Change.alter.parse(fields);
      return changed(kindOf(control, kind).alter(targetOf(given), attribute));
    }
    case 'delete': {
      const { kind, ...given } = Change.delete.parse(fields);
      return changed(kindOf(control, kind).delete(targetOf(given)));
    }
    case 'pass': {
      const { days } = Change.pass.parse(fields);
      for (let day = 0; day < days; day += 1) pass();
      return { now: clock.day };
    }
    default: {
      const found = own(control.switches, verb);
      if (found !== undefined) return found.apply(others);
      const choices = [...Object.keys(Change), ...Object.keys(control.switches)];
      throw new SandboxError(`"do" must be one of ${choices.join(', ')}.`);
    }
  }
}

function changed(items: readonly Named[]): unknown {
  return { changed: items };
}

function kindOf(control: Control, kind: string): ControlKind {
  const found = own(control.kinds, kind);
  if (found === undefined) throw new SandboxError(`"kind" must be one of ${Object.keys(control.kinds).join(', ')}.`);
  return found;
}

function targetOf({ id, name, first }: Given): Target {
  const [target, ...others] = [
    ...(id === undefined ? [] : [{ id }]),
    ...(name === undefined ? [] : [{ name }]),
    ...(first === undefined ? [] : [{ first }]),
  ];
  if (target !== undefined && others.length === 0) return target;
  throw new SandboxError('Name what to change by exactly one of "id", "name" and "first" (how many from the start).');
}

interface Given {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly first?: number | undefined;
}

function own<Value>(record: Readonly<Record<string, Value>>, key: unknown): Value | undefined {
  return typeof key === 'string' && Object.hasOwn(record, key) ? record[key] : undefined;
}
