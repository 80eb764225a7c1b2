import { isDeepStrictEqual } from 'node:util';
import type { Expectation } from '@rollcall/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commonCall } from '../common/common-call.ts';
import type { Target } from '../common/common-mapping.ts';
import { commonOperation, isCommonName } from '../common/common-operations.ts';
import type { OperationCall } from '../openapi.ts';
import type { Item, KindSpec, Provider } from '../provider.ts';
import { type RestoringCall, restorationOf, restoresOf } from '../restore/restoration.ts';
import type { Drifted, Restore } from '../restore/restores.ts';
import { type Stage, soon, stage } from './stage.ts';

/**
 * What a provider can put back, carried out against its sandbox: of every attribute that a drift can be about, of what
 * appears and of what vanishes. Whoever makes the drift is somebody else, who has the same account.
 */
export function testRestores(provider: Provider): void {
  test('says of kinds and attributes that there are, and of each attribute, whether it can be put back', () => {
    const kinds = provider.kinds.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(Object.keys(provider.restores)));
    for (const spec of provider.kinds) {
      const drifting = Object.entries(spec.attributes).filter(
        ([, { role }]) => role === 'content' || role === 'identity',
      );
      const { attributes } = restoresOf(provider, spec.kind);
      expect(Object.keys(attributes).sort(), spec.kind).toEqual(drifting.map(([name]) => name).sort());
    }
  });

  describe.each(provider.kinds)('$kind', (spec) => {
    const { attributes, ...life } = restoresOf(provider, spec.kind);
    const all = Object.entries({ ...life, ...attributes });

    let on: Stage;
    // One for all: what each of them changes, it puts back.
    beforeAll(async () => {
      on = await stage(provider, { clean: true });
    });
    afterAll(() => on[Symbol.asyncDispose]());

    test('says so in sentences, of operations that there are', () => {
      for (const [what, restore] of all) {
        const said = 'notPossible' in restore ? [restore.notPossible] : [restore.nearest, restore.warning];
        for (const sentence of said.filter((each) => each !== undefined)) {
          expect(sentence, what).toMatch(/^\S.{15,}\.$/);
        }
        if ('notPossible' in restore) continue;
        expect(restore.operations.length, what).toBeGreaterThan(0);
        for (const name of restore.operations) expect(isKnown(provider, name), `${what}: ${name}`).toBe(true);
      }
    });

    const possible = (what: string) => all.some(([name, restore]) => name === what && !('notPossible' in restore));

    test.runIf(possible('vanished'))('one that somebody deleted comes back', async () => {
      const before = await deletedBySomebody(on, { provider, spec });
      expect(await itemOf(on, spec, before.externalId)).toBeUndefined();
      await carryOut(on, { provider, drifted: driftOf(spec, { change: 'vanished', before, now: before }) });
      const after = (await on.items(spec)).filter(({ name }) => name === before.name);
      expect(after.length).toBeGreaterThan(0);
      expect(Object.keys(after[0]?.attributes ?? {})).toEqual(Object.keys(before.attributes));
    });

    test.runIf(possible('appeared'))('one that somebody made goes', async () => {
      const before = await on.items(spec);
      const name = newName(provider, spec, before);
      await on.change({ do: 'create', kind: spec.kind, name });
      const made = (await on.items(spec)).find(
        ({ externalId }) => !before.some((item) => item.externalId === externalId),
      );
      if (made === undefined) throw new Error(`The sandbox of ${provider.name} was told to make ${name}.`);
      await carryOut(on, { provider, drifted: driftOf(spec, { change: 'appeared', before: made, now: made }) });
      const after = await on.items(spec);
      // What is queued to go, goes later; it is told by the warning.
      if (!isNearest(life.appeared)) expect(after.map(({ externalId }) => externalId)).not.toContain(made.externalId);
      else expect(after).not.toContainEqual(made);
    });

    test.each(all.map(([what]) => what).filter((what) => !(what in life && what !== 'name') && possible(what)))(
      '%s is put back as it was',
      async (attribute) => {
        const found = await alteredBySomebody(on, { provider, spec, attribute });
        const drifted = driftOf(spec, { change: 'changed', ...found });
        const expectations = await carryOut(on, { provider, drifted });
        const after = await asItWas(on, spec, found);
        expect(valueIn(after, attribute)).toEqual(valueIn(found.before, attribute));
        // The change is put down to the operation, and not to somebody else again.
        expect(expectations.some((one) => explains(one, { kind: spec.kind, after, now: found.now }))).toBe(true);
      },
    );
  });
}

function isKnown(provider: Provider, name: string): boolean {
  return isCommonName(name) ? !('notSupported' in provider.common[name]) : Object.hasOwn(provider.operations, name);
}

function isNearest(restore: Restore): boolean {
  return !('notPossible' in restore) && restore.nearest !== undefined;
}

interface Of {
  readonly provider: Provider;
  readonly spec: KindSpec;
}

/** One that the provider says it can make again, and that somebody has deleted. */
async function deletedBySomebody(on: Stage, { provider, spec }: Of): Promise<Item> {
  const before = await on.items(spec);
  await on.change({ do: 'create', kind: spec.kind, name: newName(provider, spec, before) }).catch(() => undefined);
  // The first key may well be the one that the session itself uses.
  for (const item of (await on.items(spec)).toReversed()) {
    const drifted = driftOf(spec, { change: 'vanished', before: item, now: item });
    if (restorationOf(provider, drifted, asked).calls.length === 0) continue;
    const refusal = await on.change({ do: 'delete', kind: spec.kind, id: item.externalId }).catch(String);
    if (refusal === undefined) return item;
  }
  throw new Error(`${provider.name} says that a ${spec.kind} can come back, and none can.`);
}

const asked = { nearest: true, password: 'Correct-horse-battery-1' };

interface Changed {
  readonly before: Item;
  readonly now: Item;
}

/** The first item that can be put back once somebody has altered this attribute of it in the provider's dashboard. */
async function alteredBySomebody(
  on: Stage,
  { provider, spec, attribute }: Of & { readonly attribute: string },
): Promise<Changed> {
  const reasons = new Set<string>();
  // The last one was only just made, and has of everything what the provider gives it.
  await on.change({ do: 'create', kind: spec.kind, name: newName(provider, spec, await on.items(spec)) }).catch(note);
  for (const item of (await on.items(spec)).toReversed().slice(0, itemsTriedMax)) {
    let before = item;
    // What it had not at first, it has once somebody has given it to it.
    for (let time = 1; time <= 2; time += 1) {
      await on.change({ do: 'alter', kind: spec.kind, id: before.externalId, attribute }).catch(note);
      const now = await altered(on, spec, before);
      if (now === undefined || isDeepStrictEqual(valueIn(now, attribute), valueIn(before, attribute))) break;
      const { calls, left } = restorationOf(provider, driftOf(spec, { change: 'changed', before, now }), asked);
      if (calls.length > 0) return { before, now };
      for (const { reason } of left) reasons.add(reason);
      before = now;
    }
  }
  throw new Error(`${provider.name} says that ${attribute} can be put back, and none can: ${[...reasons].join(' ')}`);

  function note(error: unknown): void {
    reasons.add(String(error));
  }
}

/** More are alike. */
const itemsTriedMax = 12;

/** Under its id or, where that is its name, under the one that it has instead. */
async function altered(on: Stage, spec: KindSpec, before: Item): Promise<Item | undefined> {
  const items = await on.items(spec);
  const kept = spec.renamedBy?.attribute;
  return items.find(
    (item) =>
      item.externalId === before.externalId ||
      (kept !== undefined && isDeepStrictEqual(item.attributes[kept], before.attributes[kept])),
  );
}

/** Of the form of those that there are, and of another name than each. */
function newName(provider: Provider, spec: KindSpec, items: readonly Item[]): string {
  const [one] = items;
  if (one === undefined) throw new Error(`The sandbox of ${provider.name} was seeded without any ${spec.kind}.`);
  namesMade += 1;
  if (/^\d+(\.\d+){3}$/.test(one.name)) return `203.0.113.${namesMade}`;
  const isDotted = one.name.includes('.') && !one.name.includes('_domainkey');
  return isDotted || one.name.includes('@') ? `made${namesMade}.${one.name}` : `${one.name}-${namesMade}`;
}

let namesMade = 0;

function driftOf(
  { kind }: KindSpec,
  { change, before, now }: Changed & { readonly change: Drifted['change'] },
): Drifted {
  const target: Target = { ...now, kind, presence: change === 'vanished' ? 'missing' : 'live', parent: null };
  const names = Object.keys(before.attributes);
  const differs = names.filter((name) => !isDeepStrictEqual(before.attributes[name], now.attributes[name]));
  return { change, target, before, differs: before.name === now.name ? differs : [...differs, 'name'] };
}

/** As the gateway does: one call after the other, each what the provider documents. */
async function carryOut(
  on: Stage,
  { provider, drifted }: { readonly provider: Provider; readonly drifted: Drifted },
): Promise<readonly Expectation[]> {
  const restoration = restorationOf(provider, drifted, asked);
  expect(restoration.calls, JSON.stringify(restoration.left)).not.toEqual([]);
  const expected: Expectation[] = [];
  for (const call of restoration.calls) {
    const own = ownCall(provider, call, drifted.target);
    const spec = provider.operations[own.operationId];
    const { attributes, ...life } = restoresOf(provider, drifted.target.kind);
    const ways = Object.values({ ...life, ...attributes });
    expect(ways.flatMap((way) => ('notPossible' in way ? [] : way.operations))).toContain(
      unqualified(provider, call.procedure),
    );
    const expectations = provider.expectations({ ...own, input: spec?.parse(own.input) ?? {} });
    expected.push(...expectations);
    await on.session.call({ ...own, input: spec?.parse(own.input) ?? {} }, soon());
  }
  return expected;
}

/** Whether a listing that shows the item so is what was expected of it: under its id, or made anew in its stead. */
function explains(
  expectation: Expectation,
  { kind, after, now }: { readonly kind: string; readonly after: Item | undefined; readonly now: Item },
): boolean {
  if (expectation.kind !== kind || after === undefined) return false;
  const { attributes = {} } = 'attributes' in expectation ? expectation : {};
  const isSo = Object.entries(attributes).every(([name, value]) => isDeepStrictEqual(after.attributes[name], value));
  if (expectation.becomes === 'changed') return isSo && expectation.externalId === now.externalId;
  return (
    expectation.becomes === 'present' &&
    isSo &&
    expectation.name === after.name &&
    after.name !== nameIfKept(now, after)
  );
}

/** What keeps its id and its name was there all the time: that it is to be present explains nothing. */
function nameIfKept(now: Item, after: Item): string | undefined {
  return now.externalId === after.externalId && now.name === after.name ? now.name : undefined;
}

function unqualified({ name }: Provider, procedure: string): string {
  return procedure.startsWith(`${name}.`) ? procedure.slice(name.length + 1) : procedure;
}

function ownCall(provider: Provider, { procedure, input }: RestoringCall, target: Target): OperationCall {
  if (!isCommonName(procedure)) return { operationId: unqualified(provider, procedure), input };
  const common = commonOperation(procedure);
  const parsed = common.input.parse(input);
  // What is made anew is under another resource, which the gateway looks up by its name.
  const meant = common.target === undefined ? undefined : common.target.kinds.includes(target.kind) ? target : owner();
  return commonCall(provider, { name: procedure, input: parsed, target: meant });

  function owner(): Target {
    const name = String(parsed[common.target?.field ?? '']);
    return { ...target, kind: common.target?.kinds[0] ?? '', externalId: name, name, attributes: {} };
  }
}

/** What has become of an item: under its id, or made anew under its name with what it was told to have. */
async function asItWas(on: Stage, spec: KindSpec, { before, now }: Changed): Promise<Item | undefined> {
  const items = await on.items(spec);
  const kept = items.find(({ externalId }) => externalId === now.externalId);
  if (kept !== undefined) return kept;
  const named = items.filter(({ name }) => name === before.name);
  return named.find(({ attributes }) => alike(attributes, before.attributes, spec)) ?? named.at(-1);
}

/** By plain content: what follows from it, and what a new resource has of its own, is another. */
function alike(one: Item['attributes'], other: Item['attributes'], { attributes }: KindSpec): boolean {
  return Object.entries(attributes)
    .filter(([, { role }]) => role === 'content')
    .every(([name]) => isDeepStrictEqual(one[name], other[name]));
}

async function itemOf(on: Stage, spec: KindSpec, externalId: string): Promise<Item | undefined> {
  return (await on.items(spec)).find((item) => item.externalId === externalId);
}

function valueIn(item: Item | undefined, attribute: string): unknown {
  return (attribute === 'name' ? item?.name : item?.attributes[attribute]) ?? null;
}
