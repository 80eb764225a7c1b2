import { type ListingFault, listingFaults } from '@rollcall/provider-kit/faults';
import fc from 'fast-check';
import { hidingFaults } from './hiding-faults.ts';
import { shapes } from './kinds.ts';
import type { By, Change, Limits, PlannedFault, RunStep, Script, Step, Trouble } from './steps.ts';

/** Any script: what fast-check draws of it by a seed, it can make shorter again. */
export function scripts(): fc.Arbitrary<Script> {
  return fc
    .record({
      shape: fc.integer({ min: 0, max: shapes.length - 1 }),
      skews: fc.tuple(skew, skew),
      size: fc.integer({ min: 0, max: 9 }),
      steps: fc.array(step(), { maxLength: 40, size: 'max' }),
      // Drawn last, so that the worlds without limits of their own are what they were before there were any.
      brake: braked(),
    })
    .map(({ brake, ...script }) => (brake === null ? script : { ...script, steps: withBrake(script.steps, brake) }));
}

interface Braked {
  readonly limits: Limits;
  readonly episodes: readonly { readonly at: number; readonly steps: readonly Step[] }[];
}

/** In a third of the worlds runs are held. */
function braked(): fc.Arbitrary<Braked | null> {
  const limits = fc.constantFrom<Limits>('lost', 'altered', 'both');
  const episodes = fc.array(fc.record({ at: fc.nat(15), steps: episode() }), {
    minLength: 2,
    maxLength: 5,
    size: 'max',
  });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ limits, episodes }) },
  );
}

/** Much goes or changes at once, a run sees it, somebody says a word about that, and perhaps the world moves on meanwhile. */
function episode(): fc.Arbitrary<readonly Step[]> {
  const many = fc.tuple(
    nth,
    fc.constantFrom('delete' as const, 'edit' as const),
    fc.integer({ min: 2, max: 5 }),
    value,
  );
  const sweep = many.map(([kind, what, count, changed]) =>
    Array.from({ length: count }, (_, place): Step => {
      const about = { kind, nth: place, by: 'somebody' as const };
      return {
        step: 'change',
        change: what === 'edit' ? { ...about, do: what, value: changed } : { ...about, do: what },
      };
    }),
  );
  const few = fc.array(step(), { maxLength: 2, size: 'max' });
  const seldom = fc.oneof({ weight: 2, arbitrary: fc.constant<readonly Step[]>([]) }, { weight: 1, arbitrary: few });
  const seen = fc.oneof({ weight: 3, arbitrary: fc.constant<Step>(plainRun) }, run());
  return fc
    .tuple(sweep, seen, seldom, word, seldom, seen, word, seen)
    .map(([swept, first, moved, said, movedThen, second, saidThen, third]): readonly Step[] => [
      ...swept,
      first,
      ...moved,
      said,
      ...movedThen,
      second,
      saidThen,
      third,
    ]);
}

const plainRun: RunStep = { step: 'run', plan: false, faults: [], meanwhile: [], trouble: { trouble: 'none' } };

/** What was rejected can only be approved after all. */
const word = fc.constantFrom<Step>(
  { step: 'decide', decision: 'approved', of: 'pending' },
  { step: 'decide', decision: 'approved', of: 'pending' },
  { step: 'decide', decision: 'rejected', of: 'pending' },
  { step: 'decide', decision: 'approved', of: 'rejected' },
);

/** Tight limits from the beginning, episodes in between, and in the end wide limits, under which all comes to light. */
function withBrake(steps: readonly Step[], { limits, episodes }: Braked): readonly Step[] {
  const amid = steps.flatMap((one, place) => [
    ...episodes.flatMap(({ at, steps }) => (at === place ? steps : [])),
    one,
  ]);
  const end: readonly Step[] = [
    { step: 'limits', limits: 'wide' },
    { step: 'decide', decision: 'approved', of: 'rejected' },
    plainRun,
    { step: 'wait', minutes: 30 },
    plainRun,
  ];
  return [{ step: 'limits', limits }, ...amid, ...end];
}

/** Of most daemons the clock is right. */
const skew = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -4_000, max: 4_000 }));

const nth = fc.nat(11);
const value = fc.nat(4);

function step(): fc.Arbitrary<Step> {
  return fc.oneof(
    { weight: 10, arbitrary: run() },
    { weight: 8, arbitrary: fc.record({ step: fc.constant('change' as const), change: change() }) },
    { weight: 3, arbitrary: fc.record({ step: fc.constant('wait' as const), minutes: minutes }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('upgrade' as const) }) },
  );
}

/** An hour or so between two runs; sometimes more than the grace of what is absent. */
const minutes = fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1_380, max: 1_600 }));

function change(): fc.Arbitrary<Change> {
  const what = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('create' as const), kind: nth, name: nth, value }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('recreate' as const), kind: nth, nth, value: fc.option(value) }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('edit' as const), kind: nth, nth, value }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('delete' as const), kind: nth, nth }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), kind: nth, nth, name: nth }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('order' as const), kind: nth, count: fc.integer({ min: 1, max: 3 }) }),
    },
  );
  return fc.tuple(what, by()).map(([done, author]) => ({ ...done, ...author }));
}

function by(): fc.Arbitrary<By> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant<By>({ by: 'somebody' }) },
    {
      weight: 2,
      arbitrary: fc.record({
        by: fc.constant('operation' as const),
        takesEffect: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
        answer: fc.constantFrom('succeeded', 'unknown', 'failed'),
        answered: fc.oneof({ weight: 3, arbitrary: fc.constant('now' as const) }, fc.constantFrom('late', 'never')),
      }),
    },
  );
}

function run(): fc.Arbitrary<RunStep> {
  const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof(
      { weight: 5, arbitrary: fc.constant<readonly T[]>([]) },
      { weight: 1, arbitrary: fc.array(arbitrary, { minLength: 1, maxLength: 3 }) },
    );
  return fc.record({
    step: fc.constant('run' as const),
    plan: fc.oneof({ weight: 12, arbitrary: fc.constant(false) }, fc.constant(true)),
    faults: fc.oneof(
      { weight: 1, arbitrary: fc.constant<readonly PlannedFault[]>([]) },
      { weight: 1, arbitrary: fc.array(plannedFault(), { minLength: 1, maxLength: 2 }) },
    ),
    meanwhile: rarely(fc.record({ after: fc.nat(4), change: change() })),
    trouble: fc.oneof(
      { weight: 3, arbitrary: fc.constant<Trouble>({ trouble: 'none' }) },
      { weight: 1, arbitrary: trouble() },
    ),
  });
}

/** Every await of a small run is among these. */
const await_ = fc.integer({ min: 1, max: 120 });

function trouble(): fc.Arbitrary<Trouble> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ trouble: fc.constant('crash' as const), at: await_ }) },
    fc.record({ trouble: fc.constant('asleep' as const), at: await_ }),
    fc.record({ trouble: fc.constant('both' as const), at: await_, wakesAt: await_ }),
    fc.record({ trouble: fc.constant('stop' as const), at: await_ }),
  );
}

function plannedFault(): fc.Arbitrary<PlannedFault> {
  return fc.tuple(nth, fc.constantFrom(...listingFaults), fc.nat(2), fc.integer({ min: 1, max: 3 })).map(
    ([kind, fault, page, times]): PlannedFault => ({
      kind,
      fault: at(fault, page),
      // What hides something and passes is seen through by reading once more. A provider that always hides it cannot be
      // told from one that has it no more.
      times: passes.has(fault.fault) ? 1 : times,
    }),
  );
}

const passes: ReadonlySet<string> = new Set(hidingFaults);

function at(fault: ListingFault, page: number): ListingFault {
  return 'page' in fault ? { ...fault, page } : fault;
}
