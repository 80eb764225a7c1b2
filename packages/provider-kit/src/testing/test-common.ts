import { isDeepStrictEqual } from 'node:util';
import { type Expectation, RollcallError } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import { assertPossible, commonCall } from '../common/common-call.ts';
import type { Target } from '../common/common-mapping.ts';
import { type CommonName, commonOperation, commonOperations, isCommonName } from '../common/common-operations.ts';
import { type OperationCall, verbs } from '../openapi.ts';
import type { Item, KindSpec, Provider } from '../provider.ts';
import { type Stage, soon, stage } from './stage.ts';

/** What the operations that all providers share are at this one, carried out against its sandbox. */
export function testCommon(provider: Provider): void {
  const kinds = provider.kinds.map(({ kind }) => kind);
  const acting = Object.values(provider.operations).filter(({ acts }) => acts.length > 0);

  test('each operation that works on the inventory names its kinds, and reads where it lists', () => {
    for (const { operationId, acts, effect } of acting) {
      for (const { kind, verb } of acts) {
        expect(kinds, operationId).toContain(kind);
        expect(verbs, operationId).toContain(verb);
        expect(effect({}) === 'read', operationId).toBe(verb === 'list' || verb === 'read');
      }
    }
  });

  test('each kind that is asked for has an operation that lists it, and a readable one something that reads it', () => {
    const does = (kind: string, verb: string) => acting.some(({ acts }) => acts.some((act) => isSame(act, kind, verb)));
    const asked = provider.kinds.filter(({ configured }) => !configured);
    expect(asked.filter(({ kind }) => !does(kind, 'list'))).toEqual([]);
    expect(asked.filter(({ kind, readable }) => readable && !does(kind, 'read') && !does(kind, 'list'))).toEqual([]);
  });

  describe.each(Object.keys(commonOperations).filter(isCommonName))('%s', (name) => {
    const mapping = provider.common[name];
    if ('notSupported' in mapping) {
      test('is not possible, for a reason that is a sentence', () => {
        expect(mapping.notSupported).toMatch(/^\S.{15,}\.$/);
        expect(refusalOf(() => assertPossible(provider, name))).toMatchObject({
          code: 'not_supported',
          message: expect.stringContaining(mapping.notSupported),
        });
      });
      return;
    }

    const possible = commonOperation(name).kinds.filter((kind) => mapping.operations.some((id) => actsOn(id, kind)));
    test('works on a kind that is listed', () => expect(possible.length).toBeGreaterThan(0));

    test.each(possible)('is one of its own operations on %s, and the next listing shows it', async (kind) => {
      await using on = await stage(provider);
      const target = await targetOf(on, provider, { name, kind });
      const inputs = await inputsOf(on, provider, { name, kind, target });
      const { call, input } = possibleCall(provider, name, { inputs, target });
      expect(mapping.operations).toContain(call.operationId);
      const asked = intended(name, { kind, input, target });
      const expectations = [...asked, ...provider.expectations(call)];
      const before = await shown(on, provider, expectations);
      for (const expectation of asked) expectMet(expectation, { before, after: before, isYet: false });
      await on.session.call(call, soon());
      const after = await shown(on, provider, expectations);
      for (const expectation of expectations) expectMet(expectation, { before, after, isYet: true });
    });
  });

  function actsOn(operationId: string, kind: string): boolean {
    return provider.operations[operationId]?.acts.some((act) => act.kind === kind) ?? false;
  }
}

type Input = Readonly<Record<string, unknown>>;

/** Inputs to try, the fullest first: a provider may refuse what it cannot do, and take the rest. */
async function inputsOf(
  on: Stage,
  provider: Provider,
  { name, kind, target }: { name: CommonName; kind: string; target: Target | undefined },
): Promise<readonly Input[]> {
  // Not every provider lists its domains; an address tells one, too.
  const owner = target ?? (await anyOf(on, provider, 'domain')) ?? (await anyOf(on, provider, 'inbox'));
  const domain = domainOf(owner?.name ?? '');
  const secret = { password: 'Correct-horse-battery-1' };
  const keyName = kind === 'smtp_credential' ? 'contract@contract.example' : 'contract';
  const permissions = (await wordsOf(on, provider, kind)).map((words) => ({ permissions: words }));
  switch (name) {
    case 'inboxes.create': {
      const address = `contract@${domain}`;
      return [{ address, ...secret, displayName: 'Contract' }, { address, ...secret }, { address }];
    }
    case 'inboxes.setPassword':
      return [secret];
    case 'inboxes.rename':
      return [{ address: `contract@${domain}` }];
    case 'domains.add':
      return [{ domain: 'contract.example' }];
    case 'domains.remove':
      return [{ cascade: true }];
    case 'dns.add':
      return [{ type: 'TXT', name: 'contract', content: 'v=contract', ttl: 300 }];
    case 'dns.replace':
      return [{ content: 'contract.example', ttl: 300 }];
    case 'aliases.add':
      return [{ alias: `contract@${domain}` }];
    case 'providerKeys.create':
      return [...permissions.map((given) => ({ name: keyName, kind, ...given })), { name: keyName, kind }];
    case 'providerKeys.restrict':
      return [{ kind, networks: ['203.0.113.0/24'] }, ...permissions.map((given) => ({ kind, ...given }))];
    case 'providerKeys.rotate':
      return [{ kind, name: keyName }];
    case 'providerKeys.revoke':
      return [{ kind }];
    case 'inboxes.delete':
    case 'dns.remove':
    case 'aliases.remove':
      return [{}];
    default:
      return name satisfies never;
  }
}

/** What the listing shows after the common operation, whatever the provider says to expect. */
function intended(
  name: CommonName,
  { kind, input, target }: { kind: string; input: Input; target: Target | undefined },
): readonly Expectation[] {
  const { verb } = commonOperation(name);
  if (verb === 'delete' && target !== undefined) {
    return [{ becomes: 'absent', kind, externalId: target.externalId }];
  }
  if (name === 'dns.add') return [{ becomes: 'present', kind, name: `${String(input['name'])}.${target?.name}` }];
  const names = ['address', 'domain', 'alias', 'name']
    .map((field) => input[field])
    .filter((text) => text !== undefined);
  return names.map((text) => ({ becomes: 'present', kind, name: String(text) }));
}

/** The first input that the provider can do, and the operation that it comes to. */
function possibleCall(
  provider: Provider,
  name: CommonName,
  { inputs, target }: { inputs: readonly Input[]; target: Target | undefined },
): { readonly call: OperationCall; readonly input: Input } {
  const refusals: unknown[] = [];
  for (const input of inputs) {
    try {
      const call = commonCall(provider, { name, input, target });
      const own = provider.operations[call.operationId]?.parse(call.input) ?? {};
      return { call: { ...call, input: own }, input };
    } catch (error) {
      if (!(error instanceof RollcallError)) throw error;
      refusals.push(error.message);
    }
  }
  throw new Error(`${provider.name} says that it can, and refuses every input: ${refusals.join(' ')}`);
}

async function targetOf(
  on: Stage,
  provider: Provider,
  { name, kind }: { name: CommonName; kind: string },
): Promise<Target | undefined> {
  const { target } = commonOperation(name);
  if (target === undefined) return undefined;
  const sought = target.kinds.find((candidate) => candidate === kind) ?? target.kinds[0] ?? '';
  const item = await anyOf(on, provider, sought);
  if (item === undefined) throw new Error(`The sandbox of ${provider.name} was seeded without any ${sought}.`);
  return { ...item, kind: sought, presence: 'live', parent: null };
}

/** Lists of words that a key of the kind has: its permissions are among them, by whatever name. */
async function wordsOf(on: Stage, provider: Provider, kind: string): Promise<readonly (readonly unknown[])[]> {
  if (kind !== 'api_key' && kind !== 'smtp_credential') return [];
  const key = await anyOf(on, provider, kind);
  return Object.values(key?.attributes ?? {})
    .filter((value) => Array.isArray(value))
    .filter(({ length }) => length > 0);
}

async function anyOf(on: Stage, provider: Provider, kind: string): Promise<Item | undefined> {
  const spec = provider.kinds.find((candidate) => candidate.kind === kind);
  // The last one: the first key may well be the one that the session itself uses.
  return spec === undefined ? undefined : (await on.items(spec)).at(-1);
}

type Shown = ReadonlyMap<string, readonly Item[]>;

async function shown(on: Stage, { kinds }: Provider, expectations: readonly Expectation[]): Promise<Shown> {
  const listed = new Map<string, readonly Item[]>();
  const expected = kinds.filter((spec: KindSpec) => expectations.some(({ kind }) => kind === spec.kind));
  for (const spec of expected) listed.set(spec.kind, await on.items(spec));
  return listed;
}

/** `isYet` false for what must not be so before the operation. */
function expectMet(
  expectation: Expectation,
  { before, after, isYet }: { before: Shown; after: Shown; isYet: boolean },
): void {
  const { kind } = expectation;
  const items = after.get(kind) ?? [];
  switch (expectation.becomes) {
    case 'present': {
      const { name, attributes = {} } = expectation;
      const found = items.filter((item) => item.name === name && isAs(item, attributes));
      expect(found.length > 0, JSON.stringify(expectation)).toBe(isYet);
      return;
    }
    case 'absent':
      expect(items.some(({ externalId }) => externalId === expectation.externalId)).toBe(!isYet);
      return;
    case 'more':
      expect(items.length).toBeGreaterThanOrEqual((before.get(kind)?.length ?? 0) + expectation.count);
      return;
    case 'changed': {
      const item = items.find(({ externalId }) => externalId === expectation.externalId);
      expect(item?.attributes).toMatchObject(expectation.attributes ?? {});
      return;
    }
    default:
      expectation satisfies never;
  }
}

function isAs({ attributes }: Item, wanted: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(attributes[key], value));
}

function refusalOf(act: () => void): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

function isSame(act: { readonly kind: string; readonly verb: string }, kind: string, verb: string): boolean {
  return act.kind === kind && act.verb === verb;
}

function domainOf(name: string): string {
  return name.slice(name.lastIndexOf('@') + 1);
}
