import {
  acceptOperation,
  dispatchOperation,
  finishOperation,
  type NewOperation,
  type OperationOutcome,
} from '@rollcall/db';
import type { Expectation } from '@rollcall/schema';
import type { Play, Sent } from './play.ts';
import type { By, Change } from './steps.ts';
import { gatewayActor } from './store.ts';
import type { Effect } from './world.ts';

/** Makes a change of the world: as somebody does, or as the gateway does on behalf of a caller. */
export async function makeChange(play: Play, change: Change): Promise<void> {
  const { world } = play;
  const effect = world.effectOf(change);
  if (effect === undefined) return;
  world.advance(1_000);
  if (change.by === 'somebody') {
    world.apply(effect, 'somebody');
    return;
  }
  const sent = await send(play, { effect, change, by: change });
  play.sent.push(sent);
  if (sent.tookEffect) world.apply(effect, sent.number);
  if (change.answered === 'now') await answer(play, sent);
  if (change.answered === 'late') play.unanswered.push(sent);
}

async function send(
  play: Play,
  { effect, change, by }: { effect: Effect; change: Change; by: Extract<By, { by: 'operation' }> },
): Promise<Sent> {
  const operation: NewOperation = {
    connection: play.home.connection,
    procedure: `simulated.${change.do}`,
    input: {},
    inputHmac: Buffer.alloc(32),
    idempotencyKey: null,
    expectations: expectationsOf(effect, change),
    callMs: 60_000,
    actor: gatewayActor,
  };
  await play.home.setTime(play.world.now());
  const record = await play.home.asGateway(async (tx) => {
    const accepted = await acceptOperation(tx, operation);
    if (accepted.state !== 'new') throw new Error('an operation without a key was sent before');
    const recorded = { ...operation, id: accepted.id };
    await dispatchOperation(tx, recorded);
    return recorded;
  });
  const tookEffect = by.takesEffect && by.answer !== 'failed';
  return { number: play.sent.length, record, answer: by.answer, tookEffect, dispatchedAt: play.world.now() };
}

/** Records the answer of an operation, as the gateway does when it comes. */
export async function answer(play: Play, sent: Sent): Promise<void> {
  await play.home.setTime(play.world.now());
  await play.home.asGateway((tx) => finishOperation(tx, sent.record, outcomeOf(sent)));
}

function outcomeOf({ answer: state }: Sent): OperationOutcome {
  const error = { kind: 'unavailable', message: 'no answer came', providerCode: null, details: { status: null } };
  switch (state) {
    case 'succeeded':
      return { state, result: null };
    case 'unknown':
      return { state, error };
    case 'failed':
      return { state, error: { ...error, message: 'refused', details: { status: 409 } }, unsent: false };
    default:
      return state satisfies never;
  }
}

/** What a provider declares of such an operation. */
function expectationsOf({ kind, target, after }: Effect, change: Change): readonly Expectation[] {
  const { kind: name, perParent } = kind.spec;
  const [first] = after;
  switch (change.do) {
    case 'create':
    case 'recreate': {
      const attributes = perParent === undefined ? {} : { attributes: { value: first?.value } };
      return [{ becomes: 'present', kind: name, name: first?.name ?? '', ...attributes }];
    }
    case 'order':
      return [{ becomes: 'more', kind: name, count: change.count }];
    case 'edit':
      return [{ becomes: 'changed', kind: name, externalId: target?.id ?? '', attributes: { value: change.value } }];
    case 'delete':
      return [{ becomes: 'absent', kind: name, externalId: target?.id ?? '' }];
    case 'rename':
      if (!kind.isNamed) return [{ becomes: 'changed', kind: name, externalId: target?.id ?? '' }];
      return [
        { becomes: 'absent', kind: name, externalId: target?.id ?? '' },
        { becomes: 'present', kind: name, name: first?.name ?? '' },
      ];
    default:
      return change satisfies never;
  }
}
