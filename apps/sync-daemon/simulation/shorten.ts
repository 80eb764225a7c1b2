import { Violation } from './play.ts';
import type { RunStep, Script, Step } from './steps.ts';

/** A script, and what it violates. */
export interface Failing {
  readonly script: Script;
  readonly fault: unknown;
}

/**
 * The shortest script that can be made of a failing one by leaving things out: steps first, then what befalls the runs.
 * Whatever still fails will do, if it fails otherwise. Gives up after `ms`.
 */
export async function shorten(
  failing: Failing,
  violationOf: (script: Script) => Promise<unknown>,
  ms: number,
): Promise<Failing> {
  const until = performance.now() + ms;
  let best = cutAfter(failing);
  const take = async (script: Script): Promise<boolean> => {
    if (performance.now() > until) return false;
    const fault = await violationOf(script);
    if (fault === undefined) return false;
    best = cutAfter({ script, fault });
    return true;
  };
  for (let isShorter = true; isShorter && performance.now() < until; ) {
    isShorter = await leaveOutSteps(() => best.script, take);
    for (const simpler of simplerThan(best.script)) {
      if (await take(simpler)) {
        isShorter = true;
        break;
      }
    }
  }
  return best;
}

/** Without the steps after the one that failed. */
function cutAfter({ script, fault }: Failing): Failing {
  const at = fault instanceof Violation ? fault.at : undefined;
  return at === undefined ? { script, fault } : { script: { ...script, steps: script.steps.slice(0, at + 1) }, fault };
}

/** Leaves out half of the steps, a quarter, and so on to single ones, from the end. */
async function leaveOutSteps(now: () => Script, take: (script: Script) => Promise<boolean>): Promise<boolean> {
  let isShorter = false;
  for (let size = Math.ceil(now().steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = now().steps.length - size; from >= 0; from -= size) {
      const { steps } = now();
      if (await take({ ...now(), steps: steps.toSpliced(from, size) })) isShorter = true;
    }
  }
  return isShorter;
}

function* simplerThan(script: Script): Iterable<Script> {
  if (script.skews.some((skew) => skew !== 0)) yield { ...script, skews: [0, 0] };
  if (script.size > 0) yield { ...script, size: script.size - 1 };
  for (const [nth, step] of script.steps.entries()) {
    for (const simpler of simplerSteps(step)) yield { ...script, steps: script.steps.with(nth, simpler) };
  }
}

function* simplerSteps(step: Step): Iterable<Step> {
  if (step.step === 'run') yield* simplerRuns(step);
  if (step.step !== 'change' || step.change.by === 'somebody') return;
  yield { ...step, change: { ...step.change, by: 'somebody' } };
}

function* simplerRuns(run: RunStep): Iterable<RunStep> {
  if (run.trouble.trouble !== 'none') yield { ...run, trouble: { trouble: 'none' } };
  for (const nth of run.faults.keys()) yield { ...run, faults: run.faults.toSpliced(nth, 1) };
  for (const nth of run.meanwhile.keys()) yield { ...run, meanwhile: run.meanwhile.toSpliced(nth, 1) };
  if (run.plan) yield { ...run, plan: false };
}
