import { brakeLimits } from '@rollcall/ledger';
import { noBeliefs } from './check/beliefs.ts';
import { checkRun } from './check/check-run.ts';
import { decide, setLimits } from './holds.ts';
import { shapes } from './kinds.ts';
import { answer, makeChange } from './operations.ts';
import { type Play, Violation } from './play.ts';
import type { Account } from './provider.ts';
import { playRun } from './run.ts';
import type { RunStep, Script, Step } from './steps.ts';
import { openHome, type Store } from './store.ts';
import { createWorld } from './world.ts';

/** When every world begins, in ms: before anything that the machine's own clock has put into the database. */
const startsAt = Date.parse('2026-01-01T00:00:00Z');

/** Plays a script to its end, and checks after each run what the ledger holds. Throws `Violation`. */
export async function playScript(
  store: Store,
  script: Script,
  { tally, log }: Pick<Play, 'tally' | 'log'>,
): Promise<void> {
  const world = createWorld(shapes[script.shape % shapes.length] ?? [], startsAt);
  const home = await openHome(store, startsAt);
  const beliefs = noBeliefs();
  const expected: Account['expected'] = (kind, parent) => expectedOf(play, kind, parent);
  const account: Account = { world, mappingVersion: 1, faults: [], denied: new Set(), looks: 0, expected };
  const limits = brakeLimits();
  const play: Play = {
    ...{ store, script, world, home, account, beliefs, tally, log, limits },
    sent: [],
    unanswered: [],
  };
  furnish(play);
  tally.worlds += 1;
  for (const [nth, step] of script.steps.entries()) {
    try {
      await playStep(play, step);
    } catch (error) {
      if (error instanceof Violation) error.at ??= nth;
      throw error;
    }
  }
}

/** What an operation of ours may have taken is not expected, and neither is what belongs to such. */
function expectedOf({ beliefs, world, sent }: Play, kind: string, parent: string): number {
  const taken = new Set(
    sent.flatMap(({ record }) =>
      record.expectations.flatMap((expectation) => (expectation.becomes === 'absent' ? [expectation.externalId] : [])),
    ),
  );
  return (beliefs.before?.resources ?? []).filter((held) => {
    if (held.kind !== kind || held.parent !== parent || held.presence !== 'live') return false;
    const thing = world.find(kind, held.id);
    const owner = world.kinds.find(({ spec }) => spec.kind === kind)?.spec.ownedBy?.kind ?? '';
    const above = world.live(owner).find(({ name }) => name === thing?.domain);
    return thing !== undefined && !taken.has(thing.id) && !taken.has(above?.id ?? '');
  }).length;
}

/** What is there before anybody looks. */
function furnish({ world, script }: Play): void {
  for (const [kind] of world.kinds.entries()) {
    for (let nth = 0; nth < script.size; nth += 1) {
      const effect = world.effectOf({ do: 'create', kind, name: nth * 5, value: nth, by: 'somebody' });
      if (effect !== undefined) world.apply(effect, 'somebody');
    }
  }
}

async function playStep(play: Play, step: Step): Promise<void> {
  switch (step.step) {
    case 'change':
      return makeChange(play, step.change);
    case 'wait':
      return play.world.advance(step.minutes * 60_000);
    case 'upgrade':
      play.account.mappingVersion += 1;
      return;
    case 'limits':
      return setLimits(play, step.limits);
    case 'decide':
      return decide(play, step);
    case 'run':
      return playAndCheck(play, step);
    default:
      return step satisfies never;
  }
}

async function playAndCheck(play: Play, step: RunStep): Promise<void> {
  const played = await playRun(play, step);
  checkRun(play, played);
  for (const late of play.unanswered.splice(0)) {
    play.world.advance(1_000);
    await answer(play, late);
  }
}
