import { z } from 'zod';
import { SandboxError } from './sandbox-error.ts';

const target = {
  /** An operationId, or `*` for every operation. */
  operation: z.string(),
  /** How many fitting requests it meets; 0 means until it is cleared. */
  times: z.int().min(0).default(1),
  /** How many fitting requests pass unharmed first. */
  after: z.int().min(0).default(0),
};

const item = {
  /** Which item of the list, from 0. */
  index: z.int().min(0).default(0),
};

/**
 * What can be made to go wrong, by name. `status`, `hang` and `drop` stand in place of an answer: the request is not
 * applied. All others apply it, and spoil or withhold the answer.
 */
export const faultSchemas = {
  /** Answers the status as the provider words its errors. */
  status: z.strictObject({
    ...target,
    fault: z.literal('status'),
    status: z.int().min(200).max(599),
    /** The provider's own code; by default the one it documents for this status. */
    code: z.string().optional(),
    /** The `Retry-After` header: seconds, or any text. */
    retryAfter: z.union([z.int().min(0), z.string()]).optional(),
  }),
  /** Never answers; the connection stays open. */
  hang: z.strictObject({ ...target, fault: z.literal('hang') }),
  /** Cuts the connection instead of an answer. */
  drop: z.strictObject({ ...target, fault: z.literal('drop') }),
  /** Waits before the request is applied. */
  delay: z.strictObject({ ...target, fault: z.literal('delay'), ms: z.int().min(0).max(3_600_000) }),
  apply_then_drop: z.strictObject({ ...target, fault: z.literal('apply_then_drop') }),
  apply_then_hang: z.strictObject({ ...target, fault: z.literal('apply_then_hang') }),
  /** Sends the first half of the body and cuts the connection, or with `quietly` ends it as though it were whole. */
  truncate: z.strictObject({ ...target, fault: z.literal('truncate'), quietly: z.boolean().default(false) }),
  /** Answers a page of HTML. */
  not_json: z.strictObject({
    ...target,
    fault: z.literal('not_json'),
    status: z.int().min(200).max(599).default(200),
  }),
  /** Gives one item's field another value, or takes the field away when no value is given. */
  malformed: z.strictObject({
    ...target,
    ...item,
    fault: z.literal('malformed'),
    /** By default the item's first field. */
    field: z.string().optional(),
    value: z.unknown().optional(),
  }),
  /** Lists one item a second time, at the end. */
  duplicate_item: z.strictObject({ ...target, ...item, fault: z.literal('duplicate_item') }),
  /** Leaves `count` items out. */
  missing_item: z.strictObject({
    ...target,
    ...item,
    fault: z.literal('missing_item'),
    count: z.int().min(1).default(1),
  }),
  empty_list: z.strictObject({ ...target, fault: z.literal('empty_list') }),
  /** Plants these fields in every object of the answer that has none of that name. */
  extra_fields: z.strictObject({
    ...target,
    fault: z.literal('extra_fields'),
    fields: z.record(z.string(), z.unknown()).default({ undocumented: 'planted by the sandbox' }),
  }),
};

export type FaultName = keyof typeof faultSchemas;

/** A fault as it was planted. */
export type Fault = { [Name in FaultName]: z.infer<(typeof faultSchemas)[Name]> }[FaultName];

/** A fault that stands in the way of a whole answer. */
export type TransportFault = Exclude<Fault, BodyFault>;

/** A fault that spoils what an answer says. */
export type BodyFault = Extract<Fault, { fault: (typeof bodyFaultNames)[number] }>;

const bodyFaultNames = ['malformed', 'duplicate_item', 'missing_item', 'empty_list', 'extra_fields'] as const;

/** A fault and what is left of it. */
export interface PlantedFault {
  readonly id: string;
  readonly fault: Fault;
  /** Requests it will still meet; null until it is cleared. */
  readonly left: number | null;
}

/** The faults that are planted, oldest first. */
export interface FaultBox {
  plant(fault: Fault): PlantedFault;
  planted(): readonly PlantedFault[];
  /** Takes every fault out; answers how many there were. */
  clear(): number;
  /**
   * Offers a request of this operation (null: of none) to the faults. The first for which `meets` answers something has
   * met it: that request is counted, and the answer of `meets` is returned.
   */
  meet<Effect>(operationId: string | null, meets: (fault: Fault) => Effect | undefined): Effect | undefined;
}

export function createFaultBox(): FaultBox {
  let box: { readonly id: string; readonly fault: Fault; met: number }[] = [];
  let last = 0;
  return {
    plant(fault) {
      last += 1;
      const entry = { id: `fault-${last}`, fault, met: 0 };
      box.push(entry);
      return describe(entry);
    },
    planted: () => box.map(describe),
    clear() {
      const { length } = box;
      box = [];
      return length;
    },
    meet(operationId, meets) {
      for (const entry of box) {
        const { operation, after, times } = entry.fault;
        if (operation !== '*' && operation !== operationId) continue;
        const effect = meets(entry.fault);
        if (effect === undefined) continue;
        entry.met += 1;
        if (entry.met <= after) continue;
        if (times > 0 && entry.met >= after + times) box = box.filter((other) => other !== entry);
        return effect;
      }
      return undefined;
    },
  };
}

/** Reads a fault from the control interface. Throws `SandboxError` naming the choices. */
export function parseFault(body: unknown, operationIds: readonly string[]): Fault {
  const named = z.object({ fault: z.string(), operation: z.string() }).safeParse(body);
  if (!named.success || !isFaultName(named.data.fault)) {
    throw new SandboxError(
      `"fault" must be one of ${Object.keys(faultSchemas).join(', ')}, and "operation" must be given.`,
    );
  }
  const { operation } = named.data;
  if (operation !== '*' && !operationIds.includes(operation)) {
    throw new SandboxError(`"operation" must be * or one of ${operationIds.join(', ')}.`);
  }
  const parsed = faultSchemas[named.data.fault].safeParse(body);
  if (!parsed.success) throw new SandboxError(`The fault ${named.data.fault}: ${sentenceOf(parsed.error)}.`);
  return parsed.data;
}

/** What is wrong with a control input, on one line. */
export function sentenceOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => {
      const said = message.endsWith('received undefined') ? 'is missing' : message;
      return path.length === 0 ? said : `"${path.join('.')}": ${said}`;
    })
    .join('; ');
}

export function isBodyFault(fault: Fault): fault is BodyFault {
  return bodyFaultNames.some((name) => name === fault.fault);
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faultSchemas, name);
}

function describe({ id, fault, met }: { id: string; fault: Fault; met: number }): PlantedFault {
  return { id, fault, left: fault.times === 0 ? null : fault.after + fault.times - met };
}
