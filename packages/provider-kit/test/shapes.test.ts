import type { SeenAnswer, SeenPlace } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { createShapeMemory, createShapeObserver, type OpenApiDocument } from '../src/index.ts';

const document: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Shapes', version: '1', 'x-rollcall-source': 'seed', 'x-rollcall-own-sources': ['seed'] },
  paths: {
    '/things': { get: { operationId: 'listThings', responses: answer({ type: 'array', items: ref('Thing') }) } },
    '/things/{id}': {
      get: { operationId: 'readThing', 'x-rollcall-source': 'inferred', responses: answer(ref('Thing')) },
      delete: { operationId: 'dropThing', responses: { 204: { description: 'Nothing.' } } },
    },
    '/things/newest': { get: { operationId: 'readNewest', responses: answer(ref('Thing')) } },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        required: ['id', 'state'],
        properties: {
          id: { type: 'string' },
          state: { type: 'string', enum: ['on', 'off'] },
          size: { type: 'integer' },
          weight: { type: 'number' },
          note: { type: ['string', 'null'], 'x-rollcall-source': 'inferred' },
          key: { type: 'object', 'x-rollcall-class': 'secret', properties: { value: { type: 'string' } } },
          tags: { type: 'array', items: { type: 'string' } },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          part: { oneOf: [{ type: 'string' }, ref('Part')] },
          extras: { type: 'object' },
        },
      },
      Part: { type: 'object', properties: { name: { type: 'string' }, part: ref('Part') } },
    },
  },
};

function answer(data: object): object {
  const schema = { type: 'object', required: ['data'], properties: { data } };
  return { 200: { content: { 'application/json': { schema } } } };
}

function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

const thing = { id: 'a', state: 'on' };

test.each([
  {
    given: { ...thing, size: 2, weight: 2, note: null, tags: ['x'], extras: { any: 1 } },
    because: 'all is as documented',
  },
  { given: { ...thing, labels: { 'a@b.example': 'x' } }, because: 'the names of a map are data' },
  { given: { ...thing, part: { name: 'p', part: { name: 'q' } } }, because: 'an alternative may hold itself' },
  { given: { ...thing, key: { other: 'x' } }, because: 'nothing is looked at inside of a secret' },
  { given: { ...thing, extra: 1 }, strays: ['extra: appeared'], because: 'the document has no such field' },
  { given: { ...thing, extra: { in: 1 } }, strays: ['extra: appeared'], because: 'nothing is known of what is inside' },
  { given: { ...thing, sk_9f8a7b6c: 1 }, strays: ['(other names): appeared'], because: 'a key may be data' },
  { given: { id: 'a' }, strays: ['state: missed'], because: 'it is required' },
  { given: { ...thing, state: 'broken' }, strays: ['state: another value'], because: 'the values are named' },
  { given: { ...thing, size: 2.5 }, strays: ['size: number'], because: 'an integer has no fraction' },
  { given: { ...thing, size: null }, strays: ['size: null'], because: 'it may not be null' },
  { given: { ...thing, tags: 'x' }, strays: ['tags: string'], because: 'it is a list' },
  { given: { ...thing, tags: [1] }, strays: ['tags[]: integer'], because: 'each element is text' },
  { given: { ...thing, labels: { x: 1 } }, strays: ['labels{}: integer'], because: 'each value of the map is text' },
  { given: { ...thing, part: 1 }, strays: ['part: integer'], because: 'no alternative is a number' },
  {
    given: { ...thing, part: { weight: 1 } },
    strays: ['part.weight: appeared'],
    because: 'the alternative has no such field',
  },
])('$given is seen to differ in $strays, since $because', ({ given, strays = [] }) => {
  const observer = createShapeObserver(document);
  observer.answered({ method: 'GET', path: '/things/a', body: { data: given } });
  expect(differences(observer.take())).toEqual(strays.map((stray) => `readThing data.${stray}`));
});

test('an item of a list is looked at like the answer to a question for it, and where it is documented is said', () => {
  const observer = createShapeObserver(document);
  list(observer, [{ ...thing, size: 'large' }]);
  const [seen] = observer.take();
  expect(seen?.places.find(({ strays }) => strays.length > 0)).toEqual({
    ...{ path: 'data[].size', pointer: '#/components/schemas/Thing/properties/size', documented: 'integer' },
    ...{ isRequired: false, isPublished: true, types: ['string'], strays: ['string'], seen: 1, strayed: 1, missed: 0 },
  });
  expect(observer.take(), 'what was taken is not told again').toEqual([]);
});

test('what a field is held to is inferred where the document says so of it, of its operation or of what is around it', () => {
  const observer = createShapeObserver(document);
  observer.answered({ method: 'GET', path: '/things/a', body: { data: { ...thing, note: 1, more: 1 } } });
  const places = observer.take().flatMap((seen) => seen.places);
  const published = (path: string) => places.find((place) => place.path === path)?.isPublished;
  expect({
    root: published(''),
    id: published('data.id'),
    note: published('data.note'),
    more: published('data.more'),
  }).toEqual({ root: false, id: true, note: false, more: true });
});

test('only what the document has is looked at, and a path that is written out wins', () => {
  const observer = createShapeObserver(document);
  observer.answered({ method: 'GET', path: '/elsewhere', body: { data: 1 } });
  observer.answered({ method: 'DELETE', path: '/things/a', body: null });
  observer.answered({ method: 'GET', path: '/things/newest', body: { data: thing } });
  expect(observer.take().map(({ operationId }) => operationId)).toEqual(['readNewest']);
});

test('a list that stands elsewhere than documented shows in the answer around it', () => {
  const observer = createShapeObserver(document);
  const elsewhere = { path: ['data', 'items'], count: 1, itemAt: () => thing };
  observer.answered({ method: 'GET', path: '/things', body: { data: { items: [] } }, list: elsewhere });
  expect(differences(observer.take())).toEqual(['listThings data: object']);
});

test('of a long listing the ends and some of the middle are looked at, of few of its pages', () => {
  const observer = createShapeObserver(document);
  const looked = new Set<string>();
  let parsed = 0;
  for (let page = 1; page <= 1000; page += 1) {
    const count = page === 1000 ? 7 : 100;
    const itemAt = (index: number): unknown => {
      parsed += 1;
      looked.add(`${page}/${index === 0 ? 'first' : index === count - 1 ? 'last' : 'middle'}`);
      return thing;
    };
    observer.answered({ method: 'GET', path: '/things', body: { data: [] }, list: { path: ['data'], count, itemAt } });
  }
  expect([...looked]).toEqual(
    expect.arrayContaining(['1/first', '1/middle', '1/last', '512/first', '1000/first', '1000/last']),
  );
  expect(parsed).toBeLessThan(70);
});

test('of an object with a thousand undocumented names no more than a few are kept', () => {
  const observer = createShapeObserver(document);
  const names = Array.from({ length: 1000 }, (_, index) => [
    `name${String.fromCharCode(97 + (index % 26))}${'x'.repeat(index % 30)}`,
    1,
  ]);
  observer.answered({ method: 'GET', path: '/things/a', body: { data: { ...thing, ...Object.fromEntries(names) } } });
  expect(differences(observer.take()).length).toBeLessThanOrEqual(31);
});

test('what is as documented is told once an hour, and what is not at once', () => {
  const memory = createShapeMemory();
  const seen = (body: object) => {
    const observer = createShapeObserver(document);
    observer.answered({ method: 'GET', path: '/things/a', body: { data: body } });
    return observer.take();
  };
  const hour = 3_600_000;
  const told = [
    { at: 0, body: thing },
    { at: hour - 1, body: { ...thing, note: null } },
    { at: hour - 1, body: { ...thing, extra: 1 } },
    { at: hour, body: { ...thing, extra: 1 } },
    { at: 2 * hour, body: { ...thing, extra: 1 } },
  ].map(({ at, body }) => memory.worthTelling('one', seen(body), at).length);
  expect(told).toEqual([1, 0, 1, 0, 1]);
  expect(memory.worthTelling('another', seen(thing), 0)).toHaveLength(1);
});

function list(observer: ReturnType<typeof createShapeObserver>, items: readonly unknown[]): void {
  const itemAt = (index: number): unknown => items[index];
  const found = { path: ['data'], count: items.length, itemAt };
  observer.answered({ method: 'GET', path: '/things', body: { data: [] }, list: found });
}

function differences(answers: readonly SeenAnswer[]): readonly string[] {
  return answers.flatMap(({ operationId, places }) =>
    places.flatMap((place) => reasons(place).map((reason) => `${operationId} ${place.path}: ${reason}`)),
  );
}

function reasons({ documented, strays, isRequired, missed }: SeenPlace): readonly string[] {
  if (documented === null) return ['appeared'];
  return [...strays, ...(isRequired && missed > 0 ? ['missed'] : [])];
}
