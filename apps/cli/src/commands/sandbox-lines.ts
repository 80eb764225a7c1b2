import { z } from 'zod';
import { plain } from '../output/plain.ts';
import { jsonText } from '../output/show.ts';
import { table } from '../output/table.ts';
import { localTime } from '../output/time.ts';

/** What a control answer says to a person, line by line. */
export type Lines = (answer: unknown) => readonly string[];

/** An answer of another shape than expected, such as that of a provider's own change, is shown as it is. */
function linesOf<Answer>(schema: z.ZodType<Answer>, lines: (answer: Answer) => readonly string[]): Lines {
  return (answer) => {
    const parsed = schema.safeParse(answer);
    return parsed.success ? lines(parsed.data) : [jsonText(answer, 2)];
  };
}

const Changed = z.object({ changed: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })) });

export const changeLines: Lines = linesOf(Changed, ({ changed }) =>
  changed.length === 0
    ? ['Nothing was changed.']
    : table(changed, [
        { title: 'changed', value: ({ kind }) => kind },
        { title: 'name', value: ({ name }) => name },
        { title: 'id', value: ({ id }) => id, whole: true },
      ]),
);

const Planted = z.object({
  id: z.string(),
  left: z.number().nullable(),
  fault: z.looseObject({ fault: z.string(), operation: z.string() }),
});

export const plantedLines: Lines = linesOf(Planted, (planted) => faultTable([planted]));

export const faultsLines: Lines = linesOf(z.object({ faults: z.array(Planted) }), ({ faults }) =>
  faults.length === 0 ? ['No fault is planted.'] : faultTable(faults),
);

export const clearedLines: Lines = linesOf(z.object({ cleared: z.int() }), ({ cleared }) => [
  `${cleared} fault${cleared === 1 ? '' : 's'} cleared.`,
]);

function faultTable(faults: readonly z.infer<typeof Planted>[]): readonly string[] {
  return table(faults, [
    { title: 'id', value: ({ id }) => id },
    { title: 'fault', value: ({ fault: { fault } }) => fault },
    { title: 'operation', value: ({ fault: { operation } }) => operation },
    { title: 'requests left', value: ({ left }) => left ?? 'until cleared' },
    { title: 'how', value: ({ fault: { fault, operation, times, after, ...how } }) => jsonText(how) },
  ]);
}

const Log = z.object({
  total: z.number(),
  requests: z.array(
    z.object({
      at: z.string(),
      method: z.string(),
      path: z.string(),
      operationId: z.string().nullable(),
      status: z.number().nullable(),
      fault: z.string().nullable(),
    }),
  ),
});

/** The newest `limit` of the requests. */
export function logLines(limit: number): Lines {
  return linesOf(Log, ({ total, requests }) => [
    ...(requests.length === 0 ? [] : requestTable(requests.slice(-limit))),
    `${total} request${total === 1 ? '' : 's'} in all`,
  ]);
}

function requestTable(requests: z.infer<typeof Log>['requests']): readonly string[] {
  return table(requests, [
    { title: 'at', value: ({ at }) => localTime(at) },
    { title: 'request', value: ({ method, path }) => `${method} ${path}` },
    { title: 'operation', value: ({ operationId }) => operationId },
    { title: 'status', value: ({ status }) => status },
    { title: 'fault', value: ({ fault }) => fault },
  ]);
}

const Held = z.looseObject({ kinds: z.record(z.string(), z.object({ count: z.number() })) });

/** Counts by kind, and what else the sandbox says of itself. */
export const stateLines: Lines = linesOf(Held, ({ kinds, ...others }) => [
  ...Object.entries(others).map(([name, value]) => plain(`${name} ${jsonText(value)}`)),
  Object.entries(kinds)
    .map(([kind, { count }]) => `${kind} ${count}`)
    .join(' · '),
]);
